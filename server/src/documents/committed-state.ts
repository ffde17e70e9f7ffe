import * as Y from 'yjs'

import { EMPTY_UPDATE, STEP_2, syncFrame, UPDATE } from './frames.ts'
import type { Limits } from './limits.ts'

type Vector = ReadonlyMap<number, number>

export interface Base {
  readonly state: Uint8Array
  readonly vector: Vector
  /** Only what is deleted in `state`: for somebody who has all the text of it. */
  readonly deletes: Uint8Array
}

/** A document's state as bytes, taken at one moment; to be adopted once everything up to that moment is committed. */
export function takeBase(doc: Y.Doc): Base {
  const vector = Y.encodeStateVector(doc)
  return {
    state: Y.encodeStateAsUpdate(doc),
    vector: Y.decodeStateVector(vector),
    // All that the document holds beyond its own state vector is its delete set.
    deletes: Y.encodeStateAsUpdate(doc, vector),
  }
}

/**
 * What of a document is on disk, as finished bytes: one encoded state and the updates since. A joiner gets them as they are;
 * nothing is encoded per join (performance lesson 1), and nobody sees what is not committed.
 */
export class CommittedState {
  readonly #limits: Limits
  #base: Base
  #tail: { readonly update: Uint8Array; readonly frame: Uint8Array }[] = []
  #tailBytes = 0

  constructor(base: Base, limits: Limits) {
    this.#base = base
    this.#limits = limits
  }

  get bytes(): number {
    return this.#base.state.byteLength + this.#tailBytes
  }

  append(update: Uint8Array, frame: Uint8Array): void {
    this.#tail.push({ update, frame })
    this.#tailBytes += update.byteLength
  }

  /** True when the tail has grown so long that joining would suffer. */
  get isBaseDue(): boolean {
    if (this.#tail.length < this.#limits.tailUpdates) return false
    return (
      this.#tail.length >= this.#limits.tailUpdatesAtMost ||
      this.#tailBytes > this.#base.state.byteLength * this.#limits.tailShare
    )
  }

  /** Puts `base`, which holds everything appended so far and nothing else, in place of the state and its tail. */
  adopt(base: Base): void {
    this.#base = base
    this.#tail = []
    this.#tailBytes = 0
  }

  /** Brings `doc` to this state. */
  applyTo(doc: Y.Doc): void {
    doc.transact(() => {
      Y.applyUpdate(doc, this.#base.state)
      for (const { update } of this.#tail) Y.applyUpdate(doc, update)
    })
  }

  /**
   * The answer to a sync step 1: state and tail as ordinary updates, an empty step 2 last, so that "synced" is true when it is
   * said. Throws when `encodedVector` is no state vector.
   */
  framesFor(encodedVector: Uint8Array): Uint8Array[] {
    const vector = Y.decodeStateVector(encodedVector)
    const frames = this.#tail.map(({ frame }) => frame)
    const base = this.#baseFor(vector, encodedVector)
    if (base.byteLength > EMPTY_UPDATE.byteLength) frames.unshift(syncFrame(UPDATE, base))
    frames.push(syncFrame(STEP_2, EMPTY_UPDATE))
    return frames
  }

  #baseFor(vector: Vector, encodedVector: Uint8Array): Uint8Array {
    const knows = (client: number): number => vector.get(client) ?? 0
    const clients = [...this.#base.vector]
    if (clients.every(([client, clock]) => knows(client) >= clock)) return this.#base.deletes
    if (clients.every(([client]) => knows(client) === 0)) return this.#base.state
    return Y.diffUpdate(this.#base.state, encodedVector)
  }
}
