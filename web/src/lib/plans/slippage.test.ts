import { exactDay, type FuzzyDate } from '@concordat/shared/dates'
import { parseDate } from '@concordat/shared/parse-date'
import { describe, expect, it } from 'vitest'

import { forecastProblem, slippageIfSo, type Dated } from './slippage.ts'

const since = (first: FuzzyDate, current: FuzzyDate = first): Dated => {
  const one = (date: FuzzyDate, number: number) => ({
    date,
    number,
    seq: 1,
    at: '2026-01-01T00:00:00.000Z',
    decision: null,
    reason: null,
  })
  return { baseline: { first: one(first, 0), current: one(current, 1), moves: 1, decisions: [] } }
}
const july = parseDate('July 2026') ?? exactDay('2026-07-31')

describe('[B1] slippage of what is typed, in working days', () => {
  it.each([
    ['30 September 2026', '+42 working days from the first baseline'],
    ['3 August 2026', '+1 working day from the first baseline'],
    ['30 jul 2026', '\u22121 working day from the first baseline'],
    ['2026-07-31', '0 working days from the first baseline'],
    ['September 2026', 'about +42 working days from the first baseline'],
  ])('31 July 2026 and %j', (typed, said) => expect(slippageIfSo(since(exactDay('2026-07-31')), typed)).toBe(said))

  it('a month counts by its last day, and says "about"', () =>
    expect(slippageIfSo(since(july), '30 September 2026')).toBe('about +42 working days from the first baseline'))

  it('[24] is measured from the first baseline, however often it moved', () =>
    expect(slippageIfSo(since(exactDay('2026-07-31'), exactDay('2026-09-30')), '30 September 2026')).toBe(
      '+42 working days from the first baseline',
    ))

  it('says nothing without both dates', () => {
    expect(slippageIfSo(null, '14 July 2016')).toBe('')
    expect(slippageIfSo({ baseline: null }, '14 July 2016')).toBe('')
    expect(slippageIfSo(since(july), 'when the leases are signed')).toBe('')
  })
})

it('tells words that are not a date, and lets them stand', () => {
  expect(forecastProblem('when the leases are signed')).toContain('Not read as a date')
  expect(forecastProblem('')).toBe('')
  expect(forecastProblem('14 jul 2026')).toBe('')
})
