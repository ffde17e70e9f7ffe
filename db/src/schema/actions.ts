import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

import type { ActionEvent, ActionSummary } from '@concordat/shared/http-actions'
import type { ThreadKind } from '@concordat/shared/payloads/actions'

import { instant, seq } from './columns.ts'
import { boards, bodies, posts } from './boards.ts'

/** Actions as they stand; every step is in `action_events`. Carried until closed or cancelled (E14). */
export const actions = pgTable(
  'actions',
  {
    boardId: uuid().notNull(),
    /** `GM/A/12`: twelfth of the board, whatever the year. */
    number: text().notNull(),
    ordinal: integer().notNull(),
    text: text().notNull(),
    /** Exactly one owner: a post or a body (invariant 28). */
    ownerPost: text(),
    ownerBody: text(),
    helpers: jsonb().$type<string[]>().notNull(),
    due: text().notNull(),
    sourceKind: text().$type<NonNullable<ActionSummary['source']>['kind']>().notNull(),
    sourceId: text().notNull(),
    state: text().$type<ActionSummary['state']>().notNull(),
    openedOn: text().notNull(),
    openedSeq: seq().notNull(),
    openedAt: instant().notNull(),
    /** Entry of the claim that stands, and who made it: another person accepts it. */
    claimSeq: seq(),
    claimedBy: text(),
    /** Entry that last changed it. */
    seq: seq().notNull(),
  },
  (t) => [
    primaryKey({ name: 'actions_pkey', columns: [t.boardId, t.number] }),
    foreignKey({ name: 'actions_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    foreignKey({ name: 'actions_owner_post_fkey', columns: [t.ownerPost], foreignColumns: [posts.id] }).onDelete(
      'restrict',
    ),
    foreignKey({
      name: 'actions_owner_body_fkey',
      columns: [t.boardId, t.ownerBody],
      foreignColumns: [bodies.boardId, bodies.id],
    }).onDelete('restrict'),
    unique('actions_ordinal_key').on(t.boardId, t.ordinal),
    index('actions_source_idx').on(t.boardId, t.sourceKind, t.sourceId),
    check('actions_one_owner', sql`(${t.ownerPost} is null) <> (${t.ownerBody} is null)`),
  ],
)

/** Every step of every action, appended. */
export const actionEvents = pgTable(
  'action_events',
  {
    boardId: uuid().notNull(),
    seq: seq().notNull(),
    number: text().notNull(),
    event: text().$type<ActionEvent['event']>().notNull(),
    words: text(),
    evidence: jsonb().$type<{ title: string; reference: string }[]>().notNull(),
    ownerPost: text(),
    ownerBody: text(),
    personId: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: 'action_events_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'action_events_number_fkey',
      columns: [t.boardId, t.number],
      foreignColumns: [actions.boardId, actions.number],
    }).onDelete('restrict'),
    index('action_events_number_idx').on(t.boardId, t.number, t.seq),
  ],
)

/** Links of the golden thread that somebody made. Kept when removed: `removed_seq` names the entry that took it away. */
export const threadLinks = pgTable(
  'thread_links',
  {
    boardId: uuid().notNull(),
    /** `link-417`, after the entry that made it. */
    id: text().notNull(),
    /** What serves, and what rests on it: `rests-on` is kept the other way round. */
    servingKind: text().$type<ThreadKind>().notNull(),
    servingId: text().notNull(),
    servedKind: text().$type<ThreadKind>().notNull(),
    servedId: text().notNull(),
    note: text(),
    seq: seq().notNull(),
    removedSeq: seq(),
    removedReason: text(),
  },
  (t) => [
    primaryKey({ name: 'thread_links_pkey', columns: [t.boardId, t.id] }),
    foreignKey({ name: 'thread_links_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    uniqueIndex('thread_links_once_idx')
      .on(t.boardId, t.servingKind, t.servingId, t.servedKind, t.servedId)
      .where(sql`${t.removedSeq} is null`),
  ],
)
