import { exactDay } from '@concordat/shared/dates'
import { parseDate } from '@concordat/shared/parse-date'
import { describe, expect, it } from 'vitest'

import { forecastProblem, slippage, slippageInWords } from './slippage.ts'

const words = (baseline: Parameters<typeof slippage>[0], typed: string): string | undefined => {
  const found = slippage(baseline, typed)
  return found && slippageInWords(found)
}

describe('[B1] slippage against the baseline', () => {
  it.each([
    ['26 July 2019', '+14 days'],
    ['13 jul 2019', '+1 day'],
    ['8 July 2019', '4 days early'],
    ['2019-07-12', 'as baseline'],
    ['September 2019', 'later than baseline'],
    ['June 2019', 'earlier than baseline'],
    ['July 2019', 'within the baseline'],
  ])('a day and %j', (typed, said) => expect(words(exactDay('2019-07-12'), typed)).toBe(said))

  it.each([
    ['July 2016', 'as baseline'],
    ['14 July 2016', 'within the baseline'],
    ['1 August 2016', 'later than baseline'],
    ['Q1 2016', 'earlier than baseline'],
  ])('a month and %j', (typed, said) => expect(words(parseDate('by July 2016'), typed)).toBe(said))

  it('says nothing without both dates', () => {
    expect(words(null, '14 July 2016')).toBeUndefined()
    expect(words(exactDay('2019-07-12'), 'when the leases are signed')).toBeUndefined()
    expect(
      words(
        { text: 'from 2016', from: '2016-01-01', to: null, precision: 'year', qualifier: 'from', basis: 'stated' },
        '2017',
      ),
    ).toBeUndefined()
  })

  it('tells words that are not a date, and lets them stand', () => {
    expect(forecastProblem('when the leases are signed')).toContain('Not read as a date')
    expect(forecastProblem('')).toBe('')
    expect(forecastProblem('14 jul 2026')).toBe('')
  })
})
