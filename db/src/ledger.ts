import { and, asc, desc, eq, gt, lt } from 'drizzle-orm'

import {
  canonicalJson,
  hashEntry,
  verifyChain,
  type ChainVerdict,
  type LedgerActor,
  type LedgerEntry,
} from '@concordat/shared/ledger'

import type { Db, Tx } from './client.ts'
import { boards } from './schema/boards.ts'
import { ledgerEntries } from './schema/record.ts'

/** A board whose row this transaction holds. */
export type LockedBoard = typeof boards.$inferSelect

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u

/**
 * Locks a board, by slug or id, for the rest of the transaction: one writer per chain. Commands take this lock first and no
 * other before it. Undefined when there is none. Does not hold up rows that merely refer to the board.
 */
export async function lockBoard(tx: Tx, board: string): Promise<LockedBoard | undefined> {
  const [row] = await tx
    .select()
    .from(boards)
    .where(UUID.test(board) ? eq(boards.id, board) : eq(boards.slug, board))
    .for('no key update')
  return row
}

/**
 * Writes the next entry of a board's chain and moves its head. The only pen: takes the board's row lock itself, so callers
 * cannot forget. `at` is never earlier than the entry before (fault F24). The payload is stored as canonical JSON, because
 * that is what is hashed. Invariant 43.
 */
export async function appendEntry(
  tx: Tx,
  boardId: string,
  {
    type,
    at,
    actor,
    payload,
  }: {
    readonly type: string
    readonly at: Date
    readonly actor: LedgerActor
    readonly payload: LedgerEntry['payload']
  },
): Promise<LedgerEntry> {
  const [head] = await tx
    .select({ seq: boards.headSeq, hash: boards.headHash, at: ledgerEntries.at })
    .from(boards)
    .leftJoin(ledgerEntries, and(eq(ledgerEntries.boardId, boards.id), eq(ledgerEntries.seq, boards.headSeq)))
    .where(eq(boards.id, boardId))
    .for('no key update', { of: boards })
  if (!head) throw new Error(`No board ${boardId} to write to`)

  const stamped = head.at !== null && head.at > at ? head.at : at
  const draft = { seq: head.seq + 1, type, at: stamped.toISOString(), actor, payload, prevHash: head.hash }
  const entry: LedgerEntry = { ...draft, hash: hashEntry(draft) }
  await tx.insert(ledgerEntries).values({
    boardId,
    seq: entry.seq,
    type,
    at: stamped,
    actor: canonicalJson({ ...actor }),
    payload: canonicalJson(payload),
    prevHash: entry.prevHash,
    hash: entry.hash,
  })
  await tx.update(boards).set({ headSeq: entry.seq, headHash: entry.hash }).where(eq(boards.id, boardId))
  return entry
}

export interface EntryRange {
  /** Only entries numbered above this. */
  readonly after?: number
  /** Only entries numbered below this. With `before` and no `after`, the last ones below it. */
  readonly before?: number
  readonly limit?: number
  readonly type?: string
}

/** Entries of a board as they were hashed, in the order of `seq`, at most `limit` (1,000). */
export async function readEntries(
  db: Db | Tx,
  boardId: string,
  { after, before, limit = 1000, type }: EntryRange = {},
): Promise<LedgerEntry[]> {
  const isBackwards = before !== undefined && after === undefined
  const rows = await db
    .select({
      seq: ledgerEntries.seq,
      type: ledgerEntries.type,
      at: ledgerEntries.at,
      actor: ledgerEntries.actor,
      payload: ledgerEntries.payload,
      prevHash: ledgerEntries.prevHash,
      hash: ledgerEntries.hash,
    })
    .from(ledgerEntries)
    .where(
      and(
        eq(ledgerEntries.boardId, boardId),
        after === undefined ? undefined : gt(ledgerEntries.seq, after),
        before === undefined ? undefined : lt(ledgerEntries.seq, before),
        type === undefined ? undefined : eq(ledgerEntries.type, type),
      ),
    )
    .orderBy(isBackwards ? desc(ledgerEntries.seq) : asc(ledgerEntries.seq))
    .limit(Math.min(limit, 1000))
  const entries = rows.map((row) => ({
    ...row,
    at: row.at.toISOString(),
    actor: JSON.parse(row.actor) as LedgerActor,
    payload: JSON.parse(row.payload) as LedgerEntry['payload'],
  }))
  return isBackwards ? entries.reverse() : entries
}

const PIECE = 1000

/**
 * Checks a board's whole chain, in pieces, up to the head that the board's row had when it began. A chain shorter than that
 * head is a `gap` at its end; a last entry other than the head is a wrong `hash`. Entries added meanwhile are left for the next time.
 */
export async function verifyBoard(db: Db | Tx, boardId: string): Promise<ChainVerdict> {
  const [board] = await db
    .select({ seq: boards.headSeq, hash: boards.headHash })
    .from(boards)
    .where(eq(boards.id, boardId))
  if (!board) throw new Error(`No board ${boardId} to verify`)

  let verdict: ChainVerdict & { ok: true } = { ok: true, entries: 0, head: null }
  while ((verdict.head?.seq ?? 0) < board.seq) {
    const seq = verdict.head?.seq ?? 0
    const piece = await readEntries(db, boardId, { after: seq, before: board.seq + 1, limit: PIECE })
    if (piece.length === 0) return { ok: false, entries: verdict.entries, at: seq + 1, reason: 'gap' }
    const next = verifyChain(piece, verdict)
    if (!next.ok) return next
    verdict = next
  }
  if (verdict.head !== null && verdict.head.hash !== board.hash)
    return { ok: false, entries: verdict.entries, at: board.seq, reason: 'hash' }
  return verdict
}
