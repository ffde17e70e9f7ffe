import { plural, type FuzzyDate } from './dates.ts'
import { workingDaysBetween } from './working-days.ts'

/** One milestone waits for another: ids. */
export interface Edge {
  readonly from: string
  readonly on: string
}

/**
 * The circle that one more edge would close, as ids from `from` through `on` back to `from`; null when it closes none (invariant 26).
 * The shortest one. `edges` need not be free of circles themselves.
 */
export function circleWith(edges: readonly Edge[], { from, on }: Edge): string[] | null {
  if (from === on) return [from, from]
  const next = Map.groupBy(edges, (edge) => edge.from)
  const reachedFrom = new Map<string, string>([[on, from]])
  const queue = [on]
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (at === from) break
    for (const edge of next.get(at) ?? []) {
      if (reachedFrom.has(edge.on)) continue
      reachedFrom.set(edge.on, at)
      queue.push(edge.on)
    }
  }
  if (!reachedFrom.has(from)) return null
  const circle = [from]
  for (let at = reachedFrom.get(from); at !== undefined && at !== from; at = reachedFrom.get(at)) circle.unshift(at)
  return [from, ...circle]
}

/**
 * What is wrong between the day something is needed and the day it will be there, in one sentence; null when nothing is, or a day
 * is not known. Needed: the last day of the waiting milestone's own date.
 */
export function dateConflict(neededBy: FuzzyDate | null, ready: FuzzyDate | null): string | null {
  if (neededBy?.to == null || ready?.to == null || ready.to <= neededBy.to) return null
  const days = workingDaysBetween(neededBy.to, ready.to)
  return `Needed ${dateWords(neededBy)}, there ${dateWords(ready)}: ${plural(days, 'working day')} too late.`
}

const PREPOSITION = /^(by|in|on|before|circa|about|from|until)\b/iu
const dateWords = ({ text }: FuzzyDate): string => (PREPOSITION.test(text) ? text : `by ${text}`)
