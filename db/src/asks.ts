import { and, asc, count, desc, eq, isNull, like } from 'drizzle-orm'

import { editorialVersions, type CellAct } from '@concordat/shared/sign-off-standing'

import type { Tx } from './client.ts'
import { asks, preparedAnswers, signOffEvents, wordings } from './schema/asks.ts'
import { listConfirmations, listObjections } from './wordings.ts'

export type Ask = typeof asks.$inferSelect
export type Wording = typeof wordings.$inferSelect
export type SignOffEventRow = typeof signOffEvents.$inferSelect

export async function findAsk(tx: Tx, boardId: string, id: string): Promise<Ask | undefined> {
  const [row] = await tx
    .select()
    .from(asks)
    .where(and(eq(asks.boardId, boardId), eq(asks.id, id)))
  return row
}

/** The wording with the highest version: the one in force. Under the board's lock it stays so until the transaction ends (invariant 3). */
export async function findWordingInForce(tx: Tx, boardId: string, askId: string): Promise<Wording | undefined> {
  const [row] = await tx
    .select()
    .from(wordings)
    .where(and(eq(wordings.boardId, boardId), eq(wordings.askId, askId)))
    .orderBy(desc(wordings.version))
    .limit(1)
  return row
}

/** One cell of the matrix. `part` is '' for an ask without parts. */
export interface Cell {
  readonly askId: string
  readonly part: string
  readonly bodyId: string
}

const ofCell = (boardId: string, { askId, part, bodyId }: Cell) =>
  and(
    eq(signOffEvents.boardId, boardId),
    eq(signOffEvents.askId, askId),
    eq(signOffEvents.part, part),
    eq(signOffEvents.bodyId, bodyId),
  )

/** Every act on a cell, on whatever wording, oldest first. */
export async function findActs(tx: Tx, boardId: string, cell: Cell): Promise<SignOffEventRow[]> {
  return tx.select().from(signOffEvents).where(ofCell(boardId, cell)).orderBy(asc(signOffEvents.seq))
}

/** The act in ledger entry `seq`. */
export async function findAct(tx: Tx, boardId: string, seq: number): Promise<SignOffEventRow | undefined> {
  const [row] = await tx
    .select()
    .from(signOffEvents)
    .where(and(eq(signOffEvents.boardId, boardId), eq(signOffEvents.seq, seq)))
  return row
}

/** A row as the reducer takes it. Rows of the first release name no principal: there the holder acted in person. */
export const asCellAct = (
  row: Omit<CellAct, 'callInUntil'> & Pick<SignOffEventRow, 'capacity' | 'personId' | 'authorisedBy'>,
): CellAct => ({
  seq: row.seq,
  event: row.event,
  wordingVersion: row.wordingVersion,
  conditions: row.conditions,
  callInUntil: row.authorisedBy?.callInUntil ?? null,
  provenance: row.provenance,
  principal: row.principal ?? (row.capacity === 'holder' ? row.personId : null),
  about: row.about,
  accepts: row.accepts,
  condition: row.condition,
})

/**
 * Versions of each ask whose change counts as editorial (D3), by ask: confirmed so by a second person, and objected to by nobody. Of
 * one ask, or of all asks of the board.
 */
export async function readEditorialVersions(
  tx: Tx,
  boardId: string,
  askId?: string,
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const only = askId === undefined ? undefined : [askId]
  const [confirmations, objections] = await Promise.all([
    listConfirmations(tx, boardId, only),
    listObjections(tx, boardId, only),
  ])
  return new Map(
    [...Map.groupBy(confirmations, (confirmation) => confirmation.askId)].map(([id, confirmed]) => [
      id,
      editorialVersions(
        confirmed,
        objections.filter((objection) => objection.askId === id),
      ),
    ]),
  )
}

export type PreparedRow = typeof preparedAnswers.$inferSelect

const liesPrepared = (boardId: string, { askId, part, bodyId }: Cell) =>
  and(
    eq(preparedAnswers.boardId, boardId),
    eq(preparedAnswers.askId, askId),
    eq(preparedAnswers.part, part),
    eq(preparedAnswers.bodyId, bodyId),
    isNull(preparedAnswers.endedBy),
  )

/** The answer that lies prepared in a cell and has been neither given nor discarded. */
export async function findPrepared(tx: Tx, boardId: string, cell: Cell): Promise<PreparedRow | undefined> {
  const [row] = await tx
    .select()
    .from(preparedAnswers)
    .where(liesPrepared(boardId, cell))
    .orderBy(desc(preparedAnswers.seq))
    .limit(1)
  return row
}

export async function insertPrepared(tx: Tx, row: typeof preparedAnswers.$inferInsert): Promise<void> {
  await tx.insert(preparedAnswers).values(row)
}

/** Whatever lies prepared in the cell is over with entry `endedBy`. */
export async function endPrepared(tx: Tx, boardId: string, cell: Cell, endedBy: number): Promise<void> {
  await tx.update(preparedAnswers).set({ endedBy }).where(liesPrepared(boardId, cell))
}

export async function updateAsk(
  tx: Tx,
  boardId: string,
  id: string,
  change: Partial<Omit<typeof asks.$inferInsert, 'boardId' | 'id' | 'number'>>,
): Promise<void> {
  await tx
    .update(asks)
    .set(change)
    .where(and(eq(asks.boardId, boardId), eq(asks.id, id)))
}

/** How many receipts of the board begin like this. Under the board's lock the next one is that and one. */
export async function countReceipts(tx: Tx, boardId: string, prefix: string): Promise<number> {
  const [row] = await tx
    .select({ given: count() })
    .from(signOffEvents)
    .where(and(eq(signOffEvents.boardId, boardId), like(signOffEvents.receipt, `${prefix}%`)))
  return row?.given ?? 0
}

export async function insertAsk(tx: Tx, ask: typeof asks.$inferInsert): Promise<void> {
  await tx.insert(asks).values(ask)
}

export async function insertWording(tx: Tx, wording: typeof wordings.$inferInsert): Promise<void> {
  await tx.insert(wordings).values(wording)
}

export async function insertSignOffEvent(tx: Tx, event: typeof signOffEvents.$inferInsert): Promise<void> {
  await tx.insert(signOffEvents).values(event)
}
