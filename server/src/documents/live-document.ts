import * as Y from 'yjs'

import { readDocument, type DocumentContent } from '@concordat/shared/documents/content'
import { createDoc } from '@concordat/shared/documents/doc'
import type { DocumentKind } from '@concordat/shared/documents/schema'

/** The server's Y.Doc of one draft, and what it says it took in. */
export class LiveDocument {
  readonly kind: DocumentKind
  readonly doc: Y.Doc
  #intake: Uint8Array[] = []

  /** `fill` brings the empty document to where it stands. */
  constructor(kind: DocumentKind, fill: (doc: Y.Doc) => void) {
    this.kind = kind
    this.doc = createDoc(kind)
    fill(this.doc)
    this.doc.on('update', (update: Uint8Array) => this.#intake.push(update))
  }

  /**
   * Applies bytes that passed the gate. Undefined when Yjs threw or left something pending: its bytes may be half in by then
   * (reliability M-2), so the document is to be thrown away. The first intake is the sender's own; any further one is what Yjs
   * tidied up because of it, which the sender lacks as well.
   */
  apply(update: Uint8Array): readonly Uint8Array[] | undefined {
    this.#intake = []
    try {
      Y.applyUpdate(this.doc, update)
    } catch {
      // The caller writes it down, and rebuilds the document from the log.
      return undefined
    }
    return this.isWhole ? this.#intake : undefined
  }

  /** Everything that was applied could be put in its place. */
  get isWhole(): boolean {
    return this.doc.store.pendingStructs === null && this.doc.store.pendingDs === null
  }

  /** How far it has come with this client id, committed or not. */
  clockOf(client: number): number {
    return Y.getState(this.doc.store, client)
  }

  read(): DocumentContent {
    return readDocument(this.doc, this.kind)
  }

  destroy(): void {
    this.doc.destroy()
  }
}
