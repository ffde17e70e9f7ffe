import fc from 'fast-check'
import * as Y from 'yjs'

import { writeRichText } from '../documents/rich-text.ts'
import { addRow, cellYText, editText, moveRow, readRows, removeRow, setCell } from '../documents/rows.ts'
import { rootsOf, type DocumentKind } from '../documents/schema.ts'
import type { Block } from '../text/blocks.ts'

/** One thing a person does to a draft; a function of the copy it is done to, so that it shrinks and repeats. */
export interface Deed {
  readonly words: string
  readonly do: (doc: Y.Doc) => void
  /** How a counterexample is printed. */
  readonly [fc.toStringMethod]: () => string
}

/** Words as people type them: letters, dashes, emoji beyond the basic plane, and marks that Markdown would read. */
const words = fc
  .array(fc.constantFrom('hub', 'opens', 'März', '–', '👍', '“quoted”', '12.', '#', '1', 'e\u0301', ' '), {
    minLength: 1,
    maxLength: 6,
  })
  .map((all) => all.join(' '))
const anywhere = fc.nat({ max: 1_000_000 })

const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(1, all.length)]

/** Anything that people and editors do to a draft of `kind`. Total: where there is nothing to do it to, nothing is done. */
export function deedOn(kind: DocumentKind): fc.Arbitrary<Deed> {
  const roots = Object.entries(rootsOf(kind))
  const texts = roots.filter(([, shape]) => shape.type === 'rich-text').map(([root]) => root)
  const rows = roots.filter(([, shape]) => shape.type === 'rows').map(([root]) => root)
  return fc.oneof(...texts.map((root) => richTextDeed(root)), ...rows.map((root) => rowDeed(kind, root)))
}

function richTextDeed(root: string): fc.Arbitrary<Deed> {
  return fc
    .record({
      what: fc.constantFrom('write', 'type', 'erase', 'embolden', 'plain', 'level', 'drop', 'break'),
      at: anywhere,
      where: anywhere,
      text: words,
    })
    .map(({ what, at, where, text }) => ({
      words: `${what} in ${root}`,
      [fc.toStringMethod]: () => `${what} ${JSON.stringify(text)} in ${root}`,
      do: (doc) => {
        const fragment = doc.getXmlFragment(root)
        const elements = elementsOf(fragment)
        const run = pick(
          elements.flatMap((element) => element.toArray().filter((child) => child instanceof Y.XmlText)),
          at,
        )
        const heading = pick(
          elements.filter(({ nodeName }) => nodeName === 'heading'),
          at,
        )
        const paragraph = pick(
          elements.filter(({ nodeName }) => nodeName === 'paragraph'),
          at,
        )
        doc.transact(() => {
          if (what === 'write')
            writeRichText(fragment, at % 3 === 0 ? `- ${text}\n  - ${text}` : at % 3 === 1 ? `## ${text}` : text)
          const [from, length] = run ? letterAt(run, where) : [0, 0]
          if (what === 'type') run?.insert(from, text)
          if (what === 'erase') run?.delete(from, length)
          if (what === 'embolden') run?.format(from, length, { bold: {} })
          if (what === 'plain') run?.format(from, length, { bold: null, italic: null })
          if (what === 'level') heading?.setAttribute('level', ((where % 3) + 1) as unknown as string)
          if (what === 'drop' && fragment.length > 0) fragment.delete(where % fragment.length, 1)
          if (what === 'break') paragraph?.push([new Y.XmlElement('hardBreak')])
        })
      },
    }))
}

/**
 * Where one letter of a run begins and how long it is. No editor cuts a letter in two, and Yjs is not made for it: it puts
 * replacement characters in place of the halves, on one side only when nothing else changes.
 */
function letterAt(run: Y.XmlText, where: number): [from: number, length: number] {
  const letters = [
    ...(run.toDelta() as { insert: unknown }[])
      .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
      .join(''),
  ]
  const at = where % (letters.length + 1)
  return [letters.slice(0, at).join('').length, letters[at]?.length ?? 0]
}

function elementsOf(fragment: Y.XmlFragment): Y.XmlElement[] {
  return fragment.toArray().flatMap((child) => (child instanceof Y.XmlElement ? [child, ...elementsOf(child)] : []))
}

function rowDeed(kind: DocumentKind, root: string): fc.Arbitrary<Deed> {
  const shape = rootsOf(kind)[root]
  const cells = Object.entries(shape?.type === 'rows' ? shape.cells : {})
  const text = cells.find(([, type]) => type === 'text')?.[0]
  const value = cells.find(([, type]) => type === 'string')?.[0]
  return fc
    .record({
      what: fc.constantFrom('add', 'move', 'remove', 'edit', 'set'),
      id: fc.uuid(),
      at: anywhere,
      where: anywhere,
      typed: words,
    })
    .map(({ what, id, at, where, typed }) => ({
      words: `${what} a row of ${root}`,
      [fc.toStringMethod]: () => `${what} a row of ${root}`,
      do: (doc) => {
        const ids = readRows(doc, kind, root).map((row) => row.id)
        const one = pick(ids, at)
        const other = where % 4 === 0 ? null : (pick(ids, where) ?? null)
        if (what === 'add') addRow(doc, kind, root, { id, after: other, ...(text && { values: { [text]: typed } }) })
        if (one === undefined) return
        if (what === 'move') moveRow(doc, kind, root, one, other === one ? null : other)
        if (what === 'remove') removeRow(doc, root, one)
        if (what === 'set' && value) setCell(doc, root, one, value, typed)
        const cell = text === undefined ? undefined : cellYText(doc, root, one, text)
        if (what === 'edit' && cell) editText(cell, `${cell.toString().slice(0, where % 20)}${typed}`)
      },
    }))
}

/** Blocks of text that the canonical form can tell apart: no empty ones, lists inside lists up to three deep. */
export const blocks = (depth = 2): fc.Arbitrary<Block[]> =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: words.map((text): Block => ({ type: 'paragraph', text })) },
      {
        weight: 1,
        arbitrary: fc
          .record({ level: fc.constantFrom(1 as const, 2 as const, 3 as const), text: words })
          .map((heading): Block => ({ type: 'heading', ...heading })),
      },
      ...(depth > 0
        ? [
            {
              weight: 1,
              arbitrary: fc
                .record({ ordered: fc.boolean(), items: fc.array(blocks(depth - 1), { minLength: 1, maxLength: 3 }) })
                .map((list): Block => ({ type: 'list', ...list })),
            },
          ]
        : []),
    ),
    { minLength: 1, maxLength: 4 },
  )
