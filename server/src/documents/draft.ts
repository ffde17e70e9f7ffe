import * as Y from 'yjs'

import type { StoredDraft } from '@concordat/db/document-snapshots'
import { LogDamaged, type DocumentRecord, type DocumentUpdate } from '@concordat/db/documents'
import { readDocument, type DocumentContent } from '@concordat/shared/documents/content'
import { createDoc } from '@concordat/shared/documents/doc'
import { DomainError } from '@concordat/shared/errors'

import { wait, type Clock } from './clock.ts'
import { CLOSE, type Refusal } from './closes.ts'
import { baseOf, CommittedState, takeBase, type Base, type StateVector } from './committed-state.ts'
import { EMPTY_UPDATE, syncFrame, UPDATE, type Condition } from './frames.ts'
import { gate, type Verdict } from './gate.ts'
import type { Limits } from './limits.ts'
import { LiveDocument } from './live-document.ts'
import type { LogSource, LogWriter } from './log-writer.ts'
import type { Log } from './ports.ts'

/** What a document reads with everything up to `seq` in it and nothing after. */
export interface Reading {
  readonly content: DocumentContent
  readonly seq: number
  readonly epoch: number
}

/** Who an update is from. `origin` is whoever need not be told of it, because they have it already. */
export interface Author {
  readonly origin: object
  readonly personId: string
  readonly clientId: number
  readonly clients: ReadonlySet<number>
}

/** Something on disk that others are now to be told. */
export interface News {
  /** Who has it already: nobody, for what the server tidied up by itself or another node wrote. */
  readonly origin: object | undefined
  readonly frame: Uint8Array
}

/** Accepted and not on disk yet. */
interface Entry extends News {
  readonly update: Uint8Array
  readonly personId: string
  readonly clientId: number
  readonly at: Date
  /** The document up to this update, to be adopted once it is on disk. */
  base: Base | undefined
  readonly then: (() => void)[]
}

/** A document as it was before much of it was taken away. */
export interface RestorePoint {
  readonly personId: string
  readonly seq: number
  readonly state: Uint8Array
}

/** Everything up to `seq` in one state, and how many updates went into it since the one before. */
export interface Fold {
  readonly seq: number
  readonly state: Uint8Array
  readonly vector: Uint8Array
  readonly updates: number
}

export interface DraftParts {
  readonly document: DocumentRecord
  readonly writer: Pick<LogWriter, 'wake'>
  /** The newest good snapshot up to number `upTo`, and every update after it. */
  readonly loadDraft: (upTo: number) => Promise<StoredDraft>
  /** What the log holds after number `after`. */
  readonly loadUpdates: (after: number) => Promise<readonly DocumentUpdate[]>
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Log
  /** Is on disk, and has not been told to anyone. `rows`: those of it that were written here. */
  readonly onSaved: (news: readonly News[], rows: readonly DocumentUpdate[]) => void
  /** The log has been read again; what had to wait for it may go on. */
  readonly onReloaded: () => void
  /** The log cannot be read: the draft is of no use any more. */
  readonly onBroken: () => void
  readonly onFolded: (fold: Fold) => void
  /** One update takes away more than half of the text: this is how it was. */
  readonly onShrunk: (point: RestorePoint) => void
}

export const QUEUE_IS_FULL: Refusal = { code: CLOSE.overloaded, reason: 'edits cannot be stored at the moment' }
const CANNOT_BE_READ: Refusal = { code: CLOSE.broken, reason: 'the document cannot be read' }
const IS_FULL: Refusal = { code: CLOSE.tooBig, reason: 'the document is full' }
const IS_DAMAGED: Refusal = { code: CLOSE.forbidden, reason: 'the document is damaged and can only be read' }

/**
 * One document on its way from accepted to on disk: the live Y.Doc, which is ahead, and the committed state, which is all that
 * anyone is shown. Knows Yjs and the log; not peers. An accepted update is never dropped: a failed write leaves it queued.
 *
 * The live document is made when something has to be judged or read, and dropped when nobody edits; joining needs none. Rows of other
 * nodes are taken in by their numbers, each once, whether they come from the log or from the node that wrote them.
 */
export class Draft implements LogSource {
  readonly document: DocumentRecord
  readonly #parts: DraftParts
  #live: LiveDocument | undefined
  #usedAt: number
  #cancelRest: (() => void) | undefined
  readonly #committed: CommittedState
  #seq: number
  #foldedSeq: number
  #queue: Entry[] = []
  #queuedBytes = 0
  #baseIsOnItsWay = false
  /** Set while nothing can be judged, because the live document is being made anew. */
  #reloading: Promise<void> | undefined
  /** Set while nothing of ours may be written, because it is not known which numbers are taken. */
  #isBehind = false
  #reading: Promise<void> | undefined
  #readingNext: Promise<void> | undefined
  #foreignAt = -Infinity
  readonly #damage: string | null
  #isClosed = false

  /** Throws `LogDamaged` when what is stored does not make a whole document. */
  constructor(parts: DraftParts, stored: StoredDraft) {
    this.#parts = parts
    this.document = parts.document
    this.#usedAt = parts.clock.now()
    this.#damage = stored.damage
    this.#foldedSeq = stored.snapshot?.seq ?? 0
    this.#seq = stored.updates.at(-1)?.seq ?? this.#foldedSeq
    const { state = EMPTY_UPDATE, vector = null } = stored.snapshot ?? {}
    this.#committed = new CommittedState(baseOf(state, vector ?? undefined), parts.limits)
    for (const { update } of stored.updates) this.#committed.append(update, syncFrame(UPDATE, update))

    const { eagerBytes } = parts.limits
    if (this.#committed.bytes > eagerBytes && !this.#committed.isBaseDue) return
    const live = this.#makeLive()
    if (this.#committed.isBaseDue) this.#adopt(takeBase(live.doc))
  }

  get documentId(): string {
    return this.document.id
  }

  /** Last number that is on disk and known here. */
  get seq(): number {
    return this.#seq
  }

  /** Is in memory as a Y.Doc, and not as bytes alone. */
  get isLive(): boolean {
    return this.#live !== undefined
  }

  get unsavedBytes(): number {
    return this.#queuedBytes
  }

  /** Everything accepted is on disk. */
  get isSaved(): boolean {
    return this.#queue.length === 0 && this.#reloading === undefined
  }

  /** No update can be looked at until the log has been read again. */
  get isReloading(): boolean {
    return this.#reloading !== undefined
  }

  /** State vector of what is on disk. */
  get committedVector(): StateVector {
    return this.#committed.vector
  }

  get isShared(): boolean {
    return this.#parts.clock.now() - this.#foreignAt < this.#parts.limits.sharedMs
  }

  /** How full the document is, 1 at its limit. */
  get fill(): number {
    const { documentBytes, documentStructs } = this.#parts.limits
    return Math.max(this.#committed.bytes / documentBytes, this.#committed.structs / documentStructs)
  }

  /** Why a document takes no more text, although the person may write. */
  get hold(): Condition['hold'] {
    if (this.#damage !== null) return 'damaged'
    return this.fill >= 1 ? 'full' : null
  }

  /** Everything on disk that somebody with this state vector lacks. Throws when it is none. */
  framesFor(encodedVector: Uint8Array): Uint8Array[] {
    return this.#committed.framesFor(encodedVector)
  }

  /** What the gate says of an update from somebody who may write under `clients`. Changes nothing. */
  judge(update: Uint8Array, clients: ReadonlySet<number>, limits = this.#parts.limits): Verdict {
    // What everyone who is up to date says when they join; it would wake the document for nothing.
    if (this.isSaved && this.#committed.isDeletes(update)) return { type: 'known' }
    const live = this.#awake()
    if (live === undefined) return { type: 'refused', ...CANNOT_BE_READ }
    return gate(live.doc, this.document.kind, update, { clients }, limits)
  }

  /** Judges an update and, when it is accepted, takes it in and has it written. `bounds`: how large it may be, when that is not what holds for a frame. */
  take(update: Uint8Array, author: Author, bounds?: Limits): Verdict {
    const { limits, log, writer } = this.#parts
    const verdict = this.judge(update, author.clients, bounds)
    if (verdict.type !== 'accepted') return verdict
    if (this.#damage !== null) return { type: 'refused', ...IS_DAMAGED }
    if (this.#queuedBytes + verdict.update.byteLength > limits.queueBytes) return { type: 'refused', ...QUEUE_IS_FULL }
    if (verdict.clients.length > 0 && this.hold === 'full') return { type: 'refused', ...IS_FULL }
    const live = this.#awake()
    if (live === undefined) return { type: 'refused', ...CANNOT_BE_READ }

    const before = verdict.deleted >= limits.shrinkLeast ? this.#beforeShrinking(live, verdict.deleted) : undefined
    const intakes = live.apply(verdict.update)
    if (intakes === undefined) {
      log.error(
        { document: this.documentId, person: author.personId },
        'an update passed the gate and could not be applied',
      )
      this.#reload()
      return { type: 'refused', code: CLOSE.malformed, reason: 'the update could not be applied' }
    }
    if (before !== undefined)
      this.#parts.onShrunk({ personId: author.personId, seq: this.#seq + this.#queue.length, state: before })
    const clientId = verdict.clients[0] ?? author.clientId
    intakes.forEach((intake, index) =>
      this.#enqueue(intake, { ...author, clientId }, index === 0 ? author.origin : undefined),
    )
    if (intakes.length > 0) writer.wake(this)
    return verdict
  }

  /** Everything accepted so far is on disk. Refuses with `unavailable` when that takes too long. */
  whenSaved(): Promise<void> {
    return this.#onDisk()
  }

  /** Runs `then` once everything accepted so far is on disk; at once when it is. */
  onceSaved(then: () => void): void {
    const last = this.#queue.at(-1)
    if (last === undefined) then()
    else last.then.push(then)
  }

  uncommitted(count: number): readonly DocumentUpdate[] {
    if (this.isReloading || this.#isBehind) return []
    return this.#queue.slice(0, count).map((entry, index) => this.#rowOf(entry, this.#seq + 1 + index))
  }

  committed(first: number, count: number): void {
    const last = first + count - 1
    // Read from the log before its answer came.
    if (last <= this.#seq) return
    // Others have come in between; the log tells in which order.
    if (first > this.#seq + 1) return this.conflicted()
    const news: News[] = []
    const rows: DocumentUpdate[] = []
    while (this.#seq < last) {
      const row = this.#settleFirst(news)
      if (row === undefined) break
      rows.push(row)
    }
    this.#parts.onSaved(news, rows)
    if (this.#committed.isBaseDue) this.#renewBase()
  }

  /** Some of the numbers are taken, or it is not known whether they are: nothing is written until the log has been read on. */
  conflicted(): void {
    if (this.#isBehind || this.#isClosed) return
    this.#isBehind = true
    void this.#catchUpAtLast().then(() => {
      this.#isBehind = false
      if (this.#queue.length > 0 && !this.isReloading && !this.#isClosed) this.#parts.writer.wake(this)
    })
  }

  /**
   * Takes in what other nodes have written. Everything that was in the log at the time of the call is here once it resolves. Rejects
   * with what the store says.
   */
  catchUp(): Promise<void> {
    if (this.#reading === undefined) return this.#readOn()
    // The reading that is under way may have begun before the row was there.
    this.#readingNext ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#readingNext = undefined
        return this.#readOn()
      })
    return this.#readingNext
  }

  /** Takes in rows of the log, wherever they come from. False when some before them are missing: the log is to be read. */
  takeRows(rows: readonly DocumentUpdate[]): boolean {
    if (this.#isClosed || this.isReloading) return true
    const news: News[] = []
    const own: DocumentUpdate[] = []
    let isContiguous = true
    for (const row of rows) {
      if (row.epoch !== this.document.epoch || row.seq <= this.#seq) continue
      if (row.seq > this.#seq + 1) {
        isContiguous = false
        break
      }
      if (this.#isFirstOfOurs(row)) {
        this.#settleFirst(news)
        own.push(row)
      } else if (!this.#takeForeign(row, news)) {
        this.#reload()
        break
      }
    }
    if (news.length > 0) this.#parts.onSaved(news, own)
    if (this.#committed.isBaseDue) this.#renewBase()
    return isContiguous
  }

  /** Waits until everything accepted so far is on disk, then reads. Refuses with `unavailable` when that takes too long. */
  async settle(): Promise<Reading> {
    await this.#reloading
    if (this.#damage !== null) throw damaged()
    if (!this.isSaved) await this.#onDisk()
    return this.read()
  }

  /** What is on disk, and nothing that is not. */
  read(): Reading {
    const { epoch, kind } = this.document
    if (this.isSaved) {
      const live = this.#awake()
      if (live !== undefined) return { content: live.read(), seq: this.#seq, epoch }
    }
    const doc = createDoc(kind)
    this.#committed.applyTo(doc)
    const content = readDocument(doc, kind)
    doc.destroy()
    return { content, seq: this.#seq, epoch }
  }

  /** Folds what has come since the last snapshot, when that is worth it. For a room that is about to be closed. */
  fold(): void {
    if (!this.isSaved || this.#damage !== null) return
    if (this.#seq - this.#foldedSeq < this.#parts.limits.snapshotAtClose) return
    const live = this.#awake()
    if (live !== undefined) this.#adopt(takeBase(live.doc), this.#parts.limits.snapshotAtClose)
  }

  close(): void {
    this.#isClosed = true
    this.#sleep()
  }

  #awake(): LiveDocument | undefined {
    this.#usedAt = this.#parts.clock.now()
    if (this.#live !== undefined || this.#isClosed) return this.#live
    try {
      return this.#makeLive()
    } catch (error) {
      this.#parts.log.error({ err: error, document: this.documentId }, 'the log of a document does not make a document')
      this.#giveUp()
      return undefined
    }
  }

  #makeLive(): LiveDocument {
    const live = new LiveDocument(this.document.kind, (doc) => this.#committed.applyTo(doc))
    if (!live.isWhole)
      throw new LogDamaged(`The log of document ${this.documentId} refers to updates that are not in it.`)
    this.#live = live
    this.#restLater()
    return live
  }

  #restLater(): void {
    const { clock, limits } = this.#parts
    this.#cancelRest?.()
    this.#cancelRest = clock.after(limits.liveIdleMs, () => {
      this.#cancelRest = undefined
      if (!this.isSaved || clock.now() - this.#usedAt < limits.liveIdleMs) return this.#restLater()
      if (this.#live !== undefined && this.#committed.tailUpdates > 0 && this.#committed.hasGrown)
        this.#adopt(takeBase(this.#live.doc))
      this.#sleep()
    })
  }

  #sleep(): void {
    this.#cancelRest?.()
    this.#cancelRest = undefined
    this.#live?.destroy()
    this.#live = undefined
  }

  #rowOf({ update, personId, clientId, at }: Entry, seq: number): DocumentUpdate {
    const { id: documentId, epoch } = this.document
    return { documentId, epoch, seq, personId, clientId, update, at }
  }

  /** Where more than half of the text is about to go: the state before. */
  #beforeShrinking({ doc }: LiveDocument, deleted: number): Uint8Array | undefined {
    let shown = 0
    for (const pieces of doc.store.clients.values())
      for (const piece of pieces)
        if (!piece.deleted && piece instanceof Y.Item && piece.countable) shown += piece.length
    return deleted > shown * this.#parts.limits.shrinkShare ? Y.encodeStateAsUpdate(doc) : undefined
  }

  #enqueue(
    update: Uint8Array,
    { personId, clientId }: Pick<Author, 'personId' | 'clientId'>,
    origin: object | undefined,
  ): void {
    const at = new Date(this.#parts.clock.now())
    this.#queue.push({
      update,
      frame: syncFrame(UPDATE, update),
      origin,
      personId,
      clientId,
      at,
      base: undefined,
      then: [],
    })
    this.#queuedBytes += update.byteLength
  }

  /** The oldest of our queue is on disk, under the next number. */
  #settleFirst(news: News[]): DocumentUpdate | undefined {
    const entry = this.#queue.shift()
    if (entry === undefined) return undefined
    this.#seq += 1
    this.#queuedBytes -= entry.update.byteLength
    this.#committed.append(entry.update, entry.frame)
    if (entry.base !== undefined) this.#adopt(entry.base)
    for (const run of entry.then) run()
    news.push(entry)
    return this.#rowOf(entry, this.#seq)
  }

  /** A commit whose answer was lost (fault F6), or the same edit sent to two nodes by somebody who moved. */
  #isFirstOfOurs({ personId, update }: DocumentUpdate): boolean {
    const [first] = this.#queue
    return first !== undefined && first.personId === personId && Buffer.compare(first.update, update) === 0
  }

  /** False when the live document cannot go on with it. */
  #takeForeign(row: DocumentUpdate, news: News[]): boolean {
    const { update } = row
    if (this.#live !== undefined) {
      if (this.#contradicts(update)) return false
      const intakes = this.#live.apply(update)
      if (intakes === undefined) return false
      // What Yjs tidied up because of it; the other node has probably written the same.
      for (const tidied of intakes.slice(1)) this.#enqueue(tidied, row, undefined)
      if (intakes.length > 1) this.#parts.writer.wake(this)
    }
    this.#seq = row.seq
    this.#foreignAt = this.#parts.clock.now()
    const frame = syncFrame(UPDATE, update)
    this.#committed.append(update, frame)
    news.push({ origin: undefined, frame })
    this.#dropBase()
    return true
  }

  /**
   * Text of a client id that is in our queue under the same clocks: somebody speaks to two nodes at once. Whatever the log has stands
   * (reliability M-8), so the live document is made anew with it.
   */
  #contradicts(update: Uint8Array): boolean {
    const live = this.#live
    if (live === undefined || this.#queue.length === 0) return false
    const { from } = Y.parseUpdateMeta(update)
    return [...from].some(
      ([client, clock]) => live.clockOf(client) > Math.max(clock, this.committedVector.get(client) ?? 0),
    )
  }

  #onDisk(): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#parts.clock.after(this.#parts.limits.settleMs, () => reject(notSaved()))
      this.onceSaved(() => {
        cancel()
        resolve()
      })
    })
  }

  /** Encodes the document once for all who will join. With updates in the queue, the bytes are used when those are on disk. */
  #renewBase(): void {
    if (this.#baseIsOnItsWay || this.#damage !== null) return
    const live = this.#awake()
    if (live === undefined) return
    const base = takeBase(live.doc)
    const last = this.#queue.at(-1)
    if (last === undefined) return this.#adopt(base)
    last.base = base
    this.#baseIsOnItsWay = true
  }

  #adopt(base: Base, worth = this.#parts.limits.tailUpdates): void {
    this.#baseIsOnItsWay = false
    if (!this.#committed.isEqualTo(base)) {
      // Nobody may be shown it, and it may not be stored: what it was made from stays.
      this.#parts.log.error({ document: this.documentId, seq: this.#seq }, 'a folded state is not what was folded')
      return
    }
    this.#committed.adopt(base)
    const updates = this.#seq - this.#foldedSeq
    if (updates < worth) return
    this.#foldedSeq = this.#seq
    this.#parts.onFolded({ seq: this.#seq, state: base.state, vector: base.encodedVector, updates })
  }

  /** A state that is waiting for the queue lacks what has come from elsewhere since. */
  #dropBase(): void {
    if (!this.#baseIsOnItsWay) return
    this.#baseIsOnItsWay = false
    for (const entry of this.#queue) entry.base = undefined
  }

  #readOn(): Promise<void> {
    const reading = this.#readRows().finally(() => {
      if (this.#reading === reading) this.#reading = undefined
    })
    this.#reading = reading
    return reading
  }

  async #readRows(): Promise<void> {
    await this.#reloading
    if (this.#isClosed || this.#damage !== null) return
    this.takeRows(await this.#parts.loadUpdates(this.#seq))
  }

  /** Tries until the log answers: what is accepted stays queued meanwhile. */
  async #catchUpAtLast(): Promise<void> {
    const { clock, limits, log } = this.#parts
    while (!this.#isClosed) {
      try {
        return await this.catchUp()
      } catch (error) {
        log.error({ err: error, document: this.documentId }, 'the log of a document could not be read on')
        if (error instanceof LogDamaged) return this.#giveUp()
        await wait(clock, limits.retryMostMs)
      }
    }
  }

  /** Throws the live document away and makes it anew from the log, with what is accepted and not in the log on top. */
  #reload(): void {
    this.#reloading ??= this.#readLogAgain().then((stored) => {
      this.#reloading = undefined
      if (!this.#isClosed) this.#rebuild(stored)
    })
  }

  async #readLogAgain(): Promise<StoredDraft> {
    const { clock, limits, log, loadDraft } = this.#parts
    for (;;) {
      try {
        return await loadDraft(this.#seq)
      } catch (error) {
        log.error({ err: error, document: this.documentId }, 'the log of a document could not be read again')
        // Nothing is lost meanwhile: what is accepted stays queued.
        await wait(clock, limits.retryMostMs)
      }
    }
  }

  #rebuild({ snapshot, updates, damage }: StoredDraft): void {
    this.#sleep()
    const known = snapshot?.seq ?? 0
    // A log that has become shorter is another log.
    if (damage !== null || (updates.at(-1)?.seq ?? known) < this.#seq) return this.#giveUp()
    try {
      this.#live = new LiveDocument(this.document.kind, (doc) => {
        doc.transact(() => {
          if (snapshot !== null) Y.applyUpdate(doc, snapshot.state)
          for (const { update } of updates) Y.applyUpdate(doc, update)
        })
      })
    } catch (error) {
      this.#parts.log.error({ err: error, document: this.documentId }, 'the log of a document does not make a document')
    }
    if (this.#live?.isWhole !== true) return this.#giveUp()

    const news: News[] = []
    const own: DocumentUpdate[] = []
    for (const row of updates.filter(({ seq }) => seq > this.#seq)) {
      if (this.#isFirstOfOurs(row)) {
        this.#settleFirst(news)
        own.push(row)
        continue
      }
      this.#seq = row.seq
      this.#foreignAt = this.#parts.clock.now()
      const frame = syncFrame(UPDATE, row.update)
      this.#committed.append(row.update, frame)
      news.push({ origin: undefined, frame })
    }
    this.#dropBase()
    this.#adopt(takeBase(this.#live.doc))
    for (const entry of this.#queue) if (this.#live.apply(entry.update) === undefined) return this.#giveUp()
    this.#restLater()
    if (news.length > 0) this.#parts.onSaved(news, own)
    if (this.#queue.length > 0) this.#parts.writer.wake(this)
    this.#parts.onReloaded()
  }

  #giveUp(): void {
    if (this.#isClosed) return
    this.close()
    this.#parts.log.error(
      { document: this.documentId, unsaved: this.#queue.length },
      'a document was closed because its log cannot be used',
    )
    this.#parts.onBroken()
  }
}

const notSaved = (): DomainError =>
  new DomainError({
    kind: 'unavailable',
    title: 'The latest edits of this draft are not saved yet.',
    detail: 'Nothing was recorded. Try again when the page says that all is saved.',
  })

const damaged = (): DomainError =>
  new DomainError({
    kind: 'unavailable',
    title: 'A part of this draft cannot be read from the disk.',
    detail:
      'Nothing was recorded. What can be read is shown; tell whoever runs this service, who has been warned as well.',
  })
