import type { MilestoneView } from '@concordat/shared/http'
import { parseDate } from '@concordat/shared/parse-date'
import { slippageOf } from '@concordat/shared/slippage'

/** What slippage needs of a milestone. */
export type Dated = Pick<MilestoneView, 'baseline'>

/**
 * How late a date somebody has typed would be, in the words of the record: `+42 working days from the first baseline` (B1,
 * invariant 24). Empty without a baseline, or when the words are no date.
 */
export function slippageIfSo(milestone: Dated | null, typed: string): string {
  const forecast = parseDate(typed)
  const baseline = milestone?.baseline
  if (!baseline || forecast === null) return ''
  return slippageOf({ first: baseline.first.date, current: baseline.current.date, forecast, actual: null })?.words ?? ''
}

/** What to say of a typed forecast that is not read as a date; empty for none. */
export const forecastProblem = (typed: string): string =>
  typed.trim() === '' || parseDate(typed) ? '' : 'Not read as a date. Try 26 July 2026, July 2026 or Q2 2026.'
