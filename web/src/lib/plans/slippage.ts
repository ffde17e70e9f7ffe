import { daysBetween, plural, type FuzzyDate } from '@concordat/shared/dates'
import { parseDate } from '@concordat/shared/parse-date'

/** How a forecast stands against its baseline. `days` only where both are exact days; positive is late. */
export interface Slippage {
  readonly kind: 'late' | 'early' | 'same' | 'within'
  readonly days: number | null
}

const isExact = ({ from, to }: FuzzyDate): boolean => from !== null && from === to

/** Undefined when either has no date, or the typed words are none. Months, quarters and years are compared as whole spans (B1). */
export function slippage(baseline: FuzzyDate | null, typed: string): Slippage | undefined {
  const forecast = parseDate(typed)
  if (!baseline || !forecast || baseline.to === null || forecast.to === null) return undefined
  if (isExact(baseline) && isExact(forecast)) {
    const days = daysBetween(baseline.to, forecast.to)
    return { kind: days === 0 ? 'same' : days > 0 ? 'late' : 'early', days }
  }
  if ((forecast.from ?? forecast.to) > baseline.to) return { kind: 'late', days: null }
  if (baseline.from !== null && forecast.to < baseline.from) return { kind: 'early', days: null }
  return { kind: forecast.from === baseline.from && forecast.to === baseline.to ? 'same' : 'within', days: null }
}

/** `+10 days`, `4 days early`, `later than baseline`; what a screen reader says as well. */
export function slippageInWords({ kind, days }: Slippage): string {
  if (kind === 'same') return 'as baseline'
  if (kind === 'within') return 'within the baseline'
  if (days === null) return kind === 'late' ? 'later than baseline' : 'earlier than baseline'
  return kind === 'late' ? `+${plural(days, 'day')}` : `${plural(-days, 'day')} early`
}

/** What to say of a typed forecast that is not read as a date; empty for none. */
export const forecastProblem = (typed: string): string =>
  typed.trim() === '' || parseDate(typed) ? '' : 'Not read as a date. Try 26 July 2026, July 2026 or Q2 2026.'
