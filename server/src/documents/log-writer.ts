import { LogConflict, type DocumentUpdate } from '@concordat/db/documents'

import { wait, type Clock } from './clock.ts'
import type { Limits } from './limits.ts'
import { UNMETERED, type Meter } from './meter.ts'
import type { Log } from './ports.ts'
import type { DocumentStore } from './store.ts'
import { TokenBucket } from './token-bucket.ts'

/** A document with updates to be written: the room keeps them until they are committed, so nothing is dropped on the way. */
export interface LogSource {
  readonly documentId: string
  /** Other nodes write to it as well at the moment: its rows get their numbers from the database, in turn with theirs. */
  readonly isShared: boolean
  /** The oldest uncommitted updates, at most `count`; the same ones again until they are said to be committed. */
  uncommitted(count: number): readonly DocumentUpdate[]
  /** The first `count` of them are on disk, the first of them under number `first`. */
  committed(first: number, count: number): void
  /** Their numbers are taken, or may be: another writer, or a commit whose answer was lost. The source reads the log and wakes the writer again. */
  conflicted(): void
}

/**
 * Group commit for all rooms (performance lesson 3): one INSERT per round holds what every document has gathered while the
 * round before was in flight, and what comes within a few milliseconds of it: a commit costs the same for one row
 * as for a hundred, and so does telling a crowd. An edit after a pause does not wait. That bounds commits per second, not typing. A failed round loses nothing and
 * is tried again with growing waits; a document whose rows alone cannot be written holds up no other.
 */
export class LogWriter {
  readonly #store: DocumentStore
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #log: Log
  readonly #meter: Meter
  readonly #waiting = new Set<LogSource>()
  readonly #pace: TokenBucket
  #running = false
  #failures = 0

  constructor(parts: {
    readonly store: DocumentStore
    readonly clock: Clock
    readonly limits: Limits
    readonly log: Log
    readonly meter?: Meter | undefined
  }) {
    this.#store = parts.store
    this.#clock = parts.clock
    this.#limits = parts.limits
    this.#log = parts.log
    this.#meter = parts.meter ?? UNMETERED
    const { roundsPerSecond, roundsBurst } = parts.limits
    this.#pace = new TokenBucket(parts.clock, { perSecond: roundsPerSecond, burst: roundsBurst })
  }

  /** True while rounds fail: edits queue, acknowledgements stop (fault F4). */
  get isFailing(): boolean {
    return this.#failures > 0
  }

  /** Says that `source` has something to write. Cheap; called for each accepted update. */
  wake(source: LogSource): void {
    this.#waiting.add(source)
    if (this.#running) return
    this.#running = true
    this.#clock.turn(() => void this.#run())
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      while (!this.#pace.take()) await wait(this.#clock, Math.ceil(this.#pace.emptyMs))
      const round = this.#gather()
      if (round.length === 0) continue
      if (await this.#write(round)) this.#failures = 0
      else {
        this.#failures += 1
        this.#meter.roundFailed()
        await wait(this.#clock, this.#backOffMs())
      }
    }
    this.#running = false
  }

  #gather(): Batch[] {
    const round: Batch[] = []
    let room = this.#limits.roundRows
    let bytes = 0
    for (const source of this.#waiting) {
      if (room === 0 || bytes > this.#limits.roundBytes) break
      const updates = source.uncommitted(room)
      // Sources stand in line again when they have more, behind those who are waiting.
      this.#waiting.delete(source)
      if (updates.length === 0) continue
      room -= updates.length
      for (const { update } of updates) bytes += update.byteLength
      round.push({ source, updates })
    }
    return round
  }

  /** True when anything was written or found to be written. */
  async #write(round: readonly Batch[]): Promise<boolean> {
    const shared = round.filter(({ source }) => source.isShared)
    const own = shared.length === 0 ? round : round.filter((batch) => !shared.includes(batch))
    const wrote = own.length > 0 && (await this.#writeOwn(own))
    return (shared.length > 0 && (await this.#writeBehindOthers(shared))) || wrote
  }

  async #writeOwn(round: readonly Batch[]): Promise<boolean> {
    const failure = await this.#append(round.flatMap(({ updates }) => updates))
    if (failure === undefined) {
      for (const batch of round) this.#settle(batch, undefined)
      return true
    }
    const [only] = round
    if (only !== undefined && round.length === 1) return this.#settle(only, failure)

    // One document may spoil the round for all: each by itself then, and whoever is well goes on.
    let any = false
    for (const batch of round) any = this.#settle(batch, await this.#append(batch.updates)) || any
    return any
  }

  async #writeBehindOthers(round: readonly Batch[]): Promise<boolean> {
    try {
      const rows = round.flatMap(({ updates }) => updates)
      const first = await this.#timed(rows.length, () => this.#store.appendBehindOthers(rows))
      for (const { source, updates } of round) {
        source.committed(first.get(source.documentId) ?? 0, updates.length)
        if (source.uncommitted(1).length > 0) this.#waiting.add(source)
      }
      return true
    } catch (error) {
      // Whether it was written is not known, and under new numbers it would be written twice: the log is read first.
      this.#log.warn({ err: error, documents: round.length }, 'updates of documents that others write too stay queued')
      for (const { source } of round) source.conflicted()
      return false
    }
  }

  async #append(updates: readonly DocumentUpdate[]): Promise<Failure | undefined> {
    try {
      await this.#timed(updates.length, () => this.#store.appendUpdates(updates))
      return undefined
    } catch (error) {
      // The updates stay with their rooms; this writer, or for a conflict the room, tries again.
      return { error }
    }
  }

  async #timed<T>(rows: number, deed: () => Promise<T>): Promise<T> {
    const at = performance.now()
    const answer = await deed()
    this.#meter.wroteRound(rows, performance.now() - at)
    return answer
  }

  #settle({ source, updates }: Batch, failure: Failure | undefined): boolean {
    if (failure === undefined) {
      source.committed(updates[0]?.seq ?? 0, updates.length)
      if (source.uncommitted(1).length > 0) this.#waiting.add(source)
      return true
    }
    if (failure.error instanceof LogConflict) {
      this.#log.warn(
        { document: source.documentId },
        'another writer has appended to this document; reading its log again',
      )
      source.conflicted()
      return true
    }
    this.#log.error(
      { err: failure.error, document: source.documentId, waiting: updates.length },
      'updates could not be committed and stay queued',
    )
    this.#waiting.add(source)
    return false
  }

  #backOffMs(): number {
    return Math.min(this.#limits.retryMostMs, this.#limits.retryFirstMs * 2 ** Math.min(this.#failures - 1, 16))
  }
}

interface Batch {
  readonly source: LogSource
  readonly updates: readonly DocumentUpdate[]
}

interface Failure {
  readonly error: unknown
}
