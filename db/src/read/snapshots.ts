import { and, asc, desc, eq, sql } from 'drizzle-orm'

import type { BoardView, SnapshotList } from '@concordat/shared/http'
import { abilities, may } from '@concordat/shared/policy'

import type { Db, Tx } from '../client.ts'
import { people } from '../schema/boards.ts'
import { publishedSnapshots, snapshots } from '../schema/snapshots.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'

/** Snapshots of a board, newest first: frozen ones for those who may see them, published ones for the others (invariant 41). */
export async function readSnapshotList(tx: Tx, board: BoardRow, { actor }: Asking): Promise<SnapshotList> {
  const rows = await tx
    .select({
      number: snapshots.number,
      title: snapshots.title,
      contentHash: snapshots.contentHash,
      asOfSeq: snapshots.asOfSeq,
      frozenAt: snapshots.frozenAt,
      frozenBy: snapshots.frozenBy,
      frozenByName: people.name,
      publishedAt: publishedSnapshots.publishedAt,
    })
    .from(snapshots)
    .leftJoin(people, eq(people.id, snapshots.frozenBy))
    .leftJoin(
      publishedSnapshots,
      and(eq(publishedSnapshots.boardSlug, board.slug), eq(publishedSnapshots.number, snapshots.number)),
    )
    .where(eq(snapshots.boardId, board.id))
    .orderBy(desc(snapshots.number))
  const seesFrozen = may(actor, 'snapshot.read-frozen')
  return {
    snapshots: rows
      .filter(({ publishedAt }) => seesFrozen || publishedAt !== null)
      .map(({ frozenBy, frozenByName, frozenAt, publishedAt, ...row }) => ({
        ...row,
        state: publishedAt ? 'published' : 'frozen',
        frozenAt: frozenAt.toISOString(),
        frozenBy: frozenByName ?? 'Name withheld',
        publishedAt: publishedAt?.toISOString() ?? null,
        address: publishedAt ? `/public/${board.slug}/snapshots/${row.number}` : null,
        abilities: publishedAt ? [] : abilities(actor, ['snapshot.publish'], { frozenBy }),
      })),
    abilities: abilities(actor, ['snapshot.freeze']),
  }
}

/** The published snapshot with the highest number. */
export async function readLatestPublished(tx: Tx, slug: string): Promise<BoardView['snapshot']> {
  const [row] = await tx
    .select({
      number: publishedSnapshots.number,
      title: publishedSnapshots.title,
      publishedAt: publishedSnapshots.publishedAt,
    })
    .from(publishedSnapshots)
    .where(eq(publishedSnapshots.boardSlug, slug))
    .orderBy(desc(publishedSnapshots.number))
    .limit(1)
  return row ? { ...row, publishedAt: row.publishedAt.toISOString() } : null
}

export interface PublishedSnapshot {
  readonly html: string
  readonly content: string
}

/** What the public reads: the sealed page and its JSON. Touches `published_snapshots` and no other table (architecture 6). */
export async function readPublished(db: Db, slug: string, number: number): Promise<PublishedSnapshot | undefined> {
  const [row] = await db
    .select({
      html: publishedSnapshots.html,
      content: publishedSnapshots.content,
    })
    .from(publishedSnapshots)
    .where(and(eq(publishedSnapshots.boardSlug, slug), eq(publishedSnapshots.number, number)))
  return row
}

/** Title of the board as its newest published report has it; undefined when nothing is published under that slug. */
export async function findPublishedBoardTitle(db: Db, slug: string): Promise<string | undefined> {
  const [row] = await db
    .select({ title: sql<string>`${publishedSnapshots.content}::jsonb #>> '{board,title}'` })
    .from(publishedSnapshots)
    .where(eq(publishedSnapshots.boardSlug, slug))
    .orderBy(desc(publishedSnapshots.number))
    .limit(1)
  return row?.title
}

export interface PublishedListing {
  readonly number: number
  readonly title: string
  readonly contentHash: string
  readonly publishedAt: Date
}

/** Published snapshots of a board in order of number. Touches `published_snapshots` and no other table. */
export async function listPublished(db: Db, slug: string): Promise<PublishedListing[]> {
  return db
    .select({
      number: publishedSnapshots.number,
      title: publishedSnapshots.title,
      contentHash: publishedSnapshots.contentHash,
      publishedAt: publishedSnapshots.publishedAt,
    })
    .from(publishedSnapshots)
    .where(eq(publishedSnapshots.boardSlug, slug))
    .orderBy(asc(publishedSnapshots.number))
}
