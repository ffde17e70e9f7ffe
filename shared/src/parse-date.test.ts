import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { daysBetween, exactDay, formatDay } from './dates.ts'
import { parseDate } from './parse-date.ts'

describe('[4.2][model 8] what people type', () => {
  test.each<[string, string | null, string | null, string]>([
    ['14 jul 2026', '2026-07-14', '2026-07-14', 'on'],
    ['14th July 2026', '2026-07-14', '2026-07-14', 'on'],
    ['14/7/2026', '2026-07-14', '2026-07-14', 'on'],
    ['3/4/2026', '2026-04-03', '2026-04-03', 'on'],
    ['2026-07-14', '2026-07-14', '2026-07-14', 'on'],
    ['  by   July 2016 ', '2016-07-01', '2016-07-31', 'by'],
    ['July 2016', '2016-07-01', '2016-07-31', 'in'],
    ['Feb 2028', '2028-02-01', '2028-02-29', 'in'],
    ['by 2028', '2028-01-01', '2028-12-31', 'by'],
    ['Q1 2026', '2026-04-01', '2026-06-30', 'in'],
    ['Q3 2026', '2026-10-01', '2026-12-31', 'in'],
    ['Q4 2026', '2027-01-01', '2027-03-31', 'in'],
  ])('%s', (typed, from, to, qualifier) => {
    expect(parseDate(typed)).toMatchObject({ from, to, qualifier, basis: 'stated' })
  })

  test.each([
    '',
    'soon',
    '31 February 2026',
    '30/2/2026',
    '13/13/2026',
    '14 ju 2026',
    'autumn 2026',
    '14 July 26',
    'Q5 2026',
    '2026-07',
  ])('%s is no date, and stays words', (typed) => {
    expect(parseDate(typed)).toBeNull()
  })
})

test('whatever is typed, the reader of dates answers, and what it reads begins before it ends', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^(by |in )?\d{0,2}[ /]?[a-z0-9]{0,9}[ /]?\d{0,4}$/u)),
      (typed) => {
        const read = parseDate(typed)
        if (read?.from == null || read.to === null) return
        expect(read.from <= read.to).toBe(true)
        expect(daysBetween(read.from, read.to)).toBeLessThanOrEqual(366)
      },
    ),
    { numRuns: 2000 },
  )
})

test('a day that is written is read back as the same day', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true }),
      (date) => {
        const day = date.toISOString().slice(0, 10)
        expect(parseDate(formatDay(day))).toEqual(exactDay(day))
      },
    ),
    { numRuns: 500 },
  )
})
