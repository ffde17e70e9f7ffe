/** Delivery confidence (spec 4.1). Never a status: *complete* is a state and has no rating. */
export const RATINGS = ['red', 'amber-red', 'amber', 'amber-green', 'green', 'not-rated'] as const
export type Rating = (typeof RATINGS)[number]

export const RATING_WORDS: {
  readonly [R in Rating]: { readonly word: string; readonly letter: string; readonly meaning: string }
} = {
  red: {
    word: 'Red',
    letter: 'R',
    meaning: 'Looks unachievable as things stand: needs re-scoping, re-planning or a decision on viability',
  },
  'amber-red': { word: 'Amber/Red', letter: 'A/R', meaning: 'In doubt: urgent action needed on major risks' },
  amber: {
    word: 'Amber',
    letter: 'A',
    meaning: 'Looks feasible: significant problems need management now, and look solvable',
  },
  'amber-green': {
    word: 'Amber/Green',
    letter: 'A/G',
    meaning: 'Probable: needs steady attention so that risks do not grow',
  },
  green: {
    word: 'Green',
    letter: 'G',
    meaning: 'Very likely to time, cost and quality: nothing known that seriously threatens it',
  },
  'not-rated': { word: 'Not rated', letter: '–', meaning: 'Too early, exempt or being reset; the reason is given' },
}

/** Ratings a board on this scale may give, worst first. */
export const scaleOf = (points: 3 | 5): readonly Rating[] =>
  points === 5 ? RATINGS : ['red', 'amber', 'green', 'not-rated']

/** Amber and worse cannot be saved without cause, effect, action, owner and date (B5). */
export const needsWayBack = (rating: Rating): boolean =>
  rating === 'red' || rating === 'amber-red' || rating === 'amber'

/** Longest cause, effect and action, so that councillors can read them (B5). */
export const MAX_RATING_TEXT = 400

export type Trend = 'better' | 'worse' | 'same' | 'new'

/** Direction from the earlier rating; `new` when either side says nothing about confidence. */
export function trendOf(now: Rating, before: Rating | undefined): Trend {
  if (before === undefined || before === 'not-rated' || now === 'not-rated') return 'new'
  const step = RATINGS.indexOf(now) - RATINGS.indexOf(before)
  return step === 0 ? 'same' : step > 0 ? 'better' : 'worse'
}

/** Days after which a rating that nobody reaffirmed is shown as stale (B6); a board may set its own period. */
export const DEFAULT_RATING_PERIOD_DAYS = 35
