import type { FuzzyDate } from '@concordat/shared/dates'

import type { FieldFault } from '../commands/refusals.ts'

/** A date that has a last day: what lateness is measured by. Empty when nothing is wrong. */
export function faultsOfDate(date: FuzzyDate, path: string): FieldFault[] {
  if (date.to === null)
    return [{ path, message: 'Give a last day, a month or a year: an open date cannot be measured' }]
  if (date.from !== null && date.from > date.to) return [{ path, message: 'The first day lies after the last' }]
  return []
}

export const isSameDate = (a: FuzzyDate | null | undefined, b: FuzzyDate): boolean =>
  a != null && a.from === b.from && a.to === b.to
