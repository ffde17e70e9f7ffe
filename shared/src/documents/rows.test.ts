import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'

import { readDocument } from './content.ts'
import { createDoc } from './doc.ts'
import { addRow, cellYText, editText, moveRow, readRows, removeRow, setCell } from './rows.ts'
import { isOrderKey, isRowId, MAX_CELL_LENGTH } from './schema.ts'

const plan = (doc: Y.Doc): string[] => readRows(doc, 'programme', 'plan').map(({ id }) => id)
const title = (doc: Y.Doc, id: string): Y.Text => {
  const text = cellYText(doc, 'plan', id, 'title')
  if (text === undefined) throw new Error(`no row ${id}`)
  return text
}
const add = (doc: Y.Doc, id: string, after?: string | null): void =>
  addRow(doc, 'programme', 'plan', { id, values: { title: id }, ...(after !== undefined && { after }) })

const draft = (clientId: number, ...ids: string[]): Y.Doc => {
  const doc = createDoc('programme', { clientId })
  for (const id of ids) add(doc, id)
  return doc
}

/** A second copy, to go apart from the first. */
const copyOf = (doc: Y.Doc, clientId: number): Y.Doc => {
  const copy = createDoc('programme', { clientId })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

const meet = (a: Y.Doc, b: Y.Doc): void => {
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b, Y.encodeStateVector(a)))
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)))
  expect(readRows(a, 'programme', 'plan')).toEqual(readRows(b, 'programme', 'plan'))
}

describe('one person', () => {
  test('[A1] rows stand where they were put: last, first, after another', () => {
    const doc = draft(1, 'a', 'b')
    add(doc, 'first', null)
    add(doc, 'between', 'a')
    expect(plan(doc)).toEqual(['first', 'a', 'between', 'b'])
  })

  test('[A1] a row after one that is gone stands last', () => {
    const doc = draft(1, 'a', 'b')
    add(doc, 'c', 'gone')
    expect(plan(doc)).toEqual(['a', 'b', 'c'])
  })

  test('[A1] moving changes one cell and nothing else', () => {
    const doc = draft(1, 'a', 'b', 'c')
    moveRow(doc, 'programme', 'plan', 'c', null)
    expect(plan(doc)).toEqual(['c', 'a', 'b'])
  })

  test('[A1] a value too long is cut, and never in the middle of a letter', () => {
    const doc = draft(1, 'a')
    setCell(doc, 'plan', 'a', 'owner', `${'x'.repeat(MAX_CELL_LENGTH - 1)}👍`)
    expect(readRows(doc, 'programme', 'plan')[0]?.['owner']).toBe('x'.repeat(MAX_CELL_LENGTH - 1))
  })

  test('[A1] a row that is gone takes no edits', () => {
    const doc = draft(1, 'a')
    removeRow(doc, 'plan', 'a')
    setCell(doc, 'plan', 'a', 'owner', 'x')
    expect(cellYText(doc, 'plan', 'a', 'title')).toBeUndefined()
    expect(plan(doc)).toEqual([])
  })
})

describe('editing a text', () => {
  test.each([
    ['Hub opens', 'Hub opens late'],
    ['Hub opens', 'opens'],
    ['👍👎', '👍🎉👎'],
    ['a👍', 'a👎'],
    ['👍', '👎'],
    ['👎b', '👍b'],
    ['', '🎉'],
    ['🎉', ''],
    ['aaa', 'aa'],
  ])('[A1] %s becomes %s and no letter is cut in two', (before, after) => {
    const doc = draft(1, 'a')
    const text = title(doc, 'a')
    editText(text, before)
    editText(text, after)
    expect(text.toString()).toBe(after)
    expect(text.toString()).not.toContain('\uFFFD')
    expect(copyOf(doc, 2).getMap('plan').toJSON()).toEqual(doc.getMap('plan').toJSON())
  })

  test('[A1] half a letter is replaced at once, and not only where it is sent', () => {
    const doc = draft(1, 'a')
    editText(title(doc, 'a'), 'half \ud83d')
    setCell(doc, 'plan', 'a', 'owner', '\ude00 half')
    expect(copyOf(doc, 2).getMap('plan').toJSON()).toEqual(doc.getMap('plan').toJSON())
  })

  test('[A1] only the span that differs is written', () => {
    const doc = draft(1, 'a')
    const text = title(doc, 'a')
    editText(text, 'Hub opens in May')
    const seen: unknown[] = []
    text.observe(({ delta }) => seen.push(delta))
    editText(text, 'Hub opens in June')
    expect(seen).toEqual([[{ retain: 13 }, { delete: 3 }, { insert: 'June' }]])
  })
})

describe('two people at once', () => {
  test('[P7] both add at the same place: both rows are there once, in one order for both', () => {
    const a = draft(1, 'x', 'y')
    const b = copyOf(a, 2)
    add(a, 'from-a', 'x')
    add(b, 'from-b', 'x')
    meet(a, b)
    expect(plan(a)).toHaveLength(4)
    expect(new Set(plan(a))).toEqual(new Set(['x', 'y', 'from-a', 'from-b']))
    expect(plan(a)[0]).toBe('x')
    expect(plan(a).at(-1)).toBe('y')
  })

  test('[P7] after two rows came to stand at the same place a third can still be put between their neighbours', () => {
    const a = draft(1, 'x', 'y')
    const b = copyOf(a, 2)
    add(a, 'from-a', 'x')
    add(b, 'from-b', 'x')
    meet(a, b)
    add(a, 'third', plan(a)[2])
    meet(a, b)
    expect(plan(b).indexOf('third')).toBe(3)
  })

  test('[P7] both move the same row: it is there once', () => {
    const a = draft(1, 'x', 'y', 'z')
    const b = copyOf(a, 2)
    moveRow(a, 'programme', 'plan', 'z', null)
    moveRow(b, 'programme', 'plan', 'z', 'x')
    meet(a, b)
    expect(plan(a).filter((id) => id === 'z')).toHaveLength(1)
  })

  test('[P7] both write into one cell: both texts are there', () => {
    const a = draft(1, 'x')
    editText(title(a, 'x'), 'Hub opens')
    const b = copyOf(a, 2)
    editText(title(a, 'x'), 'First hub opens')
    editText(title(b, 'x'), 'Hub opens in May')
    meet(a, b)
    expect(title(a, 'x').toString()).toBe('First hub opens in May')
  })

  test('[P7] one edits what the other removes: the row is gone for both', () => {
    const a = draft(1, 'x', 'y')
    const b = copyOf(a, 2)
    removeRow(a, 'plan', 'x')
    editText(title(b, 'x'), 'still writing')
    meet(a, b)
    expect(plan(a)).toEqual(['y'])
  })
})

describe('reading', () => {
  test('[M-9] is total: a row or a cell of another kind reads as nothing', () => {
    const doc = draft(1)
    doc.getMap('plan').set('odd', 'a string')
    doc.getMap('plan').set('half', new Y.Map([['title', 7]]))
    expect(readRows(doc, 'programme', 'plan')).toEqual([
      { id: 'half', title: '', owner: '', forecast: '', note: '', order: '' },
    ])
  })

  test('[F28] what the projector stores holds nothing that Postgres cannot', () => {
    const doc = draft(1, 'a')
    title(doc, 'a').insert(0, 'nul\u0000l')
    ;(doc.getMap('plan').get('a') as Y.Map<string>).set('owner', 'half \ud83d')
    const [row] = readDocument(doc, 'programme').rows['plan'] ?? []
    expect(row).toMatchObject({ title: 'nulla', owner: 'half \uFFFD' })
  })
})

describe('ids and keys', () => {
  test('[abuse 46] a row id is a short word and never a name that objects have', () => {
    expect(['m-1', 'a1b2', '0190c2f4-7f2e-7c3a-8d62-1f0f6f3c2a11'].every((id) => isRowId(id))).toBe(true)
    expect(['__proto__', '', ' a', 'a b', 'x'.repeat(101), '<b>'].some((id) => isRowId(id))).toBe(false)
  })

  test('[A1] every key that rows are given is one the gate lets in', () => {
    const doc = draft(1, 'a', 'b')
    for (let n = 0; n < 300; n += 1) add(doc, `n-${n}`, n % 2 === 0 ? null : 'a')
    expect(readRows(doc, 'programme', 'plan').every((row) => isOrderKey(row['order']))).toBe(true)
  })
})
