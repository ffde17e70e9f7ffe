import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { addWorkingDays, bankHolidays, isWorkingDay, workingDaysBetween } from './working-days.ts'

describe('bank holidays of England', () => {
  test.each([
    [2020, '2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28'],
    [
      2022,
      '2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27',
    ],
    [2023, '2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26'],
    [2026, '2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28'],
    [2027, '2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28'],
  ])('%i, moved ones and proclaimed ones included', (year, days) => {
    expect([...bankHolidays(year)].sort().join(' ')).toBe(days)
  })
})

const anyDay = fc
  .date({ min: new Date('1995-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))

describe('[B1] working days', () => {
  test('[WL-1.3] from 31 July to 30 September 2026 there are 42, the August bank holiday left out', () => {
    expect(workingDaysBetween('2026-07-31', '2026-09-30')).toBe(42)
    expect(workingDaysBetween('2026-09-30', '2026-07-31')).toBe(-42)
  })

  test('a weekend and a holiday are none, the day after is', () => {
    expect(['2026-12-25', '2026-12-26', '2026-12-27', '2026-12-28'].some(isWorkingDay)).toBe(false)
    expect(isWorkingDay('2026-12-29')).toBe(true)
    expect(addWorkingDays('2026-12-24', 1)).toBe('2026-12-29')
  })

  test('adding and counting agree, in both directions', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 60 }), (day, count) => {
        const later = addWorkingDays(day, count)
        expect(isWorkingDay(later)).toBe(true)
        expect(workingDaysBetween(day, later)).toBe(count)
        expect(isWorkingDay(addWorkingDays(day, -count))).toBe(true)
      }),
    )
  })

  test('what is not a day is refused', () => {
    expect(() => isWorkingDay('soon')).toThrow(RangeError)
  })
})
