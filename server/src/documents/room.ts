import * as Y from 'yjs'

import type { StoredDraft } from '@concordat/db/document-snapshots'
import type { DocumentRecord, DocumentUpdate } from '@concordat/db/documents'

import { CLOSE, type CloseCode, type Refusal } from './closes.ts'
import { Draft, QUEUE_IS_FULL, type Author, type DraftParts, type News, type Reading } from './draft.ts'
import {
  acknowledgementFrame,
  conditionFrame,
  isEmptyUpdate,
  readFrame,
  STEP_1,
  syncFrame,
  type ClientFrame,
  type Condition,
} from './frames.ts'
import type { Verdict } from './gate.ts'
import { Member } from './member.ts'
import type { Meter } from './meter.ts'
import type { Peer } from './peer.ts'
import { Presence } from './presence.ts'
import { Slab } from './wire.ts'

export interface RoomParts extends Omit<DraftParts, 'onSaved' | 'onReloaded' | 'onBroken'> {
  readonly meter: Meter
  /** Who is here has changed; for the other nodes. */
  readonly onPresence?: ((states: Uint8Array) => void) | undefined
  /** Something has been committed; `rows` here, and not by another node. */
  readonly onCommitted: (rows: readonly DocumentUpdate[]) => void
  /** The log cannot be read: everyone has been sent away, and the room is to be forgotten. */
  readonly onBroken: () => void
}

const NOBODYS_CLIENTS: ReadonlySet<number> = new Set()
const NOT_NOW: Refusal = { code: CLOSE.overloaded, reason: 'the document cannot take edits at the moment' }
const TOO_MANY_FRAMES: Refusal = { code: CLOSE.tooMuch, reason: 'too many frames' }

/**
 * One draft's live document and the people in it. Knows Yjs and its protocols; not sockets, HTTP or SQL.
 *
 * An update passes the gate, is applied and waits in the queue. Once it is committed, and not before, the others get the
 * server's own bytes of it and its author the acknowledgement (reliability rules 1 and 2). A bad frame costs one peer and no
 * other. A reader is not asked for updates.
 */
export class Room {
  readonly document: DocumentRecord
  readonly #parts: RoomParts
  readonly #presence: Presence
  readonly #members = new Map<Peer, Member>()
  readonly #slab = new Slab()
  readonly #draft: Draft
  /** Frames that arrived while the log was read again. */
  #inbox: { readonly peer: Peer; readonly frame: Uint8Array }[] = []
  #inboxBytes = 0
  /** What everyone in the document has been told of its size. */
  #warning: number | Condition['hold'] = null
  #isStopped = false

  /** Throws `LogDamaged` when what is stored does not make a whole document. */
  constructor(parts: RoomParts, stored: StoredDraft) {
    this.#parts = parts
    this.document = parts.document
    this.#presence = new Presence(parts.clock, parts.limits, parts.onPresence)
    this.#draft = new Draft(
      {
        ...parts,
        onSaved: (news, rows) => {
          this.#tell(news)
          this.#warn()
          parts.onCommitted(rows)
        },
        onReloaded: () => this.#readInbox(),
        onBroken: () => {
          // They come back to a fresh room; what was not acknowledged they send again.
          this.close(CLOSE.broken, 'the document cannot be read')
          parts.onBroken()
        },
      },
      stored,
    )
    this.#warning = this.#warningNow()
  }

  /** Last number of the log that is known here. */
  get seq(): number {
    return this.#draft.seq
  }

  get isLive(): boolean {
    return this.#draft.isLive
  }

  get unsavedBytes(): number {
    return this.#draft.unsavedBytes
  }

  get peers(): readonly Peer[] {
    return [...this.#members.keys()]
  }

  /** Nobody is here. */
  get isEmpty(): boolean {
    return this.#members.size === 0
  }

  /** Nobody is here and nothing waits to be written: forgetting the room loses nothing. */
  get isIdle(): boolean {
    return this.#members.size === 0 && this.#draft.isSaved
  }

  join(peer: Peer): void {
    this.#members.set(peer, new Member(peer, this.#parts.clock, this.#parts.limits))
    this.#presence.join(peer)
  }

  leave(peer: Peer): void {
    if (this.#members.delete(peer)) this.#presence.leave(peer)
  }

  /** Takes one frame. Whatever is wrong with it closes its sender and no other. */
  receive(peer: Peer, frame: Uint8Array): void {
    const member = this.#members.get(peer)
    if (member === undefined || this.#isStopped) return
    const message = readFrame(frame)
    if (message === undefined)
      return this.#refuse(peer, { code: CLOSE.malformed, reason: 'not a frame of the sync protocol' })
    if (message.type !== 'awareness' && !member.frames.take()) return this.#refuse(peer, TOO_MANY_FRAMES)
    if (!this.#draft.isReloading || message.type === 'awareness') return this.#answer(member, message)
    if (this.#inboxBytes + frame.byteLength > this.#parts.limits.queueBytes) return this.#refuse(peer, QUEUE_IS_FULL)
    this.#inbox.push({ peer, frame })
    this.#inboxBytes += frame.byteLength
  }

  #answer(member: Member, message: ClientFrame): void {
    switch (message.type) {
      case 'step-1':
        return this.#sendState(member, message.vector)
      case 'step-2': {
        const count = member.countStep2(isEmptyUpdate(message.update))
        return this.#takeUpdate(member, message.update, () => count)
      }
      case 'update':
        return this.#takeUpdate(member, message.update, () => member.countUpdate())
      case 'query-awareness':
        return this.#presence.tellAll(member.peer)
      case 'awareness':
        return this.#takePresence(member, message.states)
    }
  }

  #sendState(member: Member, vector: Uint8Array): void {
    let frames: Uint8Array[]
    try {
      frames = this.#draft.framesFor(vector)
    } catch {
      // Yjs says nothing about a broken state vector that its sender could use.
      return this.#refuse(member.peer, { code: CLOSE.malformed, reason: 'not a state vector' })
    }
    // A reader would answer a question too, and be refused for it.
    if (member.peer.mayWrite && !member.wasAsked) frames.push(this.#question(member))
    if (this.#warning !== null) frames.push(conditionFrame(this.#draft))
    member.isSynced = true
    member.peer.send(frames)
  }

  /**
   * Sync step 1, with what is committed and not what is accepted: somebody who comes back while their edit is still in the
   * queue sends it again, and learns from the acknowledgement that it is on disk.
   */
  #question(member: Member): Uint8Array {
    member.wasAsked = true
    return syncFrame(STEP_1, Y.encodeStateVector(new Map(this.#draft.committedVector)))
  }

  /** `count`: how many of the peer's updates are acknowledged with this one, once it is taken. */
  #takeUpdate(member: Member, update: Uint8Array, count: () => number): void {
    const { peer } = member
    if (isEmptyUpdate(update)) return this.#acknowledgeInTurn(member, count())
    if (!peer.mayWrite) return this.#takeFromReader(member, update)

    const { personId, clients } = peer
    const verdict = this.#draft.take(update, { origin: peer, personId, clients, clientId: member.clientId })
    switch (verdict.type) {
      case 'refused':
        return this.#refuse(peer, verdict)
      case 'gap':
        return this.#askAgain(member)
      case 'accepted':
        this.#parts.meter.tookIn(1)
        member.clientId = verdict.clients[0] ?? member.clientId
        return this.#acknowledgeInTurn(member, count())
      case 'known':
        return this.#acknowledgeInTurn(member, count())
    }
  }

  #askAgain(member: Member): void {
    const next = member.missUpdate()
    if (next === 'too-many') return this.#refuse(member.peer, { code: CLOSE.malformed, reason: 'updates with gaps' })
    if (next === 'ask') member.peer.send([this.#question(member)])
  }

  /** Nothing a reader sends is taken in. Judged as if they had no client id, so that only what is not new passes. */
  #takeFromReader(member: Member, update: Uint8Array): void {
    const { peer } = member
    const verdict = this.#draft.judge(update, NOBODYS_CLIENTS)
    // What a client answers out of politeness, or tidies up after the server did: there is nothing new in it.
    if (verdict.type === 'known') return
    if (verdict.type === 'refused' && verdict.code === CLOSE.malformed) return this.#refuse(peer, verdict)
    this.#parts.log.warn(
      { event: 'sec.sync.read_only', person: peer.personId, document: this.document.id },
      'an edit of a reader was ignored',
    )
    if (member.strikeReadOnly())
      this.#refuse(peer, { code: CLOSE.forbidden, reason: 'you may read this document, not write it' })
  }

  #takePresence(member: Member, states: Uint8Array): void {
    const taken = this.#presence.receive(member.peer, states)
    if (typeof taken === 'object') this.#refuse(member.peer, taken)
    else if (taken === 'charge' && !member.frames.take()) this.#refuse(member.peer, TOO_MANY_FRAMES)
  }

  /** Acknowledges once everything accepted so far is on disk: a count says that all before it is. */
  #acknowledgeInTurn(member: Member, count: number): void {
    const isSaved = this.#draft.isSaved
    this.#draft.onceSaved(() => member.acknowledge(count))
    if (!isSaved) return
    const frames = acknowledgementFor(member)
    if (frames.length > 0) member.peer.send(frames)
  }

  /** One hand-over to each peer: what others wrote, and the acknowledgement of its own. No bytes go back to their author. */
  #tell(news: readonly News[]): void {
    let handedOut = 0
    const all = news.map(({ frame }) => frame)
    const origins = new Set(news.map(({ origin }) => origin))
    for (const [peer, member] of this.#members) {
      const others = origins.has(peer) ? news.filter(({ origin }) => origin !== peer).map(({ frame }) => frame) : all
      const acknowledgement = acknowledgementFor(member)
      const frames = member.isSynced
        ? acknowledgement.length > 0
          ? [...others, ...acknowledgement]
          : others
        : acknowledgement
      if (frames.length === 0) continue
      handedOut += member.isSynced ? others.length : 0
      peer.send(frames, this.#slab)
    }
    this.#parts.meter.handedOut(handedOut)
  }

  /** Tells everyone when the document begins to be too full, goes on filling, is full, or is not any more (abuse case 34). */
  #warn(): void {
    const warning = this.#warningNow()
    if (warning === this.#warning) return
    this.#warning = warning
    const frames = [conditionFrame(this.#draft)]
    for (const [peer, { isSynced }] of this.#members) if (isSynced) peer.send(frames)
  }

  /** A number: how many steps it is filled. */
  #warningNow(): number | Condition['hold'] {
    const { fillNotice, fillStep } = this.#parts.limits
    const { fill, hold } = this.#draft
    return hold ?? (fill >= fillNotice ? Math.floor(fill / fillStep) : null)
  }

  #readInbox(): void {
    const inbox = this.#inbox
    this.#inbox = []
    this.#inboxBytes = 0
    for (const { peer, frame } of inbox) {
      const member = this.#members.get(peer)
      const message = readFrame(frame)
      if (member !== undefined && message !== undefined) this.#answer(member, message)
    }
  }

  /** Waits until everything accepted so far is on disk, then reads. Refuses with `unavailable` when that takes too long. */
  settle(): Promise<Reading> {
    return this.#draft.settle()
  }

  /** What is on disk, and nothing that is not. */
  read(): Reading {
    return this.#draft.read()
  }

  /** Takes in what other nodes have written to the log. Rejects with what the store says. */
  catchUp(): Promise<void> {
    return this.#draft.catchUp()
  }

  /** Takes in rows that another node says it has written. False when some before them are missing here. */
  takeRows(rows: readonly DocumentUpdate[]): boolean {
    return this.#draft.takeRows(rows)
  }

  /**
   * Takes work that was done offline and is more than a frame holds: the same gate and the same log, wider bounds. Resolves once it is on
   * disk, also when it was there already. Rejects with `unavailable` when the log does not answer; sent again, it changes nothing twice.
   */
  async bring(update: Uint8Array, author: Omit<Author, 'origin'>): Promise<Verdict> {
    const { limits, meter } = this.#parts
    if (this.#isStopped || this.#draft.isReloading) return { type: 'refused', ...NOT_NOW }
    const bounds = { ...limits, updateBytes: limits.offlineBytes, updateStructs: limits.offlineStructs }
    // Everyone is told of it, also the author's own open sockets: it did not come over one of them.
    const verdict = this.#draft.take(update, { ...author, origin: this }, bounds)
    if (verdict.type === 'refused') meter.refused(verdict.code, verdict.reason)
    if (verdict.type === 'accepted') meter.tookIn(1)
    if (verdict.type === 'accepted' || verdict.type === 'known') await this.#draft.whenSaved()
    return verdict
  }

  /** Takes what another node says of the people there. */
  receivePresence(states: Uint8Array): void {
    if (!this.#isStopped) this.#presence.receiveFromNode(states)
  }

  /** Tells the other nodes who is here. */
  tellPresence(): void {
    this.#presence.tellNodes()
  }

  /** Folds the document for its next opening, when that is worth it. */
  fold(): void {
    this.#draft.fold()
  }

  /** Takes no more frames. What is accepted is still written and acknowledged. */
  stopReceiving(): void {
    this.#isStopped = true
  }

  /** Ends every connection and all work of the room. */
  close(code: CloseCode, reason: string): void {
    this.#isStopped = true
    this.#presence.stop()
    for (const peer of this.peers) {
      this.#members.delete(peer)
      peer.close(code, reason)
    }
    this.#draft.close()
  }

  #refuse(peer: Peer, { code, reason }: Refusal): void {
    this.#parts.meter.refused(code, reason)
    this.#parts.log.warn(
      { event: 'sec.sync.refused', person: peer.personId, document: this.document.id, code, reason },
      'a peer was sent away',
    )
    this.leave(peer)
    peer.close(code, reason)
  }
}

/** The acknowledgement that a member has not been told yet, if any. */
function acknowledgementFor(member: Member): Uint8Array[] {
  if (!member.isOwedAcknowledgement) return []
  member.isOwedAcknowledgement = false
  return [acknowledgementFrame(member.acknowledged)]
}
