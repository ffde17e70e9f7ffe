import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { findDocumentAbout } from '@concordat/db/documents'
import { CommandEnvelope, PAYLOADS, type CommandType } from '@concordat/shared/commands'
import { Slug } from '@concordat/shared/payloads/shapes'
import { CommandAnswer } from '@concordat/shared/http'

import { createCommands } from './dispatch.ts'

const { commandId, expect } = CommandEnvelope.shape

const shapeOf = <T extends CommandType>(type: T) =>
  z.strictObject({ commandId, type: z.literal(type), expect, payload: PAYLOADS[type] }).meta({ title: type })

/** Every command in one schema, so that the catalogue in OpenAPI is complete (contract, "HTTP"). */
const [first, ...others] = (Object.keys(PAYLOADS) as CommandType[]).map((type) => shapeOf(type))
if (!first) throw new Error('There are no commands')
const AnyCommand = z.discriminatedUnion('type', [first, ...others])

/** The door to the record: one route, one decorator. Capabilities name their handlers with `app.commands.on`. */
const commands: FastifyPluginAsyncZod = async (app) => {
  app.decorate(
    'commands',
    createCommands(app.db, {
      now: app.clock,
      publish: (notices) => app.notices.publish(notices),
      async settle(board, draft) {
        const document = await findDocumentAbout(app.db, board, draft)
        return document === null ? undefined : { documentId: document.id, ...(await app.documents.settle(document.id)) }
      },
    }),
  )

  app.post(
    '/api/boards/:board/commands',
    {
      schema: {
        summary: 'Ask the record to take something in',
        description:
          'Idempotent by `commandId`: the same id again is answered with the first result and `replayed: true`. `expect` is the ledger entry that last changed what the command is about; when that has moved on, the answer is `stale` with the state now.',
        tags: ['record'],
        params: z.object({ board: Slug }),
        body: AnyCommand,
        response: { 200: CommandAnswer, 201: CommandAnswer },
      },
      // The dispatcher checks the shape, whoever sends a command; the schema above is there for the catalogue.
      validatorCompiler: () => (value: unknown) => ({ value }),
    },
    async (request, reply) => {
      const session = await app.identity.require(request)
      const result = await app.commands.accept({
        board: request.params.board,
        sender: { person: session.person.id, post: session.post, proof: session.proof },
        envelope: request.body,
      })
      return reply.status(result.replayed === true ? 200 : 201).send(result)
    },
  )
}

export default fp(commands, { name: 'commands', dependencies: ['database', 'identity', 'notices', 'documents'] })
