import type { DocumentRecord } from '@concordat/db/documents'

import type { Clock } from './clock.ts'
import type { Reading } from './draft.ts'
import type { Limits } from './limits.ts'
import type { DocumentPorts, Log } from './ports.ts'
import type { DocumentStore } from './store.ts'

/**
 * Turns committed drafts into plain rows for lists and search (architecture 1). Derived: it may be late after a crash, and is
 * then written anew from the log. At most one write per document and window, whatever is typed.
 */
export class Projector {
  readonly #store: DocumentStore
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #log: Log
  readonly #onProjected: DocumentPorts['onProjected']
  readonly #due = new Map<string, () => void>()
  readonly #writing = new Set<Promise<void>>()

  constructor(parts: {
    store: DocumentStore
    clock: Clock
    limits: Limits
    log: Log
    onProjected: DocumentPorts['onProjected']
  }) {
    this.#store = parts.store
    this.#clock = parts.clock
    this.#limits = parts.limits
    this.#log = parts.log
    this.#onProjected = parts.onProjected
  }

  /** Something has been committed; `read` gives the document when the time comes. */
  schedule(document: DocumentRecord, read: () => Reading): void {
    if (this.#due.has(document.id)) return
    const cancel = this.#clock.after(this.#limits.projectionWindowMs, () => {
      this.#due.delete(document.id)
      this.#start(document, read())
    })
    this.#due.set(document.id, () => {
      cancel()
      this.#due.delete(document.id)
      this.#start(document, read())
    })
  }

  /** Writes what is due without waiting for its window. Resolves when nothing is being written. */
  async flush(documentId?: string): Promise<void> {
    for (const [id, now] of [...this.#due]) if (documentId === undefined || id === documentId) now()
    await Promise.all(this.#writing)
  }

  #start(document: DocumentRecord, reading: Reading): void {
    const writing = this.#project(document, reading).finally(() => this.#writing.delete(writing))
    this.#writing.add(writing)
  }

  async #project(document: DocumentRecord, { content, seq, epoch }: Reading): Promise<void> {
    try {
      await this.#store.saveProjection({
        documentId: document.id,
        epoch,
        seq,
        content,
        changedAt: new Date(this.#clock.now()),
      })
    } catch (error) {
      // The draft itself is safe. The next commit or the next start writes it.
      this.#log.error({ err: error, document: document.id }, 'a draft could not be projected')
      return
    }
    this.#onProjected(document, seq)
  }
}
