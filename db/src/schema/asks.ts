import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

import type { AuthorisedBy, Evidence } from '@concordat/shared/payloads/asks'
import { ANSWERS, type Answer, type Capacity, type Provenance, type SignOffAct } from '@concordat/shared/sign-offs'
import type { WeightyChange } from '@concordat/shared/text/weighty-changes'

import { instant, seq } from './columns.ts'
import { boards, people } from './boards.ts'

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
    /** Answers on offer. */
    answers: jsonb()
      .$type<Answer[]>()
      .notNull()
      .default([...ANSWERS]),
    /** Whoever answers proves anew who they are (D11). */
    stepUp: boolean().notNull().default(false),
    /** Set once it is withdrawn, by this decision of the board (PO-5.4); an ask is never deleted. */
    withdrawnSeq: seq(),
    withdrawnAt: instant(),
    withdrawnBy: text(),
    withdrawnReason: text(),
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
    /** What of weight differs from the wording before, as warned when it was issued; null for those issued before there were warnings. */
    weighty: jsonb().$type<WeightyChange[]>(),
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

/**
 * Every act on a cell of the matrix, appended: answers and what became of them, and hearsay. `standingOf` reduces the acts of an
 * authority, ask and part to where the cell stands. `part` is '' for a whole ask.
 */
export const signOffEvents = pgTable(
  'sign_off_events',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    askId: text().notNull(),
    part: text().notNull(),
    bodyId: text().notNull(),
    event: text().$type<SignOffAct>().notNull(),
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
    capacity: text().$type<Capacity>().notNull().default('holder'),
    /** Entry of the delegation it was done under. */
    delegation: seq(),
    /** Who held the office when it was done; null for a vacant one, for partners, and in rows of the first release: there, whoever acted. */
    principal: text(),
    provenance: text().$type<Provenance>().notNull().default('given'),
    evidence: jsonb().$type<Evidence>(),
    receivedOn: text(),
    authorisedBy: jsonb().$type<AuthorisedBy>(),
    method: text().$type<'web' | 'on-behalf'>().notNull().default('web'),
    /** When the signer last proved who they are, for asks that require it. */
    provedAt: instant(),
    /** And how: the method of proof (D11). */
    provedBy: text(),
    /** Entry of the earlier act it is about; of the answer that is to count on newer words; and which condition is met, from 0. */
    about: seq(),
    accepts: seq(),
    condition: integer(),
    /** Hearsay: what is said, and who says so. */
    says: text(),
    source: text(),
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

/**
 * Answers prepared for a chief executive by their own office. Not answers: the ledger says that one was prepared, not which, since
 * other authorities read it. `endedBy` is the entry that gave or discarded it.
 */
export const preparedAnswers = pgTable(
  'prepared_answers',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    askId: text().notNull(),
    part: text().notNull(),
    bodyId: text().notNull(),
    wordingVersion: integer().notNull(),
    wordingHash: text().notNull(),
    answer: text().$type<Answer>().notNull(),
    conditions: jsonb().$type<string[]>().notNull(),
    deferredTo: text(),
    until: text(),
    reason: text(),
    authorisedBy: jsonb().$type<AuthorisedBy>(),
    note: text(),
    at: instant().notNull(),
    endedBy: seq(),
  },
  (t) => [
    primaryKey({ name: 'prepared_answers_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'prepared_answers_wording_fkey',
      columns: [t.boardId, t.askId, t.wordingVersion],
      foreignColumns: [wordings.boardId, wordings.askId, wordings.version],
    }).onDelete('restrict'),
    index('prepared_answers_cell_idx').on(t.boardId, t.askId, t.part, t.bodyId),
  ],
)

/** Deputies named by a chief executive for their own authority, on record before use (invariant 1). `asks` null: every ask. */
export const delegations = pgTable(
  'delegations',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    bodyId: text().notNull(),
    /** The office whose signature it is, and who gave it away. */
    fromPostId: text().notNull(),
    byPersonId: text().notNull(),
    personId: text().notNull(),
    asks: jsonb().$type<string[]>(),
    fromDay: text().notNull(),
    toDay: text().notNull(),
    instrument: jsonb().$type<{ title: string; reference: string }>().notNull(),
    at: instant().notNull(),
    /** The later holder who keeps it up (invariant 9). */
    confirmedSeq: seq(),
    confirmedAt: instant(),
    confirmedBy: text(),
    endedSeq: seq(),
    endedAt: instant(),
    endReason: text(),
  },
  (t) => [
    primaryKey({ name: 'delegations_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({ name: 'delegations_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    foreignKey({ name: 'delegations_person_id_fkey', columns: [t.personId], foreignColumns: [people.id] }).onDelete(
      'restrict',
    ),
    index('delegations_body_idx').on(t.boardId, t.bodyId),
  ],
)
