import { generateKeyBetween } from 'fractional-indexing'
import * as Y from 'yjs'

import { MAX_CELL_LENGTH, rootsOf, type CellType, type DocumentKind } from './schema.ts'

/** Origin of every write that a person makes through these functions; an undo manager tracks it. */
export const LOCAL_EDIT = 'local-edit'

/** One row as read: `id` and every declared cell as a string. Sorted by `order`, ties broken by `id`. */
export type Row = { readonly id: string } & { readonly [cell: string]: string }

type RowMap = Y.Map<Y.Text | string>

const cellsOf = (kind: DocumentKind, root: string): { readonly [key: string]: CellType } => {
  const shape = rootsOf(kind)[root]
  if (shape?.type !== 'rows') throw new Error(`${kind} has no rows called ${root}`)
  return shape.cells
}

const rowsOf = (doc: Y.Doc, root: string): Y.Map<unknown> => doc.getMap(root)

/** All rows of a root in their order. Total: a malformed row or cell is read as empty text, never thrown at. */
export function readRows(doc: Y.Doc, kind: DocumentKind, root: string): Row[] {
  const cells = Object.keys(cellsOf(kind, root))
  const rows: Row[] = []
  rowsOf(doc, root).forEach((value, id) => {
    if (!(value instanceof Y.Map)) return
    const row: { [cell: string]: string } = { id }
    for (const cell of cells) row[cell] = cellText(value.get(cell))
    rows.push(row as Row)
  })
  return rows.sort((a, b) => compare(a['order'] ?? '', b['order'] ?? '') || compare(a.id, b.id))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const cellText = (value: unknown): string => {
  if (value instanceof Y.Text)
    return (value.toDelta() as { insert: unknown }[])
      .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
      .join('')
  return typeof value === 'string' ? value : ''
}

/** Adds a row, whole and in one transaction, after the row `after` (`null`: first; absent: last). */
export function addRow(
  doc: Y.Doc,
  kind: DocumentKind,
  root: string,
  row: { readonly id: string; readonly after?: string | null; readonly values?: { readonly [cell: string]: string } },
): void {
  const cells = cellsOf(kind, root)
  const order = orderAfter(readRows(doc, kind, root), row.after)
  doc.transact(() => {
    const map: RowMap = new Y.Map()
    for (const [cell, type] of Object.entries(cells)) {
      const value = row.values?.[cell] ?? ''
      map.set(cell, type === 'text' ? new Y.Text(value.toWellFormed()) : type === 'order' ? order : cut(value))
    }
    rowsOf(doc, root).set(row.id, map)
  }, LOCAL_EDIT)
}

/** Sets a `string` cell. Does nothing when the row is gone or the value stands. */
export function setCell(doc: Y.Doc, root: string, id: string, cell: string, value: string): void {
  const row = rowsOf(doc, root).get(id)
  if (!(row instanceof Y.Map) || row.get(cell) === value) return
  doc.transact(() => row.set(cell, cut(value)), LOCAL_EDIT)
}

/** The co-written text of a cell, or undefined when the row is gone. */
export function cellYText(doc: Y.Doc, root: string, id: string, cell: string): Y.Text | undefined {
  const row = rowsOf(doc, root).get(id)
  const value: unknown = row instanceof Y.Map ? row.get(cell) : undefined
  return value instanceof Y.Text ? value : undefined
}

/**
 * Makes `text` read `wanted`, changing only the span that differs, so that others' words in the same cell stay.
 * Never cuts a surrogate pair in two: Yjs would put replacement characters in place of the halves.
 */
export function editText(text: Y.Text, wanted: string): void {
  const before = text.toString()
  // Half a pair would be one letter here and another wherever it is sent.
  const next = wanted.toWellFormed()
  if (before === next) return
  let start = 0
  while (start < before.length && start < next.length && before[start] === next[start]) start += 1
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1
  let end = 0
  while (end < before.length - start && end < next.length - start && before.at(-1 - end) === next.at(-1 - end)) end += 1
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end -= 1
  text.doc?.transact(() => {
    if (before.length - start - end > 0) text.delete(start, before.length - start - end)
    if (next.length - start - end > 0) text.insert(start, next.slice(start, next.length - end))
  }, LOCAL_EDIT)
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** A cell's value within its limit, never ending in half a surrogate pair. */
const cut = (value: string): string => {
  const whole = value.toWellFormed()
  if (whole.length <= MAX_CELL_LENGTH) return whole
  return whole.slice(0, isHighSurrogate(whole.charCodeAt(MAX_CELL_LENGTH - 1)) ? MAX_CELL_LENGTH - 1 : MAX_CELL_LENGTH)
}

/** Moves a row after another (`null`: first): one write, so that two movers never duplicate it. */
export function moveRow(doc: Y.Doc, kind: DocumentKind, root: string, id: string, after: string | null): void {
  const rows = readRows(doc, kind, root).filter((row) => row.id !== id)
  setCell(doc, root, id, 'order', orderAfter(rows, after))
}

export function removeRow(doc: Y.Doc, root: string, id: string): void {
  doc.transact(() => rowsOf(doc, root).delete(id), LOCAL_EDIT)
}

/** A key strictly between neighbours. Equal or broken neighbours (two people added at once) are stepped over. */
function orderAfter(rows: readonly Row[], after: string | null | undefined): string {
  const found = after === null || after === undefined ? -1 : rows.findIndex((row) => row.id === after)
  // After a row that somebody has removed meanwhile means after the last one.
  const at = after === null ? -1 : found === -1 ? rows.length - 1 : found
  const before = rows[at]?.['order'] || null
  let next: string | null = null
  for (let index = at + 1; index < rows.length; index += 1) {
    const order = rows[index]?.['order'] || null
    if (order !== null && (before === null || order > before)) {
      next = order
      break
    }
  }
  try {
    return generateKeyBetween(before, next)
  } catch {
    // A key that no fractional index could have made: the row goes to the end, and everyone still agrees where that is.
    return `${rows.at(-1)?.['order'] ?? 'a'}V`
  }
}
