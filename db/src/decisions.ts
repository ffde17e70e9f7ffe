import { and, count, eq, like } from 'drizzle-orm'

import type { Tx } from './client.ts'
import { decisions } from './schema/record.ts'

export type DecisionRow = typeof decisions.$inferSelect

export async function findDecision(tx: Tx, boardId: string, number: string): Promise<DecisionRow | undefined> {
  const [row] = await tx
    .select()
    .from(decisions)
    .where(and(eq(decisions.boardId, boardId), eq(decisions.number, number)))
  return row
}

/** The decision that took the place of this one, if any (invariant 11). */
export async function findSuccessor(tx: Tx, boardId: string, number: string): Promise<DecisionRow | undefined> {
  const [row] = await tx
    .select()
    .from(decisions)
    .where(and(eq(decisions.boardId, boardId), eq(decisions.supersedes, number)))
  return row
}

/** How many decisions of the board are numbered under `CODE/YEAR/`. Under the board's lock the next one is that and one. */
export async function countDecisions(tx: Tx, boardId: string, prefix: string): Promise<number> {
  const [row] = await tx
    .select({ made: count() })
    .from(decisions)
    .where(and(eq(decisions.boardId, boardId), like(decisions.number, `${prefix}%`)))
  return row?.made ?? 0
}

export async function insertDecision(tx: Tx, decision: typeof decisions.$inferInsert): Promise<void> {
  await tx.insert(decisions).values(decision)
}
