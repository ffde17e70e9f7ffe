import { describe, expect, it } from 'vitest'

import { carriedThrough, spliceBetween } from './y-edits.ts'

describe('spliceBetween', () => {
  it.each([
    ['', 'a', { at: 0, removed: 0, inserted: 'a' }],
    ['abc', 'abXc', { at: 2, removed: 0, inserted: 'X' }],
    ['abc', 'ac', { at: 1, removed: 1, inserted: '' }],
    ['aa', 'aaa', { at: 2, removed: 0, inserted: 'a' }],
    ['same', 'same', { at: 4, removed: 0, inserted: '' }],
    ['a😀', 'a😁', { at: 1, removed: 2, inserted: '😁' }],
    ['Estates', 'HROD', { at: 0, removed: 7, inserted: 'HROD' }],
  ])('%j to %j', (before, after, splice) => {
    expect(spliceBetween(before, after)).toEqual(splice)
  })
})

describe('[BM-2.2] a caret through others’ changes', () => {
  it('moves with text inserted before it', () => expect(carriedThrough([{ insert: 'Hi ' }], 4)).toBe(7))
  it('stays before text inserted exactly at it', () =>
    expect(carriedThrough([{ retain: 4 }, { insert: 'xx' }], 4)).toBe(4))
  it('stays where it is when text comes after it', () =>
    expect(carriedThrough([{ retain: 6 }, { insert: 'xx' }], 4)).toBe(4))
  it('moves back over text deleted before it', () => expect(carriedThrough([{ delete: 2 }], 4)).toBe(2))
  it('falls to the start of a deletion it stood in', () =>
    expect(carriedThrough([{ retain: 2 }, { delete: 5 }], 4)).toBe(2))
  it('stays at 0 when text is inserted there', () => expect(carriedThrough([{ insert: 'x' }], 0)).toBe(0))
})
