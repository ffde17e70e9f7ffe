import { and, desc, eq } from 'drizzle-orm'

import type { Tx } from './client.ts'
import { ratings } from './schema/record.ts'

export type RatingRow = typeof ratings.$inferSelect

/** The rating in force of one subject: the last one given. */
export async function findLastRating(
  tx: Tx,
  boardId: string,
  { kind, id }: { readonly kind: RatingRow['subjectKind']; readonly id: string },
): Promise<RatingRow | undefined> {
  const [row] = await tx
    .select()
    .from(ratings)
    .where(and(eq(ratings.boardId, boardId), eq(ratings.subjectKind, kind), eq(ratings.subjectId, id)))
    .orderBy(desc(ratings.seq))
    .limit(1)
  return row
}

export async function insertRating(tx: Tx, rating: typeof ratings.$inferInsert): Promise<void> {
  await tx.insert(ratings).values(rating)
}
