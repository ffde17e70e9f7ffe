import { and, eq, gte, isNull, lte, or } from 'drizzle-orm'

import type { Actor } from '@concordat/shared/policy'

import type { Tx } from './client.ts'
import { appointments, posts, seats } from './schema/boards.ts'

/**
 * The person on this board in this post on `day`, from rows that nobody can change until the transaction ends: a seat or post
 * taken away a moment ago loses the race. Without one, an actor whose role is null.
 */
export async function lockSeat(
  tx: Tx,
  boardId: string,
  { person, post }: { readonly person: string; readonly post: string | null },
  day: string,
): Promise<Actor> {
  const nobody: Actor = { person, role: null, post: null, body: null, scope: null }
  if (post === null) return nobody
  const [row] = await tx
    .select({ role: seats.role, body: seats.bodyId, scope: seats.scope })
    .from(seats)
    .innerJoin(appointments, eq(appointments.postId, seats.postId))
    .where(
      and(
        eq(seats.boardId, boardId),
        eq(seats.postId, post),
        or(isNull(seats.toDay), gte(seats.toDay, day)),
        eq(appointments.personId, person),
        lte(appointments.fromDay, day),
        or(isNull(appointments.toDay), gte(appointments.toDay, day)),
      ),
    )
    .for('share')
  return row ? { person, post, role: row.role, body: row.body, scope: row.scope } : nobody
}

/** Puts a person into a post and the post onto a board. Post and appointment may be there from another board; the seat may not. */
export async function insertSeat(
  tx: Tx,
  seat: typeof seats.$inferInsert,
  post: typeof posts.$inferInsert,
  appointment: typeof appointments.$inferInsert,
): Promise<void> {
  await tx.insert(posts).values(post).onConflictDoNothing()
  await tx.insert(appointments).values(appointment).onConflictDoNothing()
  await tx.insert(seats).values(seat)
}
