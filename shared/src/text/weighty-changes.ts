import { diffArrays } from 'diff'

import { findAmounts, findDates } from './figures.ts'
import { findAddressees, findDuties, type NamedBody } from './duties.ts'

/** What a change of wording must not touch if it is to be called editorial (D3). */
export const WEIGHTS = ['amount', 'date', 'duty', 'addressee'] as const
export type Weight = (typeof WEIGHTS)[number]

export const WEIGHT_WORDS: { readonly [W in Weight]: string } = {
  amount: 'an amount or number',
  date: 'a date or period',
  duty: 'a word of duty',
  addressee: 'who is addressed',
}

/** One weighty change, in the words of either text; '' where the words are new or gone. */
export interface WeightyChange {
  readonly kind: Weight
  readonly before: string
  readonly after: string
}

/** Something of weight in a text: how it is written there, and what it comes to however it is written. */
export interface Weighty {
  readonly text: string
  readonly means: string
}

/**
 * What of weight differs between two canonical texts, in the order of `WEIGHTS` and of the texts. It warns and decides nothing:
 * a text can change its meaning in other words, which only people can see. `30th June` and `30 June` are the same, `£75m` and
 * `£75 million` too. `bodies` are the names by which the board knows whom it addresses.
 */
export function weightyChanges(before: string, after: string, bodies: readonly NamedBody[] = []): WeightyChange[] {
  const old = findWeights(before, bodies)
  const fresh = findWeights(after, bodies)
  return WEIGHTS.flatMap((kind) => pairs(old[kind], fresh[kind]).map((pair) => ({ kind, ...pair })))
}

/** The kinds among these changes, each once, in the order of `WEIGHTS`. */
export const kindsOf = (changes: readonly WeightyChange[]): Weight[] =>
  WEIGHTS.filter((weight) => changes.some(({ kind }) => kind === weight))

type Weights = { readonly [W in Weight]: readonly Weighty[] }

function findWeights(text: string, bodies: readonly NamedBody[]): Weights {
  const dates = findDates(text)
  return {
    date: dates.found,
    amount: findAmounts(dates.rest).found,
    duty: findDuties(dates.rest),
    addressee: findAddressees(text, bodies),
  }
}

/** What was removed beside what was put in its place. */
function pairs(before: readonly Weighty[], after: readonly Weighty[]): { before: string; after: string }[] {
  const changes = diffArrays([...before], [...after], { comparator: (a, b) => a.means === b.means })
  const found: { before: string; after: string }[] = []
  let removed: readonly Weighty[] = []
  const flush = (added: readonly Weighty[]): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1)
      found.push({ before: removed[at]?.text ?? '', after: added[at]?.text ?? '' })
    removed = []
  }
  for (const { added, removed: isRemoved, value } of changes) {
    if (isRemoved) {
      flush([])
      removed = value
    } else flush(added ? value : [])
  }
  flush([])
  return found
}
