import { expect, test } from 'vitest'

import {
  compareDates,
  formatClock,
  formatDay,
  formatInstant,
  formatMonth,
  formatTime,
  formatWeekday,
  isPast,
  londonDay,
  pastBy,
  plural,
  type FuzzyDate,
} from './dates.ts'

const JULY_2016: FuzzyDate = {
  text: 'by July 2016',
  from: '2016-07-01',
  to: '2016-07-31',
  precision: 'month',
  qualifier: 'by',
  basis: 'stated',
}

test('[4.2] days, months and times are written as people here write them', () => {
  expect(formatDay('2026-07-14')).toBe('14 July 2026')
  expect(formatWeekday('2026-07-14')).toBe('Tuesday 14 July 2026')
  expect(formatMonth('2026-07-14')).toBe('July 2026')
  expect(formatTime('2026-07-14T13:30:00.000Z')).toBe('2:30pm')
  expect(formatTime('2026-07-14T08:00:00.000Z')).toBe('9am')
  expect(formatTime('2026-07-14T11:00:00.000Z')).toBe('12pm')
  expect(formatInstant('2026-07-14T13:30:00.000Z')).toBe('14 July 2026, 2:30pm')
  expect(formatClock('2026-07-14T13:03:22.000Z')).toBe('14:03:22')
})

test('[4.2] both clock changes: an instant belongs to its London day', () => {
  // Forward on 29 March 2026 at 01:00 UTC, back on 25 October at 01:00 UTC.
  expect(formatTime('2026-03-29T00:59:00.000Z')).toBe('12:59am')
  expect(formatTime('2026-03-29T01:00:00.000Z')).toBe('2am')
  expect(formatTime('2026-10-25T00:30:00.000Z')).toBe('1:30am')
  expect(formatTime('2026-10-25T01:30:00.000Z')).toBe('1:30am')
  expect(londonDay('2026-07-14T23:30:00.000Z')).toBe('2026-07-15')
  expect(londonDay('2026-12-14T23:30:00.000Z')).toBe('2026-12-14')
})

test('[model 7] "by July 2016" is overdue from 1 August 2016; no due date is never overdue', () => {
  expect(isPast(JULY_2016, '2016-07-31')).toBe(false)
  expect(isPast(JULY_2016, '2016-08-01')).toBe(true)
  expect(isPast(null, '2036-01-01')).toBe(false)
  expect(isPast({ ...JULY_2016, to: null }, '2036-01-01')).toBe(false)
})

test('how long something is overdue is said in the largest unit that reads well', () => {
  expect(pastBy(JULY_2016, '2016-08-01')).toBe('1 day')
  expect(pastBy(JULY_2016, '2016-08-14')).toBe('14 days')
  expect(pastBy(JULY_2016, '2017-07-14')).toBe('11 months')
  expect(pastBy(JULY_2016, '2026-11-21')).toBe('10 years')
  expect(plural(1000, 'day')).toBe('1,000 days')
})

test('dates sort by their last day, then their first, undated last', () => {
  const at = (from: string | null, to: string | null): FuzzyDate => ({ ...JULY_2016, from, to })
  const sorted = [
    null,
    at('2026-01-01', '2026-12-31'),
    at('2026-12-31', '2026-12-31'),
    at('2016-07-01', '2016-07-31'),
  ].sort(compareDates)
  expect(sorted).toEqual([
    at('2016-07-01', '2016-07-31'),
    at('2026-01-01', '2026-12-31'),
    at('2026-12-31', '2026-12-31'),
    null,
  ])
})
