import type * as Y from 'yjs'

import { richTextCanonical } from './rich-text.ts'
import { readRows, type Row } from './rows.ts'
import { rootsOf, type DocumentKind } from './schema.ts'

/** A document as plain values: canonical text of each rich-text root, rows of each rows root. What the projector stores. */
export interface DocumentContent {
  readonly texts: { readonly [root: string]: string }
  readonly rows: { readonly [root: string]: readonly Row[] }
}

/** The only way out of a Y.Doc on the server and for read-only pages. Total; never throws. */
export function readDocument(doc: Y.Doc, kind: DocumentKind): DocumentContent {
  const texts: { [root: string]: string } = {}
  const rows: { [root: string]: readonly Row[] } = {}
  for (const [root, shape] of Object.entries(rootsOf(kind))) {
    if (shape.type === 'rich-text') texts[root] = richTextCanonical(doc.getXmlFragment(root))
    else rows[root] = readRows(doc, kind, root).map(storable)
  }
  return { texts, rows }
}

/** What JSON in Postgres cannot hold, left out: null characters and halves of surrogate pairs, which anyone can paste. */
function storable(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([cell, text]) => [cell, text.replaceAll('\u0000', '').toWellFormed()]),
  ) as Row
}
