import type { DocumentSnapshot } from '@concordat/db/document-snapshots'

import { UNMETERED, type Meter } from './meter.ts'
import type { Log } from './ports.ts'
import type { DocumentStore } from './store.ts'

/**
 * Keeps folded states on disk, so that the next opening need not read the whole log. One at a time and behind everything else: an edit
 * never waits for it, and a snapshot that is not written costs the next opening some milliseconds and nothing more.
 */
export class Compactor {
  readonly #store: DocumentStore
  readonly #log: Log
  readonly #meter: Meter
  readonly #due = new Map<string, { readonly snapshot: DocumentSnapshot; readonly updates: number }>()
  #running: Promise<void> | undefined

  constructor(parts: { readonly store: DocumentStore; readonly log: Log; readonly meter?: Meter | undefined }) {
    this.#store = parts.store
    this.#log = parts.log
    this.#meter = parts.meter ?? UNMETERED
  }

  /** `updates` have been folded since the last time. Of several states of one document the newest is kept. */
  offer(snapshot: DocumentSnapshot, updates: number): void {
    const key = snapshot.keptFor === null ? snapshot.documentId : `${snapshot.documentId} ${snapshot.seq}`
    this.#due.set(key, { snapshot, updates })
    this.#running ??= this.#run().finally(() => (this.#running = undefined))
  }

  /** Resolves when nothing is waiting to be written. */
  async flush(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      const { snapshot, updates } = next
      try {
        // Half as many: a node that folded the same rows a moment earlier has done the work.
        if (await this.#store.saveSnapshot(snapshot, Math.ceil(updates / 2))) this.#meter.keptSnapshot()
      } catch (error) {
        const { documentId: document, seq } = snapshot
        this.#log.warn({ err: error, document, seq }, 'a snapshot could not be kept; the log has everything')
      }
    }
  }

  #take(): { readonly snapshot: DocumentSnapshot; readonly updates: number } | undefined {
    for (const [key, next] of this.#due) {
      this.#due.delete(key)
      return next
    }
    return undefined
  }
}
