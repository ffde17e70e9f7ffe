import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { isMigrated, ping } from '@concordat/db/readiness'

import type { OtherNodes } from './cluster.ts'

/** What `/api/ready` says, apart from what it finds out itself. */
export interface Readiness {
  /** From now on this node is not to be sent anyone new, and says why. Not taken back. */
  refuse(reason: string): void
  /** Something an operator has to know although this node can serve: asked each time, null while all is well. */
  watch(what: () => string | null): void
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly readiness: Readiness
  }
}

const PATIENCE_MS = 2000

/** Alive, and able to serve: two questions with two answers (reliability P21). */
const health: FastifyPluginAsyncZod = async (app) => {
  const refusals = new Set<string>()
  const watched: (() => string | null)[] = []
  app.decorate('readiness', {
    refuse: (reason) => void refusals.add(reason),
    watch: (what) => void watched.push(what),
  })

  app.get(
    '/api/health',
    {
      schema: {
        summary: 'Is the process alive',
        tags: ['service'],
        response: { 200: z.object({ status: z.literal('alive') }) },
      },
    },
    async () => ({ status: 'alive' as const }),
  )

  const Ready = z.object({
    ready: z.boolean(),
    reasons: z.array(z.string()),
    /** What an operator has to look into although this node serves, for example a broken ledger. */
    warnings: z.array(z.string()).optional(),
    otherNodes: z
      .object({
        /** Deaf: what happens on other nodes is read from the database, up to half a minute late. */
        line: z.enum(['well', 'deaf']),
        silentSeconds: z.number(),
      })
      .optional(),
  })
  app.get(
    '/api/ready',
    { schema: { summary: 'Can this node serve', tags: ['service'], response: { 200: Ready, 503: Ready } } },
    async (_request, reply) => {
      const reasons = [...refusals, ...(await faultsOfDatabase())]
      const warnings = watched.map((what) => what()).filter((warning) => warning !== null)
      return reply.status(reasons.length === 0 ? 200 : 503).send({
        ready: reasons.length === 0,
        reasons,
        ...(warnings.length > 0 && { warnings }),
        ...(app.otherNodes && { otherNodes: lineTo(app.otherNodes) }),
      })
    },
  )

  async function faultsOfDatabase(): Promise<string[]> {
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, PATIENCE_MS, 'late').unref())
    try {
      if ((await Promise.race([ping(app.db), late])) === 'late') return ['The database does not answer.']
      return (await isMigrated(app.db)) ? [] : ['The database has not been migrated.']
    } catch {
      // The reason is for a load balancer and an operator; the cause is in the log of whoever needed the database.
      return ['The database cannot be reached.']
    }
  }
}

/** A line that is deaf is no reason to send nobody here: nothing is lost, and every other node would be as deaf. */
const lineTo = ({ health: { isDeaf, silentMs } }: OtherNodes): { line: 'well' | 'deaf'; silentSeconds: number } => ({
  line: isDeaf ? 'deaf' : 'well',
  silentSeconds: Math.round(silentMs / 1000),
})

export default fp(health, { name: 'health', dependencies: ['http', 'database', 'cluster'] })
