import type { IncomingHttpHeaders } from 'node:http'

import type { FastifyRequest } from 'fastify'

import {
  changeCapacity,
  deleteEndedSessions,
  deleteSession,
  findSession,
  insertSession,
  keepProof,
  postsOf,
  prolongSession,
  seatsOf,
  type HeldSeat,
  type Person,
  type Proof,
} from '@concordat/db/identity'
import type { Db } from '@concordat/db/client'
import { londonDay } from '@concordat/shared/dates'
import { DomainError } from '@concordat/shared/errors'
import type { Actor } from '@concordat/shared/policy'

import type { Clock } from '../platform/clock.ts'
import { digestOf, newToken } from './cookie.ts'

/** A signed-in person in the capacity they act in now. `id` is the digest of the token in the cookie, never the token. */
export interface Session {
  readonly id: string
  readonly person: Person
  /** The post in use, null for a person without one. */
  readonly post: string | null
  readonly endsAt: Date
  /** The last proof of identity given in this session, however old; null for none. */
  readonly proof: Proof | null
}

/** Why what hung on a session hangs no longer. `capacity`: the person goes on in another post, so rights are to be asked anew. */
export interface SessionEnd {
  /** `id` of the session. */
  readonly session: string
  readonly person: string
  readonly reason: 'signed-out' | 'expired' | 'capacity'
}

export interface BoardSeat {
  readonly board: { readonly id: string; readonly slug: string; readonly title: string }
  readonly actor: Actor
}

/** Who asks, and as what. The only door to sessions, for HTTP, sync and socket.io alike (architecture 5). */
export interface Identity {
  /** The session behind the cookie of an HTTP request or an upgrade; null when there is none, or it has ended. */
  sessionOf(from: { readonly headers: IncomingHttpHeaders }): Promise<Session | null>
  /** The session of an HTTP request. Refuses with `unauthenticated`. */
  require(request: FastifyRequest): Promise<Session>
  /**
   * The person on one board in the post in use: seat and appointment in force on today's London day. Without one, an actor
   * whose role is null, to whom `may` answers no. `boardId` is the UUID.
   */
  actorOn(session: Session, boardId: string): Promise<Actor>
  /** The boards on which the post in use has a seat today, by title. */
  boardsOf(session: Session): Promise<readonly BoardSeat[]>
  /** Calls `listener` when a session ends or changes capacity: whoever holds sockets of it closes them. Returns how to stop. */
  onEnded(listener: (end: SessionEnd) => void): () => void
}

/** What only this capability does to sessions. */
export interface SessionDesk {
  readonly identity: Identity
  /** Opens a new session for the person, gives its token, and ends the one the request came with, so that no token outlives a sign-in (abuse 17). */
  signIn(request: FastifyRequest, personId: string): Promise<string>
  signOut(request: FastifyRequest): Promise<void>
  /** The person acts in this post from now on. Refuses `invalid` when they do not hold it today. */
  takeCapacity(session: Session, post: string): Promise<void>
  /**
   * Keeps that the person has just shown anew who they are (D11). Called by a way of proving identity, which has checked it:
   * in a demonstration `demo-proof.ts`, elsewhere the authority’s own directory or a passkey.
   */
  prove(session: Session, method: string): Promise<void>
  /** Lets the session last an hour from now, a day in all at most. Answers when it ends. Refuses `unauthenticated` when it has. */
  prolong(session: Session): Promise<Date>
  /** Ends the sessions whose time is over. */
  sweep(): Promise<void>
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly identity: Identity
  }
}

/** Life of a session: a working day. It is not prolonged by use, only by a person who says so when it is about to end (X7). */
export const SESSION_LIFE_MS = 12 * 60 * 60 * 1000
const PROLONGED_BY_MS = 60 * 60 * 1000
/** Absolute: then one signs in again. */
const MOST_LIFE_MS = 2 * SESSION_LIFE_MS

interface Ports {
  readonly db: Db
  readonly clock: Clock
  /** The session token in the headers, if any. */
  readonly tokenIn: (headers: IncomingHttpHeaders) => string | undefined
}

export function createSessionDesk({ db, clock, tokenIn }: Ports): SessionDesk {
  const listeners = new Set<(end: SessionEnd) => void>()
  const announce = (end: SessionEnd): void => listeners.forEach((listener) => listener(end))
  const today = (): string => londonDay(clock())

  const sessionOf: Identity['sessionOf'] = async ({ headers }) => {
    const token = tokenIn(headers)
    if (token === undefined) return null
    const id = digestOf(token)
    const row = await findSession(db, id, clock())
    return row && { id, ...row }
  }

  const seatsInUse = async (session: Session): Promise<readonly HeldSeat[]> =>
    session.post === null
      ? []
      : (await seatsOf(db, session.person.id, today())).filter((seat) => seat.post === session.post)

  const identity: Identity = {
    sessionOf,
    async require(request) {
      const session = await sessionOf(request)
      if (session) return session
      throw notSignedIn()
    },
    async actorOn(session, boardId) {
      const seat = (await seatsInUse(session)).find(({ board }) => board.id === boardId)
      return seat
        ? actorIn(session, seat)
        : { person: session.person.id, role: null, post: session.post, body: null, scope: null }
    },
    async boardsOf(session) {
      return (await seatsInUse(session)).map((seat) => ({ board: seat.board, actor: actorIn(session, seat) }))
    },
    onEnded(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }

  const end = async (headers: IncomingHttpHeaders): Promise<void> => {
    const token = tokenIn(headers)
    const ended = token === undefined ? null : await deleteSession(db, digestOf(token))
    if (ended) announce({ session: ended.tokenHash, person: ended.personId, reason: 'signed-out' })
  }

  return {
    identity,
    async signIn({ headers }, personId) {
      await end(headers)
      const token = newToken()
      const now = clock()
      const expiresAt = new Date(now.getTime() + SESSION_LIFE_MS)
      const posts = await postsOf(db, personId, today())
      await insertSession(db, {
        tokenHash: digestOf(token),
        personId,
        postId: posts[0]?.id ?? null,
        createdAt: now,
        expiresAt,
      })
      return token
    },
    signOut: async ({ headers }) => end(headers),
    async takeCapacity(session, post) {
      const posts = await postsOf(db, session.person.id, today())
      if (!posts.some(({ id }) => id === post)) {
        throw new DomainError({
          kind: 'invalid',
          title: 'You do not hold this post today.',
          detail: 'You go on in the capacity you were in. Choose one of your own posts.',
          fields: [{ path: 'post', message: 'Choose one of your own posts' }],
        })
      }
      if (post === session.post) return
      await changeCapacity(db, session.id, post)
      announce({ session: session.id, person: session.person.id, reason: 'capacity' })
    },
    prove: async (session, method) => keepProof(db, session.id, { method, at: clock() }),
    async prolong({ id }) {
      const now = clock()
      const until = new Date(now.getTime() + PROLONGED_BY_MS)
      const endsAt = await prolongSession(db, id, { now, until, mostMs: MOST_LIFE_MS })
      if (endsAt === null) throw notSignedIn()
      return endsAt
    },
    async sweep() {
      for (const { tokenHash, personId } of await deleteEndedSessions(db, clock())) {
        announce({ session: tokenHash, person: personId, reason: 'expired' })
      }
    },
  }
}

const notSignedIn = (): DomainError =>
  new DomainError({
    kind: 'unauthenticated',
    title: 'You are not signed in.',
    detail: 'Nothing was changed. Sign in and try again.',
  })

const actorIn = (session: Session, { post, role, body, scope }: HeldSeat): Actor => ({
  person: session.person.id,
  role,
  post,
  body: body?.id ?? null,
  scope,
})
