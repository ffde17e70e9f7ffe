import { and, asc, eq, gt, gte, inArray, isNull, lte, min, or, sql } from 'drizzle-orm'

import type { Role } from '@concordat/shared/roles'

import type { Db } from './client.ts'
import { appointments, boards, people, posts, seats, bodies, sessions } from './schema/boards.ts'

/** Sessions, and what a person holds on a given London day (model 6: rights follow the post, a post is held from day to day). */

export interface Person {
  readonly id: string
  readonly name: string
  readonly invented: boolean
  readonly administrator: boolean
}

export interface SessionRow {
  readonly person: Person
  readonly post: string | null
  readonly endsAt: Date
  readonly proof: Proof | null
}

/** That the person showed in this session who they are: how, and when (D11). */
export interface Proof {
  readonly method: string
  readonly at: Date
}

export interface HeldPost {
  readonly id: string
  readonly title: string
  readonly organisation: string
}

/** A seat of a held post on one board. `body` is the id of the body it speaks for. */
export interface HeldSeat {
  readonly board: { readonly id: string; readonly slug: string; readonly title: string }
  readonly post: string
  readonly role: Role
  readonly body: { readonly id: string; readonly title: string } | null
  readonly scope: readonly string[] | null
}

const person = { id: people.id, name: people.name, invented: people.invented, administrator: people.administrator }

/** The session with this token digest, unless it has ended by `now`. */
export async function findSession(db: Db, tokenHash: string, now: Date): Promise<SessionRow | null> {
  const [row] = await db
    .select({
      person,
      post: sessions.postId,
      endsAt: sessions.expiresAt,
      method: sessions.provedBy,
      provedAt: sessions.provedAt,
    })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, now)))
  if (!row) return null
  const { method, provedAt, ...session } = row
  return { ...session, proof: method === null || provedAt === null ? null : { method, at: provedAt } }
}

export async function insertSession(
  db: Db,
  session: { tokenHash: string; personId: string; postId: string | null; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await db.insert(sessions).values(session)
}

/** Lets a session that has not ended last until `until`, but no longer than `mostMs` in all. Answers when it ends now; null when it has. */
export async function prolongSession(
  db: Db,
  tokenHash: string,
  { now, until, mostMs }: { now: Date; until: Date; mostMs: number },
): Promise<Date | null> {
  const most = sql`${sessions.createdAt} + ${mostMs} * interval '1 millisecond'`
  const [row] = await db
    .update(sessions)
    .set({ expiresAt: sql`greatest(${sessions.expiresAt}, least(${until.toISOString()}::timestamptz, ${most}))` })
    .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, now)))
    .returning({ endsAt: sessions.expiresAt })
  return row?.endsAt ?? null
}

/** Ends one session; null when there was none. */
export async function deleteSession(
  db: Db,
  tokenHash: string,
): Promise<{ tokenHash: string; personId: string } | null> {
  const [row] = await db
    .delete(sessions)
    .where(eq(sessions.tokenHash, tokenHash))
    .returning({ tokenHash: sessions.tokenHash, personId: sessions.personId })
  return row ?? null
}

/** Clears away the sessions whose time is over, and names them. */
export async function deleteEndedSessions(db: Db, now: Date): Promise<{ tokenHash: string; personId: string }[]> {
  return db
    .delete(sessions)
    .where(lte(sessions.expiresAt, now))
    .returning({ tokenHash: sessions.tokenHash, personId: sessions.personId })
}

export async function changeCapacity(db: Db, tokenHash: string, postId: string): Promise<void> {
  await db.update(sessions).set({ postId }).where(eq(sessions.tokenHash, tokenHash))
}

/** Keeps the proof with the session; a session that has ended keeps none. */
export async function keepProof(db: Db, tokenHash: string, { method, at }: Proof): Promise<void> {
  await db.update(sessions).set({ provedBy: method, provedAt: at }).where(eq(sessions.tokenHash, tokenHash))
}

export async function findPerson(db: Db, id: string): Promise<Person | null> {
  const [row] = await db.select(person).from(people).where(eq(people.id, id))
  return row ?? null
}

/** Everyone who was made up for a demonstration, by id. */
export async function inventedPeople(db: Db): Promise<Person[]> {
  return db.select(person).from(people).where(eq(people.invented, true)).orderBy(asc(people.id))
}

const heldOn = (day: string) =>
  and(lte(appointments.fromDay, day), or(isNull(appointments.toDay), gte(appointments.toDay, day)))

/** The posts a person holds on `day`, both days of an appointment counted, in order of appointment. */
export async function postsOf(db: Db, personId: string, day: string): Promise<HeldPost[]> {
  return (
    db
      .select({ id: posts.id, title: posts.title, organisation: posts.organisation })
      .from(appointments)
      .innerJoin(posts, eq(posts.id, appointments.postId))
      .where(and(eq(appointments.personId, personId), heldOn(day)))
      // One who was put into a post for two boards has two appointments to it, and one post.
      .groupBy(posts.id)
      .orderBy(asc(min(appointments.fromDay)), asc(posts.id))
  )
}

/** The seats in force on `day` of every post the person holds on that day, by title of the board. */
export async function seatsOf(db: Db, personId: string, day: string): Promise<HeldSeat[]> {
  const rows = await db
    .select({
      board: { id: boards.id, slug: boards.slug, title: boards.title },
      post: seats.postId,
      role: seats.role,
      body: { id: bodies.id, title: bodies.title },
      scope: seats.scope,
    })
    .from(seats)
    .innerJoin(boards, eq(boards.id, seats.boardId))
    .leftJoin(bodies, and(eq(bodies.boardId, seats.boardId), eq(bodies.id, seats.bodyId)))
    .where(
      and(
        inArray(
          seats.postId,
          db
            .select({ id: appointments.postId })
            .from(appointments)
            .where(and(eq(appointments.personId, personId), heldOn(day))),
        ),
        or(isNull(seats.toDay), gte(seats.toDay, day)),
      ),
    )
    .orderBy(asc(boards.title), asc(seats.postId))
  return rows
}

/** The board with this slug and the head of its ledger. */
export async function findBoardHead(db: Db, slug: string): Promise<{ id: string; headSeq: number } | null> {
  const [row] = await db.select({ id: boards.id, headSeq: boards.headSeq }).from(boards).where(eq(boards.slug, slug))
  return row ?? null
}
