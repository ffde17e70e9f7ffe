import { and, asc, desc, eq, sql, type SQL } from 'drizzle-orm'

import type { Tx } from './client.ts'
import { ratings, reaffirmations } from './schema/plans.ts'

export type RatingRow = typeof ratings.$inferSelect

export interface Rated {
  readonly kind: RatingRow['subjectKind']
  readonly id: string
}

// Names are written out: Drizzle leaves the table out of columns it selects, and inside a query within the query they would mean another row.

/** Where a rating stands among those of its subject: a correction takes the place of what it corrects. */
export const placeInOrder: SQL<number> = sql<number>`coalesce(${ratings.place}, ${ratings.seq})`

/** True for ratings that no later entry corrects (invariant 21: the wrong one stays on record and counts no more). */
export const isUncorrected: SQL = sql`not exists (
  select from ratings correction where correction.board_id = ratings.board_id and correction.corrects = ratings.seq)`

/** London day since which a rating holds. */
export const effectiveDay: SQL<string> = sql<string>`coalesce(${ratings.trueFrom}, to_char(${ratings.at} at time zone 'Europe/London', 'YYYY-MM-DD'))`

const of = (boardId: string, { kind, id }: Rated): SQL | undefined =>
  and(eq(ratings.boardId, boardId), eq(ratings.subjectKind, kind), eq(ratings.subjectId, id))

/** The rating in force of one subject. */
export async function findLastRating(tx: Tx, boardId: string, subject: Rated): Promise<RatingRow | undefined> {
  const [row] = await tx
    .select()
    .from(ratings)
    .where(and(of(boardId, subject), isUncorrected))
    .orderBy(desc(placeInOrder))
    .limit(1)
  return row
}

export interface RatingToCorrect {
  readonly row: RatingRow
  readonly place: number
  readonly effective: string
  /** The correction it has already. */
  readonly correctedBy: number | null
}

/** One rating by its entry, with what bears on correcting it. */
export async function findRatingToCorrect(
  tx: Tx,
  boardId: string,
  subject: Rated,
  seq: number,
): Promise<RatingToCorrect | undefined> {
  const [found] = await tx
    .select({
      row: ratings,
      place: placeInOrder.mapWith(Number),
      effective: effectiveDay,
      correctedBy: sql<number | null>`(select correction.seq from ratings correction
        where correction.board_id = ratings.board_id and correction.corrects = ratings.seq)`.mapWith(toNumber),
    })
    .from(ratings)
    .where(and(of(boardId, subject), eq(ratings.seq, seq)))
  return found
}

const toNumber = (value: unknown): number | null => (value === null ? null : Number(value))

/** Days since which the ratings just before and just after this place hold: a rating lies between them. */
export async function findNeighbouringDays(
  tx: Tx,
  boardId: string,
  subject: Rated,
  place: number,
): Promise<{ readonly before: string | null; readonly after: string | null }> {
  const near = (side: SQL, order: SQL) =>
    tx
      .select({ day: effectiveDay })
      .from(ratings)
      .where(and(of(boardId, subject), isUncorrected, side))
      .orderBy(order)
      .limit(1)
  const [before, after] = await Promise.all([
    near(sql`${placeInOrder} < ${place}`, desc(placeInOrder)),
    near(sql`${placeInOrder} > ${place}`, asc(placeInOrder)),
  ])
  return { before: before[0]?.day ?? null, after: after[0]?.day ?? null }
}

export async function insertRating(tx: Tx, rating: typeof ratings.$inferInsert): Promise<void> {
  await tx.insert(ratings).values(rating)
}

/** Confirms ratings and forecasts, by their entries. */
export async function insertReaffirmations(
  tx: Tx,
  rows: readonly (typeof reaffirmations.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0) await tx.insert(reaffirmations).values([...rows])
}
