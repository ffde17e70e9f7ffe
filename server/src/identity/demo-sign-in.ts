import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { findPerson, inventedPeople, postsOf, seatsOf, type Person } from '@concordat/db/identity'
import type { Db } from '@concordat/db/client'
import { Id } from '@concordat/shared/payloads/shapes'
import { londonDay } from '@concordat/shared/dates'
import { DomainError } from '@concordat/shared/errors'
import { DemoPerson } from '@concordat/shared/http'
import { ROLES } from '@concordat/shared/roles'

import type { SessionCookie } from './cookie.ts'
import { SESSION_LIFE_MS, type SessionDesk } from './identity.ts'

/** Guessing gains nothing here; the limit keeps one page from filling the table of sessions. */
const SIGN_INS_PER_MINUTE = 120

/** One-click sign-in as an invented person. Registered in demo mode only: elsewhere these addresses do not exist. */
export const demoSignIn: FastifyPluginAsyncZod<{ desk: SessionDesk; cookie: SessionCookie }> = async (
  app,
  { desk, cookie },
) => {
  app.get(
    '/api/demo/people',
    {
      schema: {
        summary: 'Invented people to sign in as',
        tags: ['demonstration'],
        response: { 200: z.array(DemoPerson) },
      },
    },
    async () => demoPeople(app.db, londonDay(app.clock())),
  )

  app.post(
    '/api/demo/sign-in',
    {
      schema: {
        summary: 'Sign in as an invented person',
        tags: ['demonstration'],
        body: z.strictObject({ person: Id }),
        response: { 204: z.null() },
      },
      config: {
        rateLimit: {
          hook: 'preHandler',
          max: SIGN_INS_PER_MINUTE,
          timeWindow: '1 minute',
          allowList: () => false,
          keyGenerator: (request) => `${request.ip} ${(request.body as { person: string }).person}`,
        },
      },
    },
    async (request, reply) => {
      const person = await findPerson(app.db, request.body.person)
      // A real person's account is no door for one click, not even in a demonstration.
      if (!person?.invented) {
        throw new DomainError({
          kind: 'not-found',
          title: 'There is no demo person of that name.',
          detail: 'You are not signed in. Choose one of the people listed.',
        })
      }
      // A life, not an hour to end at: the browser's clock may be wrong (fault F23).
      const token = await desk.signIn(request, person.id)
      return reply
        .setCookie(cookie.name, token, { ...cookie.options, maxAge: SESSION_LIFE_MS / 1000 })
        .status(204)
        .send(null)
    },
  )
}

/** Everyone to choose from, in the order of the roles' columns in model 6, then as one would count. */
async function demoPeople(db: Db, today: string): Promise<DemoPerson[]> {
  const shown = await Promise.all((await inventedPeople(db)).map(async (person) => demoPerson(db, person, today)))
  const byNumber = new Intl.Collator('en-GB', { numeric: true })
  return shown.sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || byNumber.compare(a.id, b.id))
}

async function demoPerson(db: Db, { id, name, administrator }: Person, today: string): Promise<DemoPerson> {
  const [posts, seats] = await Promise.all([postsOf(db, id, today), seatsOf(db, id, today)])
  const post = posts[0]
  const seat = seats.find((held) => held.post === post?.id)
  return {
    id,
    name,
    post: post?.title ?? 'No post',
    body: seat?.body?.title ?? post?.organisation ?? 'No organisation',
    role: seat?.role ?? (administrator ? 'admin' : 'observer'),
    boards: [...new Map(seats.map(({ board }) => [board.slug, { slug: board.slug, title: board.title }])).values()],
  }
}
