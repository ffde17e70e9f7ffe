import * as Y from 'yjs'

import type { DocumentUpdate } from '@concordat/db/documents'
import { readDocument, type DocumentContent } from '@concordat/shared/documents/content'
import { createDoc } from '@concordat/shared/documents/doc'
import type { DocumentKind } from '@concordat/shared/documents/schema'

export type StateVector = ReadonlyMap<number, number>

/** What a document took in: the server's own bytes, and its state vector with them in it. */
export interface Intake {
  readonly update: Uint8Array
  readonly vector: StateVector
}

/** The server's Y.Doc of one draft, and what it says it took in. */
export class LiveDocument {
  readonly kind: DocumentKind
  readonly doc: Y.Doc
  #intake: Intake[] = []

  constructor(kind: DocumentKind, updates: readonly DocumentUpdate[]) {
    this.kind = kind
    this.doc = createDoc(kind)
    this.doc.transact(() => {
      for (const { update } of updates) Y.applyUpdate(this.doc, update)
    })
    this.doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { afterState }: Y.Transaction) => {
      this.#intake.push({ update, vector: afterState })
    })
  }

  /**
   * Applies bytes that passed the gate. Undefined when Yjs threw or left something pending: its bytes may be half in by then
   * (reliability M-2), so the document is to be thrown away. The first intake is the sender's own; any further one is what Yjs
   * tidied up because of it, which the sender lacks as well.
   */
  apply(update: Uint8Array): readonly Intake[] | undefined {
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

  get vector(): StateVector {
    return Y.decodeStateVector(Y.encodeStateVector(this.doc))
  }

  read(): DocumentContent {
    return readDocument(this.doc, this.kind)
  }

  destroy(): void {
    this.doc.destroy()
  }
}
