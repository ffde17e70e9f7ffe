import * as Y from 'yjs'

import { createDoc } from '@concordat/shared/documents/doc'
import type { DocumentKind } from '@concordat/shared/documents/schema'

/** Somebody's own copy of a document, and the bytes of what they do to it. */
export class Author {
  readonly doc: Y.Doc
  readonly clients: ReadonlySet<number>
  #said: Uint8Array[] = []

  constructor(kind: DocumentKind, clientId: number, from?: Y.Doc) {
    this.doc = createDoc(kind, { clientId })
    this.clients = new Set([clientId])
    if (from) Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(from))
    this.doc.on('update', (update: Uint8Array) => this.#said.push(update))
  }

  /** One update with all that `deed` changes. */
  edit(deed: (doc: Y.Doc) => void): Uint8Array {
    this.#said = []
    this.doc.transact(() => deed(this.doc))
    return this.#said.length === 1 ? (this.#said[0] ?? EMPTY) : Y.mergeUpdates(this.#said)
  }
}

const EMPTY = new Uint8Array([0, 0])

export const paragraph = (text: string): Y.XmlElement => {
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText(text)])
  return element
}
