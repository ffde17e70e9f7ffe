import { LogDamaged, type DocumentRecord, type DocumentUpdate } from '@concordat/db/documents'
import { readDocument, type DocumentContent } from '@concordat/shared/documents/content'
import { createDoc } from '@concordat/shared/documents/doc'
import { DomainError } from '@concordat/shared/errors'

import { wait, type Clock } from './clock.ts'
import { CLOSE, type Refusal } from './closes.ts'
import { CommittedState, takeBase, type Base } from './committed-state.ts'
import { syncFrame, UPDATE } from './frames.ts'
import { gate, type Verdict } from './gate.ts'
import type { Limits } from './limits.ts'
import { LiveDocument, type Intake, type StateVector } from './live-document.ts'
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
  /** Of the document with this update in it. */
  vector: StateVector
  /** The document up to this update, to be adopted once it is on disk. */
  base: Base | undefined
  readonly then: (() => void)[]
}

export interface DraftParts {
  readonly document: DocumentRecord
  readonly writer: Pick<LogWriter, 'wake'>
  readonly loadUpdates: () => Promise<readonly DocumentUpdate[]>
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Log
  /** Is on disk, and has not been told to anyone. */
  readonly onSaved: (news: readonly News[]) => void
  /** The log has been read again; what had to wait for it may go on. */
  readonly onReloaded: () => void
  /** The log cannot be read: the draft is of no use any more. */
  readonly onBroken: () => void
}

export const QUEUE_IS_FULL: Refusal = { code: CLOSE.overloaded, reason: 'edits cannot be stored at the moment' }

/**
 * One document on its way from accepted to on disk: the live Y.Doc, which is ahead, and the committed state, which is all that
 * anyone is shown. Knows Yjs and the log; not peers. An accepted update is never dropped: a failed write leaves it queued.
 */
export class Draft implements LogSource {
  readonly document: DocumentRecord
  readonly #parts: DraftParts
  #live: LiveDocument
  readonly #committed: CommittedState
  #committedVector: StateVector
  #seq: number
  #queue: Entry[] = []
  #queuedBytes = 0
  #baseIsOnItsWay = false
  #reloading: Promise<void> | undefined
  #isClosed = false

  /** `updates` is the whole log of the document's epoch. Throws `LogDamaged` when it does not make a whole document. */
  constructor(parts: DraftParts, updates: readonly DocumentUpdate[]) {
    this.#parts = parts
    this.document = parts.document
    this.#live = this.#build(updates)
    this.#seq = updates.at(-1)?.seq ?? 0
    this.#committed = new CommittedState(takeBase(this.#live.doc), parts.limits)
    this.#committedVector = this.#live.vector
  }

  get documentId(): string {
    return this.document.id
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
    return this.#committedVector
  }

  /** Everything on disk that somebody with this state vector lacks. Throws when it is none. */
  framesFor(encodedVector: Uint8Array): Uint8Array[] {
    return this.#committed.framesFor(encodedVector)
  }

  /** What the gate says of an update from somebody who may write under `clients`. Changes nothing. */
  judge(update: Uint8Array, clients: ReadonlySet<number>): Verdict {
    return gate(this.#live.doc, this.document.kind, update, { clients }, this.#parts.limits)
  }

  /** Judges an update and, when it is accepted, takes it in and has it written. */
  take(update: Uint8Array, author: Author): Verdict {
    const { limits, log, writer } = this.#parts
    const verdict = this.judge(update, author.clients)
    if (verdict.type !== 'accepted') return verdict
    if (this.#queuedBytes + verdict.update.byteLength > limits.queueBytes) return { type: 'refused', ...QUEUE_IS_FULL }
    if (verdict.clients.length > 0 && this.#committed.bytes > limits.documentBytes) {
      return { type: 'refused', code: CLOSE.tooBig, reason: 'the document is full' }
    }
    const intakes = this.#live.apply(verdict.update)
    if (intakes === undefined) {
      log.error(
        { document: this.documentId, person: author.personId },
        'an update passed the gate and could not be applied',
      )
      this.conflicted()
      return { type: 'refused', code: CLOSE.malformed, reason: 'the update could not be applied' }
    }
    const clientId = verdict.clients[0] ?? author.clientId
    intakes.forEach((intake, index) =>
      this.#enqueue(intake, { ...author, clientId }, index === 0 ? author.origin : undefined),
    )
    if (intakes.length > 0) writer.wake(this)
    return verdict
  }

  /** Runs `then` once everything accepted so far is on disk; at once when it is. */
  onceSaved(then: () => void): void {
    const last = this.#queue.at(-1)
    if (last === undefined) then()
    else last.then.push(then)
  }

  uncommitted(count: number): readonly DocumentUpdate[] {
    if (this.isReloading) return []
    const { id: documentId, epoch } = this.document
    return this.#queue
      .slice(0, count)
      .map(({ update, personId, clientId, at }, index) => ({
        documentId,
        epoch,
        seq: this.#seq + 1 + index,
        personId,
        clientId,
        update,
        at,
      }))
  }

  committed(count: number): void {
    const done = this.#queue.splice(0, count)
    this.#seq += done.length
    for (const { update, frame, vector, base, then } of done) {
      this.#queuedBytes -= update.byteLength
      this.#committedVector = vector
      this.#committed.append(update, frame)
      if (base !== undefined) this.#adopt(base)
      for (const run of then) run()
    }
    this.#parts.onSaved(done)
    if (this.#committed.isBaseDue) this.#renewBase()
  }

  /** Throws the live document away and makes it anew from the log. */
  conflicted(): void {
    this.#reloading ??= this.#readLogAgain().then((updates) => {
      this.#reloading = undefined
      if (!this.#isClosed) this.#rebuild(updates)
    })
  }

  /** Waits until everything accepted so far is on disk, then reads. Refuses with `unavailable` when that takes too long. */
  async settle(): Promise<Reading> {
    await this.#reloading
    if (!this.isSaved) await this.#onDisk()
    return this.read()
  }

  /** What is on disk, and nothing that is not. */
  read(): Reading {
    const { epoch, kind } = this.document
    if (this.isSaved) return { content: this.#live.read(), seq: this.#seq, epoch }
    const doc = createDoc(kind)
    this.#committed.applyTo(doc)
    const content = readDocument(doc, kind)
    doc.destroy()
    return { content, seq: this.#seq, epoch }
  }

  close(): void {
    this.#isClosed = true
    this.#live.destroy()
  }

  #enqueue({ update, vector }: Intake, { personId, clientId }: Author, origin: object | undefined): void {
    const at = new Date(this.#parts.clock.now())
    this.#queue.push({
      update,
      frame: syncFrame(UPDATE, update),
      origin,
      personId,
      clientId,
      at,
      vector,
      base: undefined,
      then: [],
    })
    this.#queuedBytes += update.byteLength
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
    if (this.#baseIsOnItsWay) return
    const base = takeBase(this.#live.doc)
    const last = this.#queue.at(-1)
    if (last === undefined) return this.#adopt(base)
    last.base = base
    this.#baseIsOnItsWay = true
  }

  #adopt(base: Base): void {
    this.#committed.adopt(base)
    this.#baseIsOnItsWay = false
  }

  async #readLogAgain(): Promise<readonly DocumentUpdate[] | undefined> {
    const { clock, limits, log, loadUpdates } = this.#parts
    for (;;) {
      try {
        return await loadUpdates()
      } catch (error) {
        log.error({ err: error, document: this.documentId }, 'the log of a document could not be read again')
        if (error instanceof LogDamaged || this.#isClosed) return undefined
        // Nothing is lost meanwhile: what is accepted stays queued.
        await wait(clock, limits.retryMostMs)
      }
    }
  }

  /** The document as the log has it, with what is accepted and not in the log on top, under new numbers. */
  #rebuild(updates: readonly DocumentUpdate[] | undefined): void {
    this.#live.destroy()
    // A log that has become shorter is another log.
    if (updates === undefined || updates.length < this.#seq) return this.#giveUp()
    try {
      this.#live = this.#build(updates)
    } catch (error) {
      this.#parts.log.error({ err: error, document: this.documentId }, 'the log of a document does not make a document')
      return this.#giveUp()
    }

    for (const stored of updates.slice(this.#seq)) {
      const first = this.#queue[0]
      // Ours after all: the commit went through and its answer was lost (fault F6).
      if (
        first !== undefined &&
        first.personId === stored.personId &&
        Buffer.compare(first.update, stored.update) === 0
      )
        this.committed(1)
      else this.#takeForeign(stored)
    }
    this.#adopt(takeBase(this.#live.doc))
    this.#committedVector = this.#live.vector
    for (const entry of this.#queue) {
      if (this.#live.apply(entry.update) === undefined) return this.#giveUp()
      entry.vector = this.#live.vector
      entry.base = undefined
    }
    if (this.#queue.length > 0) this.#parts.writer.wake(this)
    this.#parts.onReloaded()
  }

  #takeForeign({ seq, update }: DocumentUpdate): void {
    this.#seq = seq
    this.#parts.onSaved([{ origin: undefined, frame: syncFrame(UPDATE, update) }])
  }

  #giveUp(): void {
    this.#isClosed = true
    this.#parts.log.error(
      { document: this.documentId, unsaved: this.#queue.length },
      'a document was closed because its log cannot be used',
    )
    this.#parts.onBroken()
  }

  #build(updates: readonly DocumentUpdate[]): LiveDocument {
    const live = new LiveDocument(this.document.kind, updates)
    if (!live.isWhole)
      throw new LogDamaged(`The log of document ${this.documentId} refers to updates that are not in it.`)
    return live
  }
}

const notSaved = (): DomainError =>
  new DomainError({
    kind: 'unavailable',
    title: 'The latest edits of this draft are not saved yet.',
    detail: 'Nothing was recorded. Try again when the page says that all is saved.',
  })
