import { foreignKey, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

import { instant, seq } from './columns.ts'
import { boards } from './boards.ts'

/** Frozen copies of a board's state. Content and hash never change; publication adds the page in `published_snapshots`. */
export const snapshots = pgTable(
  'snapshots',
  {
    boardId: uuid().notNull(),
    number: integer().notNull(),
    title: text().notNull(),
    /** Committee it goes to and what members are asked to do. */
    committee: text(),
    membersAskedTo: text(),
    introduction: text(),
    content: text().notNull(),
    contentHash: text().notNull(),
    /** Head of the ledger at the instant it was frozen: every part comes from there (invariant 40). */
    asOfSeq: seq().notNull(),
    frozenAt: instant().notNull(),
    frozenBy: text().notNull(),
    seq: seq().notNull(),
  },
  (t) => [
    primaryKey({ name: 'snapshots_pkey', columns: [t.boardId, t.number] }),
    foreignKey({ name: 'snapshots_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
  ],
)

/** What the public and scrutiny read, and nothing else: the sealed page and the canonical JSON it was rendered from. Keyed by slug: no join to live data. */
export const publishedSnapshots = pgTable(
  'published_snapshots',
  {
    boardSlug: text().notNull(),
    number: integer().notNull(),
    title: text().notNull(),
    html: text().notNull(),
    htmlHash: text().notNull(),
    content: text().notNull(),
    contentHash: text().notNull(),
    frozenAt: instant().notNull(),
    publishedAt: instant().notNull(),
    seq: seq().notNull(),
  },
  (t) => [primaryKey({ name: 'published_snapshots_pkey', columns: [t.boardSlug, t.number] })],
)
