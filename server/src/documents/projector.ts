import type { DocumentProjection, DocumentRecord } from '@concordat/db/documents'

import type { Clock } from './clock.ts'
import type { Reading } from './draft.ts'
import type { Limits } from './limits.ts'
import type { DocumentPorts, Log } from './ports.ts'
import type { DocumentStore } from './store.ts'

interface Due {
  readonly document: DocumentRecord
  readonly read: () => Reading
  at: number
}

interface Found {
  readonly document: DocumentRecord
  readonly projection: DocumentProjection
}

/**
 * Turns committed drafts into plain rows for lists and search (architecture 1). Derived: it may be late after a crash, and is
 * then written anew from the log.
 *
 * The first change after a rest is projected at once, a draft that goes on changing at most once per window, and the window grows
 * with what the draft costs to read. All that is due goes in one statement and only one is under way: an edit never waits in line
 * behind it.
 */
export class Projector {
  readonly #store: DocumentStore
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #log: Log
  readonly #onProjected: DocumentPorts['onProjected']
  /** In the order in which they fell due first. */
  readonly #due = new Map<string, Due>()
  /** When each of those that changed lately may be projected again. */
  readonly #restsUntil = new Map<string, number>()
  #willTick = false
  #writing: Promise<void> | undefined

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
    const soon = this.#clock.now() + this.#limits.projectionFirstMs
    this.#due.set(document.id, { document, read, at: Math.max(soon, this.#restsUntil.get(document.id) ?? 0) })
    this.#tickLater()
  }

  /** Nobody is in the document any more: they may be looking at the board by now. */
  hasten(documentId: string): void {
    const due = this.#due.get(documentId)
    if (due !== undefined) due.at = this.#clock.now()
  }

  /** Writes what is due without waiting for its window. Resolves when nothing is being written. */
  async flush(documentId?: string): Promise<void> {
    for (;;) {
      await this.#writing
      const wanted = [...this.#due.values()].filter(({ document }) => document.id === (documentId ?? document.id))
      if (wanted.length === 0) return
      // Somebody else may have begun meanwhile.
      if (this.#writing === undefined) this.#start(wanted)
    }
  }

  #tickLater(): void {
    if (this.#willTick) return
    this.#willTick = true
    this.#clock.after(this.#limits.projectionFirstMs, () => {
      this.#willTick = false
      const now = this.#clock.now()
      for (const [id, until] of this.#restsUntil) if (until <= now) this.#restsUntil.delete(id)
      if (this.#writing === undefined) this.#start([...this.#due.values()].filter(({ at }) => at <= now))
      if (this.#due.size > 0) this.#tickLater()
    })
  }

  #start(wanted: readonly Due[]): void {
    if (wanted.length === 0) return
    const writing = this.#project(wanted).finally(() => (this.#writing = undefined))
    this.#writing = writing
  }

  /** Of the wanted, as many as can be read without holding up what else is to be done; the others have the next turn. */
  #read(wanted: readonly Due[]): Found[] {
    const { projectionReadMs, projectionWindowMs, projectionShare } = this.#limits
    const now = this.#clock.now()
    const found: Found[] = []
    let spentMs = 0
    for (const { document, read } of wanted) {
      if (spentMs > projectionReadMs) break
      const from = performance.now()
      this.#due.delete(document.id)
      try {
        const { content, seq, epoch } = read()
        const projection = { documentId: document.id, epoch, seq, content, changedAt: new Date(now) }
        found.push({ document, projection })
      } catch (error) {
        this.#log.error({ err: error, document: document.id }, 'a draft could not be read for its projection')
      }
      const ms = performance.now() - from
      this.#restsUntil.set(document.id, now + Math.max(projectionWindowMs, ms / projectionShare))
      spentMs += ms
    }
    return found
  }

  async #project(wanted: readonly Due[]): Promise<void> {
    const found = this.#read(wanted)
    if (found.length === 0) return
    if (await this.#save(found)) return
    // One of them may spoil it for all.
    if (found.length > 1) for (const each of found) await this.#save([each])
  }

  async #save(found: readonly Found[]): Promise<boolean> {
    try {
      await this.#store.saveProjections(found.map(({ projection }) => projection))
    } catch (error) {
      // The drafts themselves are safe. The next commit or the next start writes them.
      const documents = found.map(({ document }) => document.id)
      this.#log.error({ err: error, documents }, 'drafts could not be projected')
      return false
    }
    for (const { document, projection } of found) this.#onProjected(document, projection.seq)
    return true
  }
}
