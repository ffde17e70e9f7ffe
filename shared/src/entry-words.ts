import { ASK_DEEDS } from './entry-deeds/asks.ts'
import { BOARD_DEEDS } from './entry-deeds/board.ts'
import { DECISION_DEEDS } from './entry-deeds/decisions.ts'
import { readSaid, type Deed } from './entry-deeds/deed.ts'
import { PLAN_DEEDS } from './entry-deeds/plans.ts'
import type { Entry } from './http.ts'
import type { Rating } from './ratings.ts'
import { ROLE_WORDS, type Role } from './roles.ts'
import type { Answer } from './sign-offs.ts'

/** An entry as a sentence: who, in which capacity, did what; where to read it whole; and the mark beside it. */
export interface EntryWords {
  readonly who: string
  readonly capacity: string
  readonly deed: string
  /** Path below the board. */
  readonly href: string | null
  /** A line of its own under the sentence. */
  readonly note: string | null
  readonly rating: Rating | null
  readonly signOff: Answer | 'withdrawn' | null
}

/** A sentence for each type of entry. */
export const DEEDS: Readonly<Record<string, Deed>> = { ...BOARD_DEEDS, ...ASK_DEEDS, ...PLAN_DEEDS, ...DECISION_DEEDS }

/** Total over every entry: one of a type that is not known here is told by its type. */
export function entryWords(entry: Entry, names: Readonly<Record<string, string>>): EntryWords {
  const { type, actor } = entry
  const said = readSaid(entry, names)
  const deed = Object.hasOwn(DEEDS, type) ? DEEDS[type] : undefined
  const isLoader = actor.role === 'loader'
  const capacities = [
    actor.post === null ? '' : (names[actor.post] ?? actor.post),
    ROLE_WORDS[actor.role as Role]?.title ?? actor.role,
  ]
  return {
    who: isLoader ? 'Loaded from sample' : (names[actor.person] ?? actor.person),
    capacity: isLoader ? '' : (capacities.find((word) => word !== '') ?? ''),
    href: null,
    note: null,
    rating: null,
    signOff: null,
    ...(deed?.(said) ?? {
      deed: `did what this page has no words for (${type}): ${said.text('title') || said.name('id')}`,
    }),
  }
}
