import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { postsOf, seatsOf } from '@concordat/db/identity'
import { Id } from '@concordat/shared/payloads/shapes'
import { londonDay } from '@concordat/shared/dates'
import { Me, SessionLife } from '@concordat/shared/http'
import { abilities, ACTS } from '@concordat/shared/policy'

import { sessionCookie } from './cookie.ts'
import { demoProof } from './demo-proof.ts'
import { demoSignIn } from './demo-sign-in.ts'
import { createSessionDesk } from './identity.ts'

interface IdentityOptions {
  readonly origin: string
  readonly isDemo: boolean
}

/** How late the end of a session's time may be noticed by its open sockets (abuse 10 allows a minute). */
const SWEEP_EVERY_MS = 20_000

/** Identity: who is signed in and in which capacity. How a session is issued is known here alone (ADR 0003). */
const identity: FastifyPluginAsyncZod<IdentityOptions> = async (app, { origin, isDemo }) => {
  const cookie = sessionCookie(origin)
  const desk = createSessionDesk({
    db: app.db,
    clock: app.clock,
    tokenIn: (headers) => (headers.cookie === undefined ? undefined : app.parseCookie(headers.cookie)[cookie.name]),
  })
  app.decorate('identity', desk.identity)

  const sweep = setInterval(() => {
    desk
      .sweep()
      .catch((error: unknown) => app.log.warn({ err: error }, 'ended sessions stay for now; the next sweep takes them'))
  }, SWEEP_EVERY_MS).unref()
  app.addHook('onClose', async () => clearInterval(sweep))

  app.get(
    '/api/me',
    { schema: { summary: 'Who is signed in, and as what', tags: ['identity'], response: { 200: Me } } },
    async (request) => {
      const session = await app.identity.require(request)
      const { person, post, endsAt, proof } = session
      const today = londonDay(app.clock())
      const [posts, seats] = await Promise.all([postsOf(app.db, person.id, today), seatsOf(app.db, person.id, today)])
      return {
        person,
        posts: posts.map((held) => ({
          ...held,
          seats: seats
            .filter((seat) => seat.post === held.id)
            .map(({ board, role, body, scope }) => {
              const actor = { person: person.id, role, post: held.id, body: body?.id ?? null, scope }
              return {
                board: board.slug,
                boardTitle: board.title,
                role,
                body: actor.body,
                abilities: abilities(actor, ACTS, actor.body === null ? {} : { body: actor.body }),
              }
            }),
        })),
        capacity: post,
        proof: proof && { method: proof.method, at: proof.at.toISOString() },
        sessionEndsAt: endsAt.toISOString(),
        sessionEndsInMs: endsAt.getTime() - app.clock().getTime(),
      }
    },
  )

  app.post(
    '/api/me/capacity',
    {
      schema: {
        summary: 'Act in another of one’s posts',
        tags: ['identity'],
        body: z.strictObject({ post: Id }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await desk.takeCapacity(await app.identity.require(request), request.body.post)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/api/me/prolong',
    {
      schema: {
        summary: 'Stay signed in for another hour',
        description: 'For when the session is about to end. A session lasts a day at most; then one signs in again.',
        tags: ['identity'],
        response: { 200: SessionLife },
      },
    },
    async (request, reply) => {
      const endsAt = await desk.prolong(await app.identity.require(request))
      const sessionEndsInMs = endsAt.getTime() - app.clock().getTime()
      const token = request.cookies[cookie.name] ?? ''
      reply.setCookie(cookie.name, token, { ...cookie.options, maxAge: Math.ceil(sessionEndsInMs / 1000) })
      return { sessionEndsAt: endsAt.toISOString(), sessionEndsInMs }
    },
  )

  app.post(
    '/api/sign-out',
    { schema: { summary: 'End the session and close its sockets', tags: ['identity'], response: { 204: z.null() } } },
    async (request, reply) => {
      await desk.signOut(request)
      return reply.clearCookie(cookie.name, cookie.options).status(204).send(null)
    },
  )

  if (isDemo) {
    await app.register(demoSignIn, { desk, cookie })
    await app.register(demoProof, { desk })
  }
}

export default fp(identity, { name: 'identity', dependencies: ['http', 'database'] })
