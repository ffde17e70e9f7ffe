import { diffArrays } from 'diff'

/** One run of a comparison. `same` runs stand in both texts. */
export interface DiffPart {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Words with the blanks after them, and single marks: what a person would say had changed. */
const TOKENS = /[\p{L}\p{N}\p{M}’'-]+\s*|\n+|[^\p{L}\p{N}\p{M}\n]\s*/gu

/**
 * Word-level comparison of two canonical texts (C6, D2). Joining the `same` and `removed` runs gives `before`, the `same` and `added` runs `after`.
 */
export function compareWords(before: string, after: string): DiffPart[] {
  return diffArrays(before.match(TOKENS) ?? [], after.match(TOKENS) ?? []).map((change) => ({
    kind: change.added ? 'added' : change.removed ? 'removed' : 'same',
    text: change.value.join(''),
  }))
}
