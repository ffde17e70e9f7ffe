import { and, asc, desc, eq, gte, isNull, lte, or } from 'drizzle-orm'

import { londonDay } from '@concordat/shared/dates'
import type { PostList } from '@concordat/shared/http-actions'
import { may, type Actor } from '@concordat/shared/policy'

import type { Tx } from '../client.ts'
import { appointments, people, posts, seats } from '../schema/boards.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'

export interface SeatedPost extends Pick<Actor, 'role' | 'body' | 'scope'> {
  readonly id: string
  readonly title: string
  readonly organisation: string
  /** Name of whoever holds it that day; null when nobody does. */
  readonly holder: string | null
  readonly acting: boolean
}

/** Posts with a seat on the board on that London day, in the order of their titles. */
export async function readSeatedPosts(tx: Tx, boardId: string, today: string): Promise<SeatedPost[]> {
  const rows = await tx
    .select({
      id: posts.id,
      title: posts.title,
      organisation: posts.organisation,
      role: seats.role,
      body: seats.bodyId,
      scope: seats.scope,
      holder: people.name,
      acting: appointments.acting,
    })
    .from(seats)
    .innerJoin(posts, eq(posts.id, seats.postId))
    .leftJoin(
      appointments,
      and(
        eq(appointments.postId, posts.id),
        lte(appointments.fromDay, today),
        or(isNull(appointments.toDay), gte(appointments.toDay, today)),
      ),
    )
    .leftJoin(people, eq(people.id, appointments.personId))
    .where(and(eq(seats.boardId, boardId), or(isNull(seats.toDay), gte(seats.toDay, today))))
    // Of several who hold it the last stays: the one appointed last, as an acting holder comes after the one they stand in for.
    .orderBy(asc(posts.title), asc(posts.organisation), asc(appointments.fromDay), desc(people.id))
  return [...new Map(rows.map((row) => [row.id, { ...row, acting: row.acting === true }])).values()]
}

/** Posts that something can be given to: of those with a seat, those that could report on it (invariant 28). */
export async function readPostList(tx: Tx, board: Pick<BoardRow, 'id'>, { now }: Asking): Promise<PostList> {
  const seated = await readSeatedPosts(tx, board.id, londonDay(now))
  return {
    posts: seated.flatMap(({ role, scope, ...post }) =>
      may({ person: post.id, role, post: post.id, body: post.body, scope }, 'action.report', { ownerPost: post.id })
        ? [post]
        : [],
    ),
  }
}
