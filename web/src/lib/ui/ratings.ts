import type { Rating, Trend } from '@concordat/shared/ratings'

/** Ratings of specification 4.1, and "complete", which is a state that shares their row of marks. */
export type RatingValue = Rating | 'complete'

export type { Trend }

/** As printed. */
export const ratingWord: Record<RatingValue, string> = {
  red: 'Red',
  'amber-red': 'Amber/Red',
  amber: 'Amber',
  'amber-green': 'Amber/Green',
  green: 'Green',
  'not-rated': 'Not rated',
  complete: 'Complete',
}

/** As read out: a slash is spoken by some screen readers. */
const spokenWord = (value: RatingValue) => ratingWord[value].replace('/', ' ')

export interface RatingSaid {
  value: RatingValue
  trend?: Trend | undefined
  /** What the trend compares with: "April". */
  since?: string | undefined
  /** The rating before this one and its date: "3 April". */
  was?: { value: RatingValue; on: string } | undefined
  /** When it was last confirmed: "12 June". */
  confirmed?: string | undefined
  staleDays?: number | undefined
  /** Why there is no rating. */
  reason?: string | undefined
}

/** "worse than April", "same as April", "new". */
export function trendWords(trend: Trend, since?: string): string {
  if (trend === 'new' || !since) return trend
  return trend === 'same' ? `same as ${since}` : `${trend} than ${since}`
}

/** The sentence a screen reader says: "Rating Amber, was Green on 3 April, confirmed 12 June". */
export function ratingSentence({ value, trend, since, was, confirmed, staleDays, reason }: RatingSaid): string {
  const head =
    value === 'complete'
      ? 'Complete'
      : value === 'not-rated'
        ? reason
          ? `Not rated: ${reason}`
          : 'Not rated'
        : `Rating ${spokenWord(value)}`
  const past = was ? `was ${spokenWord(was.value)} on ${was.on}` : trend ? trendWords(trend, since) : undefined
  return [head, past, confirmed && `confirmed ${confirmed}`, staleDays !== undefined && `${staleDays} days old`]
    .filter(Boolean)
    .join(', ')
}
