import { foreignKey, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

import type { GateRule } from '@concordat/shared/payloads/gates'
import type { Weight } from '@concordat/shared/text/weighty-changes'

import { instant, seq } from './columns.ts'
import { asks, wordings } from './asks.ts'
import { decisions } from './decisions.ts'
import { ledgerEntries } from './record.ts'

/**
 * Second persons’ words that a change was editorial (D3): one for a wording at most. Appended. An objection is an act of its
 * signatory, in `sign_off_events`, and weighs more.
 */
export const wordingConfirmations = pgTable(
  'wording_confirmations',
  {
    boardId: uuid().notNull(),
    askId: text().notNull(),
    version: integer().notNull(),
    /** Kinds of weighty change in spite of which it was confirmed. */
    despite: jsonb().$type<Weight[]>().notNull(),
    personId: text().notNull(),
    at: instant().notNull(),
    seq: seq().notNull(),
  },
  (t) => [
    primaryKey({ name: 'wording_confirmations_pkey', columns: [t.boardId, t.askId, t.version] }),
    foreignKey({
      name: 'wording_confirmations_wording_fkey',
      columns: [t.boardId, t.askId, t.version],
      foreignColumns: [wordings.boardId, wordings.askId, wordings.version],
    }).onDelete('restrict'),
    foreignKey({
      name: 'wording_confirmations_entry_fkey',
      columns: [t.boardId, t.seq],
      foreignColumns: [ledgerEntries.boardId, ledgerEntries.seq],
    }).onDelete('restrict'),
  ],
)

/** What happened to a gate, appended: the rule that the board set, its opening, what the board decided of an opened one. */
export const gateEvents = pgTable(
  'gate_events',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    askId: text().notNull(),
    event: text().$type<'rule-set' | 'opened' | 'stays-open' | 'shut'>().notNull(),
    /** For `rule-set`; null otherwise. */
    rule: jsonb().$type<GateRule>(),
    opens: text(),
    decisionNumber: text(),
    reason: text(),
    /** For `opened`: entry of the act that made the rule hold. */
    act: seq(),
    /** Bodies that the rule lacked at that moment: for `stays-open`, without which the board lets it stand. */
    missing: jsonb().$type<string[]>().notNull(),
    personId: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: 'gate_events_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'gate_events_ask_id_fkey',
      columns: [t.boardId, t.askId],
      foreignColumns: [asks.boardId, asks.id],
    }).onDelete('restrict'),
    foreignKey({
      name: 'gate_events_decision_fkey',
      columns: [t.boardId, t.decisionNumber],
      foreignColumns: [decisions.boardId, decisions.number],
    }).onDelete('restrict'),
    foreignKey({
      name: 'gate_events_entry_fkey',
      columns: [t.boardId, t.seq],
      foreignColumns: [ledgerEntries.boardId, ledgerEntries.seq],
    }).onDelete('restrict'),
  ],
)
