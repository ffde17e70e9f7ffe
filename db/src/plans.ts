import { and, asc, desc, eq, inArray, isNull, notInArray, or } from 'drizzle-orm'

import { findWork } from './boards.ts'
import type { Tx } from './client.ts'
import { actions } from './schema/actions.ts'
import { bodies, milestones, posts, roles, seats, workstreams } from './schema/boards.ts'
import {
  baselineProposals,
  baselines,
  closures,
  dependencies,
  forecasts,
  milestoneClaims,
  milestoneRows,
  progressReports,
  scales,
} from './schema/plans.ts'

export type MilestoneRow = typeof milestones.$inferSelect
export type BaselineRow = typeof baselines.$inferSelect
export type ProposalRow = typeof baselineProposals.$inferSelect
export type ForecastRow = typeof forecasts.$inferSelect
export type ClaimRow = typeof milestoneClaims.$inferSelect
export type TrackRow = typeof milestoneRows.$inferSelect
export type DependencyRow = typeof dependencies.$inferSelect
export type ClosureRow = typeof closures.$inferSelect

/** A milestone with what it lies in, its own id first, and the workstream that is closed if that is one of them. */
export interface MilestoneInHand {
  readonly row: MilestoneRow
  readonly within: readonly string[]
}

export async function findMilestone(tx: Tx, boardId: string, id: string): Promise<MilestoneInHand | undefined> {
  const [row] = await tx
    .select()
    .from(milestones)
    .where(and(eq(milestones.boardId, boardId), eq(milestones.id, id)))
  const work = row && (await findWork(tx, boardId, { kind: 'milestone', id }))
  return row && work && { row, within: work.within }
}

/** Milestones that hang on one workstream, or directly on one programme. */
export async function findMilestonesOf(
  tx: Tx,
  boardId: string,
  { kind, id }: { readonly kind: 'programme' | 'workstream'; readonly id: string },
): Promise<MilestoneRow[]> {
  return tx
    .select()
    .from(milestones)
    .where(
      and(
        eq(milestones.boardId, boardId),
        kind === 'workstream'
          ? eq(milestones.workstreamId, id)
          : and(eq(milestones.programmeId, id), isNull(milestones.workstreamId)),
      ),
    )
}

/** Changes what the record says of a milestone; `seq` is the entry that does. */
export async function updateMilestone(
  tx: Tx,
  boardId: string,
  id: string,
  change: Partial<Pick<MilestoneRow, 'due' | 'status' | 'statusBasis' | 'actual' | 'ownerKind' | 'ownerId'>> & {
    readonly seq: number
  },
): Promise<void> {
  await tx
    .update(milestones)
    .set(change)
    .where(and(eq(milestones.boardId, boardId), eq(milestones.id, id)))
}

export async function findLastForecast(tx: Tx, boardId: string, milestoneId: string): Promise<ForecastRow | undefined> {
  const [row] = await tx
    .select()
    .from(forecasts)
    .where(and(eq(forecasts.boardId, boardId), eq(forecasts.milestoneId, milestoneId)))
    .orderBy(desc(forecasts.seq))
    .limit(1)
  return row
}

export const insertForecast = async (tx: Tx, row: typeof forecasts.$inferInsert): Promise<void> =>
  void (await tx.insert(forecasts).values(row))

/** Baselines of a milestone, the first one first. */
export async function findBaselines(tx: Tx, boardId: string, milestoneId: string): Promise<BaselineRow[]> {
  return tx
    .select()
    .from(baselines)
    .where(and(eq(baselines.boardId, boardId), eq(baselines.milestoneId, milestoneId)))
    .orderBy(asc(baselines.number))
}

export const insertBaseline = async (tx: Tx, row: typeof baselines.$inferInsert): Promise<void> =>
  void (await tx.insert(baselines).values(row))

export async function findProposal(tx: Tx, boardId: string, seq: number): Promise<ProposalRow | undefined> {
  const [row] = await tx
    .select()
    .from(baselineProposals)
    .where(and(eq(baselineProposals.boardId, boardId), eq(baselineProposals.seq, seq)))
  return row
}

export const insertProposal = async (tx: Tx, row: typeof baselineProposals.$inferInsert): Promise<void> =>
  void (await tx.insert(baselineProposals).values(row))

export async function settleProposal(tx: Tx, boardId: string, seq: number, settledSeq: number): Promise<void> {
  await tx
    .update(baselineProposals)
    .set({ settledSeq })
    .where(and(eq(baselineProposals.boardId, boardId), eq(baselineProposals.seq, seq)))
}

export async function findLastClaim(tx: Tx, boardId: string, milestoneId: string): Promise<ClaimRow | undefined> {
  const [row] = await tx
    .select()
    .from(milestoneClaims)
    .where(and(eq(milestoneClaims.boardId, boardId), eq(milestoneClaims.milestoneId, milestoneId)))
    .orderBy(desc(milestoneClaims.seq))
    .limit(1)
  return row
}

export const insertClaim = async (tx: Tx, row: typeof milestoneClaims.$inferInsert): Promise<void> =>
  void (await tx.insert(milestoneClaims).values(row))

export async function settleClaim(
  tx: Tx,
  boardId: string,
  seq: number,
  settled: Pick<ClaimRow, 'state' | 'settledSeq' | 'settledAt' | 'settledWords'>,
): Promise<void> {
  await tx
    .update(milestoneClaims)
    .set(settled)
    .where(and(eq(milestoneClaims.boardId, boardId), eq(milestoneClaims.seq, seq)))
}

/** Rows per authority or place, in their order. */
export async function findTrackRows(tx: Tx, boardId: string, milestoneId: string): Promise<TrackRow[]> {
  return tx
    .select()
    .from(milestoneRows)
    .where(and(eq(milestoneRows.boardId, boardId), eq(milestoneRows.milestoneId, milestoneId)))
    .orderBy(asc(milestoneRows.position))
}

export const insertTrackRows = async (tx: Tx, rows: (typeof milestoneRows.$inferInsert)[]): Promise<void> =>
  void (await tx.insert(milestoneRows).values(rows))

export async function updateTrackRow(
  tx: Tx,
  { boardId, milestoneId, id }: Pick<TrackRow, 'boardId' | 'milestoneId' | 'id'>,
  change: Pick<TrackRow, 'state' | 'note' | 'seq'>,
): Promise<void> {
  await tx
    .update(milestoneRows)
    .set(change)
    .where(
      and(eq(milestoneRows.boardId, boardId), eq(milestoneRows.milestoneId, milestoneId), eq(milestoneRows.id, id)),
    )
}

/** Dependencies that stand, of the whole board, in the order they were made. */
export async function findDependencies(tx: Tx, boardId: string): Promise<DependencyRow[]> {
  return tx
    .select()
    .from(dependencies)
    .where(and(eq(dependencies.boardId, boardId), isNull(dependencies.removedSeq)))
    .orderBy(asc(dependencies.seq))
}

/** Dependencies that stand of these milestones: what they wait for, in the order they were made. */
export async function findDependenciesOf(tx: Tx, boardId: string, from: readonly string[]): Promise<DependencyRow[]> {
  if (from.length === 0) return []
  return tx
    .select()
    .from(dependencies)
    .where(
      and(eq(dependencies.boardId, boardId), inArray(dependencies.fromId, [...from]), isNull(dependencies.removedSeq)),
    )
    .orderBy(asc(dependencies.seq))
}

export const insertDependency = async (tx: Tx, row: typeof dependencies.$inferInsert): Promise<void> =>
  void (await tx.insert(dependencies).values(row))

export async function endDependency(tx: Tx, boardId: string, id: string, removedSeq: number): Promise<void> {
  await tx
    .update(dependencies)
    .set({ removedSeq })
    .where(and(eq(dependencies.boardId, boardId), eq(dependencies.id, id)))
}

export type ScaleRow = Pick<typeof scales.$inferSelect, 'programmeId' | 'fromDay' | 'points' | 'seq'>

/** Switches of scale of a board, or of one of its programmes, oldest first. */
export async function findScales(tx: Tx, boardId: string, programmeId?: string): Promise<ScaleRow[]> {
  return tx
    .select({ programmeId: scales.programmeId, fromDay: scales.fromDay, points: scales.points, seq: scales.seq })
    .from(scales)
    .where(
      and(eq(scales.boardId, boardId), programmeId === undefined ? undefined : eq(scales.programmeId, programmeId)),
    )
    .orderBy(asc(scales.seq))
}

export const insertScale = async (tx: Tx, row: typeof scales.$inferInsert): Promise<void> =>
  void (await tx.insert(scales).values(row))

export const insertReport = async (tx: Tx, row: typeof progressReports.$inferInsert): Promise<void> =>
  void (await tx.insert(progressReports).values(row))

/** The last recommendation to close this workstream, whatever became of it. */
export async function findLastClosure(tx: Tx, boardId: string, workstreamId: string): Promise<ClosureRow | undefined> {
  const [row] = await tx
    .select()
    .from(closures)
    .where(and(eq(closures.boardId, boardId), eq(closures.workstreamId, workstreamId)))
    .orderBy(desc(closures.seq))
    .limit(1)
  return row
}

export const insertClosure = async (tx: Tx, row: typeof closures.$inferInsert): Promise<void> =>
  void (await tx.insert(closures).values(row))

export async function settleClosure(
  tx: Tx,
  boardId: string,
  seq: number,
  settled: Pick<ClosureRow, 'state' | 'decision' | 'closedOn' | 'reason' | 'settledSeq'>,
): Promise<void> {
  await tx
    .update(closures)
    .set(settled)
    .where(and(eq(closures.boardId, boardId), eq(closures.seq, seq)))
}

export async function setWorkstreamStatus(
  tx: Tx,
  boardId: string,
  id: string,
  { status, seq }: { readonly status: string; readonly seq: number },
): Promise<void> {
  await tx
    .update(workstreams)
    .set({ status, seq })
    .where(and(eq(workstreams.boardId, boardId), eq(workstreams.id, id)))
}

/** What a workstream's status says once it has gone over into business as usual. */
export const TRANSFERRED = 'transferred'

/** Of these ids, the workstream that is closed, by its title; undefined when none is. */
export async function findClosedAmong(
  tx: Tx,
  boardId: string,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly title: string } | undefined> {
  if (ids.length === 0) return undefined
  const [row] = await tx
    .select({ id: workstreams.id, title: workstreams.title })
    .from(workstreams)
    .where(
      and(eq(workstreams.boardId, boardId), inArray(workstreams.id, [...ids]), eq(workstreams.status, TRANSFERRED)),
    )
  return row
}

/** Name of a post with a seat on the board, a body or an office of it; undefined when the board knows none of that id. */
export async function findOwner(
  tx: Tx,
  boardId: string,
  { kind, id }: { readonly kind: 'post' | 'body' | 'role'; readonly id: string },
): Promise<string | undefined> {
  if (kind === 'post') {
    const [row] = await tx
      .select({ title: posts.title })
      .from(seats)
      .innerJoin(posts, eq(posts.id, seats.postId))
      .where(and(eq(seats.boardId, boardId), eq(seats.postId, id)))
    return row?.title
  }
  const table = kind === 'body' ? bodies : roles
  const [row] = await tx
    .select({ title: table.title })
    .from(table)
    .where(and(eq(table.boardId, boardId), eq(table.id, id)))
  return row?.title
}

/** Points of the board's own scale, as its row says. */
export const boardScaleOf = ({ ragPoints }: { readonly ragPoints: number }): 3 | 5 => (ragPoints === 5 ? 5 : 3)

export interface OpenAction {
  readonly number: string
  readonly text: string
}

/** Actions that came out of a workstream or of one of its milestones and are neither closed nor cancelled, by number. */
export async function findOpenActionsOf(tx: Tx, boardId: string, workstreamId: string): Promise<OpenAction[]> {
  const own = tx
    .select({ id: milestones.id })
    .from(milestones)
    .where(and(eq(milestones.boardId, boardId), eq(milestones.workstreamId, workstreamId)))
  return tx
    .select({ number: actions.number, text: actions.text })
    .from(actions)
    .where(
      and(
        eq(actions.boardId, boardId),
        notInArray(actions.state, ['closed', 'cancelled']),
        or(
          and(eq(actions.sourceKind, 'workstream'), eq(actions.sourceId, workstreamId)),
          and(eq(actions.sourceKind, 'milestone'), inArray(actions.sourceId, own)),
        ),
      ),
    )
    .orderBy(asc(actions.ordinal))
}
