import { and, desc, eq, inArray, lte, sql } from 'drizzle-orm'

import { daysBetween, londonDay } from '@concordat/shared/dates'
import type { RatingView, Signatory } from '@concordat/shared/http'
import type { ConfirmedView, PeriodView } from '@concordat/shared/http-plans'
import { periodsUpTo, scaleOn } from '@concordat/shared/periods'
import { trendOf, type Rating } from '@concordat/shared/ratings'

import type { Tx } from '../client.ts'
import type { ScaleRow } from '../plans.ts'
import { effectiveDay, isUncorrected, placeInOrder, type Rated } from '../ratings.ts'
import { ratings, reaffirmations } from '../schema/plans.ts'

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
  contradictions: ratings.contradictions,
  explanation: ratings.explanation,
  effective: effectiveDay.as('effective'),
  corrects: ratings.corrects,
  correctedBy: sql<string | null>`(select correction.seq from ratings correction
    where correction.board_id = ratings.board_id and correction.corrects = ratings.seq)`.as('corrected_by'),
}

export type RatingRow = Pick<
  typeof ratings.$inferSelect,
  | 'seq'
  | 'subjectKind'
  | 'subjectId'
  | 'value'
  | 'cause'
  | 'effect'
  | 'action'
  | 'owner'
  | 'by'
  | 'reason'
  | 'at'
  | 'contradictions'
  | 'explanation'
  | 'corrects'
> & { readonly effective: string; readonly correctedBy: string | null }

/** The last two ratings that count of every programme, workstream and milestone: the one that stands, and the one its trend is measured from. */
export async function readStandingRatings(tx: Tx, boardId: string): Promise<RatingRow[]> {
  const ranked = tx
    .select({
      ...columns,
      rank: sql<number>`row_number() over (partition by ${ratings.subjectKind}, ${ratings.subjectId} order by ${placeInOrder} desc)`.as(
        'rank',
      ),
    })
    .from(ratings)
    .where(and(eq(ratings.boardId, boardId), isUncorrected))
    .as('ranked')
  return tx.select().from(ranked).where(lte(ranked.rank, 2)).orderBy(ranked.rank)
}

/** Ratings of one subject in the order in which they hold, newest first; a corrected one stands behind its correction. */
export async function readRatingHistory(tx: Tx, boardId: string, subject: Rated, limit: number): Promise<RatingRow[]> {
  return tx
    .select(columns)
    .from(ratings)
    .where(and(eq(ratings.boardId, boardId), eq(ratings.subjectKind, subject.kind), eq(ratings.subjectId, subject.id)))
    .orderBy(desc(placeInOrder), desc(ratings.seq))
    .limit(limit)
}

export interface Confirmation {
  readonly seq: number
  readonly at: Date
}

/** The last time each of these ratings or forecasts was confirmed, by their entries. */
export async function readConfirmations(
  tx: Tx,
  boardId: string,
  of: readonly number[],
): Promise<ReadonlyMap<number, Confirmation>> {
  if (of.length === 0) return new Map()
  const rows = await tx
    .selectDistinctOn([reaffirmations.of], { of: reaffirmations.of, seq: reaffirmations.seq, at: reaffirmations.at })
    .from(reaffirmations)
    .where(and(eq(reaffirmations.boardId, boardId), inArray(reaffirmations.of, [...new Set(of)])))
    .orderBy(reaffirmations.of, desc(reaffirmations.seq))
  return new Map(rows.map(({ of: confirmed, ...row }) => [confirmed, row]))
}

export interface RatingReading {
  /** Of ratings and of their confirmations. */
  readonly signatory: (seq: number) => Signatory
  readonly confirmations: ReadonlyMap<number, Confirmation>
  readonly now: Date
  /** Days after which a rating that nobody reaffirmed is stale (B6). */
  readonly periodDays: number
}

export function confirmedView(
  seq: number,
  { confirmations, signatory }: Pick<RatingReading, 'confirmations' | 'signatory'>,
): ConfirmedView | null {
  const last = confirmations.get(seq)
  return last ? { seq: last.seq, at: last.at.toISOString(), by: signatory(last.seq) } : null
}

/** A rating with its direction from `before`, and its age since it was given or last confirmed, on the London day of `now`. */
export function ratingView(row: RatingRow, before: RatingRow | undefined, reading: RatingReading): RatingView {
  const confirmed = confirmedView(row.seq, reading)
  const ageDays = daysBetween(londonDay(confirmed?.at ?? row.at), londonDay(reading.now))
  const { seq, value, cause, effect, action, owner, by, reason, contradictions, explanation, effective } = row
  return {
    seq,
    value,
    trend: trendOf(value, before?.value),
    before: before ? { value: before.value, at: before.at.toISOString() } : null,
    at: row.at.toISOString(),
    ageDays,
    stale: ageDays > reading.periodDays,
    cause,
    effect,
    action,
    owner,
    by,
    reason,
    given: reading.signatory(seq),
    confirmed,
    contradictions,
    explanation,
    trueFrom: effective,
    corrects: row.corrects,
    correctedBy: row.correctedBy === null ? null : Number(row.correctedBy),
  }
}

/** The rating that counted before the one at this place of a history. */
export const ratingBefore = (history: readonly RatingRow[], at: number): RatingRow | undefined =>
  history.slice(at + 1).find(({ correctedBy }) => correctedBy === null)

interface InForce {
  readonly day: string
  readonly value: Rating
  readonly seq: string
  readonly at: string
  readonly confirmed: string | null
}

/** The strip of the last months (B9): what was in force at the end of each, as known today, and on which scale (B3). */
export async function readPeriods(
  tx: Tx,
  boardId: string,
  subject: Rated,
  {
    today,
    scales,
    boardScale,
    reports,
  }: {
    readonly today: string
    readonly scales: readonly ScaleRow[]
    readonly boardScale: 3 | 5
    readonly reports: readonly { readonly seq: number; readonly at: Date }[]
  },
): Promise<PeriodView[]> {
  const periods = periodsUpTo(today)
  const days = sql.join(
    periods.map(({ to }) => sql`(${to})`),
    sql`, `,
  )
  const rows = await tx.execute<InForce & Record<string, unknown>>(sql`
    select d.day, r.value, r.seq, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
      (select to_char(max(c.at) at time zone 'Europe/London', 'YYYY-MM-DD') from reaffirmations c
        where c.board_id = r.board_id and c."of" = r.seq
          and to_char(c.at at time zone 'Europe/London', 'YYYY-MM-DD') <= d.day) as confirmed
    from (values ${days}) as d(day)
    cross join lateral (
      select * from ratings
      where board_id = ${boardId} and subject_kind = ${subject.kind} and subject_id = ${subject.id}
        and ${effectiveDay} <= d.day and ${isUncorrected}
      order by ${placeInOrder} desc limit 1
    ) r`)
  const inForce = new Map(rows.map((row) => [row.day, row]))
  return periods.map(({ from, to, label }) => {
    const row = inForce.get(to)
    const reported = reports.filter(({ at }) => londonDay(at) >= from && londonDay(at) <= to)
    const given = row && londonDay(row.at)
    return {
      from,
      to,
      label,
      rating:
        row === undefined || given === undefined
          ? null
          : {
              value: row.value,
              seq: Number(row.seq),
              at: row.at,
              recordedLater: given > to,
              fresh: (given >= from && given <= to) || (row.confirmed !== null && row.confirmed >= from),
            },
      points: scaleOn(scales, to, boardScale),
      report: reported.reduce<number | null>((last, { seq }) => Math.max(last ?? 0, seq), null),
    }
  })
}
