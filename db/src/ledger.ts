import { and, asc, desc, eq, exists, gt, gte, lt, lte, sql, type SQL } from 'drizzle-orm'

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
import { ledgerAbout, ledgerEntries } from './schema/record.ts'

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
  // Sent one behind the other without waiting in between, as are all statements of a transaction that are begun together.
  await Promise.all([
    tx.insert(ledgerEntries).values({
      boardId,
      seq: entry.seq,
      type,
      at: stamped,
      actor: canonicalJson({ ...actor }),
      payload: canonicalJson(payload),
      prevHash: entry.prevHash,
      hash: entry.hash,
    }),
    tx.update(boards).set({ headSeq: entry.seq, headHash: entry.hash }).where(eq(boards.id, boardId)),
  ])
  return entry
}

/** Names what entries are about, so that each thing has its history (J1). Repeats are as good as once. */
export async function insertAbout(
  tx: Tx,
  boardId: string,
  seqs: readonly number[],
  about: readonly string[],
): Promise<void> {
  const ids = [...new Set(about)]
  if (ids.length === 0 || seqs.length === 0) return
  await tx
    .insert(ledgerAbout)
    .values(seqs.flatMap((seq) => ids.map((aboutId) => ({ boardId, aboutId, seq }))))
    .onConflictDoNothing()
}

/** What an entry was said to be about when it was written. */
export async function readAbout(tx: Tx, boardId: string, seq: number): Promise<string[]> {
  const rows = await tx
    .select({ id: ledgerAbout.aboutId })
    .from(ledgerAbout)
    .where(and(eq(ledgerAbout.boardId, boardId), eq(ledgerAbout.seq, seq)))
  return rows.map(({ id }) => id)
}

export interface EntryFilter {
  readonly type?: string
  /** Id of a record, of a body, or `entry-12` for the corrections of entry 12. */
  readonly about?: string
  /** Person. */
  readonly actor?: string
  /** Recorded at this instant or later, at this instant or earlier. */
  readonly from?: Date
  readonly to?: Date
}

export interface EntryRange extends EntryFilter {
  /** Only entries numbered above this. */
  readonly after?: number
  /** Only entries numbered below this. With `before` and no `after`, the last ones below it. */
  readonly before?: number
  readonly limit?: number
}

/** An entry with actor and payload as the text that is stored and was hashed. */
export interface StoredEntry extends Omit<LedgerEntry, 'actor' | 'payload'> {
  readonly actor: string
  readonly payload: string
}

/** Entries of a board as they are stored, in the order of `seq`, at most `limit` (1,000). */
export async function readStoredEntries(
  db: Db | Tx,
  boardId: string,
  { after, before, limit = 1000, ...filter }: EntryRange = {},
): Promise<StoredEntry[]> {
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
        ...conditions(db, boardId, filter),
      ),
    )
    .orderBy(isBackwards ? desc(ledgerEntries.seq) : asc(ledgerEntries.seq))
    .limit(Math.min(limit, 1000))
  const entries = rows.map((row) => ({ ...row, at: row.at.toISOString() }))
  return isBackwards ? entries.reverse() : entries
}

function conditions(db: Db | Tx, boardId: string, { type, about, actor, from, to }: EntryFilter): (SQL | undefined)[] {
  return [
    type === undefined ? undefined : eq(ledgerEntries.type, type),
    actor === undefined ? undefined : sql`${ledgerEntries.actor}::jsonb ->> 'person' = ${actor}`,
    from === undefined ? undefined : gte(ledgerEntries.at, from),
    to === undefined ? undefined : lte(ledgerEntries.at, to),
    about === undefined
      ? undefined
      : exists(
          db
            .select({ one: sql`1` })
            .from(ledgerAbout)
            .where(
              and(
                eq(ledgerAbout.boardId, boardId),
                eq(ledgerAbout.aboutId, about),
                eq(ledgerAbout.seq, ledgerEntries.seq),
              ),
            ),
        ),
  ]
}

/** Entries of a board as they were hashed, in the order of `seq`, at most `limit` (1,000). */
export async function readEntries(db: Db | Tx, boardId: string, range: EntryRange = {}): Promise<LedgerEntry[]> {
  return (await readStoredEntries(db, boardId, range)).map(parseStored)
}

/** What the stored text says. Text that is no JSON was not written by `appendEntry`: it is shown as it is, and its digest will not fit. */
export const parseStored = (entry: StoredEntry): LedgerEntry => ({
  ...entry,
  actor: parsed<LedgerActor>(entry.actor) ?? { person: '', role: 'unreadable', post: null, body: null },
  payload: parsed<LedgerEntry['payload']>(entry.payload) ?? { unreadable: entry.payload },
})

function parsed<T extends object>(text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as T) : undefined
  } catch {
    return undefined
  }
}

const PIECE = 1000

/** The head of a board's chain as this transaction sees it. */
export async function readHead(db: Db | Tx, boardId: string): Promise<{ seq: number; hash: string }> {
  const [board] = await db
    .select({ seq: boards.headSeq, hash: boards.headHash })
    .from(boards)
    .where(eq(boards.id, boardId))
  if (!board) throw new Error(`There is no board ${boardId}`)
  return board
}

/** A chain that holds up to its head. */
export type Held = ChainVerdict & { readonly ok: true }
/** Nothing read yet: where a check begins. */
export const UNREAD: Held = { ok: true, entries: 0, head: null }

/**
 * Checks a board's chain in pieces, from where `held` left off up to the head that the board's row had when this began, or for at
 * most `most` entries. A chain shorter than that head is a `gap` at its end; a last entry other than the head is a wrong `hash`; a
 * head before what was held already is a `gap` too. Entries added meanwhile are left for the next time. `isWhole` when the head was reached.
 */
export async function verifyOn(
  db: Db | Tx,
  boardId: string,
  held: Held,
  most = Number.POSITIVE_INFINITY,
): Promise<{ readonly verdict: ChainVerdict; readonly isWhole: boolean }> {
  const board = await readHead(db, boardId)
  let verdict = held
  const broken = (at: number, reason: 'gap' | 'hash') => ({
    verdict: { ok: false, entries: verdict.entries, at, reason } as const,
    isWhole: true,
  })
  if ((held.head?.seq ?? 0) > board.seq) return broken(board.seq + 1, 'gap')
  while ((verdict.head?.seq ?? 0) < board.seq) {
    const seq = verdict.head?.seq ?? 0
    if (verdict.entries - held.entries >= most) return { verdict, isWhole: false }
    const piece = await readEntries(db, boardId, { after: seq, before: board.seq + 1, limit: PIECE })
    if (piece.length === 0) return broken(seq + 1, 'gap')
    const next = verifyChain(piece, verdict)
    if (!next.ok) return { verdict: next, isWhole: true }
    verdict = next
  }
  if (verdict.head !== null && verdict.head.hash !== board.hash) return broken(board.seq, 'hash')
  return { verdict, isWhole: true }
}

/** Checks a board's whole chain, from its first entry to its head. */
export async function verifyBoard(db: Db | Tx, boardId: string): Promise<ChainVerdict> {
  return (await verifyOn(db, boardId, UNREAD)).verdict
}
