/** What a deletion would leave: lengths in characters, counts of headings and of blocks. */
export interface Extent {
  readonly length: number
  readonly headings: number
  readonly blocks: number
}

/** Below this nobody needs to be asked. */
const SMALL = 200

/** True when a change takes away more than half of a text that is worth asking about (BM-2.9). */
export const isLargeDeletion = (before: Extent, after: Extent): boolean =>
  before.length >= SMALL && after.length < before.length / 2

/** `5 of the 14 clauses`, `all 3 paragraphs`: what a large deletion takes. */
export function lossInWords(before: Extent, after: Extent): string {
  const [had, has, one, many] =
    before.headings > 0
      ? ([before.headings, after.headings, 'clause', 'clauses'] as const)
      : ([before.blocks, after.blocks, 'paragraph', 'paragraphs'] as const)
  const gone = Math.max(had - has, 0)
  if (after.length === 0 || gone >= had) return had === 1 ? `the whole ${one}` : `all ${had} ${many}`
  return gone === 0 ? `most of the words, in ${had} ${had === 1 ? one : many}` : `${gone} of the ${had} ${many}`
}
