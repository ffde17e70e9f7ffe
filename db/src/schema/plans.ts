import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

import type { FuzzyDate } from '@concordat/shared/dates'
import type { CheckView } from '@concordat/shared/http-plans'
import type { DEPENDENCY_KINDS, ROW_STATES } from '@concordat/shared/payloads/plans'
import type { Rating } from '@concordat/shared/ratings'

import { instant, seq } from './columns.ts'
import { boards, milestones, programmes, workstreams } from './boards.ts'

/** Who wrote it, in which post, and when: beside the ledger entry of that number. */
const recorded = {
  boardId: uuid().notNull(),
  seq: seq().notNull(),
  personId: text().notNull(),
  postId: text().notNull(),
  at: instant().notNull(),
}

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
    /** What the consistency check held against it, and the answer (B7). */
    contradictions: jsonb().$type<CheckView[]>().notNull().default([]),
    explanation: text(),
    /** Day since which it holds; null: the London day of `at`. */
    trueFrom: text(),
    /** The rating it corrects, and the place in the order of that one; null: its own entry. */
    corrects: seq(),
    place: seq(),
  },
  (t) => [
    primaryKey({ name: 'ratings_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({ name: 'ratings_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    index('ratings_subject_idx').on(t.boardId, t.subjectKind, t.subjectId, t.seq),
    // The order in which ratings of one subject stand, and what was corrected by which: both asked at every rating.
    index('ratings_place_idx').on(t.boardId, t.subjectKind, t.subjectId, sql`coalesce(${t.place}, ${t.seq})`),
    uniqueIndex('ratings_corrects_key')
      .on(t.boardId, t.corrects)
      .where(sql`${t.corrects} is not null`),
  ],
)

/** A rating or a forecast confirmed without change: append only. One entry may confirm several. */
export const reaffirmations = pgTable(
  'reaffirmations',
  {
    ...recorded,
    /** What is confirmed: a rating or a forecast, by its entry. */
    of: seq().notNull(),
  },
  (t) => [
    primaryKey({ name: 'reaffirmations_pkey', columns: [t.boardId, t.of, t.seq] }),
    foreignKey({ name: 'reaffirmations_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
  ],
)

/** Forecasts as reported: append only, the last one stands. */
export const forecasts = pgTable(
  'forecasts',
  { ...recorded, milestoneId: text().notNull(), forecast: jsonb().$type<FuzzyDate>().notNull(), reason: text() },
  (t) => [
    primaryKey({ name: 'forecasts_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'forecasts_milestone_id_fkey',
      columns: [t.boardId, t.milestoneId],
      foreignColumns: [milestones.boardId, milestones.id],
    }).onDelete('restrict'),
    index('forecasts_milestone_idx').on(t.boardId, t.milestoneId, t.seq),
  ],
)

/** Baselines of a milestone: number 0 is the first, which stays for ever; every later one rests on a decision (invariant 24). Append only. */
export const baselines = pgTable(
  'baselines',
  {
    boardId: uuid().notNull(),
    milestoneId: text().notNull(),
    number: integer().notNull(),
    seq: seq().notNull(),
    baseline: jsonb().$type<FuzzyDate>().notNull(),
    decision: text(),
    reason: text(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ name: 'baselines_pkey', columns: [t.boardId, t.milestoneId, t.number] }),
    foreignKey({
      name: 'baselines_milestone_id_fkey',
      columns: [t.boardId, t.milestoneId],
      foreignColumns: [milestones.boardId, milestones.id],
    }).onDelete('restrict'),
  ],
)

export const baselineProposals = pgTable(
  'baseline_proposals',
  {
    ...recorded,
    milestoneId: text().notNull(),
    baseline: jsonb().$type<FuzzyDate>().notNull(),
    reason: text().notNull(),
    effects: text(),
    /** Entry that moved the baseline or refused the proposal; null while it is open. */
    settledSeq: seq(),
  },
  (t) => [
    primaryKey({ name: 'baseline_proposals_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'baseline_proposals_milestone_id_fkey',
      columns: [t.boardId, t.milestoneId],
      foreignColumns: [milestones.boardId, milestones.id],
    }).onDelete('restrict'),
  ],
)

/** "It is done", said with evidence and settled by somebody else (invariant 25). */
export const milestoneClaims = pgTable(
  'milestone_claims',
  {
    ...recorded,
    milestoneId: text().notNull(),
    actual: jsonb().$type<FuzzyDate>().notNull(),
    evidence: jsonb().$type<{ title: string; reference: string }[]>().notNull(),
    note: text(),
    state: text().$type<'open' | 'accepted' | 'rejected'>().notNull(),
    /** State of the milestone before, to which a rejected claim leads back. */
    statusBefore: text().notNull(),
    settledSeq: seq(),
    settledAt: instant(),
    settledWords: text(),
  },
  (t) => [
    primaryKey({ name: 'milestone_claims_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'milestone_claims_milestone_id_fkey',
      columns: [t.boardId, t.milestoneId],
      foreignColumns: [milestones.boardId, milestones.id],
    }).onDelete('restrict'),
    index('milestone_claims_milestone_idx').on(t.boardId, t.milestoneId, t.seq),
  ],
)

/** A row per authority or place on one milestone (B11). */
export const milestoneRows = pgTable(
  'milestone_rows',
  {
    boardId: uuid().notNull(),
    milestoneId: text().notNull(),
    id: text().notNull(),
    bodyId: text(),
    title: text().notNull(),
    position: integer().notNull(),
    state: text().$type<(typeof ROW_STATES)[number]>().notNull(),
    note: text(),
    seq: seq().notNull(),
  },
  (t) => [
    primaryKey({ name: 'milestone_rows_pkey', columns: [t.boardId, t.milestoneId, t.id] }),
    foreignKey({
      name: 'milestone_rows_milestone_id_fkey',
      columns: [t.boardId, t.milestoneId],
      foreignColumns: [milestones.boardId, milestones.id],
    }).onDelete('restrict'),
  ],
)

/** What a milestone waits for (B10). Removed ones stay, with the entry that removed them. */
export const dependencies = pgTable(
  'dependencies',
  {
    boardId: uuid().notNull(),
    id: text().notNull(),
    seq: seq().notNull(),
    fromId: text().notNull(),
    onKind: text().$type<(typeof DEPENDENCY_KINDS)[number]>().notNull(),
    /** Id of a milestone or ask, number of a decision; null outside. */
    onId: text(),
    words: text(),
    due: jsonb().$type<FuzzyDate>(),
    note: text(),
    removedSeq: seq(),
  },
  (t) => [
    primaryKey({ name: 'dependencies_pkey', columns: [t.boardId, t.id] }),
    foreignKey({
      name: 'dependencies_from_id_fkey',
      columns: [t.boardId, t.fromId],
      foreignColumns: [milestones.boardId, milestones.id],
    }).onDelete('restrict'),
  ],
)

/** Which scale a programme rates on from a month on (B3): append only. Before the first row the board's own scale holds. */
export const scales = pgTable(
  'scales',
  {
    boardId: uuid().notNull(),
    programmeId: text().notNull(),
    seq: seq().notNull(),
    fromDay: text().notNull(),
    points: integer().$type<3 | 5>().notNull(),
  },
  (t) => [
    primaryKey({ name: 'scales_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'scales_programme_id_fkey',
      columns: [t.boardId, t.programmeId],
      foreignColumns: [programmes.boardId, programmes.id],
    }).onDelete('restrict'),
  ],
)

/** Updates by those who lead (B12): append only. What they changed is in forecasts and ratings. */
export const progressReports = pgTable(
  'progress_reports',
  {
    ...recorded,
    ofKind: text().$type<'programme' | 'workstream'>().notNull(),
    ofId: text().notNull(),
    /** Clock of the sender. */
    writtenAt: instant().notNull(),
    unchanged: boolean().notNull(),
    note: text(),
  },
  (t) => [
    primaryKey({ name: 'progress_reports_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({ name: 'progress_reports_board_id_fkey', columns: [t.boardId], foreignColumns: [boards.id] }).onDelete(
      'restrict',
    ),
    index('progress_reports_of_idx').on(t.boardId, t.ofKind, t.ofId, t.seq),
  ],
)

/** Recommendations to close a workstream, and what the board decided (A9, invariant 27). */
export const closures = pgTable(
  'closures',
  {
    ...recorded,
    workstreamId: text().notNull(),
    receivingBody: text().notNull(),
    residualRisks: text().notNull(),
    benefitsOwner: text().notNull(),
    actions: jsonb().$type<{ number: string; owner: string }[]>().notNull(),
    state: text().$type<'recommended' | 'transferred' | 'refused'>().notNull(),
    decision: text(),
    closedOn: text(),
    reason: text(),
    settledSeq: seq(),
  },
  (t) => [
    primaryKey({ name: 'closures_pkey', columns: [t.boardId, t.seq] }),
    foreignKey({
      name: 'closures_workstream_id_fkey',
      columns: [t.boardId, t.workstreamId],
      foreignColumns: [workstreams.boardId, workstreams.id],
    }).onDelete('restrict'),
  ],
)
