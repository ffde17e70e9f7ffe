import { randomUUID } from 'node:crypto'

import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'

import { DomainError } from '@concordat/shared/errors'

import { isLoopback } from '../config.ts'
import { problemOf } from '../errors.ts'

/** Largest body of a request, unless a route says otherwise (reliability 4, rule 10). */
export const MAX_BODY_BYTES = 256 * 1024
const REQUESTS_PER_MINUTE = 3000

export const requestId = (): string => randomUUID()

/**
 * What holds for every request: zod at the door, problem+json on refusal, writes from our own pages only, no caching of
 * private answers, and a Content-Security-Policy under which nothing runs that we did not ship.
 */
export default fp<{ readonly origin: string }>(
  async (app, { origin }) => {
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    app.removeContentTypeParser('text/plain')

    await app.register(cookie)
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: origin.startsWith('https:'),
      referrerPolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
    })
    await app.register(rateLimit, {
      max: REQUESTS_PER_MINUTE,
      timeWindow: '1 minute',
      // A whole council may sit behind one address, so the limit is wide; this machine itself (tests, checks, an operator) has none.
      allowList: (request) => isLoopback(request.ip),
      errorResponseBuilder: (_request, { after }) =>
        new DomainError({
          kind: 'rate-limited',
          title: 'Too many requests from your network.',
          detail: `Nothing was changed. Try again in ${after}.`,
        }),
    })

    app.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', request.id)
      if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
      refuseForeignWrite(request, origin)
    })
    app.setErrorHandler(async (error, request, reply) => answerWithProblem(error, request, reply))
  },
  { name: 'http' },
)

/** Answers a refusal or a fault. Faults alone are logged with their stack; refusals are daily business. */
export async function answerWithProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const problem = problemOf(error, request.id)
  if (problem.kind === 'internal') request.log.error({ err: error }, 'fault')
  if (problem.kind === 'unavailable') {
    request.log.warn({ err: error }, 'unavailable')
    reply.header('retry-after', '5')
  }
  return reply.status(problem.status).type('application/problem+json').serializer(JSON.stringify).send(problem)
}

/**
 * A write must come from our own pages (reliability P16, abuse 14): browsers say where it comes from in `Origin` and
 * `Sec-Fetch-Site`. A request with neither is no browser's, and carries no cookie but one it was given on purpose.
 */
function refuseForeignWrite({ method, headers }: FastifyRequest, origin: string): void {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return
  const site = headers['sec-fetch-site']
  if ((headers.origin === undefined || headers.origin === origin) && (site === undefined || site === 'same-origin'))
    return
  throw new DomainError({
    kind: 'forbidden',
    title: 'This came from another site.',
    detail: `Nothing was changed. Use this service at ${origin}.`,
  })
}
