import { and, eq, isNull } from 'drizzle-orm'

import type { Tx } from './client.ts'
import { threadLinks } from './schema/actions.ts'

export type ThreadLinkRow = typeof threadLinks.$inferSelect
type Ends = Pick<ThreadLinkRow, 'servingKind' | 'servingId' | 'servedKind' | 'servedId'>

export async function findLink(tx: Tx, boardId: string, id: string): Promise<ThreadLinkRow | undefined> {
  const [row] = await tx
    .select()
    .from(threadLinks)
    .where(and(eq(threadLinks.boardId, boardId), eq(threadLinks.id, id)))
  return row
}

/** The link between these two that has not been removed. */
export async function findLinkBetween(tx: Tx, boardId: string, ends: Ends): Promise<ThreadLinkRow | undefined> {
  const [row] = await tx
    .select()
    .from(threadLinks)
    .where(
      and(
        eq(threadLinks.boardId, boardId),
        eq(threadLinks.servingKind, ends.servingKind),
        eq(threadLinks.servingId, ends.servingId),
        eq(threadLinks.servedKind, ends.servedKind),
        eq(threadLinks.servedId, ends.servedId),
        isNull(threadLinks.removedSeq),
      ),
    )
  return row
}

export async function insertLink(tx: Tx, row: typeof threadLinks.$inferInsert): Promise<void> {
  await tx.insert(threadLinks).values(row)
}

export async function markLinkRemoved(
  tx: Tx,
  boardId: string,
  id: string,
  { seq, reason }: { readonly seq: number; readonly reason: string },
): Promise<void> {
  await tx
    .update(threadLinks)
    .set({ removedSeq: seq, removedReason: reason })
    .where(and(eq(threadLinks.boardId, boardId), eq(threadLinks.id, id)))
}
