import { and, eq, inArray } from 'drizzle-orm'

import type { Tx } from './client.ts'
import { bodies, posts, seats } from './schema/boards.ts'

/** A post with a seat on the board, or a body of it: what may own something (invariant 28). */
export interface Owner {
  readonly kind: 'post' | 'body'
  readonly id: string
  readonly title: string
  /** Of a post: what it belongs to, in words. Null for a body. */
  readonly organisation: string | null
}

/** Those of `ids` that are posts or bodies of the board, by id; a body where one id names both. Two queries. */
export async function readOwners(
  tx: Tx,
  boardId: string,
  ids: readonly (string | null | undefined)[],
): Promise<ReadonlyMap<string, Owner>> {
  const wanted = [...new Set(ids.filter((id) => id !== null && id !== undefined))]
  if (wanted.length === 0) return new Map()
  const [postRows, bodyRows] = await Promise.all([
    tx
      .select({ id: posts.id, title: posts.title, organisation: posts.organisation })
      .from(posts)
      .innerJoin(seats, and(eq(seats.postId, posts.id), eq(seats.boardId, boardId)))
      .where(inArray(posts.id, wanted)),
    tx
      .select({ id: bodies.id, title: bodies.title })
      .from(bodies)
      .where(and(eq(bodies.boardId, boardId), inArray(bodies.id, wanted))),
  ])
  return new Map<string, Owner>([
    ...postRows.map((row) => [row.id, { kind: 'post', ...row }] as const),
    ...bodyRows.map((row) => [row.id, { kind: 'body', organisation: null, ...row }] as const),
  ])
}
