import { checksOf, suggestionOf, type RatedMilestone, type RatingGround } from '@concordat/shared/consistency'
import { isPast, type FuzzyDate } from '@concordat/shared/dates'
import type { RatingView } from '@concordat/shared/http'
import type { CheckView, SuggestionView } from '@concordat/shared/http-plans'
import type { Rating } from '@concordat/shared/ratings'
import { slippageOf } from '@concordat/shared/slippage'

import type { BaselineRow, MilestoneRow } from '../plans.ts'
import type { Rated } from '../ratings.ts'
import { isSettled, waitsFor, type Neighbours, type Waiting } from './dependencies.ts'
import { forecastMoves, isTransferred } from './plans.ts'

/** What ratings are held against (B7): read once for a board and asked for each piece of work, or read for one piece alone. */
export interface Ground {
  readonly programmes: readonly { readonly id: string; readonly title: string; readonly parentId: string | null }[]
  readonly workstreams: readonly {
    readonly id: string
    readonly title: string
    readonly programmeId: string
    readonly status: string
  }[]
  readonly milestones: readonly Pick<
    MilestoneRow,
    'id' | 'title' | 'due' | 'status' | 'actual' | 'external' | 'programmeId' | 'workstreamId'
  >[]
  readonly plans: Waiting & { readonly baselines: ReadonlyMap<string, readonly Pick<BaselineRow, 'baseline'>[]> }
  readonly neighbours: Neighbours
  readonly standingValue: (subject: Rated) => Rating | null
}

/** Past its last day, ours to do, and not done or dropped (model 7). What others set is shown and never counted as our lateness. */
export function isOverdue(
  row: Pick<Ground['milestones'][number], 'external' | 'status' | 'due'>,
  today: string,
): boolean {
  return !row.external && !isSettled(row) && isPast(row.due, today)
}

/** Forecasts that are about to be reported, in the place of those on record. */
export type Supposed = ReadonlyMap<string, FuzzyDate>

export function groundOf(subject: Rated, ground: Ground, today: string, supposed: Supposed = new Map()): RatingGround {
  const inside = lyingIn(subject, ground)
  const milestones = ground.milestones
    .filter(({ id, programmeId, workstreamId }) =>
      subject.kind === 'milestone' ? id === subject.id : inside.has(workstreamId ?? programmeId ?? ''),
    )
    .map((row) => ratedMilestone(row, ground, today, supposed))
  const children =
    subject.kind === 'programme'
      ? [
          ...ground.programmes
            .filter(({ parentId }) => parentId === subject.id)
            .map((row) => ({ kind: 'programme' as const, ...row })),
          ...ground.workstreams
            .filter(({ programmeId, status }) => programmeId === subject.id && !isTransferred(status))
            .map((row) => ({ kind: 'workstream' as const, ...row })),
        ].map(({ kind, id, title }) => ({ kind, id, title, rating: ground.standingValue({ kind, id }) }))
      : []
  return { today, milestones, children }
}

/** The work itself and everything below it, without what has gone over into business as usual. */
export function lyingIn(
  { kind, id }: Rated,
  { programmes, workstreams }: Pick<Ground, 'programmes' | 'workstreams'>,
): ReadonlySet<string> {
  const inside = new Set([id])
  if (kind !== 'programme') return inside
  // A programme is added after its parent, so one pass for each level finds all.
  for (let size = 0; size < inside.size;) {
    size = inside.size
    for (const { id: below, parentId } of programmes) if (inside.has(parentId ?? '')) inside.add(below)
  }
  for (const { id: below, programmeId, status } of workstreams)
    if (inside.has(programmeId) && !isTransferred(status)) inside.add(below)
  return inside
}

function ratedMilestone(
  row: Ground['milestones'][number],
  { plans, neighbours }: Ground,
  today: string,
  supposed: Supposed,
): RatedMilestone {
  const baselines = plans.baselines.get(row.id) ?? []
  const [first] = baselines
  const current = baselines.at(-1)
  const last = plans.forecasts.get(row.id)?.at(-1)?.forecast ?? null
  const forecast = supposed.get(row.id) ?? last
  const isMove =
    forecast !== last && forecast !== null && (forecast.from !== last?.from || forecast.to !== last.to) && last !== null
  const slippage =
    first && current
      ? slippageOf({ first: first.baseline, current: current.baseline, forecast, actual: row.actual })
      : null
  return {
    id: row.id,
    title: row.title,
    due: row.due,
    overdue: isOverdue(row, today),
    closed: isSettled(row),
    moves: forecastMoves(row.id, plans) + (isMove ? 1 : 0),
    slippage: slippage?.fromFirst ?? null,
    conflicts: waitsFor(row, plans, neighbours).flatMap(({ conflict }) => conflict ?? []),
  }
}

/** Contradictions in what stands now, and what the rules alone would say (B7, invariant 23). */
export function judged(
  subject: Rated,
  rating: RatingView | null,
  ground: Ground,
  today: string,
): { readonly checks: CheckView[]; readonly suggestion: SuggestionView | null } {
  const around = groundOf(subject, ground, today)
  return {
    checks:
      rating === null
        ? []
        : checksOf(
            {
              value: rating.value,
              before: rating.before?.value,
              by: rating.by,
              hasWords: [rating.reason, rating.cause, rating.effect, rating.action].some((words) => words !== null),
            },
            around,
          ),
    suggestion: suggestionOf(around, rating?.by ?? null),
  }
}
