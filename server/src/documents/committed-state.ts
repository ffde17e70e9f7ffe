import * as Y from 'yjs'

import { EMPTY_UPDATE, STEP_2, syncFrame, UPDATE } from './frames.ts'
import type { Limits } from './limits.ts'

export type StateVector = ReadonlyMap<number, number>

/** A document's state as bytes, taken at one moment; to be adopted once everything up to that moment is committed. */
export interface Base {
  readonly state: Uint8Array
  /** The same as a frame, ready to be sent; `state` is a part of it. */
  readonly frame: Uint8Array
  readonly vector: StateVector
  /** The same as Yjs encodes it. */
  readonly encodedVector: Uint8Array
  /** Only what is deleted in `state`: for somebody who has all the text of it. */
  deletes(): Uint8Array
  /** How many pieces Yjs keeps it in; 0 where nobody has counted. */
  readonly structs: number
}

/** Encodes a document. Its cost is that of the whole document: never for each who joins. */
export function takeBase(doc: Y.Doc): Base {
  let structs = 0
  for (const pieces of doc.store.clients.values()) structs += pieces.length
  return baseOf(Y.encodeStateAsUpdate(doc), Y.encodeStateVector(doc), structs)
}

/** A state that was encoded before; nothing is built from it. Throws when it is none. */
export function baseOf(state: Uint8Array, encodedVector = Y.encodeStateVectorFromUpdate(state), structs = 0): Base {
  let deletes: Uint8Array | undefined
  const frame = syncFrame(UPDATE, state)
  return {
    state: frame.subarray(frame.byteLength - state.byteLength),
    frame,
    vector: Y.decodeStateVector(encodedVector),
    encodedVector,
    // All that a state holds beyond its own vector is its delete set.
    deletes: () => (deletes ??= Y.diffUpdate(state, encodedVector)),
    structs,
  }
}

const DIFFERENCES_KEPT = 16

/**
 * What of a document is on disk, as finished bytes: one encoded state and the updates since. A joiner gets them as they are;
 * nothing is encoded per join (performance lesson 1), and nobody sees what is not committed.
 */
export class CommittedState {
  readonly #limits: Limits
  #base: Base
  #tail: { readonly update: Uint8Array; readonly frame: Uint8Array }[] = []
  #tailBytes = 0
  #vector: Map<number, number>
  /** Differences from the base for those who come back after a restart: many at once, with the same state vector. */
  readonly #differences = new Map<string, Uint8Array>()

  constructor(base: Base, limits: Limits) {
    this.#base = base
    this.#limits = limits
    this.#vector = new Map(base.vector)
  }

  get bytes(): number {
    return this.#base.state.byteLength + this.#tailBytes
  }

  /** As counted when it was last folded. */
  get structs(): number {
    return this.#base.structs
  }

  get tailUpdates(): number {
    return this.#tail.length
  }

  /** State vector of all that is on disk. */
  get vector(): StateVector {
    return this.#vector
  }

  append(update: Uint8Array, frame: Uint8Array): void {
    this.#tail.push({ update, frame })
    this.#tailBytes += update.byteLength
    for (const [client, clock] of Y.parseUpdateMeta(update).to)
      if (clock > (this.#vector.get(client) ?? 0)) this.#vector.set(client, clock)
  }

  /** True when the tail has grown so long that joining would suffer. */
  get isBaseDue(): boolean {
    const { tailUpdates, tailBytes } = this.#limits
    if (this.#tail.length < tailUpdates && this.#tailBytes < tailBytes) return false
    return this.#tail.length >= this.#limits.tailUpdatesAtMost || this.hasGrown
  }

  /** The tail is a good part of the whole. */
  get hasGrown(): boolean {
    return this.#tailBytes > this.#base.state.byteLength * this.#limits.tailShare
  }

  /** True when `base` holds what has been appended so far: no text less, no text more. */
  isEqualTo({ vector }: Base): boolean {
    if (vector.size !== this.#vector.size) return false
    for (const [client, clock] of vector) if (this.#vector.get(client) !== clock) return false
    return true
  }

  /** Puts `base`, which holds everything appended so far and nothing else, in place of the state and its tail. */
  adopt(base: Base): void {
    this.#base = base
    this.#tail = []
    this.#tailBytes = 0
    this.#vector = new Map(base.vector)
    this.#differences.clear()
  }

  /** Brings `doc` to this state. */
  applyTo(doc: Y.Doc): void {
    doc.transact(() => {
      Y.applyUpdate(doc, this.#base.state)
      for (const { update } of this.#tail) Y.applyUpdate(doc, update)
    })
  }

  /** These bytes are nothing but all deletions there are: what somebody up to date answers to a sync step 1. */
  isDeletes(update: Uint8Array): boolean {
    // The first byte counts the clients whose text is in it: a keystroke need not be compared, nor the deletions be encoded for it.
    return update[0] === 0 && this.#tail.length === 0 && Buffer.compare(this.#base.deletes(), update) === 0
  }

  /**
   * The answer to a sync step 1: state and tail as ordinary updates, an empty step 2 last, so that "synced" is true when it is
   * said. Throws when `encodedVector` is no state vector.
   */
  framesFor(encodedVector: Uint8Array): Uint8Array[] {
    const vector = Y.decodeStateVector(encodedVector)
    const frames = this.#tail.map(({ frame }) => frame)
    const base = this.#baseFor(vector, encodedVector)
    if (base !== undefined) frames.unshift(base)
    frames.push(syncFrame(STEP_2, EMPTY_UPDATE))
    return frames
  }

  #baseFor(vector: StateVector, encodedVector: Uint8Array): Uint8Array | undefined {
    const knows = (client: number): number => vector.get(client) ?? 0
    const clients = [...this.#base.vector]
    const knowsAll = clients.every(([client, clock]) => knows(client) >= clock)
    if (!knowsAll && clients.every(([client]) => knows(client) === 0)) return this.#base.frame
    const rest = knowsAll ? this.#base.deletes() : this.#difference(encodedVector)
    return rest.byteLength > EMPTY_UPDATE.byteLength ? syncFrame(UPDATE, rest) : undefined
  }

  #difference(encodedVector: Uint8Array): Uint8Array {
    const key = Buffer.from(encodedVector).toString('latin1')
    const known = this.#differences.get(key)
    if (known !== undefined) return known
    const difference = Y.diffUpdate(this.#base.state, encodedVector)
    if (this.#differences.size >= DIFFERENCES_KEPT) this.#differences.clear()
    this.#differences.set(key, difference)
    return difference
  }
}
