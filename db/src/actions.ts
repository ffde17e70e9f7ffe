import { and, eq, max } from 'drizzle-orm'

import type { Tx } from './client.ts'
import { actionEvents, actions } from './schema/actions.ts'

export type ActionRow = typeof actions.$inferSelect
export type ActionEventRow = typeof actionEvents.$inferSelect

export async function findAction(tx: Tx, boardId: string, number: string): Promise<ActionRow | undefined> {
  const [row] = await tx
    .select()
    .from(actions)
    .where(and(eq(actions.boardId, boardId), eq(actions.number, number)))
  return row
}

/** The ordinal that the board's next action gets. Under the board's lock. */
export async function nextActionOrdinal(tx: Tx, boardId: string): Promise<number> {
  const [row] = await tx
    .select({ last: max(actions.ordinal) })
    .from(actions)
    .where(eq(actions.boardId, boardId))
  return (row?.last ?? 0) + 1
}

export async function insertAction(tx: Tx, row: typeof actions.$inferInsert): Promise<void> {
  await tx.insert(actions).values(row)
}

/** Moves an action on: owner, state and claim; what was asked for stays (by trigger). */
export async function updateAction(
  tx: Tx,
  boardId: string,
  number: string,
  set: Partial<Pick<ActionRow, 'ownerPost' | 'ownerBody' | 'state' | 'claimSeq' | 'claimedBy'>> & {
    readonly seq: number
  },
): Promise<void> {
  await tx
    .update(actions)
    .set(set)
    .where(and(eq(actions.boardId, boardId), eq(actions.number, number)))
}

export async function insertActionEvent(tx: Tx, row: typeof actionEvents.$inferInsert): Promise<void> {
  await tx.insert(actionEvents).values(row)
}
