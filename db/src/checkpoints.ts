import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm'

import type { SignedCheckpoint } from '@concordat/shared/checkpoint'

import type { Db, Tx } from './client.ts'
import { boards } from './schema/boards.ts'
import { checkpoints, ledgerEntries, ledgerKeys } from './schema/record.ts'

/** A board with the newest head that was signed for it; 0 before the first. */
export interface BoardToSign {
  readonly id: string
  readonly slug: string
  readonly headSeq: number
  readonly headHash: string
  readonly signedSeq: number
}

/** Every board, with how far it is signed. */
export async function readBoardsToSign(db: Db | Tx): Promise<BoardToSign[]> {
  const signed = db
    .select({ boardId: checkpoints.boardId, seq: sql<number>`max(${checkpoints.seq})`.mapWith(Number).as('signed') })
    .from(checkpoints)
    .groupBy(checkpoints.boardId)
    .as('signed')
  return db
    .select({
      id: boards.id,
      slug: boards.slug,
      headSeq: boards.headSeq,
      headHash: boards.headHash,
      signedSeq: sql<number>`coalesce(${signed.seq}, 0)`.mapWith(Number),
    })
    .from(boards)
    .leftJoin(signed, eq(signed.boardId, boards.id))
    .orderBy(asc(boards.slug))
}

/** Keeps a signed head and the key it is signed with. The head may have been signed by another node already: then the first one stays. */
export async function insertCheckpoint(
  tx: Tx,
  boardId: string,
  checkpoint: SignedCheckpoint,
  publicKey: string,
): Promise<void> {
  const at = new Date(checkpoint.at)
  const { seq, hash, keyId, signature } = checkpoint
  await tx.insert(ledgerKeys).values({ keyId, publicKey, firstUsedAt: at }).onConflictDoNothing()
  await tx.insert(checkpoints).values({ boardId, seq, hash, at, keyId, signature }).onConflictDoNothing()
}

/** Signed heads of a board, newest first; `before` reads on. */
export async function readCheckpoints(
  db: Db | Tx,
  board: { readonly id: string; readonly slug: string },
  { before, limit = 1000 }: { readonly before?: number; readonly limit?: number } = {},
): Promise<SignedCheckpoint[]> {
  const rows = await db
    .select()
    .from(checkpoints)
    .where(and(eq(checkpoints.boardId, board.id), before === undefined ? undefined : lt(checkpoints.seq, before)))
    .orderBy(desc(checkpoints.seq))
    .limit(limit)
  return rows.map(({ seq, hash, at, keyId, signature }) => ({
    board: board.slug,
    seq,
    hash,
    at: at.toISOString(),
    keyId,
    signature,
  }))
}

export async function findCheckpoint(
  db: Db | Tx,
  board: { readonly id: string; readonly slug: string },
  seq: number,
): Promise<SignedCheckpoint | undefined> {
  const [found] = await readCheckpoints(db, board, { before: seq + 1, limit: 1 })
  return found?.seq === seq ? found : undefined
}

/** Raw public keys as hex, by their ids. */
export async function readLedgerKeys(db: Db | Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .select({ keyId: ledgerKeys.keyId, publicKey: ledgerKeys.publicKey })
    .from(ledgerKeys)
    .orderBy(desc(ledgerKeys.firstUsedAt))
  return new Map(rows.map(({ keyId, publicKey }) => [keyId, publicKey]))
}

/** Digests of the entries of these numbers, where there are such entries. */
export async function readHashes(db: Db | Tx, boardId: string, seqs: readonly number[]): Promise<Map<number, string>> {
  if (seqs.length === 0) return new Map()
  const rows = await db
    .select({ seq: ledgerEntries.seq, hash: ledgerEntries.hash })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.boardId, boardId), inArray(ledgerEntries.seq, [...seqs])))
  return new Map(rows.map(({ seq, hash }) => [seq, hash]))
}

/** True for the one node that gets it, until the end of the transaction. */
export async function takeSigningTurn(tx: Tx): Promise<boolean> {
  const [row] = await tx.execute<{ taken: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtext('concordat.checkpoints')) as taken`,
  )
  return row?.taken === true
}

/** What time the database says it is. */
export async function readDatabaseClock(db: Db): Promise<Date> {
  const [row] = await db.$client<{ now: Date }[]>`select clock_timestamp() as now`
  if (row === undefined) throw new Error('The database does not say what time it is')
  return new Date(row.now)
}
