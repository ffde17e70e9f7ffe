import { and, eq, max } from 'drizzle-orm'

import type { Tx } from './client.ts'
import { publishedSnapshots, snapshots } from './schema/snapshots.ts'

/** Number of the board's newest snapshot, 0 before the first. Under the board's lock the next one is this plus one. */
export async function findLastSnapshotNumber(tx: Tx, boardId: string): Promise<number> {
  const [row] = await tx
    .select({ last: max(snapshots.number) })
    .from(snapshots)
    .where(eq(snapshots.boardId, boardId))
  return row?.last ?? 0
}

export interface FrozenSnapshot {
  readonly title: string
  readonly content: string
  readonly contentHash: string
  readonly frozenAt: Date
  readonly frozenBy: string
}

export async function findSnapshot(tx: Tx, boardId: string, number: number): Promise<FrozenSnapshot | undefined> {
  const [row] = await tx
    .select({
      title: snapshots.title,
      content: snapshots.content,
      contentHash: snapshots.contentHash,
      frozenAt: snapshots.frozenAt,
      frozenBy: snapshots.frozenBy,
    })
    .from(snapshots)
    .where(and(eq(snapshots.boardId, boardId), eq(snapshots.number, number)))
  return row
}

export async function isPublished(tx: Tx, boardSlug: string, number: number): Promise<boolean> {
  const found = await tx
    .select({ number: publishedSnapshots.number })
    .from(publishedSnapshots)
    .where(and(eq(publishedSnapshots.boardSlug, boardSlug), eq(publishedSnapshots.number, number)))
  return found.length > 0
}

export async function insertSnapshot(tx: Tx, row: typeof snapshots.$inferInsert): Promise<void> {
  await tx.insert(snapshots).values(row)
}

export async function insertPublished(tx: Tx, row: typeof publishedSnapshots.$inferInsert): Promise<void> {
  await tx.insert(publishedSnapshots).values(row)
}
