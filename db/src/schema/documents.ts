import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

import type { DocumentContent } from '@concordat/shared/documents/content'
import type { DocumentKind } from '@concordat/shared/documents/schema'

import { boards } from './boards.ts'

export const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/** Draft documents: one Y.Doc per permission unit (architecture 1). What they hold is in `document_updates`. */
export const documents = pgTable(
  'documents',
  {
    id: uuid().primaryKey(),
    boardId: uuid().notNull(),
    kind: text().$type<DocumentKind>().notNull(),
    /** The record the draft is about: programme, workstream, terms or ask. */
    ofId: text().notNull(),
    title: text().notNull(),
    /** Raised by a restore or re-import; browsers of an older epoch are refused (4409). */
    epoch: integer().notNull().default(1),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (t) => [
    foreignKey({ name: 'documents_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    unique('documents_of_key').on(t.boardId, t.kind, t.ofId),
  ],
)

/** Append-only log of accepted updates: the truth of every draft. UPDATE, DELETE and TRUNCATE are refused by trigger. */
export const documentUpdates = pgTable(
  'document_updates',
  {
    documentId: uuid().notNull(),
    epoch: integer().notNull(),
    /** 1, 2, 3 … within document and epoch. */
    seq: bigint({ mode: 'number' }).notNull(),
    /** Who sent it, in which capacity it was accepted, and the server-issued client id it was written under. */
    personId: text().notNull(),
    clientId: bigint({ mode: 'number' }).notNull(),
    /** The server's own encoding, never the sender's bytes. */
    update: bytea().notNull(),
    /** SHA-256 of `update`, lower-case hex: a damaged row is found when it is read. */
    updateHash: text().notNull(),
    at: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (t) => [
    primaryKey({ name: 'document_updates_pkey', columns: [t.documentId, t.epoch, t.seq] }),
    foreignKey({
      name: 'document_updates_document_id_fkey',
      columns: [t.documentId],
      foreignColumns: [documents.id],
    }).onDelete('restrict'),
    check('document_updates_seq_positive', sql`${t.seq} > 0`),
  ],
)

/** Client ids issued by the server, bound to person and document for ever: how a sentence knows its author. */
export const documentClients = pgTable(
  'document_clients',
  {
    documentId: uuid().notNull(),
    clientId: bigint({ mode: 'number' }).notNull(),
    personId: text().notNull(),
    postId: text(),
    issuedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (t) => [
    primaryKey({ name: 'document_clients_pkey', columns: [t.documentId, t.clientId] }),
    foreignKey({
      name: 'document_clients_document_id_fkey',
      columns: [t.documentId],
      foreignColumns: [documents.id],
    }).onDelete('restrict'),
    index('document_clients_person_id_idx').on(t.personId),
  ],
)

/** Folded state of the log up to `seq`, for fast loading. Never replaces the log inside its retention. */
export const documentSnapshots = pgTable(
  'document_snapshots',
  {
    documentId: uuid().notNull(),
    epoch: integer().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    state: bytea().notNull(),
    /** State vector of `state`, so that nobody has to go through it to know how far it reaches. Null: of an earlier version. */
    vector: bytea(),
    /** SHA-256 of `state`, and of `vector` behind it where there is one; lower-case hex. */
    stateHash: text().notNull(),
    /** Why this one is kept for good: the restore point before much was removed. Null: later ones replace it. */
    keptFor: text(),
    at: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (t) => [
    primaryKey({ name: 'document_snapshots_pkey', columns: [t.documentId, t.epoch, t.seq] }),
    foreignKey({
      name: 'document_snapshots_document_id_fkey',
      columns: [t.documentId],
      foreignColumns: [documents.id],
    }).onDelete('restrict'),
  ],
)

/** The projector's reading of each draft at `seq`: derived, rebuildable, for lists and search, never for authority. */
export const documentProjections = pgTable(
  'document_projections',
  {
    documentId: uuid().primaryKey(),
    epoch: integer().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    content: jsonb().$type<DocumentContent>().notNull(),
    changedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (t) => [
    foreignKey({
      name: 'document_projections_document_id_fkey',
      columns: [t.documentId],
      foreignColumns: [documents.id],
    }).onDelete('cascade'),
  ],
)
