import { plural } from '@concordat/shared/dates'
import { RATING_WORDS, type Rating, type Trend } from '@concordat/shared/ratings'
import { SIGN_OFF_WORDS, type SignOffState } from '@concordat/shared/sign-offs'
import type { SnapshotRating } from '@concordat/shared/snapshot'

import { markup, type Html } from '../platform/html.ts'

export const SEAL = markup`<svg class="seal" viewBox="0 0 20 20" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="1.4"><circle cx="10" cy="10" r="8.8"/><circle cx="10" cy="10" r="6.4" stroke-width="1"/><path d="M7.2 10.2l2 2 3.6-4.2" stroke-linecap="round" stroke-linejoin="round"/></g></svg>`

/** Shape and letter alone; the word stands beside it. */
export const ratingMark = (rating: Rating): Html => {
  const isWide = rating === 'amber-red' || rating === 'amber-green'
  return markup`<svg class="${isWide ? 'mark two' : 'mark'}" aria-hidden="true"><use href="#r-${rating}"/></svg>`
}

const TREND_WORDS: { readonly [T in Trend]: string } = {
  better: 'better than before',
  worse: 'worse than before',
  same: 'same as before',
  new: 'new',
}

/** Shape, letter, word, direction and, when nobody reaffirmed it, age (B6). `null`: nobody has rated it. */
export function ratingChip(rating: SnapshotRating | null, size: 'base' | 'big' = 'base'): Html {
  const value = rating?.value ?? 'not-rated'
  const trend =
    rating &&
    markup` <span class="trend">${TREND_WORDS[rating.trend]}${rating.trend !== 'new' && markup` <svg class="arrow" aria-hidden="true"><use href="#t-${rating.trend}"/></svg>`}</span>`
  const age = rating?.stale === true && markup` <span class="age">${plural(rating.ageDays, 'day')} old</span>`
  return markup`<span class="rating ${size}"><span class="${rating?.stale === true ? 'mark-box stale' : 'mark-box'}">${ratingMark(value)}</span><span>${RATING_WORDS[value].word}${trend}${age}</span></span>`
}

/** One cell of the matrix: the mark for the eye, the word for everybody else. */
export const signOffMark = (state: SignOffState): Html =>
  markup`<svg class="glyph" aria-hidden="true"><use href="#s-${state}"/></svg><span class="visually-hidden">${SIGN_OFF_WORDS[state]}</span>`
