import { describe, expect, it } from 'vitest'

import { isLargeDeletion, lossInWords } from './clauses-lost.ts'

const extent = (length: number, headings: number, blocks = headings * 2) => ({ length, headings, blocks })

describe('[BM-2.9] a deletion of more than half', () => {
  it('is asked about, less is not', () => {
    expect(isLargeDeletion(extent(1_000, 14), extent(499, 6))).toBe(true)
    expect(isLargeDeletion(extent(1_000, 14), extent(500, 6))).toBe(false)
  })
  it('is not asked about in a text of a line or two', () =>
    expect(isLargeDeletion(extent(150, 0, 1), extent(0, 0, 1))).toBe(false))
  it('names how many clauses go', () => {
    expect(lossInWords(extent(1_000, 14), extent(300, 5))).toBe('9 of the 14 clauses')
    expect(lossInWords(extent(1_000, 14), extent(0, 0, 1))).toBe('all 14 clauses')
    expect(lossInWords(extent(1_000, 0, 3), extent(0, 0, 1))).toBe('all 3 paragraphs')
    expect(lossInWords(extent(1_000, 3), extent(100, 3))).toBe('most of the words, in 3 clauses')
  })
})
