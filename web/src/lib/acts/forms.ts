import type { FuzzyDate } from '@concordat/shared/dates'
import { parseDate, worded } from '@concordat/shared/parse-date'

/** What forms of acts ask for before they send anything. */
export interface Gap {
  readonly field: string
  readonly text: string
}

export const needs = (isThere: boolean, field: string, text: string): Gap[] => (isThere ? [] : [{ field, text }])

export const needsWords = (words: string, field: string, text: string): Gap[] => needs(words.trim() !== '', field, text)

export const needsDate = (typed: string, field: string): Gap[] =>
  needs(parseDate(typed) !== null, field, 'Give a date, for example 30 September 2026 or July 2026')

/** The date that was typed, a day in figures put into words (spec 4.2); call only without gaps. */
export function dateOf(typed: string): FuzzyDate {
  const date = parseDate(typed)
  if (date === null) throw new RangeError(`${typed} is not a date`)
  return worded(date)
}

/** An optional text of a form as a member of a payload: left out when empty. */
export const given = <Name extends string>(name: Name, words: string): { readonly [K in Name]?: string } =>
  (words.trim() === '' ? {} : { [name]: words.trim() }) as { readonly [K in Name]?: string }
