import { plural, type FuzzyDate } from './dates.ts'
import type { SlippageView } from './http-plans.ts'
import { workingDaysBetween } from './working-days.ts'

/** Kinds of precision from fine to coarse; what is not named here counts as the coarsest. */
const PRECISIONS = ['day', 'week', 'range', 'month', 'quarter', 'season', 'year', 'financial-year']

const coarseness = (precision: string): number =>
  PRECISIONS.includes(precision) ? PRECISIONS.indexOf(precision) : PRECISIONS.length

export interface Dates {
  readonly first: FuzzyDate
  readonly current: FuzzyDate
  readonly forecast: FuzzyDate | null
  readonly actual: FuzzyDate | null
}

/**
 * How late a milestone is or was, in working days of England, between the last days of both dates (B1). Measured from the first
 * baseline, however often it was moved since (invariant 24). Null while there is nothing to measure to, or a date is open.
 */
export function slippageOf({ first, current, forecast, actual }: Dates): SlippageView | null {
  const until = actual ?? forecast
  if (until?.to == null || first.to === null || current.to === null) return null
  const fromFirst = workingDaysBetween(first.to, until.to)
  const precision = coarseness(first.precision) > coarseness(until.precision) ? first.precision : until.precision
  return {
    fromFirst,
    fromCurrent: workingDaysBetween(current.to, until.to),
    to: actual === null ? 'forecast' : 'actual',
    precision,
    words: `${precision === 'day' ? '' : 'about '}${signedDays(fromFirst)} from the first baseline`,
  }
}

/** `+42 working days`, `−3 working days`, `0 working days`: late is plus. */
export function signedDays(days: number): string {
  const sign = days > 0 ? '+' : days < 0 ? '\u2212' : ''
  return `${sign}${plural(Math.abs(days), 'working day')}`
}
