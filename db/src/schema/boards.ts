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
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

import type { GivenSettings } from '@concordat/shared/board-settings'
import type { FuzzyDate } from '@concordat/shared/dates'
import type { Role } from '@concordat/shared/roles'

import { instant } from './columns.ts'

/** Boards. The row is the lock under which the board's ledger is written, and keeps the head of its chain. */
export const boards = pgTable(
  'boards',
  {
    id: uuid().primaryKey(),
    slug: text().notNull(),
    /** Short code in decision numbers: `GM/2026/3`. */
    code: text().notNull(),
    title: text().notNull(),
    summary: text().notNull(),
    asOf: jsonb().$type<FuzzyDate>(),
    ragPoints: integer().notNull().default(3),
    ratingPeriodDays: integer().notNull().default(35),
    /** What the board has set of its own clocks; the rest follows the defaults. */
    settings: jsonb().$type<GivenSettings>().notNull().default({}),
    /** Set on sample boards; shown on every page of theirs. */
    sampleOf: text(),
    headSeq: bigint({ mode: 'number' }).notNull().default(0),
    headHash: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    unique('boards_slug_key').on(t.slug),
    check('boards_rag_points_known', sql`${t.ragPoints} in (3, 5)`),
    check('boards_head_hash_is_sha256', sql`${t.headHash} ~ '^[0-9a-f]{64}$'`),
  ],
)

/**
 * Every record of a board lies in that board's namespace: ids are lower-case words, unique across its collections, and a reference
 * to another board's record cannot be written.
 */
const ofBoard = {
  boardId: uuid().notNull(),
  id: text().notNull(),
  title: text().notNull(),
  detail: text(),
  note: text(),
  position: integer().notNull(),
  origin: text().notNull().default('stated'),
  /** Ledger entry that made or last changed the record. */
  seq: bigint({ mode: 'number' }).notNull(),
}

export const bodies = pgTable(
  'bodies',
  {
    ...ofBoard,
    kind: text().notNull(),
    short: text().notNull(),
    aliases: jsonb().$type<string[]>().notNull(),
    /** One of the authorities that sign. */
    signatory: boolean().notNull(),
    existence: text(),
    partOf: text(),
    memberOf: jsonb().$type<string[]>().notNull(),
  },
  (t) => [
    primaryKey({ name: 'bodies_pkey', columns: [t.boardId, t.id] }),
    foreignKey({ name: 'bodies_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
  ],
)

/** Kinds of office named by the board ("Chief executive of a GM authority"), held at several bodies. Not a person, not a seat. */
export const roles = pgTable(
  'roles',
  {
    ...ofBoard,
    kind: text(),
    bodyIds: jsonb().$type<string[]>().notNull(),
    existence: text(),
    points: jsonb().$type<string[]>().notNull(),
  },
  (t) => [
    primaryKey({ name: 'roles_pkey', columns: [t.boardId, t.id] }),
    foreignKey({ name: 'roles_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete('restrict'),
  ],
)

export const programmes = pgTable(
  'programmes',
  {
    ...ofBoard,
    parentId: text(),
    status: text().notNull(),
    phase: text(),
    aim: text(),
    vision: text(),
    governance: jsonb().$type<{ level: string; bodyIds: string[]; roleIds: string[] }[]>().notNull(),
    agreementMilestoneId: text(),
    implementation: jsonb().$type<{
      summary: string
      accountableIds: string[]
      accountableToIds: string[]
      challengeIds: string[]
    }>(),
    sponsorIds: jsonb().$type<string[]>().notNull(),
    leadIds: jsonb().$type<string[]>().notNull(),
  },
  (t) => [
    primaryKey({ name: 'programmes_pkey', columns: [t.boardId, t.id] }),
    foreignKey({ name: 'programmes_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    foreignKey({
      name: 'programmes_parent_id_fkey',
      columns: [t.boardId, t.parentId],
      foreignColumns: [t.boardId, t.id],
    }).onDelete('restrict'),
  ],
)

export const programmeItems = pgTable(
  'programme_items',
  { ...ofBoard, programmeId: text().notNull(), linkIds: jsonb().$type<string[]>().notNull() },
  (t) => [
    primaryKey({ name: 'programme_items_pkey', columns: [t.boardId, t.id] }),
    foreignKey({
      name: 'programme_items_programme_id_fkey',
      columns: [t.boardId, t.programmeId],
      foreignColumns: [programmes.boardId, programmes.id],
    }).onDelete('restrict'),
  ],
)

export const accountabilityLines = pgTable(
  'accountability_lines',
  { ...ofBoard, fromId: text().notNull(), toId: text().notNull(), relation: text().notNull() },
  (t) => [
    primaryKey({ name: 'accountability_lines_pkey', columns: [t.boardId, t.id] }),
    foreignKey({
      name: 'accountability_lines_board_id_fkey',
      columns: [t.boardId],
      foreignColumns: [boards.id],
    }).onDelete('restrict'),
  ],
)

export const pillars = pgTable(
  'pillars',
  { ...ofBoard, number: integer(), aliases: jsonb().$type<string[]>().notNull() },
  (t) => [
    primaryKey({ name: 'pillars_pkey', columns: [t.boardId, t.id] }),
    foreignKey({ name: 'pillars_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
  ],
)

export const enablers = pgTable(
  'enablers',
  { ...ofBoard, scheme: text(), number: integer(), points: jsonb().$type<string[]>().notNull() },
  (t) => [
    primaryKey({ name: 'enablers_pkey', columns: [t.boardId, t.id] }),
    foreignKey({ name: 'enablers_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
  ],
)

export const workstreams = pgTable(
  'workstreams',
  { ...ofBoard, programmeId: text().notNull(), number: integer(), status: text().notNull() },
  (t) => [
    primaryKey({ name: 'workstreams_pkey', columns: [t.boardId, t.id] }),
    foreignKey({
      name: 'workstreams_programme_id_fkey',
      columns: [t.boardId, t.programmeId],
      foreignColumns: [programmes.boardId, programmes.id],
    }).onDelete('restrict'),
  ],
)

/** The record side of a milestone: the baseline in force (`due`) and the state. Title, owner, forecast and note of the plan row are drafts under the same id. */
export const milestones = pgTable(
  'milestones',
  {
    ...ofBoard,
    programmeId: text(),
    workstreamId: text(),
    due: jsonb().$type<FuzzyDate>(),
    status: text().notNull(),
    statusBasis: text().notNull(),
    gate: boolean().notNull(),
    external: boolean().notNull(),
    relatesTo: jsonb().$type<string[]>().notNull(),
    /** When it was done, once that is accepted. */
    actual: jsonb().$type<FuzzyDate>(),
    /** Who answers for it: a post, a body or an office of the board (invariant 28). */
    ownerKind: text().$type<'post' | 'body' | 'role'>(),
    ownerId: text(),
  },
  (t) => [
    primaryKey({ name: 'milestones_pkey', columns: [t.boardId, t.id] }),
    foreignKey({ name: 'milestones_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    foreignKey({
      name: 'milestones_programme_id_fkey',
      columns: [t.boardId, t.programmeId],
      foreignColumns: [programmes.boardId, programmes.id],
    }).onDelete('restrict'),
    foreignKey({
      name: 'milestones_workstream_id_fkey',
      columns: [t.boardId, t.workstreamId],
      foreignColumns: [workstreams.boardId, workstreams.id],
    }).onDelete('restrict'),
  ],
)

/** What has happened so far, as noted on the record: append only. Progress drafts are in the plan document. */
export const progressNotes = pgTable(
  'progress_notes',
  {
    ...ofBoard,
    programmeId: text(),
    workstreamId: text(),
    state: text(),
    happened: jsonb().$type<FuzzyDate>(),
    milestoneIds: jsonb().$type<string[]>().notNull(),
    at: instant().notNull(),
    byPerson: text().notNull(),
  },
  (t) => [
    primaryKey({ name: 'progress_notes_pkey', columns: [t.boardId, t.id] }),
    foreignKey({ name: 'progress_notes_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
  ],
)

/** People, beside the ledger: entries name them by id only, so that a name can be put beyond use without breaking a chain. */
export const people = pgTable('people', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Invented for a demonstration, and shown as such. */
  invented: boolean().notNull(),
  /** Manages accounts and settings; no governance right (invariant 45). */
  administrator: boolean().notNull().default(false),
  createdAt: instant().notNull(),
})

/** An office at a body. Rights follow the post, not the person. */
export const posts = pgTable('posts', {
  id: text().primaryKey(),
  title: text().notNull(),
  /** Name of the organisation, in words; the seat says which of a board's bodies it speaks for. */
  organisation: text().notNull(),
})

/** Who holds a post, from when to when. */
export const appointments = pgTable(
  'appointments',
  {
    postId: text().notNull(),
    personId: text().notNull(),
    fromDay: text().notNull(),
    toDay: text(),
    acting: boolean().notNull().default(false),
  },
  (t) => [
    primaryKey({ name: 'appointments_pkey', columns: [t.postId, t.personId, t.fromDay] }),
    foreignKey({ name: 'appointments_post_id_fkey', columns: [t.postId], foreignColumns: [posts.id] }).onDelete(
      'restrict',
    ),
    foreignKey({ name: 'appointments_person_id_fkey', columns: [t.personId], foreignColumns: [people.id] }).onDelete(
      'restrict',
    ),
    index('appointments_person_id_idx').on(t.personId),
  ],
)

/** A post's place on a board: its role there, the body it speaks for and, for leads, what it leads. */
export const seats = pgTable(
  'seats',
  {
    boardId: uuid().notNull(),
    postId: text().notNull(),
    role: text().$type<Role>().notNull(),
    bodyId: text(),
    scope: jsonb().$type<string[]>(),
    toDay: text(),
    seq: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [
    primaryKey({ name: 'seats_pkey', columns: [t.boardId, t.postId] }),
    foreignKey({ name: 'seats_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete('restrict'),
    foreignKey({ name: 'seats_post_id_fkey', columns: [t.postId], foreignColumns: [posts.id] }).onDelete('restrict'),
    foreignKey({
      name: 'seats_body_id_fkey',
      columns: [t.boardId, t.bodyId],
      foreignColumns: [bodies.boardId, bodies.id],
    }).onDelete('restrict'),
  ],
)

/** Signed-in sessions. The cookie holds a random token; only its SHA-256 is kept. */
export const sessions = pgTable(
  'sessions',
  {
    tokenHash: text().primaryKey(),
    personId: text().notNull(),
    /** The capacity in use: one post at a time (model 6). */
    postId: text(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    /** The last time the person proved in this session who they are, and how (D11). */
    provedAt: instant(),
    provedBy: text(),
  },
  (t) => [
    foreignKey({ name: 'sessions_person_id_fkey', columns: [t.personId], foreignColumns: [people.id] }).onDelete(
      'cascade',
    ),
    index('sessions_person_id_idx').on(t.personId),
  ],
)
