import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
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

import type { CommandResult } from '@concordat/shared/commands'
import type { Rating } from '@concordat/shared/ratings'
import type { Answer } from '@concordat/shared/sign-offs'

import { boards } from './boards.ts'

const instant = () => timestamp({ withTimezone: true, precision: 3 })
const seq = () => bigint({ mode: 'number' })

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

export const asks = pgTable(
  'asks',
  {
    boardId: uuid().notNull(),
    id: text().notNull(),
    number: integer().notNull(),
    title: text().notNull(),
    kind: text().notNull(),
    note: text(),
    parts: jsonb().$type<{ id: string; title: string }[]>().notNull(),
    /** Authorities that are asked to sign, and other bodies the ask is addressed to (D13). */
    authorityIds: jsonb().$type<string[]>().notNull(),
    partnerIds: jsonb().$type<string[]>().notNull(),
    relatesTo: jsonb().$type<string[]>().notNull(),
    gate: boolean().notNull(),
    dueDay: text(),
    seq: seq().notNull(),
  },
  (t) => [
    primaryKey({ name: 'asks_pkey', columns: [t.boardId, t.id] }),
    foreignKey({ name: 'asks_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete('restrict'),
    unique('asks_number_key').on(t.boardId, t.number),
  ],
)

/** Issued wording: never changed (invariant 3; UPDATE and DELETE refused by trigger). The highest version is in force. */
export const wordings = pgTable(
  'wordings',
  {
    boardId: uuid().notNull(),
    askId: text().notNull(),
    version: integer().notNull(),
    text: text().notNull(),
    hash: text().notNull(),
    canonVersion: integer().notNull(),
    change: text().$type<'first' | 'editorial' | 'substantive'>().notNull(),
    reason: text(),
    issuedAt: instant().notNull(),
    issuedBy: text().notNull(),
    seq: seq().notNull(),
  },
  (t) => [
    primaryKey({ name: 'wordings_pkey', columns: [t.boardId, t.askId, t.version] }),
    foreignKey({
      name: 'wordings_ask_id_fkey',
      columns: [t.boardId, t.askId],
      foreignColumns: [asks.boardId, asks.id],
    }).onDelete('restrict'),
    check('wordings_hash_is_sha256', sql`${t.hash} ~ '^[0-9a-f]{64}$'`),
  ],
)

/** Every answer and withdrawal, appended. The last event of an authority, ask and part is where its cell stands. `part` is '' for a whole ask. */
export const signOffEvents = pgTable(
  'sign_off_events',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    askId: text().notNull(),
    part: text().notNull(),
    bodyId: text().notNull(),
    event: text().$type<Answer | 'withdrawn'>().notNull(),
    wordingVersion: integer().notNull(),
    wordingHash: text().notNull(),
    conditions: jsonb().$type<string[]>().notNull(),
    deferredTo: text(),
    until: text(),
    reason: text(),
    receipt: text().notNull(),
    /** For a withdrawal: the entry withdrawn. */
    withdraws: seq(),
    personId: text().notNull(),
    postId: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: 'sign_off_events_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'sign_off_events_wording_fkey',
      columns: [t.boardId, t.askId, t.wordingVersion],
      foreignColumns: [wordings.boardId, wordings.askId, wordings.version],
    }).onDelete('restrict'),
    unique('sign_off_events_receipt_key').on(t.boardId, t.receipt),
    index('sign_off_events_cell_idx').on(t.boardId, t.askId, t.part, t.bodyId, t.seq),
  ],
)

export const ratings = pgTable(
  'ratings',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    subjectKind: text().$type<'programme' | 'workstream' | 'milestone'>().notNull(),
    subjectId: text().notNull(),
    value: text().$type<Rating>().notNull(),
    cause: text(),
    effect: text(),
    action: text(),
    owner: text(),
    by: text(),
    reason: text(),
    personId: text().notNull(),
    postId: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: 'ratings_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({ name: 'ratings_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    index('ratings_subject_idx').on(t.boardId, t.subjectKind, t.subjectId, t.seq),
  ],
)

/** Decisions: never edited (invariant 11). Supersession is read from `supersedes` of the later one. */
export const decisions = pgTable(
  'decisions',
  {
    boardId: uuid().notNull(),
    /** `GM/2026/3`. */
    number: text().notNull(),
    seq: seq().notNull(),
    title: text().notNull(),
    text: text().notNull(),
    textHash: text().notNull(),
    type: text().$type<'decided' | 'recommended' | 'steer' | 'noted'>().notNull(),
    authorityBasis: text().$type<'terms' | 'delegation' | 'recommendation-only'>().notNull(),
    authorityRef: text(),
    bodyId: text(),
    recommendedTo: text(),
    reasons: text().notNull(),
    options: text().notNull(),
    interests: text().notNull(),
    implications: text().notNull(),
    dissent: text(),
    madeOn: text().notNull(),
    effectiveOn: text(),
    supersedes: text(),
    personId: text().notNull(),
    postId: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: 'decisions_pkey', columns: [t.boardId, t.number] }),
    foreignKey({ name: 'decisions_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    unique('decisions_supersedes_key').on(t.boardId, t.supersedes),
    unique('decisions_seq_key').on(t.boardId, t.seq),
  ],
)

/** Terms of reference of one body (or several). Editions hang below; the draft is a document of kind `terms`. */
export const terms = pgTable(
  'terms',
  {
    boardId: uuid().notNull(),
    id: text().notNull(),
    title: text().notNull(),
    note: text(),
    position: integer().notNull(),
    bodyIds: jsonb().$type<string[]>().notNull(),
    /** What the source says of an edition whose text we do not hold: `unconfirmed`, `adopted`. */
    sourceState: text().notNull(),
    milestoneId: text(),
    seq: seq().notNull(),
  },
  (t) => [
    primaryKey({ name: 'terms_pkey', columns: [t.boardId, t.id] }),
    foreignKey({ name: 'terms_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete('restrict'),
  ],
)

/** Adopted editions: immutable (invariant 16). The highest is in force. */
export const termsEditions = pgTable(
  'terms_editions',
  {
    boardId: uuid().notNull(),
    termsId: text().notNull(),
    edition: integer().notNull(),
    text: text().notNull(),
    hash: text().notNull(),
    canonVersion: integer().notNull(),
    decisionNumber: text().notNull(),
    howAgreed: text().notNull(),
    inForceFrom: text().notNull(),
    reviewBy: text().notNull(),
    adoptedAt: instant().notNull(),
    personId: text().notNull(),
    seq: seq().notNull(),
  },
  (t) => [
    primaryKey({ name: 'terms_editions_pkey', columns: [t.boardId, t.termsId, t.edition] }),
    foreignKey({
      name: 'terms_editions_terms_id_fkey',
      columns: [t.boardId, t.termsId],
      foreignColumns: [terms.boardId, terms.id],
    }).onDelete('restrict'),
    foreignKey({
      name: 'terms_editions_decision_fkey',
      columns: [t.boardId, t.decisionNumber],
      foreignColumns: [decisions.boardId, decisions.number],
    }).onDelete('restrict'),
  ],
)

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
