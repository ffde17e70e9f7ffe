import type { FastifyError } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { DOCUMENT_SCHEMA_VERSION } from '@concordat/shared/documents/schema'
import { DomainError, type Problem } from '@concordat/shared/errors'
import { OfflineWorkAnswer, ProblemShape } from '@concordat/shared/http'

import { answerWithProblem } from '../platform/http.ts'
import type { Access } from './access.ts'
import { CLOSE } from './closes.ts'
import type { Verdict } from './gate.ts'
import { LIMITS } from './limits.ts'

const TYPE = 'application/octet-stream'
const Bytes = z
  .any()
  .refine((body) => body instanceof Uint8Array)
  .meta({ type: 'string', format: 'binary' })

/** The line of work and the schema that the browser knows; it is told when either has moved on, and nothing is merged then. */
export interface Known {
  readonly epoch: number
  readonly schema: number
}

/** `POST /api/documents/:id/updates`: work done offline that is more than a frame of the sync socket holds (abuse case 20). */
export const offlineWork: FastifyPluginAsyncZod = async (app) => {
  // The bytes are Yjs's and nothing else is taken.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(TYPE, { parseAs: 'buffer', bodyLimit: LIMITS.offlineBytes }, (_request, body, done) =>
    done(null, body),
  )
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const problem = refusedAtTheDoor(error)
    return problem === undefined
      ? answerWithProblem(error, request, reply)
      : reply.status(problem.status).type('application/problem+json').serializer(JSON.stringify).send(problem)
  })

  app.post(
    '/api/documents/:id/updates',
    {
      schema: {
        summary: 'Bring offline work that is too large for the sync socket',
        description: `One Yjs update (format 1) of at most ${LIMITS.offlineBytes} bytes as ${TYPE}, under client ids that were issued to you. It passes the same gate as an update on the socket and is on disk when this answers. Sending it again changes nothing. \`conflict\`: it builds on edits the server does not have; ask the socket for its state vector and send all that it lacks.`,
        tags: ['drafts'],
        params: z.object({ id: z.string().max(64) }),
        querystring: z.object({ epoch: z.coerce.number().int(), schema: z.coerce.number().int() }),
        consumes: [TYPE],
        body: Bytes,
        response: { 200: OfflineWorkAnswer, '4xx': ProblemShape },
      },
      config: {
        rateLimit: {
          // Before the body is read, as is the question who sends it.
          hook: 'onRequest',
          max: LIMITS.offlinePerMinute,
          timeWindow: '1 minute',
          allowList: () => false,
          keyGenerator: async (request) => `offline work of ${(await app.identity.require(request)).person.id}`,
          errorResponseBuilder: (_request, { after }) =>
            new DomainError({
              kind: 'rate-limited',
              title: 'That is much offline work in a short time.',
              detail: `Nothing was saved of this. It stays on your device; it can be sent again in ${after}.`,
            }),
        },
      },
    },
    async (request) => {
      const session = await app.identity.require(request)
      // Asked of every body by `Bytes`.
      return app.documents.bring(request.params.id, session, request.body as Uint8Array, request.query)
    },
  )
}

/** Refuses when this person may not write here, or the browser is behind. */
export function mayBring({ abilities, document }: Access, { epoch, schema }: Known): void {
  if (!abilities.includes('document.write'))
    throw new DomainError({
      kind: 'forbidden',
      title: 'You may read this draft, not write it.',
      detail: 'Nothing was saved. Your text stays on your device; copy what you need.',
    })
  if (epoch !== document.epoch || schema !== DOCUMENT_SCHEMA_VERSION)
    throw new DomainError({
      kind: 'stale',
      title: 'This draft has moved on to another line of work.',
      detail: 'Nothing was saved. Your text stays on your device; copy it, then load the page again.',
      current: { epoch: document.epoch, schema: DOCUMENT_SCHEMA_VERSION },
    })
}

/** What the gate said, for HTTP. The close codes of the socket are told apart as the page tells them apart. */
export function answerFor(verdict: Verdict): OfflineWorkAnswer {
  switch (verdict.type) {
    case 'accepted':
      return { added: true }
    case 'known':
      return { added: false }
    case 'gap':
      throw new DomainError({
        kind: 'conflict',
        title: 'This builds on edits that have not arrived.',
        detail: 'Nothing was saved. Your text stays on your device, and is sent again with what came before it.',
      })
    case 'refused':
      switch (verdict.code) {
        case CLOSE.tooBig:
          throw new TooBig(verdict.reason)
        case CLOSE.forbidden:
          throw new DomainError({
            kind: 'forbidden',
            title: 'This is not yours to write.',
            detail: `Nothing was saved: ${verdict.reason}.`,
          })
        case CLOSE.overloaded:
        case CLOSE.broken:
          throw new DomainError({
            kind: 'unavailable',
            title: 'The draft cannot be saved at the moment.',
            detail: 'Nothing was saved of this. Your text stays on your device; try again in a few seconds.',
          })
        default:
          throw malformed(verdict.reason)
      }
  }
}

/** More than may be brought, or more than the document holds; answered with 413. */
class TooBig extends Error {
  override readonly name = 'TooBig'
  readonly statusCode = 413
}

const malformed = (reason = 'not a Yjs update'): DomainError =>
  new DomainError({
    kind: 'invalid',
    title: 'This cannot be taken into the draft.',
    detail: `Nothing was saved: ${reason}. Your text stays on your device; copy what you need.`,
  })

function refusedAtTheDoor(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  if (error.statusCode === 413)
    return {
      kind: 'invalid',
      status: 413,
      title: error instanceof TooBig && error.message === 'the document is full' ? FULL : 'That is too much at once.',
      detail: `Nothing was saved. At most ${LIMITS.offlineBytes / 1024 / 1024} MB can be sent at once. Your text stays on your device; copy it.`,
    }
  if (error.statusCode === 415)
    return {
      kind: 'invalid',
      status: 415,
      title: 'Only a Yjs update is taken here.',
      detail: `Nothing was saved. Send ${TYPE}.`,
    }
  return undefined
}

const FULL = 'This draft is full.'
