import { and, eq, inArray } from 'drizzle-orm'

import { exactDay, formatDay, londonDay, type FuzzyDate } from '@concordat/shared/dates'
import { dateConflict } from '@concordat/shared/dependencies'
import { gateRecord } from '@concordat/shared/gates'
import type { DependencyView, LockView } from '@concordat/shared/http-plans'

import type { Tx } from '../client.ts'
import { readDecisionStandings, type DecisionStanding } from '../decisions.ts'
import { listGateEvents } from '../gates.ts'
import type { DependencyRow, ForecastRow, MilestoneRow } from '../plans.ts'
import { asks } from '../schema/asks.ts'
import { readAskStandings, readAuthorities } from './ask-standings.ts'

/** How the decisions and asks stand that milestones wait for. */
export interface DependencyEnds {
  readonly decisions: ReadonlyMap<string, DecisionStanding>
  readonly asks: ReadonlyMap<string, AskEnd>
}

interface AskEnd {
  readonly title: string
  readonly gate: boolean
  readonly dueDay: string | null
  /** A gate that is open; an ask that is none and that all have signed. */
  readonly met: boolean
}

/** What these dependencies need to be judged, but for milestones. Asks nothing where nothing waits for it. */
export async function readEnds(
  tx: Tx,
  boardId: string,
  dependencies: readonly Pick<DependencyRow, 'onKind' | 'onId'>[],
  now: Date,
): Promise<DependencyEnds> {
  const idsOf = (kind: DependencyRow['onKind']): string[] =>
    dependencies.flatMap(({ onKind, onId }) => (onKind === kind && onId !== null ? onId : []))
  const [decisions, askEnds] = await Promise.all([
    readDecisionStandings(tx, boardId, londonDay(now), idsOf('decision')),
    readAskEnds(tx, boardId, idsOf('ask'), now),
  ])
  return { decisions, asks: askEnds }
}

async function readAskEnds(
  tx: Tx,
  boardId: string,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, AskEnd>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({ id: asks.id, number: asks.number, title: asks.title, gate: asks.gate, dueDay: asks.dueDay })
    .from(asks)
    .where(and(eq(asks.boardId, boardId), inArray(asks.id, [...new Set(ids)])))
  const gates = Map.groupBy(
    await listGateEvents(
      tx,
      boardId,
      rows.flatMap(({ id, gate }) => (gate ? id : [])),
    ),
    ({ askId }) => askId,
  )
  const signed = rows.every(({ gate }) => gate)
    ? []
    : (await readAskStandings(tx, boardId, await readAuthorities(tx, boardId), now))
        .filter(({ tally }) => tally.of > 0 && tally.signed === tally.of)
        .map(({ ask }) => ask.id)
  return new Map(
    rows.map(({ id, number, title, gate, dueDay }) => [
      id,
      {
        title: `Ask ${number}: ${title}`,
        gate,
        dueDay,
        met: gate ? gateRecord(gates.get(id) ?? []).opened !== null : signed.includes(id),
      },
    ]),
  )
}

/** Last reported forecasts, and everything else that dependencies are judged by. */
export interface Waiting extends DependencyEnds {
  /** In the order of the record. */
  readonly forecasts: ReadonlyMap<string, readonly Pick<ForecastRow, 'forecast'>[]>
  readonly dependencies: readonly DependencyRow[]
}

export type DatedMilestone = Pick<MilestoneRow, 'id' | 'title' | 'due' | 'status' | 'actual'>

export const isSettled = ({ status }: Pick<MilestoneRow, 'status'>): boolean =>
  status === 'done' || status === 'dropped'

/** The date a milestone goes by: done then, else forecast for, else planned for. */
export function dateOf(milestone: DatedMilestone, plans: Pick<Waiting, 'forecasts'>): FuzzyDate | null {
  return milestone.actual ?? plans.forecasts.get(milestone.id)?.at(-1)?.forecast ?? milestone.due
}

/** Milestones by id, with the names of what they hang on; null where nobody is told. */
export type Neighbours = ReadonlyMap<string, DatedMilestone & { readonly of: string | null }>

/** What this milestone waits for, seen from it. */
export function waitsFor(milestone: DatedMilestone, plans: Waiting, all: Neighbours): DependencyView[] {
  return plans.dependencies
    .filter(({ fromId }) => fromId === milestone.id)
    .map((row) => {
      const end = otherEnd(row, plans, all)
      const isOpen = !end.met && !isSettled(milestone)
      return {
        id: row.id,
        kind: row.onKind,
        ref: row.onId,
        ...end,
        conflict: isOpen ? dateConflict(dateOf(milestone, plans), end.when) : null,
        note: row.note,
        seq: row.seq,
      }
    })
}

/** Who waits for this milestone: "needed by" (invariant 26). */
export function neededBy(milestone: DatedMilestone, plans: Waiting, all: Neighbours): DependencyView[] {
  return plans.dependencies
    .filter(({ onKind, onId }) => onKind === 'milestone' && onId === milestone.id)
    .flatMap((row) => {
      const waiting = all.get(row.fromId)
      if (waiting === undefined) return []
      const isOpen = milestone.status !== 'done' && !isSettled(waiting)
      return {
        id: row.id,
        kind: 'milestone' as const,
        ref: waiting.id,
        title: waiting.title,
        of: waiting.of,
        when: dateOf(waiting, plans),
        met: milestone.status === 'done',
        conflict: isOpen ? dateConflict(dateOf(waiting, plans), dateOf(milestone, plans)) : null,
        note: row.note,
        seq: row.seq,
      }
    })
}

type OtherEnd = Pick<DependencyView, 'title' | 'of' | 'when' | 'met'>

export function otherEnd(
  { onKind, onId, words, due }: Pick<DependencyRow, 'onKind' | 'onId' | 'words' | 'due'>,
  plans: Pick<Waiting, 'forecasts' | 'decisions' | 'asks'>,
  all: Neighbours,
): OtherEnd {
  const id = onId ?? ''
  switch (onKind) {
    case 'milestone': {
      const other = all.get(id)
      if (!other) return { title: id, of: null, when: null, met: false }
      return { title: other.title, of: other.of, when: dateOf(other, plans), met: other.status === 'done' }
    }
    case 'decision': {
      const decision = plans.decisions.get(id)
      const from = decision?.effectiveFrom ?? null
      return {
        title: decision === undefined ? id : `${id}, ${decision.title}`,
        of: null,
        when: from === null ? null : exactDay(from),
        met: decision?.isEffective === true,
      }
    }
    case 'ask': {
      const ask = plans.asks.get(id)
      return {
        title: ask?.title ?? id,
        of: null,
        when: ask?.dueDay == null ? null : exactDay(ask.dueDay),
        met: ask?.met === true,
      }
    }
    case 'outside':
      return { title: words ?? '', of: null, when: due, met: false }
  }
}

/** Decisions not in effect and gates that are shut lock what waits for them (E13); another milestone does not: dates speak for it. */
export function lockOf(
  waiting: readonly DependencyView[],
  plans: Pick<Waiting, 'decisions' | 'asks'>,
): LockView | null {
  const holding = waiting.filter(
    ({ kind, met, ref }) =>
      !met && (kind === 'decision' || (kind === 'ask' && plans.asks.get(ref ?? '')?.gate === true)),
  )
  if (holding.length === 0) return null
  const days = holding.map(({ kind, when }) => (kind === 'decision' ? (when?.to ?? null) : null))
  const until = days.every((day) => day !== null) ? (days.toSorted().at(-1) ?? null) : null
  const reasons = holding.map(({ kind, title, when }) =>
    kind === 'ask'
      ? `${title} is a gate and is shut`
      : when?.to == null
        ? `${title} is not in effect`
        : `${title} takes effect on ${formatDay(when.to)}`,
  )
  return { until, words: `Locked${until === null ? '' : ` until ${formatDay(until)}`}: ${reasons.join('; ')}.` }
}
