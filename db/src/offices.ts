import { and, asc, eq, gte, isNull, lte, ne, or, sql } from 'drizzle-orm'

import type { Role } from '@concordat/shared/roles'

import type { Tx } from './client.ts'
import { appointments, people, posts, seats } from './schema/boards.ts'

/** Who holds which office of a board on a London day. Both days of an appointment count. */

export interface OfficeHolder {
  readonly body: string
  readonly post: string
  readonly title: string
  readonly person: string
  readonly name: string
  readonly acting: boolean
}

const held = (day: string) =>
  and(lte(appointments.fromDay, day), or(isNull(appointments.toDay), gte(appointments.toDay, day)))
const seated = (day: string) => or(isNull(seats.toDay), gte(seats.toDay, day))

/** Everybody in a seat of this role that speaks for a body; substantive holders before acting ones. One query for a whole board. */
export async function readOfficeHolders(
  tx: Tx,
  boardId: string,
  role: Role,
  day: string,
  body?: string,
): Promise<OfficeHolder[]> {
  const rows = await tx
    .select({
      body: seats.bodyId,
      post: seats.postId,
      title: posts.title,
      person: appointments.personId,
      name: people.name,
      acting: appointments.acting,
    })
    .from(seats)
    .innerJoin(posts, eq(posts.id, seats.postId))
    .innerJoin(appointments, eq(appointments.postId, seats.postId))
    .innerJoin(people, eq(people.id, appointments.personId))
    .where(
      and(
        eq(seats.boardId, boardId),
        eq(seats.role, role),
        seated(day),
        held(day),
        ...(body === undefined ? [] : [eq(seats.bodyId, body)]),
      ),
    )
    .orderBy(asc(appointments.acting), asc(appointments.fromDay), asc(appointments.personId))
  return rows.flatMap(({ body: own, ...row }) => (own === null ? [] : { ...row, body: own }))
}

export interface Seat {
  readonly role: Role
  readonly body: string | null
  readonly scope: readonly string[] | null
}

/** A post's place on a board, whoever holds it. */
export async function findSeat(tx: Tx, boardId: string, postId: string): Promise<Seat | undefined> {
  const [row] = await tx
    .select({ role: seats.role, body: seats.bodyId, scope: seats.scope })
    .from(seats)
    .where(and(eq(seats.boardId, boardId), eq(seats.postId, postId)))
  return row
}

/** The post that has this role for this body on the board, if any. */
export async function findSeatOf(tx: Tx, boardId: string, role: Role, body: string): Promise<string | undefined> {
  const [row] = await tx
    .select({ post: seats.postId })
    .from(seats)
    .where(and(eq(seats.boardId, boardId), eq(seats.role, role), eq(seats.bodyId, body)))
    .limit(1)
  return row?.post
}

export type Appointment = typeof appointments.$inferSelect

/** Appointments to a post that reach to `day` or beyond, or have no end; those that never began left out. */
export async function findAppointmentsFrom(tx: Tx, postId: string, day: string): Promise<Appointment[]> {
  return tx
    .select()
    .from(appointments)
    .where(
      and(
        eq(appointments.postId, postId),
        or(
          isNull(appointments.toDay),
          and(gte(appointments.toDay, day), gte(appointments.toDay, appointments.fromDay)),
        ),
      ),
    )
    .orderBy(asc(appointments.fromDay))
}

/** Appoints. One that was ended before its first day, so never held, gives way to another from that day. */
export async function insertAppointment(tx: Tx, row: typeof appointments.$inferInsert): Promise<void> {
  await tx
    .insert(appointments)
    .values(row)
    .onConflictDoUpdate({
      target: [appointments.postId, appointments.personId, appointments.fromDay],
      set: { toDay: row.toDay ?? null, acting: row.acting ?? false },
      setWhere: sql`${appointments.toDay} < ${appointments.fromDay}`,
    })
}

/** Ends an appointment: `lastDay` is the last one on which the post is held; before its first day when it never is. */
export async function setLastDay(tx: Tx, { postId, personId, fromDay }: Appointment, lastDay: string): Promise<void> {
  await tx
    .update(appointments)
    .set({ toDay: lastDay })
    .where(and(eq(appointments.postId, postId), eq(appointments.personId, personId), eq(appointments.fromDay, fromDay)))
}

/** True when the post has a seat on another board than this, where `keeper` holds no seat of `role`: that board is not asked. */
export async function isSeatedBeyond(
  tx: Tx,
  { boardId, postId, keeper, role }: { boardId: string; postId: string; keeper: string; role: Role },
): Promise<boolean> {
  const [row] = await tx
    .select({ boardId: seats.boardId })
    .from(seats)
    .where(
      and(
        eq(seats.postId, postId),
        ne(seats.boardId, boardId),
        sql`not exists (select from ${seats} as kept where kept.board_id = ${seats.boardId} and kept.post_id = ${keeper} and kept.role = ${role})`,
      ),
    )
    .limit(1)
  return row !== undefined
}

/** True when the person holds the post on `day` as an acting holder only. */
export async function isActing(tx: Tx, post: string, person: string, day: string): Promise<boolean> {
  const rows = await tx
    .select({ acting: appointments.acting })
    .from(appointments)
    .where(and(eq(appointments.postId, post), eq(appointments.personId, person), held(day)))
  return rows.length > 0 && rows.every(({ acting }) => acting)
}

export async function findPersonById(tx: Tx, id: string): Promise<{ id: string; name: string } | undefined> {
  const [row] = await tx.select({ id: people.id, name: people.name }).from(people).where(eq(people.id, id))
  return row
}

/** Every role that the person holds on the board on `day`, by whatever post. */
export async function findRolesOf(tx: Tx, boardId: string, person: string, day: string): Promise<Role[]> {
  const rows = await tx
    .selectDistinct({ role: seats.role })
    .from(seats)
    .innerJoin(appointments, eq(appointments.postId, seats.postId))
    .where(and(eq(seats.boardId, boardId), eq(appointments.personId, person), seated(day), held(day)))
  return rows.map(({ role }) => role)
}

/** True for those who manage accounts and settings, and hold no governance right (invariant 45). */
export async function isAdministrator(tx: Tx, person: string): Promise<boolean> {
  const [row] = await tx.select({ administrator: people.administrator }).from(people).where(eq(people.id, person))
  return row?.administrator ?? false
}
