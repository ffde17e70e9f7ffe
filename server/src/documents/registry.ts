import type { StoredDraft } from '@concordat/db/document-snapshots'
import type { DocumentRecord } from '@concordat/db/documents'

import { wait, type Clock } from './clock.ts'
import { CLOSE, type CloseCode } from './closes.ts'
import { Compactor } from './compactor.ts'
import type { Author, Reading } from './draft.ts'
import type { Verdict } from './gate.ts'
import { decodeHint, decodePresence, encodeHint, encodePresence } from './hints.ts'
import type { Limits } from './limits.ts'
import { LogWriter } from './log-writer.ts'
import { UNMETERED, type Meter } from './meter.ts'
import type { Peer } from './peer.ts'
import type { DocumentPorts, Log, OtherNodes } from './ports.ts'
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
  readonly #compactor: Compactor
  readonly #rooms = new Map<string, Room>()
  /** Two who open a document at once share one load. */
  readonly #opening = new Map<string, Promise<Room>>()
  readonly #idle = new Map<Room, () => void>()
  readonly #meter: Meter
  readonly #others: OtherNodes | undefined
  readonly #stopHearing: (() => void)[] = []
  #comparing: Promise<void> | undefined
  #cancelCompare: (() => void) | undefined
  readonly #onShrunk: NonNullable<DocumentPorts['onShrunk']>
  #isStopping = false

  constructor(parts: {
    store: DocumentStore
    clock: Clock
    limits: Limits
    log: Log
    onProjected: DocumentPorts['onProjected']
    onShrunk?: DocumentPorts['onShrunk']
    meter?: Meter | undefined
    otherNodes?: OtherNodes | undefined
  }) {
    this.#meter = parts.meter ?? UNMETERED
    this.#onShrunk = parts.onShrunk ?? (() => undefined)
    this.#store = parts.store
    this.#clock = parts.clock
    this.#limits = parts.limits
    this.#log = parts.log
    this.#writer = new LogWriter(parts)
    this.#projector = new Projector(parts)
    this.#compactor = new Compactor(parts)
    this.#others = parts.otherNodes
    if (this.#others !== undefined) this.#hear(this.#others)
  }

  /** How many documents are in memory. */
  get size(): number {
    return this.#rooms.size
  }

  /** How many of them as a Y.Doc: those that are edited or have just been. */
  get live(): number {
    return [...this.#rooms.values()].filter(({ isLive }) => isLive).length
  }

  /** Accepted and not on the disk yet. */
  get unsavedBytes(): number {
    return [...this.#rooms.values()].reduce((sum, { unsavedBytes }) => sum + unsavedBytes, 0)
  }

  /** Opens the document and lets the peer in. Rejects with `NoSuchDocument`, `LogDamaged`, `Stopping`, or what the store says. */
  async join(peer: Peer): Promise<Room> {
    const room = await this.#openAsItIs(peer.documentId)
    room.join(peer)
    return room
  }

  leave(room: Room, peer: Peer): void {
    room.leave(peer)
    if (room.isEmpty) this.#projector.hasten(room.document.id)
    this.#forgetWhenIdle(room)
  }

  /** Everything accepted so far is committed, then read. Refuses with `unavailable` when the log does not answer in time. */
  async settle(documentId: string): Promise<Reading> {
    return (await this.#openAsItIs(documentId)).settle()
  }

  /** What is committed now. */
  async read(documentId: string): Promise<Reading> {
    return (await this.#openAsItIs(documentId)).read()
  }

  /** Takes work done offline, and resolves once it is on disk. Rejects as `settle` does. */
  async bring(documentId: string, update: Uint8Array, author: Omit<Author, 'origin'>): Promise<Verdict> {
    return (await this.#openAsItIs(documentId)).bring(update, author)
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
    for (const stop of this.#stopHearing) stop()
    this.#cancelCompare?.()
    for (const room of this.#rooms.values()) room.stopReceiving()
    const written = Promise.allSettled([...this.#rooms.values()].map((room) => room.settle())).then(() =>
      Promise.all([this.#projector.flush(), this.#compactor.flush()]),
    )
    await Promise.race([written, wait(this.#clock, this.#limits.stopMs)])
    for (const room of this.#rooms.values()) room.close(CLOSE.restart, 'the service is restarting')
    for (const cancel of this.#idle.values()) cancel()
    this.#idle.clear()
    this.#rooms.clear()
  }

  /**
   * With everything that any node had committed by now. Somebody who was on another node a moment ago knows it already, and their first
   * words would else be taken for those of a forger.
   */
  async #openAsItIs(documentId: string): Promise<Room> {
    const room = await this.#open(documentId)
    if (this.#others !== undefined) await room.catchUp()
    return room
  }

  #hear(others: OtherNodes): void {
    this.#stopHearing.push(
      others.hear('document.rows', (body) => {
        const { documentId, epoch, seq, rows } = decodeHint(body)
        const room = this.#rooms.get(documentId)
        if (room === undefined || room.document.epoch !== epoch || seq <= room.seq) return
        const before = room.seq
        const isWhole = rows.length > 0 && room.takeRows(rows)
        if (room.seq > before)
          this.#meter.caughtUp(room.seq - before, 'message', this.#clock.now() - (rows.at(-1)?.at.getTime() ?? 0))
        if (!isWhole) void this.#catchUp(room)
      }),
      others.hear('document.presence', (body) => {
        const { documentId, states } = decodePresence(body)
        this.#rooms.get(documentId)?.receivePresence(states)
      }),
      others.hear('document.opened', (body) => this.#rooms.get(Buffer.from(body).toString())?.tellPresence()),
      others.onMissed(() => void this.compare()),
    )
    this.#compareLater()
  }

  #compareLater(): void {
    this.#cancelCompare = this.#clock.after(this.#limits.compareMs, () => {
      void this.compare().then(() => {
        if (!this.#isStopping) this.#compareLater()
      })
    })
  }

  /** Compares every open document with its log, and reads what is missing: whatever was not told is repaired by this (fault F9). */
  compare(): Promise<void> {
    this.#comparing ??= this.#compareAll().finally(() => (this.#comparing = undefined))
    return this.#comparing
  }

  async #compareAll(): Promise<void> {
    try {
      const heads = await this.#store.headsOf([...this.#rooms.keys()])
      for (const [id, { epoch, seq }] of heads) {
        const room = this.#rooms.get(id)
        if (room === undefined) continue
        if (room.document.epoch !== epoch) {
          this.#forget(room)
          room.close(CLOSE.oldEpoch, 'the document has a new epoch')
        } else if (seq > room.seq) await this.#catchUp(room)
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'the open documents could not be compared with their logs')
    }
  }

  async #catchUp(room: Room): Promise<void> {
    const before = room.seq
    try {
      await room.catchUp()
    } catch (error) {
      this.#log.warn({ err: error, document: room.document.id }, 'the log of a document could not be read on')
      return
    }
    if (room.seq > before) this.#meter.caughtUp(room.seq - before, 'log', 0)
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
    const room = this.#makeRoom(document, await this.#loadDraft(document))
    if (this.#isStopping) throw new Stopping('The service is stopping.')
    this.#rooms.set(documentId, room)
    this.#others?.tell('document.opened', Buffer.from(documentId))
    this.#forgetWhenIdle(room)
    return room
  }

  async #loadDraft(document: DocumentRecord, upTo?: number): Promise<StoredDraft> {
    const stored = await this.#store.loadDraft(document.id, document.epoch, upTo)
    const { damagedSnapshots, damage } = stored
    // Fault F28: said aloud, and everyone goes on with what can be read.
    if (damagedSnapshots.length > 0 || damage !== null) this.#meter.foundDamage()
    if (damagedSnapshots.length > 0)
      this.#log.error(
        { event: 'alarm.storage', document: document.id, snapshots: damagedSnapshots },
        'a snapshot is not what was stored; the one before it and the log were used',
      )
    if (damage !== null)
      this.#log.error(
        { event: 'alarm.storage', document: document.id, damage },
        'a row of a log is not what was stored; the document can be read up to it, and not be written',
      )
    return stored
  }

  #makeRoom(document: DocumentRecord, stored: StoredDraft): Room {
    const { id: documentId, epoch } = document
    const room: Room = new Room(
      {
        document,
        writer: this.#writer,
        loadDraft: (upTo) => this.#loadDraft(document, upTo),
        loadUpdates: (after) => this.#store.loadUpdates(documentId, epoch, after),
        clock: this.#clock,
        limits: this.#limits,
        log: this.#log,
        meter: this.#meter,
        onPresence:
          this.#others && ((states) => this.#others?.tell('document.presence', encodePresence(documentId, states))),
        onCommitted: ([first, ...rest]) => {
          // What another node has written it projects, too.
          if (first !== undefined) {
            this.#others?.tell('document.rows', encodeHint([first, ...rest]))
            this.#projector.schedule(document, () => room.read())
          }
          this.#forgetWhenIdle(room)
        },
        onFolded: ({ updates, ...fold }) =>
          this.#compactor.offer(
            { documentId, epoch, ...fold, at: new Date(this.#clock.now()), keptFor: null },
            updates,
          ),
        onShrunk: ({ personId, seq, state }) => {
          const at = new Date(this.#clock.now())
          this.#log.warn(
            { event: 'draft.shrunk', document: documentId, person: personId, seq },
            'most of a draft was removed',
          )
          this.#compactor.offer(
            { documentId, epoch, seq, state, vector: null, at, keptFor: `before ${personId} removed most of it` },
            0,
          )
          this.#onShrunk(document)
        },
        onBroken: () => this.#forget(room),
      },
      stored,
    )
    return room
  }

  /** Starts the wait anew; whoever is in the room by its end keeps it. */
  #forgetWhenIdle(room: Room): void {
    this.#idle.get(room)?.()
    this.#idle.delete(room)
    if (!room.isEmpty || this.#rooms.get(room.document.id) !== room) return
    this.#idle.set(
      room,
      this.#clock.after(this.#limits.idleMs, () => {
        this.#idle.delete(room)
        if (!room.isEmpty) return
        if (room.isIdle) void this.#projector.flush(room.document.id).then(() => this.#forgetIfStillIdle(room))
        else this.#forgetWhenIdle(room)
      }),
    )
  }

  #forgetIfStillIdle(room: Room): void {
    if (!room.isIdle || this.#idle.has(room)) return
    room.fold()
    this.#forget(room)
    room.close(CLOSE.restart, 'nobody is here')
  }

  #forget(room: Room): void {
    this.#idle.get(room)?.()
    this.#idle.delete(room)
    if (this.#rooms.get(room.document.id) === room) this.#rooms.delete(room.document.id)
  }
}
