import { formatDay, formatInstant, formatMonth, formatTime, londonDay } from '@concordat/shared/dates'
import type { RatingView } from '@concordat/shared/http'

import type { RatingPeriod } from '#lib/ui/RatingStrip.svelte'

/** The strip's marks, oldest first, each leading to its entry. `ratings` is newest first. */
export function stripOf(ratings: readonly RatingView[], base: string): RatingPeriod[] {
  return ratings
    .slice(0, 12)
    .toReversed()
    .map((rating, index, all) => {
      const month = formatMonth(rating.at)
      return {
        label: all.length <= 6 ? formatDay(rating.at).replace(/^(\d+ \w{3}).*$/u, '$1') : month.slice(0, 3),
        title: formatInstant(rating.at),
        value: rating.value,
        href: `${base}/record?entry=${rating.seq}`,
        isCurrent: index === all.length - 1,
      }
    })
}

/** `12 June`, for "same as 12 June"; the time when it was today, the year when it was another one. */
export function sinceWords(rating: RatingView, now: Date = new Date()): string | undefined {
  if (!rating.before) return undefined
  const { at } = rating.before
  if (londonDay(at) === londonDay(now)) return formatTime(at)
  return londonDay(at).slice(0, 4) === londonDay(now).slice(0, 4)
    ? formatDay(at).replace(/ \d{4}$/u, '')
    : formatDay(at)
}
