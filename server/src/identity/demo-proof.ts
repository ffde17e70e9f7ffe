import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { DomainError } from '@concordat/shared/errors'
import { ProblemShape } from '@concordat/shared/http'
import { Id } from '@concordat/shared/payloads/shapes'

import type { SessionDesk } from './identity.ts'

const PROOFS_PER_MINUTE = 20

/**
 * How invented people prove who they are: they choose themselves again, knowing that it is asked. It shows the step and secures
 * nothing, so it is registered in demo mode only.
 */
export const demoProof: FastifyPluginAsyncZod<{ desk: SessionDesk }> = async (app, { desk }) => {
  app.post(
    '/api/me/prove',
    {
      schema: {
        summary: 'Prove anew who you are, for asks that need it; counts for five minutes',
        tags: ['identity'],
        body: z.strictObject({ person: Id }),
        response: { 204: z.null(), '4xx': ProblemShape },
      },
      config: { rateLimit: { max: PROOFS_PER_MINUTE, timeWindow: '1 minute', allowList: () => false } },
    },
    async (request, reply) => {
      const session = await app.identity.require(request)
      if (request.body.person !== session.person.id) {
        throw new DomainError({
          kind: 'forbidden',
          title: 'This is not the person you are signed in as.',
          detail:
            'Your identity was not proved, and nothing was recorded. Choose yourself, or sign in as the other person.',
        })
      }
      await desk.prove(session, 'demo')
      return reply.status(204).send(null)
    },
  )
}
