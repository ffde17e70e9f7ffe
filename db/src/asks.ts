import { and, count, desc, eq, like } from 'drizzle-orm'

import type { Tx } from './client.ts'
import { asks, signOffEvents, wordings } from './schema/record.ts'

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

/** The last act on a cell, on whatever wording. */
export async function findLastAct(
  tx: Tx,
  boardId: string,
  { askId, part, bodyId }: Cell,
): Promise<SignOffEventRow | undefined> {
  const [row] = await tx
    .select()
    .from(signOffEvents)
    .where(
      and(
        eq(signOffEvents.boardId, boardId),
        eq(signOffEvents.askId, askId),
        eq(signOffEvents.part, part),
        eq(signOffEvents.bodyId, bodyId),
      ),
    )
    .orderBy(desc(signOffEvents.seq))
    .limit(1)
  return row
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
