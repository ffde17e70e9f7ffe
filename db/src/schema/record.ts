import { sql } from 'drizzle-orm'
import { check, foreignKey, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'

import type { CommandResult } from '@concordat/shared/commands'

import { instant, seq } from './columns.ts'
import { boards } from './boards.ts'

/**
 * Append-only record of every accepted command: one hash chain per board, numbered 1, 2, 3 … without gaps.
 * UPDATE, DELETE and TRUNCATE are refused by grant and by trigger (invariant 43). `payload` is stored as canonical JSON text,
 * because `jsonb` would not give back what was hashed.
 */
export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    type: text().notNull(),
    /** Server clock; never earlier than the entry before (fault F24). Order comes from `seq`. */
    at: instant().notNull(),
    actor: text().notNull(),
    payload: text().notNull(),
    prevHash: text().notNull(),
    hash: text().notNull(),
  },
  (t) => [
    primaryKey({ name: 'ledger_entries_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({ name: 'ledger_entries_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    unique('ledger_entries_hash_key').on(t.boardId, t.hash),
    check('ledger_entries_seq_positive', sql`${t.seq} > 0`),
    check('ledger_entries_hash_is_sha256', sql`${t.hash} ~ '^[0-9a-f]{64}$'`),
    check('ledger_entries_prev_hash_is_sha256', sql`${t.prevHash} ~ '^[0-9a-f]{64}$'`),
  ],
)

/** Commands already accepted: the same id again is answered with the first result, the same id with other content is refused. */
export const acceptedCommands = pgTable(
  'accepted_commands',
  {
    boardId: uuid().notNull(),
    commandId: text().notNull(),
    /** SHA-256 of the command's canonical JSON and of who sent it. */
    contentHash: text().notNull(),
    result: jsonb().$type<CommandResult>().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: 'accepted_commands_pkey', columns: [t.boardId, t.commandId] }),
    foreignKey({ name: 'accepted_commands_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
  ],
)

/**
 * What an entry is about: ids of records, of bodies, and of the body that acted; `entry-12` for a correction of entry 12. Written
 * with the entry, so that the history of anything can be read without opening every payload (J1).
 */
export const ledgerAbout = pgTable(
  'ledger_about',
  {
    boardId: uuid().notNull(),
    aboutId: text().notNull(),
    seq: seq().notNull(),
  },
  (t) => [
    primaryKey({ name: 'ledger_about_pkey', columns: [t.boardId, t.aboutId, t.seq] }),
    foreignKey({
      name: 'ledger_about_seq_fkey',
      columns: [t.boardId, t.seq],
      foreignColumns: [ledgerEntries.boardId, ledgerEntries.seq],
    }).onDelete('restrict'),
  ],
)

/** Public halves of the keys that checkpoints were signed with, for ever: a checkpoint outlives the key it was signed with. */
export const ledgerKeys = pgTable('ledger_keys', {
  /** First 16 hex digits of the SHA-256 of the raw public key. */
  keyId: text().primaryKey(),
  /** 32 bytes of Ed25519 (RFC 8032), as hex. */
  publicKey: text().notNull(),
  firstUsedAt: instant().notNull(),
})

/** Signed heads: whoever keeps one can tell whether the record up to it is still the same (J2). Their text is in `shared/src/checkpoint.ts`. */
export const checkpoints = pgTable(
  'checkpoints',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    hash: text().notNull(),
    at: instant().notNull(),
    keyId: text().notNull(),
    /** Base64. */
    signature: text().notNull(),
  },
  (t) => [
    primaryKey({ name: 'checkpoints_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'checkpoints_seq_fkey',
      columns: [t.boardId, t.seq],
      foreignColumns: [ledgerEntries.boardId, ledgerEntries.seq],
    }).onDelete('restrict'),
    foreignKey({
      name: 'checkpoints_key_id_fkey',
      columns: [t.keyId],
      foreignColumns: [ledgerKeys.keyId],
    }).onDelete('restrict'),
    check('checkpoints_hash_is_sha256', sql`${t.hash} ~ '^[0-9a-f]{64}$'`),
  ],
)
