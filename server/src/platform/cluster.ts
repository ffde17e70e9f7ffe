import { randomUUID } from 'node:crypto'

import fp from 'fastify-plugin'
import { Gauge } from 'prom-client'

import { databaseId } from '@concordat/db/readiness'

import { RedisLine } from './redis-line.ts'

/** The other nodes on the same database. What is told may be lost: whoever listens can find it out from Postgres (reliability rule 13). */
export interface OtherNodes {
  /** To every other node, at once and without a promise. Never throws. */
  tell(topic: string, body: Uint8Array | string): void
  /** What others tell; `node` is who. Returns how to stop. */
  hear(topic: string, listener: (body: Uint8Array, node: string) => void): () => void
  /** Something may have been missed: the line was down, or deaf, or is. Told again every few seconds while it is. */
  onMissed(listener: () => void): () => void
  readonly health: { readonly isDeaf: boolean; readonly silentMs: number }
  /** Milliseconds since 1970; everything that was told before has been heard. */
  readonly provenAt: number
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Null: this is the only node. */
    readonly otherNodes: OtherNodes | null
    /** Of the streams in Redis that belong to this database. */
    readonly clusterKey: string
  }
}

/** Several nodes on one database (architecture 7): Postgres is the order and the truth, Redis the speed. */
export default fp<{ readonly redisUrl: string | null }>(
  async (app, { redisUrl }) => {
    if (redisUrl === null) {
      app.decorate('otherNodes', null)
      app.decorate('clusterKey', '')
      return
    }
    const key = `concordat:${await databaseId(app.db)}`
    const line = new RedisLine({ url: redisUrl, key: `${key}:nodes`, node: randomUUID(), log: app.log })
    app.decorate('otherNodes', line)
    app.decorate('clusterKey', key)
    // The last to go: the others still tell that their people have left.
    app.addHook('onClose', async () => line.close())
    new Gauge({
      name: 'concordat_node_line_silent_seconds',
      help: 'Since when nothing has been heard over Redis, not even of this node itself; 15 and more is deaf.',
      registers: [app.metrics],
      collect() {
        this.set(line.health.silentMs / 1000)
      },
    })
  },
  { name: 'cluster', dependencies: ['database', 'metrics'] },
)
