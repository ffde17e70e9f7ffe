/** One change to a text: at `at`, `removed` characters make way for `inserted`. */
export interface Splice {
  readonly at: number
  readonly removed: number
  readonly inserted: string
}

/** The smallest splice that makes `after` of `before`, never cutting a surrogate pair in two. */
export function spliceBetween(before: string, after: string): Splice {
  let at = 0
  while (at < before.length && at < after.length && before[at] === after[at]) at += 1
  if (at > 0 && /[\uD800-\uDBFF]/u.test(before.charAt(at - 1))) at -= 1
  let tail = 0
  while (tail < before.length - at && tail < after.length - at && before.at(-1 - tail) === after.at(-1 - tail))
    tail += 1
  if (tail > 0 && /[\uDC00-\uDFFF]/u.test(before.charAt(before.length - tail))) tail -= 1
  return { at, removed: before.length - at - tail, inserted: after.slice(at, after.length - tail) }
}

/** A Y.Text delta, as far as plain text uses it. */
export type Delta = readonly { readonly retain?: number; readonly insert?: unknown; readonly delete?: number }[]

/** Where a place in a text lies after others' `delta`. A place exactly at an insertion stays before it, so that a caret never jumps. */
export function carriedThrough(delta: Delta, place: number): number {
  let read = 0
  let now = place
  for (const step of delta) {
    if (read >= place) break
    if (step.retain !== undefined) read += step.retain
    else if (typeof step.insert === 'string') now += step.insert.length
    else if (step.delete !== undefined) {
      now -= Math.min(step.delete, place - read)
      read += step.delete
    }
  }
  return now
}
