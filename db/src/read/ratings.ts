import { and, desc, eq, lte, sql } from 'drizzle-orm'

import { daysBetween, londonDay } from '@concordat/shared/dates'
import type { RatingView, Signatory } from '@concordat/shared/http'
import { trendOf } from '@concordat/shared/ratings'

import type { Tx } from '../client.ts'
import { ratings } from '../schema/record.ts'

export type RatingRow = Pick<
  typeof ratings.$inferSelect,
  'seq' | 'subjectKind' | 'subjectId' | 'value' | 'cause' | 'effect' | 'action' | 'owner' | 'by' | 'reason' | 'at'
>

const columns = {
  seq: ratings.seq,
  subjectKind: ratings.subjectKind,
  subjectId: ratings.subjectId,
  value: ratings.value,
  cause: ratings.cause,
  effect: ratings.effect,
  action: ratings.action,
  owner: ratings.owner,
  by: ratings.by,
  reason: ratings.reason,
  at: ratings.at,
}

/** The last two ratings of every programme and workstream, newest first: the one that stands and the one its trend is measured from. */
export async function readStandingRatings(tx: Tx, boardId: string): Promise<RatingRow[]> {
  const ranked = tx
    .select({
      ...columns,
      rank: sql<number>`row_number() over (partition by ${ratings.subjectKind}, ${ratings.subjectId} order by ${ratings.seq} desc)`.as(
        'rank',
      ),
    })
    .from(ratings)
    .where(eq(ratings.boardId, boardId))
    .as('ranked')
  return tx.select().from(ranked).where(lte(ranked.rank, 2)).orderBy(desc(ranked.seq))
}

/** Ratings of one subject, newest first. */
export async function readRatingHistory(
  tx: Tx,
  boardId: string,
  subject: { readonly kind: RatingRow['subjectKind']; readonly id: string },
  limit: number,
): Promise<RatingRow[]> {
  return tx
    .select(columns)
    .from(ratings)
    .where(and(eq(ratings.boardId, boardId), eq(ratings.subjectKind, subject.kind), eq(ratings.subjectId, subject.id)))
    .orderBy(desc(ratings.seq))
    .limit(limit)
}

export interface RatingReading {
  readonly signatory: (seq: number) => Signatory
  readonly now: Date
  /** Days after which a rating that nobody reaffirmed is stale (B6). */
  readonly periodDays: number
}

/** A rating with its direction from `before` and its age on the London day of `now`. */
export function ratingView(
  row: RatingRow,
  before: RatingRow | undefined,
  { signatory, now, periodDays }: RatingReading,
): RatingView {
  const ageDays = daysBetween(londonDay(row.at), londonDay(now))
  const { seq, value, cause, effect, action, owner, by, reason } = row
  return {
    seq,
    value,
    trend: trendOf(value, before?.value),
    before: before ? { value: before.value, at: before.at.toISOString() } : null,
    at: row.at.toISOString(),
    ageDays,
    stale: ageDays > periodDays,
    cause,
    effect,
    action,
    owner,
    by,
    reason,
    given: signatory(seq),
  }
}
