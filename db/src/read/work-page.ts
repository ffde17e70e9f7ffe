import { and, asc, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'

import { londonDay } from '@concordat/shared/dates'
import type { Signatory, WorkView } from '@concordat/shared/http'
import type { ReportView } from '@concordat/shared/http-plans'
import { abilities } from '@concordat/shared/policy'
import type { Role } from '@concordat/shared/roles'

import type { Tx } from '../client.ts'
import { appointments, people, posts, seats } from '../schema/boards.ts'
import { progressReports } from '../schema/plans.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { closureView } from './closures.ts'
import { readDraft } from './documents.ts'
import { milestoneView } from './milestone-views.ts'
import { isTransferred } from './plans.ts'
import { hangsOn, readAllProgress } from './progress.ts'
import { judged } from './rating-ground.ts'
import {
  ratingBefore,
  ratingView,
  readConfirmations,
  readPeriods,
  readRatingHistory,
  type RatingReading,
} from './ratings.ts'
import { readSignatories } from './signatories.ts'
import { programmeSummary, scaleView, WORK_ACTS } from './work-summaries.ts'
import { readWorks } from './works.ts'

/** How many ratings and updates a page of work shows. */
const RATINGS_SHOWN = 12
const REPORTS_READ = 200

/** The page of one programme or workstream, or undefined when the board has none of that id. */
export async function readWork(
  tx: Tx,
  board: BoardRow,
  { kind, id }: Pick<WorkView, 'kind' | 'id'>,
  asking: Asking,
): Promise<WorkView | undefined> {
  const works = await readWorks(tx, board, asking.now)
  const workstream = kind === 'workstream' ? works.workstreams.find((row) => row.id === id) : undefined
  const programme = works.programmes.find((row) => row.id === (kind === 'workstream' ? workstream?.programmeId : id))
  const subject = workstream ?? programme
  if (!programme || !subject) return undefined

  const today = londonDay(asking.now)
  const isOpen = workstream === undefined || !isTransferred(workstream.status)
  const [progress, history, reports, lead, draft] = await Promise.all([
    readAllProgress(tx, board.id),
    readRatingHistory(tx, board.id, { kind, id }, RATINGS_SHOWN + 1),
    readReports(tx, board.id, { kind, id }),
    readLeads(tx, board.id, { kind, within: works.within(id), today }),
    readDraft(tx, board.id, { kind, of: id }, asking.actor, works.within),
  ])
  const shownReports = reports.slice(0, RATINGS_SHOWN)
  const confirmations = await readConfirmations(
    tx,
    board.id,
    history.map(({ seq }) => seq),
  )
  const [signatory, periods] = await Promise.all([
    readSignatories(
      tx,
      board.id,
      [...history, ...confirmations.values(), ...shownReports].map(({ seq }) => seq),
    ),
    readPeriods(
      tx,
      board.id,
      { kind, id },
      {
        today,
        scales: works.plans.scales.filter(({ programmeId }) => programmeId === programme.id),
        boardScale: works.boardScale,
        reports,
      },
    ),
  ])
  const reading: RatingReading = { signatory, confirmations, now: asking.now, periodDays: board.ratingPeriodDays }
  const scale = scaleView(programme.id, works, today)
  return {
    kind,
    id,
    number: workstream?.number ?? null,
    title: subject.title,
    status: subject.status,
    note: subject.note,
    programme: programmeSummary(programme, works, asking),
    lead,
    milestones: works.milestones
      .filter(hangsOn({ kind, id }))
      .map((row) => milestoneView(row, works, today, asking.actor)),
    progress: progress.filter(hangsOn({ kind, id })).map(({ happened, at, ...note }) => ({
      id: note.id,
      title: note.title,
      state: note.state,
      when: happened,
      at: at.toISOString(),
      seq: note.seq,
    })),
    ratings: history
      .slice(0, RATINGS_SHOWN)
      .map((row, at) => ratingView(row, row.correctedBy === null ? ratingBefore(history, at) : undefined, reading)),
    ragPoints: scale.points,
    scale,
    ...judged({ kind, id }, works.ratingOf(kind, id), works, today),
    periods,
    reports: shownReports.map((row) => reportView(row, signatory)),
    closure: kind === 'workstream' ? closureView(id, works.planReading) : null,
    draft,
    abilities: isOpen
      ? abilities(asking.actor, WORK_ACTS, { kind, within: works.within(id) }).filter(
          (act) => kind === 'workstream' || !act.startsWith('workstream.'),
        )
      : [],
  }
}

type ReportRow = Pick<typeof progressReports.$inferSelect, 'seq' | 'at' | 'writtenAt' | 'unchanged' | 'note'>

/** The last updates on one piece of work, newest first. */
async function readReports(tx: Tx, boardId: string, { kind, id }: Pick<WorkView, 'kind' | 'id'>): Promise<ReportRow[]> {
  return tx
    .select({
      seq: progressReports.seq,
      at: progressReports.at,
      writtenAt: progressReports.writtenAt,
      unchanged: progressReports.unchanged,
      note: progressReports.note,
    })
    .from(progressReports)
    .where(and(eq(progressReports.boardId, boardId), eq(progressReports.ofKind, kind), eq(progressReports.ofId, id)))
    .orderBy(desc(progressReports.seq))
    .limit(REPORTS_READ)
}

const reportView = (
  { seq, at, writtenAt, unchanged, note }: ReportRow,
  signatory: (seq: number) => Signatory,
): ReportView => ({
  seq,
  at: at.toISOString(),
  writtenAt: writtenAt.toISOString(),
  unchanged,
  note,
  by: signatory(seq),
})

/** Who leads it today: holders of seats whose scope holds the work or something it lies in; a programme lead without a scope leads all programmes. */
async function readLeads(
  tx: Tx,
  boardId: string,
  {
    kind,
    within,
    today,
  }: { readonly kind: WorkView['kind']; readonly within: readonly string[]; readonly today: string },
): Promise<Signatory[]> {
  const ranks: readonly Role[] = kind === 'workstream' ? ['workstream-lead'] : ['programme-lead', 'workstream-lead']
  const rows = await tx
    .select({
      person: people.id,
      name: people.name,
      post: posts.title,
      role: seats.role,
      body: seats.bodyId,
      scope: seats.scope,
    })
    .from(seats)
    .innerJoin(posts, eq(posts.id, seats.postId))
    .innerJoin(appointments, eq(appointments.postId, posts.id))
    .innerJoin(people, eq(people.id, appointments.personId))
    .where(
      and(
        eq(seats.boardId, boardId),
        inArray(seats.role, ranks),
        sql`${appointments.fromDay} <= ${today}`,
        or(isNull(appointments.toDay), sql`${appointments.toDay} >= ${today}`),
        or(isNull(seats.toDay), sql`${seats.toDay} >= ${today}`),
      ),
    )
    .orderBy(asc(people.name))
  return rows
    .filter(({ role, scope }) => (scope === null ? role === 'programme-lead' : scope.some((id) => within.includes(id))))
    .map(({ scope: _, ...lead }) => lead)
}
