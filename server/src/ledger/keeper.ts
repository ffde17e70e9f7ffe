import type { FastifyBaseLogger } from 'fastify'

import {
  insertCheckpoint,
  readBoardsToSign,
  readCheckpoints,
  readDatabaseClock,
  readHashes,
  readLedgerKeys,
  takeSigningTurn,
  type BoardToSign,
} from '@concordat/db/checkpoints'
import { inTransaction, type Db, type Tx } from '@concordat/db/client'
import { UNREAD, verifyOn, type Held } from '@concordat/db/ledger'
import type { SignedCheckpoint } from '@concordat/shared/checkpoint'
import type { LedgerVerdict } from '@concordat/shared/http'
import type { VerdictOnNotes } from '@concordat/shared/http-ledger'

import type { Clock } from '../platform/clock.ts'
import type { LedgerKey } from './key.ts'
import { verdictOn, verifyNotes, verifyRecord, type Checked, type Keys } from './verify.ts'
import type { Witness } from './witness.ts'

/** A head is signed after so much time with something new in the record. */
const SIGN_EVERY_MS = 5 * 60_000
/** Every entry is gone through again after this; with the minute between two rounds that is within five minutes (F29). */
const VERIFY_EVERY_MS = 3 * 60_000
/** Most entries of one board in one round. */
const ENTRIES_A_ROUND = 20_000
const DRIFT_ALARM_MS = 2_000

export interface KeeperParts {
  readonly db: Db
  readonly key: LedgerKey
  readonly witness: Witness
  readonly clock: Clock
  readonly log: FastifyBaseLogger
}

/** How far this node has gone through a board's chain, and what it found there. */
interface Pass {
  held: Held
  startedAt: number
}

/**
 * Keeps the ledgers of all boards under watch: goes through them again and again, signs their heads, and says when one does not
 * hold. A record that does not hold is never signed and nothing is published from it.
 */
export class LedgerKeeper {
  readonly #parts: KeeperParts
  readonly #passes = new Map<string, Pass>()
  readonly #broken = new Map<string, LedgerVerdict>()
  /** What witnesses handed in that was signed here and does not hold: nobody here could find it again. */
  readonly #handedIn = new Map<string, SignedCheckpoint[]>()
  /** How far the clock of this node is from that of the database, in milliseconds. */
  driftMs = 0
  signed = 0

  constructor(parts: KeeperParts) {
    this.#parts = parts
  }

  get brokenBoards(): number {
    return this.#broken.size
  }

  /** What `/api/ready` tells; null while every record holds. */
  get warning(): string | null {
    const count = this.#broken.size
    if (count === 0) return null
    return `The record of ${count === 1 ? 'a board' : `${count} boards`} does not hold: see the log, and verify it.`
  }

  /** One round: looks at the clock, goes on through each chain, signs what is new. Rejects when the database cannot be asked. */
  async round(): Promise<void> {
    const { db } = this.#parts
    await this.#compareClocks()
    const keys = await this.keys()
    for (const board of await readBoardsToSign(db)) {
      const held = await this.#goOn(board, keys)
      if (held !== undefined) await this.#sign(board, held)
    }
  }

  /** Checks a board's whole record now, and remembers what came of it. */
  async verify(board: Checked): Promise<LedgerVerdict> {
    return this.#judged(
      board,
      await verifyRecord(this.#parts.db, board, await this.keys(), await this.#evidence(board)),
    )
  }

  /** As `verify`, and holds a witness's checkpoints against it. */
  async verifyNotes(board: Checked, notes: readonly SignedCheckpoint[]): Promise<VerdictOnNotes> {
    const verdict = await verifyNotes(this.#parts.db, board, await this.keys(), notes)
    const against = notes.filter((_, index) => ['differs', 'ahead'].includes(verdict.notes[index]?.result ?? ''))
    if (against.length > 0) this.#handedIn.set(board.id, against.slice(-10))
    if (!verdict.ok) this.#judged(board, verdict)
    return verdict
  }

  /** Checks the record inside a transaction that is about to publish from it. */
  async verifyIn(tx: Tx, board: Checked): Promise<LedgerVerdict> {
    return this.#judged(board, await verifyRecord(tx, board, await this.keys(tx), await this.#evidence(board)))
  }

  /** Signs a head inside the transaction that makes it. */
  async signIn(
    tx: Tx,
    board: Checked,
    head: { readonly seq: number; readonly hash: string },
  ): Promise<SignedCheckpoint> {
    const { key, clock } = this.#parts
    const checkpoint = key.sign({ board: board.slug, ...head, at: clock().toISOString() })
    await insertCheckpoint(tx, board.id, checkpoint, key.publicKey)
    this.signed += 1
    return checkpoint
  }

  /** Every public key that a checkpoint may be signed with: that of this node, and those before. */
  async keys(db: Db | Tx = this.#parts.db): Promise<Keys> {
    const { id, publicKey } = this.#parts.key
    return new Map([...(await readLedgerKeys(db)), [id, publicKey]])
  }

  /** Goes on through the chain. Gives how far it holds, when it was gone through to its head and all signed heads are in it. */
  async #goOn(board: BoardToSign, keys: Keys): Promise<(Held & { head: NonNullable<Held['head']> }) | undefined> {
    const { db, clock } = this.#parts
    const now = clock().getTime()
    const before = this.#passes.get(board.id)
    const isDue = before === undefined || now - before.startedAt >= VERIFY_EVERY_MS || now < before.startedAt
    // Where the last pass ended must be what it was, before a new one begins at the first entry and forgets it.
    if (before?.held.head && isDue && !(await this.#isStill(board, before.held.head))) return undefined
    const pass: Pass = isDue ? { held: UNREAD, startedAt: now } : before
    if (!isDue && pass.held.head?.seq === board.headSeq && !this.#broken.has(board.id)) return asRead(pass.held)

    const { verdict, isWhole } = await verifyOn(db, board.id, pass.held, ENTRIES_A_ROUND)
    if (!verdict.ok) {
      this.#passes.delete(board.id)
      this.#judged(board, await verdictOn(db, board, keys, verdict))
      return undefined
    }
    this.#passes.set(board.id, { ...pass, held: verdict })
    if (!isWhole) return undefined
    const judged = this.#judged(board, await verdictOn(db, board, keys, verdict, await this.#evidence(board)))
    return judged.ok ? asRead(verdict) : undefined
  }

  /** This node has seen the chain before: it may have been rewritten whole, heads and all, and still not be the same. */
  async #isStill(board: Checked, head: { readonly seq: number; readonly hash: string }): Promise<boolean> {
    const hash = (await readHashes(this.#parts.db, board.id, [head.seq])).get(head.seq)
    if (hash === head.hash) return true
    this.#judged(board, {
      ok: false,
      entries: head.seq,
      head: null,
      at: head.seq,
      reason: 'checkpoint',
      detail: `This node has read entry ${head.seq.toLocaleString('en-GB')} before, and it was another one.`,
    })
    return false
  }

  async #sign(
    board: BoardToSign,
    { head }: { readonly head: { readonly seq: number; readonly hash: string } },
  ): Promise<void> {
    if (head.seq <= board.signedSeq) return
    const { db, clock, witness } = this.#parts
    const checkpoint = await inTransaction(db, async (tx) => {
      // One node signs for all; the others find it done when their turn comes.
      if (!(await takeSigningTurn(tx))) return undefined
      const [newest] = await readCheckpoints(tx, board, { limit: 1 })
      const isEarly = newest !== undefined && clock().getTime() - Date.parse(newest.at) < SIGN_EVERY_MS
      if (newest !== undefined && (isEarly || newest.seq >= head.seq)) return newest
      return this.signIn(tx, board, head)
    })
    if (checkpoint !== undefined) await witness.keep(board, checkpoint)
  }

  async #evidence(board: Checked): Promise<SignedCheckpoint[]> {
    return [...(await this.#parts.witness.notes(board)), ...(this.#handedIn.get(board.id) ?? [])]
  }

  #judged(board: Checked, verdict: LedgerVerdict): LedgerVerdict {
    const { log } = this.#parts
    const known = this.#broken.get(board.id)
    if (verdict.ok) {
      if (known !== undefined) log.warn(`The record of the board ${board.slug} holds again.`)
      this.#broken.delete(board.id)
    } else {
      if (known?.detail !== verdict.detail)
        log.error(
          `The record of the board ${board.slug} does not hold. ${verdict.detail ?? ''} Nothing is published from it until it does: see docs/ledger.md.`,
        )
      this.#broken.set(board.id, verdict)
    }
    return verdict
  }

  /** Order never rests on a clock, but what is shown does (F24). */
  async #compareClocks(): Promise<void> {
    const { db, clock, log } = this.#parts
    const before = clock().getTime()
    const there = (await readDatabaseClock(db)).getTime()
    const after = clock().getTime()
    const wasFar = Math.abs(this.driftMs) > DRIFT_ALARM_MS
    this.driftMs = (before + after) / 2 - there
    if (Math.abs(this.driftMs) > DRIFT_ALARM_MS && !wasFar)
      log.warn(
        `The clock of this node is ${(this.driftMs / 1000).toFixed(1)} s away from that of the database. Set both by the same time service.`,
      )
  }
}

const asRead = (held: Held): (Held & { head: NonNullable<Held['head']> }) | undefined =>
  held.head === null ? undefined : { ...held, head: held.head }
