import type { BoardSettings } from './board-settings.ts'
import { dayAfter, dayBefore, daysBetween } from './dates.ts'
import { addWorkingDays, workingDaysBetween } from './working-days.ts'

/**
 * The clocks of a decision (spec 4.4, E13; invariant 18). Days are London days, `YYYY-MM-DD`. Nothing here is stored but the last day of a
 * call-in period, which is that of the settings on the day of recording.
 */

/** *Reconsidered*: called in and not confirmed; a later decision takes its place, and then it is *superseded*. */
export const DECISION_STATES = ['made', 'in-call-in', 'called-in', 'reconsidered', 'effective', 'superseded'] as const
export type DecisionState = (typeof DECISION_STATES)[number]

export const DECISION_STATE_WORDS: { readonly [S in DecisionState]: string } = {
  made: 'Made, not yet in effect',
  'in-call-in': 'In call-in period',
  'called-in': 'Called in',
  reconsidered: 'To be reconsidered',
  effective: 'In effect',
  superseded: 'Superseded',
}

/** Days between two days that leave out both of them (spec 4.2); never below 0. */
export function clearDaysBetween(from: string, to: string, counted: BoardSettings['clearDays']): number {
  const last = dayBefore(to)
  return last <= from ? 0 : counted === 'working' ? workingDaysBetween(from, last) : daysBetween(from, last)
}

/** Last day on which a decision made on `madeOn` may be called in. With 0 working days that is the day itself. */
export const callInEnd = (madeOn: string, workingDays: number): string => addWorkingDays(madeOn, workingDays)

/** What is known of a decision that bears on its standing. */
export interface DecisionClock {
  readonly madeOn: string
  readonly effectiveOn: string | null
  /** Null when call-in does not apply. */
  readonly callInEndsOn: string | null
  readonly isCalledIn: boolean
  readonly outcome: { readonly outcome: 'confirmed' | 'reconsidered'; readonly on: string } | null
  readonly supersededBy: string | null
}

export interface Standing {
  readonly state: DecisionState
  /** First day with effect as far as is known; null while called in and when it is to be reconsidered. */
  readonly effectiveFrom: string | null
}

/**
 * Where a decision stands on `today`. Effect waits for the end of the call-in period (invariant 18): the day after it, or the day on which
 * a called-in decision is confirmed, and never before the day it names itself. A superseded one keeps the day it had.
 */
export function standingOf(clock: DecisionClock, today: string): Standing {
  const effectiveFrom = effectiveDay(clock)
  return { state: stateOf(clock, effectiveFrom, today), effectiveFrom }
}

function effectiveDay({ madeOn, effectiveOn, callInEndsOn, isCalledIn, outcome }: DecisionClock): string | null {
  const own = effectiveOn ?? madeOn
  if (outcome?.outcome === 'reconsidered') return null
  if (outcome !== null) return later(own, outcome.on)
  if (isCalledIn) return null
  return callInEndsOn === null ? own : later(own, dayAfter(callInEndsOn))
}

function stateOf(clock: DecisionClock, effectiveFrom: string | null, today: string): DecisionState {
  const { supersededBy, outcome, isCalledIn, callInEndsOn } = clock
  if (supersededBy !== null) return 'superseded'
  if (outcome?.outcome === 'reconsidered') return 'reconsidered'
  if (isCalledIn && outcome === null) return 'called-in'
  if (outcome === null && callInEndsOn !== null && today <= callInEndsOn) return 'in-call-in'
  return effectiveFrom !== null && effectiveFrom <= today ? 'effective' : 'made'
}

const later = (a: string, b: string): string => (a > b ? a : b)
