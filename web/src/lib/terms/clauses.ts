import type { Block } from '@concordat/shared/text/blocks'
import { canonicalText, parseText } from '@concordat/shared/text/canonical'
import { compareWords, type DiffPart } from '@concordat/shared/text/compare'

/** One clause of a text: a heading with everything up to the next of its rank. */
export interface Clause {
  /** As written, without the number typed before it; empty for what stands before the first heading. */
  readonly title: string
  /** The number typed in the heading, else its place; empty for the preamble. */
  readonly number: string
  /** Canonical text under the heading. */
  readonly text: string
}

/** Splits at the headings of the highest rank in the text. Nothing is lost: joined, the clauses hold every block. */
export function splitClauses(canonical: string): Clause[] {
  const blocks = parseText(canonical)
  const rank = Math.min(...blocks.flatMap((block) => (block.type === 'heading' ? [block.level] : [])))
  const clauses: Clause[] = []
  let heading: { title: string; number: string } = { title: '', number: '' }
  let body: Block[] = []
  let count = 0
  const close = (): void => {
    if (heading.title !== '' || body.length > 0) clauses.push({ ...heading, text: canonicalText(body) })
    body = []
  }
  for (const block of blocks) {
    if (block.type !== 'heading' || block.level !== rank) {
      body.push(block)
      continue
    }
    close()
    count += 1
    const typed = /^(?:clause\s+)?(\d+)[.)]?\s+(.+)$/iu.exec(block.text)
    heading = typed ? { number: typed[1] ?? '', title: typed[2] ?? '' } : { number: String(count), title: block.text }
  }
  close()
  return clauses
}

/** What a heading is recognised by when it was renumbered or its letters changed case. */
export const clauseKey = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

export type ClauseState = 'same' | 'changed' | 'added' | 'removed'

/** A clause in force beside the same clause of the draft. */
export interface ClausePair {
  /** `clause-3`: the third of the draft; `in-force-3`: the third in force, which the draft has not. */
  readonly id: string
  readonly title: string
  readonly number: string
  readonly state: ClauseState
  readonly inForce: string
  readonly draft: string
  /** Word by word, for a changed clause. */
  readonly parts: readonly DiffPart[]
  readonly additions: number
  readonly removals: number
}

/**
 * Pairs the clauses of two texts by their headings, in the order of the draft; a removed one stands where it stood. The
 * longest run that keeps its order is paired first, so that one moved clause does not unpair the rest.
 */
export function pairClauses(inForce: string, draft: string): ClausePair[] {
  const before = splitClauses(inForce)
  const after = splitClauses(draft)
  const matched = longestCommon(
    before.map(({ title }) => clauseKey(title)),
    after.map(({ title }) => clauseKey(title)),
  )

  const pairs: ClausePair[] = []
  let at = 0
  const removeUpTo = (end: number): void => {
    for (; at < end; at += 1) {
      const clause = before[at]
      if (clause) pairs.push(pair(`in-force-${at + 1}`, clause, undefined))
    }
  }
  after.forEach((clause, index) => {
    const own = matched.get(index)
    if (own === undefined) {
      pairs.push(pair(`clause-${index + 1}`, undefined, clause))
      return
    }
    removeUpTo(own)
    pairs.push(pair(`clause-${index + 1}`, before[own], clause))
    at = own + 1
  })
  removeUpTo(before.length)
  return pairs
}

function pair(id: string, before: Clause | undefined, after: Clause | undefined): ClausePair {
  const { title = '', number = '' } = after ?? before ?? {}
  const was = before?.text ?? ''
  const is = after?.text ?? ''
  const headed = before && after && before.title !== after.title
  const state: ClauseState = !before ? 'added' : !after ? 'removed' : was === is && !headed ? 'same' : 'changed'
  const parts =
    state === 'same'
      ? []
      : compareWords(headed ? `${before.title}\n\n${was}` : was, headed ? `${after.title}\n\n${is}` : is)
  const count = (kind: DiffPart['kind']): number =>
    parts.filter((part) => part.kind === kind && part.text.trim() !== '').length
  return {
    id,
    title,
    number,
    state,
    inForce: was,
    draft: is,
    parts,
    additions: count('added'),
    removals: count('removed'),
  }
}

/** Index in `after` to index in `before`, for a longest common subsequence. */
function longestCommon(before: readonly string[], after: readonly string[]): Map<number, number> {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0))
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const row = lengths[i]
    if (!row) continue
    for (let j = after.length - 1; j >= 0; j -= 1)
      row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  }
  const matched = new Map<number, number>()
  for (let i = 0, j = 0; i < before.length && j < after.length;) {
    if (before[i] === after[j]) matched.set(j++, i++)
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1
    else j += 1
  }
  return matched
}

/** `2 changes`, `new`, `taken out`; empty where nothing differs. */
export function changeInWords({ state, additions, removals }: ClausePair): string {
  if (state === 'added') return 'new'
  if (state === 'removed') return 'taken out'
  const changes = additions + removals
  return state === 'same' ? '' : changes === 1 ? '1 change' : `${changes} changes`
}

/** Runs of unchanged clauses, to be folded, between those that differ. */
export type ClauseRun =
  | { readonly state: 'same'; readonly pairs: readonly ClausePair[] }
  | { readonly state: 'differs'; readonly pair: ClausePair }

export function runsOf(pairs: readonly ClausePair[]): ClauseRun[] {
  const runs: ClauseRun[] = []
  for (const one of pairs) {
    const last = runs.at(-1)
    if (one.state !== 'same') runs.push({ state: 'differs', pair: one })
    else if (last?.state === 'same') runs[runs.length - 1] = { state: 'same', pairs: [...last.pairs, one] }
    else runs.push({ state: 'same', pairs: [one] })
  }
  return runs
}

/** `Clauses 1 to 3, unchanged`, `Clause 6, Chair and vice-chair, unchanged`. */
export function runInWords(pairs: readonly ClausePair[]): string {
  const [first] = pairs
  const last = pairs.at(-1)
  if (!first || !last) return ''
  if (pairs.length === 1)
    return first.title === '' ? 'Opening words, unchanged' : `Clause ${first.number}, ${first.title}, unchanged`
  return first.title === ''
    ? `Opening words to clause ${last.number}, unchanged`
    : `Clauses ${first.number} to ${last.number}, unchanged`
}
