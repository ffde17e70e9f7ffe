import type { RatingView } from '@concordat/shared/http'
import { expect, test } from 'vitest'

import { clocksOf, confirmedWords, nextPeriodStarts, scaleWords, stripOf } from './rating-words.ts'

const period = (label: string, seq: number | null, recordedLater = false) => ({
  from: '2026-06-01',
  to: '2026-06-30',
  label,
  rating:
    seq === null ? null : { value: 'amber' as const, seq, at: '2026-06-12T10:00:00.000Z', recordedLater, fresh: true },
  points: 5 as const,
  report: null,
})

test('[B9] each rated period leads to its narrative, on this page when it is here', () => {
  const strip = stripOf([period('May 2026', null), period('June 2026', 7), period('July 2026', 3)], new Set([7]), '/b')
  expect(strip.map(({ label, value, href }) => [label, value, href])).toEqual([
    ['May', 'not-rated', undefined],
    ['Jun', 'amber', '#rating-7'],
    ['Jul', 'amber', '/b/record?entry=3'],
  ])
  expect(strip.at(-1)?.isCurrent).toBe(true)
})

test('[B9] a rating that was recorded after its period says so', () => {
  expect(stripOf([period('June 2026', 7, true)], new Set(), '/b')[0]?.title).toBe(
    'June 2026, recorded later, 12 June 2026',
  )
})

const rating = (confirmed: string | null): RatingView =>
  ({ value: 'amber', confirmed: confirmed === null ? null : { seq: 2, at: confirmed } }) as unknown as RatingView

test('[B6] a confirmed rating says the day, and its year when it is another one', () => {
  const now = new Date('2026-07-01T10:00:00.000Z')
  expect(confirmedWords(rating('2026-06-12T10:00:00.000Z'), now)).toBe('Amber, confirmed 12 June')
  expect(confirmedWords(rating('2025-06-12T10:00:00.000Z'), now)).toBe('Amber, confirmed 12 June 2025')
  expect(confirmedWords(rating(null), now)).toBeUndefined()
})

test('[J3] both clocks are said when they differ', () => {
  const at = '2026-07-12T13:31:00.000Z'
  expect(clocksOf({ at, trueFrom: '2026-07-12' })).toBe('12 July 2026, 2:31pm')
  expect(clocksOf({ at, trueFrom: '2026-07-01' })).toBe('since 1 July 2026, recorded 12 July 2026, 2:31pm')
})

test('[B3] a scale switches at a period boundary only', () => {
  expect(nextPeriodStarts('2026-11-22', 3).map(({ day }) => day)).toEqual(['2026-12-01', '2027-01-01', '2027-02-01'])
  expect(nextPeriodStarts('2026-12-01', 1)).toEqual([{ day: '2026-12-01', label: '1 December 2026' }])
  expect(scaleWords({ points: 5, next: { points: 3, from: '2026-12-01' } })).toBe(
    'Five-point scale; three points from 1 December 2026',
  )
})
