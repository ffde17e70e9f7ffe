import type { DocumentRecord } from '@concordat/db/documents'

import { wait, type Clock } from './clock.ts'
import { CLOSE, type CloseCode } from './closes.ts'
import type { Reading } from './draft.ts'
import type { Limits } from './limits.ts'
import { LogWriter } from './log-writer.ts'
import type { Peer } from './peer.ts'
import type { DocumentPorts, Log } from './ports.ts'
import { Projector } from './projector.ts'
import { Room } from './room.ts'
import type { DocumentStore } from './store.ts'

/** There is no document of that id. */
export class NoSuchDocument extends Error {
  override readonly name = 'NoSuchDocument'
}

/** The service is stopping and opens nothing more. */
export class Stopping extends Error {
  override readonly name = 'Stopping'
}

/** Which documents are open, and the one log they are written to. */
export class Registry {
  readonly #store: DocumentStore
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #log: Log
  readonly #writer: LogWriter
  readonly #projector: Projector
  readonly #rooms = new Map<string, Room>()
  /** Two who open a document at once share one load. */
  readonly #opening = new Map<string, Promise<Room>>()
  readonly #idle = new Map<Room, () => void>()
  #isStopping = false

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
    this.#writer = new LogWriter(parts)
    this.#projector = new Projector(parts)
  }

  /** How many documents are in memory. */
  get size(): number {
    return this.#rooms.size
  }

  /** Opens the document and lets the peer in. Rejects with `NoSuchDocument`, `LogDamaged`, `Stopping`, or what the store says. */
  async join(peer: Peer): Promise<Room> {
    const room = await this.#open(peer.documentId)
    room.join(peer)
    return room
  }

  leave(room: Room, peer: Peer): void {
    room.leave(peer)
    this.#forgetWhenIdle(room)
  }

  /** Everything accepted so far is committed, then read. Refuses with `unavailable` when the log does not answer in time. */
  async settle(documentId: string): Promise<Reading> {
    return (await this.#open(documentId)).settle()
  }

  /** What is committed now. */
  async read(documentId: string): Promise<Reading> {
    return (await this.#open(documentId)).read()
  }

  /** Ends the connections that `concerns` picks, on every document: for a session that ended or a right that was lost (P15). */
  closePeers(concerns: (peer: Peer) => boolean, code: CloseCode, reason: string): void {
    for (const room of this.#rooms.values()) {
      for (const peer of room.peers.filter(concerns)) {
        this.leave(room, peer)
        peer.close(code, reason)
      }
    }
  }

  /** Writes the projections that a crash left behind. Resolves when all are written. */
  async projectAll(): Promise<void> {
    for (const id of await this.#store.documentsToProject()) {
      const room = await this.#open(id)
      this.#projector.schedule(room.document, () => room.read())
      await this.#projector.flush(id)
    }
  }

  /**
   * Graceful stop (P5): opens nothing, takes no frame, writes and acknowledges what is accepted, then sends everyone away with
   * 1012. Gives up waiting for the log after `stopMs`; what is not acknowledged by then, the clients still have.
   */
  async stop(): Promise<void> {
    this.#isStopping = true
    for (const room of this.#rooms.values()) room.stopReceiving()
    const written = Promise.allSettled([...this.#rooms.values()].map((room) => room.settle())).then(() =>
      this.#projector.flush(),
    )
    await Promise.race([written, wait(this.#clock, this.#limits.stopMs)])
    for (const room of this.#rooms.values()) room.close(CLOSE.restart, 'the service is restarting')
    for (const cancel of this.#idle.values()) cancel()
    this.#idle.clear()
    this.#rooms.clear()
  }

  async #open(documentId: string): Promise<Room> {
    if (this.#isStopping) throw new Stopping('The service is stopping.')
    const open = this.#rooms.get(documentId)
    if (open) {
      this.#forgetWhenIdle(open)
      return open
    }
    const opening =
      this.#opening.get(documentId) ?? this.#load(documentId).finally(() => this.#opening.delete(documentId))
    this.#opening.set(documentId, opening)
    return opening
  }

  async #load(documentId: string): Promise<Room> {
    const document = await this.#store.findDocument(documentId)
    if (document === null) throw new NoSuchDocument(`There is no document ${documentId}.`)
    const room = this.#makeRoom(document, await this.#store.loadUpdates(document.id, document.epoch))
    if (this.#isStopping) throw new Stopping('The service is stopping.')
    this.#rooms.set(documentId, room)
    this.#forgetWhenIdle(room)
    return room
  }

  #makeRoom(document: DocumentRecord, updates: ConstructorParameters<typeof Room>[1]): Room {
    const room: Room = new Room(
      {
        document,
        writer: this.#writer,
        loadUpdates: () => this.#store.loadUpdates(document.id, document.epoch),
        clock: this.#clock,
        limits: this.#limits,
        log: this.#log,
        onCommitted: () => {
          this.#projector.schedule(document, () => room.read())
          this.#forgetWhenIdle(room)
        },
        onBroken: () => this.#forget(room),
      },
      updates,
    )
    return room
  }

  /** Starts the wait anew; whoever is in the room by its end keeps it. */
  #forgetWhenIdle(room: Room): void {
    this.#idle.get(room)?.()
    this.#idle.delete(room)
    if (room.peers.length > 0 || this.#rooms.get(room.document.id) !== room) return
    this.#idle.set(
      room,
      this.#clock.after(this.#limits.idleMs, () => {
        this.#idle.delete(room)
        if (room.peers.length > 0) return
        if (room.isIdle) void this.#projector.flush(room.document.id).then(() => this.#forgetIfStillIdle(room))
        else this.#forgetWhenIdle(room)
      }),
    )
  }

  #forgetIfStillIdle(room: Room): void {
    if (!room.isIdle || this.#idle.has(room)) return
    this.#forget(room)
    room.close(CLOSE.restart, 'nobody is here')
  }

  #forget(room: Room): void {
    this.#idle.get(room)?.()
    this.#idle.delete(room)
    if (this.#rooms.get(room.document.id) === room) this.#rooms.delete(room.document.id)
  }
}
