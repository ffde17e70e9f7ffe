import { formatDay, formatInstant, formatMonth } from '@concordat/shared/dates'
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
        label: month.slice(0, 3),
        title: formatInstant(rating.at),
        value: rating.value,
        href: `${base}/record#entry-${rating.seq}`,
        isCurrent: index === all.length - 1,
      }
    })
}

/** `June`, for "same as June"; with the year when it is another one. */
export function sinceWords(rating: RatingView, now: Date = new Date()): string | undefined {
  if (!rating.before) return undefined
  const month = formatMonth(rating.before.at)
  return month.endsWith(String(now.getFullYear())) ? formatDay(rating.before.at).replace(/ \d{4}$/u, '') : formatDay(rating.before.at)
}
