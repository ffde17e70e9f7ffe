import { formatDay } from '../dates.ts'
import type { Entry } from '../http.ts'
import type { Rating } from '../ratings.ts'
import type { Answer } from '../sign-offs.ts'

/** What was done, as the rest of a sentence that begins with who did it. */
export interface DeedWords {
  readonly deed: string
  /** Path below the board. */
  readonly href?: string
  /** A line of its own under the sentence. */
  readonly note?: string
  readonly rating?: Rating
  readonly signOff?: Answer | 'withdrawn'
}

/** An entry as its sentence sees it. Every reading is total: what is not there is ''. */
export interface Said {
  readonly seq: number
  /** Text, number, `true` or `false` at a path of the payload, `rating.value`. */
  readonly text: (path: string) => string
  /** `14 July 2026` for a day at a path; anything else as it is. */
  readonly day: (path: string) => string
  /** Name of what the payload names there, or its id. */
  readonly name: (path: string) => string
  /** How many there are. */
  readonly count: (path: string) => number
  readonly names: (path: string) => string
  readonly has: (path: string) => boolean
}

export type Deed = (said: Said) => DeedWords

export function readSaid(
  { seq, payload }: Pick<Entry, 'seq' | 'payload'>,
  names: Readonly<Record<string, string>>,
): Said {
  const at = (path: string): unknown =>
    path
      .split('.')
      .reduce<unknown>(
        (value, key) =>
          typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined,
        payload,
      )
  const text = (path: string): string => {
    const value = at(path)
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  }
  const list = (path: string): readonly unknown[] => {
    const value = at(path)
    return Array.isArray(value) ? (value as unknown[]) : []
  }
  return {
    seq,
    text,
    day: (path) => dayInWords(text(path)),
    name: (path) => names[text(path)] ?? text(path),
    count: (path) => list(path).length,
    names: (path) =>
      list(path)
        .filter((id) => typeof id === 'string')
        .map((id) => names[id] ?? id)
        .join(', '),
    has: (path) => at(path) !== undefined && at(path) !== null,
  }
}

const dayInWords = (said: string): string =>
  /^\d{4}-\d{2}-\d{2}$/u.test(said) && !Number.isNaN(Date.parse(said)) ? formatDay(said) : said

/** `, because …` is what people expect under a sentence; the first of these that is there. */
export const noteOf = ({ text }: Said, ...paths: readonly string[]): { readonly note?: string } => {
  const note = paths.map(text).find((found) => found !== '')
  return note === undefined ? {} : { note }
}
