import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'

import type { DecisionDetail, TermsPowers } from '../decision-detail.ts'
import { instant, seq } from './columns.ts'
import { boards } from './boards.ts'

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
    /** The rest of the record (spec 4.4); empty on decisions of earlier releases. */
    detail: jsonb().$type<DecisionDetail>().notNull().default({}),
    /** Last day of the call-in period, null when call-in does not apply. */
    callInEndsOn: text(),
    /** Set on an exempt decision: words and text are empty here and lie in `sealed_facts`, and `text_hash` is the commitment (invariant 20). */
    exemptParagraph: integer(),
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

/** What happened to a decision afterwards: correction notes and call-in. Appended; the decision's own row is never touched. */
export const decisionEvents = pgTable(
  'decision_events',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    number: text().notNull(),
    event: text().$type<'corrected' | 'called-in' | 'confirmed' | 'reconsidered'>().notNull(),
    /** Note or reason; empty when it is sealed. */
    words: text().notNull(),
    /** Who called it in. */
    by: text(),
    /** London day on which it happened. */
    onDay: text().notNull(),
    /** The decision made instead. */
    newDecision: text(),
    personId: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: 'decision_events_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'decision_events_number_fkey',
      columns: [t.boardId, t.number],
      foreignColumns: [decisions.boardId, decisions.number],
    }).onDelete('restrict'),
    index('decision_events_number_idx').on(t.boardId, t.number, t.seq),
  ],
)

/**
 * The substance behind ledger entries that only commit to it: SHA-256 of salt and canonical JSON. Under the retention rules salt and content
 * are set to null together, once, and the chain still verifies (reliability rule 22). No other change is possible: by trigger.
 */
export const sealedFacts = pgTable(
  'sealed_facts',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    salt: text(),
    content: text(),
    commitment: text().notNull(),
  },
  (t) => [
    primaryKey({ name: 'sealed_facts_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({ name: 'sealed_facts_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    check('sealed_facts_commitment_is_sha256', sql`${t.commitment} ~ '^[0-9a-f]{64}$'`),
    check('sealed_facts_erased_whole', sql`(${t.salt} is null) = (${t.content} is null)`),
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
    /** What the body may decide under this edition (E12); null when it says nothing, as editions of earlier releases do. */
    powers: jsonb().$type<TermsPowers>(),
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
