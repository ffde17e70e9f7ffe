import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm'

import { compareDates, isPast, londonDay } from '@concordat/shared/dates'
import { parseDate } from '@concordat/shared/parse-date'
import type { DocumentContent } from '@concordat/shared/documents/content'
import type {
  MilestoneView,
  ProgrammeSummary,
  RatingView,
  Signatory,
  WorkstreamSummary,
  WorkView,
} from '@concordat/shared/http'
import { abilities, type Act } from '@concordat/shared/policy'
import type { Role } from '@concordat/shared/roles'

import type { Tx } from '../client.ts'
import {
  appointments,
  bodies,
  milestones,
  people,
  posts,
  programmeItems,
  programmes,
  progressNotes,
  roles,
  seats,
  workstreams,
} from '../schema/boards.ts'
import { documentProjections, documents } from '../schema/documents.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { readDraft, withinOf, type Within } from './documents.ts'
import { ratingView, readRatingHistory, readStandingRatings, type RatingReading, type RatingRow } from './ratings.ts'
import { readSignatories } from './signatories.ts'

const WORK_ACTS: readonly Act[] = ['document.write', 'rating.give', 'progress.note']
/** How many ratings a page of work shows. */
const RATINGS_SHOWN = 12

type BodyRow = Pick<typeof bodies.$inferSelect, 'id' | 'title' | 'short' | 'kind' | 'signatory'>
type MilestoneRow = Omit<typeof milestones.$inferSelect, 'boardId' | 'detail' | 'position' | 'origin' | 'relatesTo'>
type ProgrammeRow = Omit<
  typeof programmes.$inferSelect,
  'boardId' | 'position' | 'origin' | 'sponsorIds' | 'leadIds' | 'seq'
>
type WorkstreamRow = Pick<
  typeof workstreams.$inferSelect,
  'id' | 'title' | 'note' | 'programmeId' | 'number' | 'status'
>

/** Drafts of programmes and workstreams as last projected, by the id of the record they are about. */
type WorkDrafts = ReadonlyMap<string, DocumentContent>

/** A board's programmes, workstreams and milestones with what is needed to tell how they stand. */
export interface Works {
  readonly bodies: readonly BodyRow[]
  readonly programmes: readonly ProgrammeRow[]
  readonly workstreams: readonly WorkstreamRow[]
  readonly milestones: readonly MilestoneRow[]
  readonly items: readonly { readonly id: string; readonly title: string; readonly programmeId: string }[]
  readonly drafts: WorkDrafts
  readonly within: Within
  /** Name of a body or office of the board; the id itself when it names neither. */
  readonly nameOf: (id: string) => string
  readonly ratingOf: (kind: RatingRow['subjectKind'], id: string) => RatingView | null
}

/**
 * Reads all of a board's work in a fixed number of queries. Everything is in the order of the source.
 */
export async function readWorks(tx: Tx, board: Pick<BoardRow, 'id' | 'ratingPeriodDays'>, now: Date): Promise<Works> {
  const of = board.id
  const [bodyRows, roleRows, programmeRows, workstreamRows, milestoneRows, itemRows, draftRows, ratingRows] =
    await Promise.all([
      tx
        .select({
          id: bodies.id,
          title: bodies.title,
          short: bodies.short,
          kind: bodies.kind,
          signatory: bodies.signatory,
        })
        .from(bodies)
        .where(eq(bodies.boardId, of))
        .orderBy(asc(bodies.position), asc(bodies.id)),
      tx.select({ id: roles.id, title: roles.title }).from(roles).where(eq(roles.boardId, of)),
      tx
        .select({
          id: programmes.id,
          title: programmes.title,
          detail: programmes.detail,
          note: programmes.note,
          parentId: programmes.parentId,
          status: programmes.status,
          phase: programmes.phase,
          aim: programmes.aim,
          vision: programmes.vision,
          governance: programmes.governance,
          agreementMilestoneId: programmes.agreementMilestoneId,
          implementation: programmes.implementation,
        })
        .from(programmes)
        .where(eq(programmes.boardId, of))
        .orderBy(asc(programmes.position), asc(programmes.id)),
      tx
        .select({
          id: workstreams.id,
          title: workstreams.title,
          note: workstreams.note,
          programmeId: workstreams.programmeId,
          number: workstreams.number,
          status: workstreams.status,
        })
        .from(workstreams)
        .where(eq(workstreams.boardId, of))
        .orderBy(asc(workstreams.position), asc(workstreams.id)),
      tx
        .select({
          id: milestones.id,
          title: milestones.title,
          note: milestones.note,
          programmeId: milestones.programmeId,
          workstreamId: milestones.workstreamId,
          due: milestones.due,
          status: milestones.status,
          statusBasis: milestones.statusBasis,
          gate: milestones.gate,
          external: milestones.external,
          seq: milestones.seq,
        })
        .from(milestones)
        .where(eq(milestones.boardId, of))
        .orderBy(asc(milestones.position), asc(milestones.id)),
      tx
        .select({ id: programmeItems.id, title: programmeItems.title, programmeId: programmeItems.programmeId })
        .from(programmeItems)
        .where(eq(programmeItems.boardId, of))
        .orderBy(asc(programmeItems.position), asc(programmeItems.id)),
      tx
        .select({ of: documents.ofId, content: documentProjections.content })
        .from(documents)
        .innerJoin(documentProjections, eq(documentProjections.documentId, documents.id))
        .where(and(eq(documents.boardId, of), inArray(documents.kind, ['programme', 'workstream']))),
      readStandingRatings(tx, of),
    ])

  const names = new Map([...bodyRows, ...roleRows].map(({ id, title }) => [id, title]))
  const standing = Map.groupBy(ratingRows, (row) => `${row.subjectKind}/${row.subjectId}`)
  const signatory = await readSignatories(
    tx,
    of,
    ratingRows.map(({ seq }) => seq),
  )
  const reading: RatingReading = { signatory, now, periodDays: board.ratingPeriodDays }
  return {
    bodies: bodyRows,
    programmes: programmeRows,
    workstreams: workstreamRows,
    milestones: milestoneRows,
    items: itemRows,
    drafts: new Map(draftRows.map((row) => [row.of, row.content])),
    within: withinOf([
      ...programmeRows.map(({ id, parentId }) => ({ id, parent: parentId })),
      ...workstreamRows.map(({ id, programmeId }) => ({ id, parent: programmeId })),
    ]),
    nameOf: (id) => names.get(id) ?? id,
    ratingOf: (kind, id) => {
      const [row, before] = standing.get(`${kind}/${id}`) ?? []
      return row ? ratingView(row, before, reading) : null
    },
  }
}

const CLOSED: readonly string[] = ['done', 'dropped']
const isClosed = ({ status }: Pick<MilestoneRow, 'status'>): boolean => CLOSED.includes(status)

/** Past its last day, ours to do, and not done or dropped (model 7). What others set is shown and never counted as our lateness. */
function isOverdue(row: MilestoneRow, today: string): boolean {
  return !row.external && !isClosed(row) && isPast(row.due, today)
}

/**
 * A milestone as shown: baseline and state from the record, forecast and owner from the draft plan of the record it belongs to
 * and from no other, so that nobody moves a milestone they may not write about.
 */
export function milestoneView(row: MilestoneRow, works: Works, today: string): MilestoneView {
  const home = homeOf(row, works)
  const planned = works.drafts.get(home.id)?.rows['plan']?.find(({ id }) => id === row.id)
  const forecast = planned?.['forecast'] ?? ''
  return {
    id: row.id,
    title: row.title,
    of: home,
    due: row.due,
    status: row.status,
    statusBasis: row.statusBasis,
    gate: row.gate,
    external: row.external,
    note: row.note,
    overdue: isOverdue(row, today),
    forecast: forecast === '' ? null : { text: forecast, date: parseDate(forecast) },
    owner: planned?.['owner'] || null,
    seq: row.seq,
  }
}

function homeOf({ programmeId, workstreamId }: MilestoneRow, works: Works): MilestoneView['of'] {
  const workstream = works.workstreams.find(({ id }) => id === workstreamId)
  if (workstream) return { kind: 'workstream', id: workstream.id, title: workstream.title }
  const programme = works.programmes.find(({ id }) => id === programmeId)
  if (programme) return { kind: 'programme', id: programme.id, title: programme.title }
  return { kind: 'board', id: '', title: 'The board' }
}

/** Milestones that need an eye: overdue ones, longest late first, and those to come, soonest first, undated gates last. */
export function milestonesAhead(works: Works, today: string): { overdue: MilestoneView[]; next: MilestoneView[] } {
  const sorted = works.milestones
    .map((row) => milestoneView(row, works, today))
    .sort((a, b) => compareDates(a.due, b.due))
  return {
    overdue: sorted.filter(({ overdue }) => overdue),
    next: sorted.filter((view) => !isClosed(view) && !isPast(view.due, today) && (view.due?.to != null || view.gate)),
  }
}

export function workstreamSummary(row: WorkstreamRow, works: Works, today: string): WorkstreamSummary {
  const own = works.milestones.filter(({ workstreamId }) => workstreamId === row.id)
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    status: row.status,
    note: row.note,
    rating: works.ratingOf('workstream', row.id),
    milestones: {
      total: own.length,
      done: own.filter(({ status }) => status === 'done').length,
      overdue: own.filter((milestone) => isOverdue(milestone, today)).length,
    },
  }
}

/** A programme with its regional and local line and its accountability chain by name (A3), and its workstreams. */
export function programmeSummary(row: ProgrammeRow, works: Works, { actor, now }: Asking): ProgrammeSummary {
  const today = londonDay(now)
  const agreement = works.milestones.find(({ id }) => id === row.agreementMilestoneId)
  const namesOf = (ids: readonly string[] | undefined): string[] => (ids ?? []).map((id) => works.nameOf(id))
  return {
    id: row.id,
    title: row.title,
    parentId: row.parentId,
    status: row.status,
    phase: row.phase,
    aim: row.aim,
    governance: row.governance.map(({ level, bodyIds, roleIds }) => ({
      level,
      names: namesOf([...bodyIds, ...roleIds]),
    })),
    accountability: {
      summary: row.implementation?.summary ?? null,
      accountable: namesOf(row.implementation?.accountableIds),
      answersTo: namesOf(row.implementation?.accountableToIds),
      challengedBy: namesOf(row.implementation?.challengeIds),
    },
    agreement: agreement ? milestoneView(agreement, works, today) : null,
    rating: works.ratingOf('programme', row.id),
    items: works.items.filter(({ programmeId }) => programmeId === row.id).map(({ id, title }) => ({ id, title })),
    workstreams: works.workstreams
      .filter(({ programmeId }) => programmeId === row.id)
      .map((workstream) => workstreamSummary(workstream, works, today)),
    abilities: abilities(actor, WORK_ACTS, { kind: 'programme', within: works.within(row.id) }),
  }
}

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
  const [progress, history, lead, draft] = await Promise.all([
    readAllProgress(tx, board.id),
    readRatingHistory(tx, board.id, { kind, id }, RATINGS_SHOWN + 1),
    readLeads(tx, board.id, { kind, within: works.within(id), today }),
    readDraft(tx, board.id, { kind, of: id }, asking.actor, works.within),
  ])
  const signatory = await readSignatories(
    tx,
    board.id,
    history.map(({ seq }) => seq),
  )
  const reading: RatingReading = { signatory, now: asking.now, periodDays: board.ratingPeriodDays }
  return {
    kind,
    id,
    number: workstream?.number ?? null,
    title: subject.title,
    status: subject.status,
    note: subject.note,
    programme: programmeSummary(programme, works, asking),
    lead,
    milestones: works.milestones.filter(hangsOn({ kind, id })).map((row) => milestoneView(row, works, today)),
    progress: progress.filter(hangsOn({ kind, id })).map(({ happened, at, ...note }) => ({
      id: note.id,
      title: note.title,
      state: note.state,
      when: happened,
      at: at.toISOString(),
      seq: note.seq,
    })),
    ratings: history.slice(0, RATINGS_SHOWN).map((row, at) => ratingView(row, history[at + 1], reading)),
    ragPoints: board.ragPoints,
    draft,
    abilities: abilities(asking.actor, WORK_ACTS, { kind, within: works.within(id) }),
  }
}

export interface ProgressRow {
  readonly id: string
  readonly title: string
  readonly state: string | null
  readonly happened: typeof progressNotes.$inferSelect.happened
  readonly at: Date
  readonly seq: number
  readonly programmeId: string | null
  readonly workstreamId: string | null
}

/** Progress noted on the record of a board, in its order. */
export async function readAllProgress(tx: Tx, boardId: string): Promise<ProgressRow[]> {
  return tx
    .select({
      id: progressNotes.id,
      title: progressNotes.title,
      state: progressNotes.state,
      happened: progressNotes.happened,
      at: progressNotes.at,
      seq: progressNotes.seq,
      programmeId: progressNotes.programmeId,
      workstreamId: progressNotes.workstreamId,
    })
    .from(progressNotes)
    .where(eq(progressNotes.boardId, boardId))
    .orderBy(asc(progressNotes.position), asc(progressNotes.seq))
}

/** True for what hangs directly on this programme or workstream, and not on something below it. */
export function hangsOn({
  kind,
  id,
}: Pick<WorkView, 'kind' | 'id'>): (row: {
  readonly programmeId: string | null
  readonly workstreamId: string | null
}) => boolean {
  return ({ programmeId, workstreamId }) =>
    kind === 'workstream' ? workstreamId === id : workstreamId === null && programmeId === id
}

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
