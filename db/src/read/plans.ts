import { and, asc, eq, isNull } from 'drizzle-orm'

import type { FuzzyDate } from '@concordat/shared/dates'

import type { Tx } from '../client.ts'
import {
  findDependencies,
  findScales,
  TRANSFERRED,
  type BaselineRow,
  type ClaimRow,
  type ClosureRow,
  type DependencyRow,
  type ForecastRow,
  type ProposalRow,
  type ScaleRow,
  type TrackRow,
} from '../plans.ts'
import { posts, seats } from '../schema/boards.ts'
import { baselineProposals, baselines, closures, forecasts, milestoneClaims, milestoneRows } from '../schema/plans.ts'
import { readEnds, type DependencyEnds, type Neighbours } from './dependencies.ts'
import { readConfirmations, type RatingReading } from './ratings.ts'

/** What the record says of plans, by milestone or workstream; and how the things stand that milestones wait for. */
export interface Plans extends DependencyEnds {
  /** In the order of the record. */
  readonly forecasts: ReadonlyMap<string, readonly ForecastRow[]>
  readonly baselines: ReadonlyMap<string, readonly BaselineRow[]>
  /** Open ones. */
  readonly proposals: ReadonlyMap<string, readonly ProposalRow[]>
  readonly claims: ReadonlyMap<string, readonly ClaimRow[]>
  readonly rows: ReadonlyMap<string, readonly TrackRow[]>
  readonly closures: ReadonlyMap<string, readonly ClosureRow[]>
  readonly dependencies: readonly DependencyRow[]
  readonly scales: readonly ScaleRow[]
  readonly postTitles: ReadonlyMap<string, string>
}

export async function readPlans(tx: Tx, boardId: string, now: Date): Promise<Plans> {
  const [
    forecastRows,
    baselineRows,
    proposalRows,
    claimRows,
    trackRows,
    closureRows,
    dependencyRows,
    scales,
    seatRows,
  ] = await Promise.all([
    tx.select().from(forecasts).where(eq(forecasts.boardId, boardId)).orderBy(asc(forecasts.seq)),
    tx.select().from(baselines).where(eq(baselines.boardId, boardId)).orderBy(asc(baselines.number)),
    tx
      .select()
      .from(baselineProposals)
      .where(and(eq(baselineProposals.boardId, boardId), isNull(baselineProposals.settledSeq)))
      .orderBy(asc(baselineProposals.seq)),
    tx.select().from(milestoneClaims).where(eq(milestoneClaims.boardId, boardId)).orderBy(asc(milestoneClaims.seq)),
    tx.select().from(milestoneRows).where(eq(milestoneRows.boardId, boardId)).orderBy(asc(milestoneRows.position)),
    tx.select().from(closures).where(eq(closures.boardId, boardId)).orderBy(asc(closures.seq)),
    findDependencies(tx, boardId),
    findScales(tx, boardId),
    tx
      .select({ id: posts.id, title: posts.title })
      .from(seats)
      .innerJoin(posts, eq(posts.id, seats.postId))
      .where(eq(seats.boardId, boardId)),
  ])
  const ends = await readEnds(tx, boardId, dependencyRows, now)
  const byMilestone = <T extends { readonly milestoneId: string }>(rows: readonly T[]) =>
    Map.groupBy(rows, ({ milestoneId }) => milestoneId)
  return {
    forecasts: byMilestone(forecastRows),
    baselines: byMilestone(baselineRows),
    proposals: byMilestone(proposalRows),
    claims: byMilestone(claimRows),
    rows: byMilestone(trackRows),
    closures: Map.groupBy(closureRows, ({ workstreamId }) => workstreamId),
    dependencies: dependencyRows,
    ...ends,
    scales,
    postTitles: new Map(seatRows.map(({ id, title }) => [id, title])),
  }
}

/** Entries whose authors a view of these plans names. */
export function signedEntries({ forecasts, proposals, claims, closures }: Plans): number[] {
  return [
    ...[...forecasts.values()].flatMap((rows) => rows.at(-1)?.seq ?? []),
    ...[...proposals.values()].flat().map(({ seq }) => seq),
    ...[...claims.values()].flatMap((rows) => [rows.at(-1)?.seq ?? [], rows.at(-1)?.settledSeq ?? []].flat()),
    ...[...closures.values()].flatMap((rows) => rows.at(-1)?.seq ?? []),
  ]
}

/** Forecasts and ratings are confirmed alike; this reads both in one query. */
export const readPlanConfirmations = (tx: Tx, boardId: string, plans: Plans, ratingSeqs: readonly number[]) =>
  readConfirmations(tx, boardId, [
    ...ratingSeqs,
    ...[...plans.forecasts.values()].flatMap((rows) => rows.at(-1)?.seq ?? []),
  ])

/** Times the forecast left the date it stood at, the first baseline being where it starts. */
export function forecastMoves(
  id: string,
  plans: {
    readonly forecasts: ReadonlyMap<string, readonly Pick<ForecastRow, 'forecast'>[]>
    readonly baselines: ReadonlyMap<string, readonly Pick<BaselineRow, 'baseline'>[]>
  },
): number {
  let at: FuzzyDate | null = plans.baselines.get(id)?.[0]?.baseline ?? null
  let moves = 0
  for (const { forecast } of plans.forecasts.get(id) ?? []) {
    if (at !== null && (at.from !== forecast.from || at.to !== forecast.to)) moves += 1
    at = forecast
  }
  return moves
}

/** Reading of one board: who asks, and what names its people and confirmations. */
export interface PlanReading extends Pick<RatingReading, 'signatory' | 'confirmations'> {
  readonly plans: Plans
  readonly neighbours: Neighbours
  readonly nameOf: (id: string) => string
}

export const isTransferred = (status: string): boolean => status === TRANSFERRED
