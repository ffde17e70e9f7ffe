import { expect, test } from 'vitest'

import { dateOf, given, needsDate, needsWords } from '#lib/acts/forms.ts'

test('a date may be a day or a month, and anything else is asked for again', () => {
  expect(needsDate('30 sep 2026', 'forecast')).toEqual([])
  expect(dateOf('July 2026')).toMatchObject({ from: '2026-07-01', to: '2026-07-31', precision: 'month' })
  expect(needsDate('soon', 'forecast').map(({ field }) => field)).toEqual(['forecast'])
  expect(dateOf('2027-04-21').text).toBe('21 April 2027')
  expect(dateOf('21/4/2027').text).toBe('21 April 2027')
  expect(dateOf('by 21 April 2027').text).toBe('by 21 April 2027')
  expect(() => dateOf('soon')).toThrow(RangeError)
})

test('words of blanks are no words', () => {
  expect(needsWords('  ', 'reason', 'Say why')).toEqual([{ field: 'reason', text: 'Say why' }])
  expect(given('reason', ' ')).toEqual({})
  expect(given('reason', ' late ')).toEqual({ reason: 'late' })
})
