import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import * as sync from 'y-protocols/sync'

import { createDoc } from '@concordat/shared/documents/doc'
import type { DocumentKind } from '@concordat/shared/documents/schema'

import {
  ACKNOWLEDGEMENT,
  AWARENESS,
  CONDITION,
  isEmptyUpdate,
  STEP_1,
  STEP_2,
  SYNC,
  syncFrame,
  UPDATE,
} from '../frames.ts'
import type { Peer } from '../peer.ts'
import type { Room } from '../room.ts'

/**
 * A browser with a copy of one document, and the wire to a room, delivered by hand: nothing moves until the test says so. Speaks
 * as y-websocket does: step 1 when it connects, a step 2 when it is asked, one frame per edit.
 */
export class Client {
  readonly doc: Y.Doc
  readonly peer: Peer
  readonly up: Uint8Array[] = []
  readonly down: Uint8Array[] = []
  /** Frames handed over in one turn, as the room gave them. */
  readonly handedOver: number[] = []
  acknowledged = 0
  /** Up to which own clock each update went that was sent, 0 for one that only deletes: what its acknowledgement promises. */
  readonly clocks: number[] = []
  isSynced = false
  closedWith: number | undefined
  readonly presence: Uint8Array[] = []
  /** What was said of the document's size. */
  readonly conditions: unknown[] = []

  constructor(
    kind: DocumentKind,
    options: { readonly clientId: number; readonly person?: string; readonly mayWrite?: boolean; readonly doc?: Y.Doc },
  ) {
    const { clientId, person = `person-${clientId}`, mayWrite = true } = options
    this.doc = options.doc ?? createDoc(kind, { clientId })
    this.peer = {
      documentId: 'd',
      boardId: 'b',
      personId: person,
      sessionId: `session of ${person}`,
      user: { id: person, name: person, initials: 'P', role: 'adviser', colour: 1 },
      mayWrite,
      clients: new Set([clientId]),
      send: (frames) => {
        if (this.closedWith !== undefined) return
        this.handedOver.push(frames.length)
        this.down.push(...frames)
      },
      close: (code) => {
        this.closedWith ??= code
      },
    }
    this.doc.on('update', this.#say)
  }

  readonly #say = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return
    this.#note(update)
    this.up.push(syncFrame(UPDATE, update))
  }

  /** How many updates were sent that are to be acknowledged. */
  get sent(): number {
    return this.clocks.length
  }

  /** Own clock up to which everything is said to be saved. */
  get savedClock(): number {
    return Math.max(0, ...this.clocks.slice(0, this.acknowledged))
  }

  #note(update: Uint8Array): void {
    this.clocks.push(Y.parseUpdateMeta(update).to.get(this.doc.clientID) ?? 0)
  }

  /** Opens the wire. */
  connect(room: Room): void {
    room.join(this.peer)
    this.up.push(syncFrame(STEP_1, Y.encodeStateVector(this.doc)))
  }

  /** Cuts the wire with whatever is on it. The copy lives on in what is answered: another client with the same document. */
  hangUp(room: Room): void {
    room.leave(this.peer)
    this.doc.off('update', this.#say)
    this.up.length = 0
    this.down.length = 0
  }

  deliverUp(room: Room, count = this.up.length): void {
    for (const frame of this.up.splice(0, count)) room.receive(this.peer, frame)
  }

  deliverDown(count = this.down.length): void {
    for (const frame of this.down.splice(0, count)) this.#hear(frame)
  }

  #hear(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    const channel = decoding.readVarUint(decoder)
    if (channel === ACKNOWLEDGEMENT) this.acknowledged = decoding.readVarUint(decoder)
    if (channel === AWARENESS) this.presence.push(decoding.readVarUint8Array(decoder))
    if (channel === CONDITION) this.conditions.push(JSON.parse(decoding.readVarString(decoder)))
    if (channel !== SYNC) return
    const type = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (type === STEP_1) {
      const answer = Y.encodeStateAsUpdate(this.doc, bytes)
      if (!isEmptyUpdate(answer)) this.#note(answer)
      this.up.push(syncFrame(STEP_2, answer))
      return
    }
    Y.applyUpdate(this.doc, bytes, this)
    if (type === sync.messageYjsSyncStep2) this.isSynced = true
  }

  get isOpen(): boolean {
    return this.closedWith === undefined
  }
}
