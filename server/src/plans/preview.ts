import type { Tx } from '@concordat/db/client'
import { findDependencies } from '@concordat/db/plans'
import type { Asking } from '@concordat/db/read/asking'
import type { BoardRow } from '@concordat/db/read/boards'
import { dateOf, lockOf, neededBy, otherEnd, readEnds } from '@concordat/db/read/dependencies'
import type { Plans } from '@concordat/db/read/plans'
import { groundOf } from '@concordat/db/read/rating-ground'
import { readWorks, type Works } from '@concordat/db/read/works'
import { checksOf, suggestionOf } from '@concordat/shared/consistency'
import { londonDay, type FuzzyDate } from '@concordat/shared/dates'
import { circleWith, dateConflict } from '@concordat/shared/dependencies'
import type { DependencyView, PlanPreview, PlanPreviewAsk } from '@concordat/shared/http-plans'
import { slippageOf } from '@concordat/shared/slippage'

import { edgesOf } from './dependencies.ts'

/**
 * What saving would say, worked out on the record as it stands now and kept nowhere (B7, B10, WL-1.3, WL-1.5). Undefined when the
 * board has no such record. The command that follows checks all of it again.
 */
export async function previewPlan(
  tx: Tx,
  board: BoardRow,
  asking: Asking,
  { of, rating, forecasts, dependency }: PlanPreviewAsk,
): Promise<PlanPreview | undefined> {
  const today = londonDay(asking.now)
  const works = await readWorks(tx, board, asking.now)
  if (!isThere(of, works)) return undefined
  const supposed = new Map(forecasts.map(({ milestoneId, forecast }) => [milestoneId, forecast]))
  const ground = groundOf(of, works, today, supposed)
  const standing = works.ratingOf(of.kind, of.id)
  const value = rating?.value ?? standing?.value
  const checks =
    value === undefined
      ? []
      : checksOf(
          {
            value,
            before: rating === undefined ? standing?.before?.value : standing?.value,
            by: (rating === undefined ? standing?.by : rating.by) ?? null,
            hasWords: rating?.hasWords ?? true,
          },
          ground,
        )
  return {
    checks,
    needsExplanation: rating !== undefined && checks.some(({ needsExplanation }) => needsExplanation),
    suggestion: suggestionOf(ground, rating?.by ?? standing?.by ?? null),
    milestones: previewForecasts(works, supposed),
    dependency: dependency === undefined ? null : await previewDependency(tx, board.id, dependency, works, asking.now),
  }
}

function isThere({ kind, id }: PlanPreviewAsk['of'], { programmes, workstreams, milestones }: Works): boolean {
  const rows = { programme: programmes, workstream: workstreams, milestone: milestones }[kind]
  return rows.some((row) => row.id === id)
}

/** Slippage and who waits, as they would be with these forecasts on record. */
function previewForecasts(works: Works, supposed: ReadonlyMap<string, FuzzyDate>): PlanPreview['milestones'] {
  const plans = supposing(works.plans, supposed)
  return works.milestones
    .filter(({ id }) => supposed.has(id))
    .map((row) => {
      const [first] = plans.baselines.get(row.id) ?? []
      const current = plans.baselines.get(row.id)?.at(-1)
      const dates = { forecast: supposed.get(row.id) ?? null, actual: row.actual }
      return {
        id: row.id,
        slippage: first && current ? slippageOf({ first: first.baseline, current: current.baseline, ...dates }) : null,
        neededBy: neededBy(row, plans, works.neighbours),
      }
    })
}

/** The plans with these forecasts as the last ones. */
function supposing(plans: Plans, supposed: ReadonlyMap<string, FuzzyDate>): Plans {
  const forecasts = new Map(plans.forecasts)
  for (const [milestoneId, forecast] of supposed) {
    const rows = forecasts.get(milestoneId) ?? []
    const seq = (rows.at(-1)?.seq ?? 0) + 1
    const row = { boardId: '', seq, personId: '', postId: '', at: new Date(0), milestoneId, forecast, reason: null }
    forecasts.set(milestoneId, [...rows, row])
  }
  return { ...plans, forecasts }
}

async function previewDependency(
  tx: Tx,
  boardId: string,
  { from, on }: NonNullable<PlanPreviewAsk['dependency']>,
  works: Works,
  now: Date,
): Promise<PlanPreview['dependency']> {
  const milestone = works.neighbours.get(from)
  if (!milestone) return null
  const onId = on.kind === 'outside' ? null : on.id
  const ends = await readEnds(tx, boardId, [{ onKind: on.kind, onId }], now)
  const plans = {
    ...works.plans,
    asks: ends.asks,
    decisions: new Map([...ends.decisions].filter(([, standing]) => !standing.isExempt)),
  }
  const end = otherEnd(
    {
      onKind: on.kind,
      onId,
      words: on.kind === 'outside' ? on.words : null,
      due: on.kind === 'outside' ? (on.due ?? null) : null,
    },
    plans,
    works.neighbours,
  )
  const circle =
    on.kind === 'milestone' ? circleWith(edgesOf(await findDependencies(tx, boardId)), { from, on: on.id }) : null
  const line: DependencyView = { id: '', kind: on.kind, ref: onId, ...end, conflict: null, note: null, seq: 0 }
  return {
    circle: circle?.map((id) => works.neighbours.get(id)?.title ?? id) ?? null,
    conflict: end.met ? null : dateConflict(dateOf(milestone, works.plans), end.when),
    locks: lockOf([line], plans),
  }
}
