import { formatDay, formatInstant, formatMonth, formatTime, londonDay } from '@concordat/shared/dates'
import type { RatingView } from '@concordat/shared/http'
import type { PeriodView } from '@concordat/shared/http-plans'
import { RATING_WORDS, type Rating } from '@concordat/shared/ratings'

/** A period as `RatingStrip` draws it. */
interface Mark {
  readonly label: string
  readonly title: string
  readonly value: Rating
  readonly href?: string
  readonly isCurrent: boolean
}

/**
 * The last eight months as marks, oldest first (B9). Each leads to the narrative of its date: on this page when it is among `shown`,
 * else to its entry below `base`.
 */
export function stripOf(periods: readonly PeriodView[], shown: ReadonlySet<number>, base: string): Mark[] {
  return periods.map(({ label, rating }, index) => ({
    label: label.slice(0, 3),
    title: rating?.recordedLater ? `${label}, recorded later, ${formatDay(rating.at)}` : label,
    value: rating?.value ?? 'not-rated',
    ...(rating === null
      ? {}
      : { href: shown.has(rating.seq) ? `#rating-${rating.seq}` : `${base}/record?entry=${rating.seq}` }),
    isCurrent: index === periods.length - 1,
  }))
}

/** `12 June`, for "same as 12 June"; the time when it was today, the year when it was another one. */
export function sinceWords(rating: RatingView, now: Date = new Date()): string | undefined {
  if (!rating.before) return undefined
  const { at } = rating.before
  return londonDay(at) === londonDay(now) ? formatTime(at) : dayWords(at, now)
}

/** `12 June`; with its year when it is another one than now. */
export function dayWords(at: string, now: Date = new Date()): string {
  return londonDay(at).slice(0, 4) === londonDay(now).slice(0, 4)
    ? formatDay(at).replace(/ \d{4}$/u, '')
    : formatDay(at)
}

/** `Amber, confirmed 12 June` (B6); undefined when it was not confirmed since it was given. */
export const confirmedWords = ({ value, confirmed }: RatingView, now: Date = new Date()): string | undefined =>
  confirmed === null ? undefined : `${RATING_WORDS[value].word}, confirmed ${dayWords(confirmed.at, now)}`

/** `12 July 2026, 2:31pm`, and since when it holds when that is another day: both clocks (J3). */
export function clocksOf({ at, trueFrom }: Pick<RatingView, 'at' | 'trueFrom'>): string {
  return trueFrom === londonDay(at) ? formatInstant(at) : `since ${formatDay(trueFrom)}, recorded ${formatInstant(at)}`
}

/** `Five-point scale; three points from 1 December 2026`, `Three-point scale`. */
export function scaleWords({
  points,
  next,
}: {
  readonly points: 3 | 5
  readonly next: { readonly points: 3 | 5; readonly from: string } | null
}): string {
  const word = { 3: 'Three', 5: 'Five' } as const
  const now = `${word[points]}-point scale`
  return next === null ? now : `${now}; ${word[next.points].toLowerCase()} points from ${formatDay(next.from)}`
}

/** First days of the coming periods, for a switch of scale: `2026-12-01`, …; today's when today is one. */
export function nextPeriodStarts(today: string, count = 6): { day: string; label: string }[] {
  const year = Number(today.slice(0, 4))
  const month = Number(today.slice(5, 7)) - 1 + (today.endsWith('-01') ? 0 : 1)
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(Date.UTC(year, month + index, 1)).toISOString().slice(0, 10)
    return { day, label: `1 ${formatMonth(day)}` }
  })
}
