import { and, asc, eq, inArray } from 'drizzle-orm'

import type { DocumentContent } from '@concordat/shared/documents/content'
import type { MilestoneView, RatingView } from '@concordat/shared/http'

import type { Tx } from '../client.ts'
import { boardScaleOf } from '../plans.ts'
import { bodies, milestones, programmeItems, programmes, roles, workstreams } from '../schema/boards.ts'
import { documentProjections, documents } from '../schema/documents.ts'
import type { BoardRow } from './boards.ts'
import type { Neighbours } from './dependencies.ts'
import { withinOf, type Within } from './documents.ts'
import {
  isTransferred,
  readPlanConfirmations,
  readPlans,
  signedEntries,
  type PlanReading,
  type Plans,
} from './plans.ts'
import type { Ground } from './rating-ground.ts'
import { ratingView, readStandingRatings, type RatingReading, type RatingRow } from './ratings.ts'
import { readSignatories } from './signatories.ts'

type BodyRow = Pick<typeof bodies.$inferSelect, 'id' | 'title' | 'short' | 'kind' | 'signatory'>
export type MilestoneRow = Omit<
  typeof milestones.$inferSelect,
  'boardId' | 'detail' | 'position' | 'origin' | 'relatesTo'
>
export type ProgrammeRow = Omit<
  typeof programmes.$inferSelect,
  'boardId' | 'position' | 'origin' | 'sponsorIds' | 'leadIds' | 'seq'
>
export type WorkstreamRow = Pick<
  typeof workstreams.$inferSelect,
  'id' | 'title' | 'note' | 'programmeId' | 'number' | 'status'
>

/** Drafts of programmes and workstreams as last projected, by the id of the record they are about. */
type WorkDrafts = ReadonlyMap<string, DocumentContent>

/** A board's programmes, workstreams and milestones with what is needed to tell how they stand. */
export interface Works extends Ground {
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
  readonly plans: Plans
  readonly planReading: PlanReading
  readonly boardScale: 3 | 5
}

/** What a board's row says of its ratings. */
type WorkBoard = Pick<BoardRow, 'id' | 'ratingPeriodDays'> & { readonly ragPoints: number }

/**
 * Reads all of a board's work in a fixed number of queries. Everything is in the order of the source.
 */
export async function readWorks(tx: Tx, board: WorkBoard, now: Date): Promise<Works> {
  const of = board.id
  const [bodyRows, roleRows, programmeRows, workstreamRows, milestoneRows, itemRows, draftRows, ratingRows, plans] =
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
          actual: milestones.actual,
          ownerKind: milestones.ownerKind,
          ownerId: milestones.ownerId,
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
      readPlans(tx, of, now),
    ])

  const names = new Map([...bodyRows, ...roleRows].map(({ id, title }) => [id, title]))
  const standing = Map.groupBy(ratingRows, (row) => `${row.subjectKind}/${row.subjectId}`)
  const confirmations = await readPlanConfirmations(
    tx,
    of,
    plans,
    ratingRows.map(({ seq }) => seq),
  )
  const signatory = await readSignatories(tx, of, [
    ...ratingRows.map(({ seq }) => seq),
    ...[...confirmations.values()].map(({ seq }) => seq),
    ...signedEntries(plans),
  ])
  const reading: RatingReading = { signatory, confirmations, now, periodDays: board.ratingPeriodDays }
  const nameOf = (id: string): string => names.get(id) ?? id
  const neighbours: Neighbours = new Map(
    milestoneRows.map((row) => [
      row.id,
      { ...row, of: homeOf(row, { workstreams: workstreamRows, programmes: programmeRows }).title },
    ]),
  )
  return {
    bodies: bodyRows,
    programmes: programmeRows,
    workstreams: workstreamRows,
    milestones: milestoneRows,
    items: itemRows,
    drafts: new Map(draftRows.map((row) => [row.of, row.content])),
    within: withinOf(
      [
        ...programmeRows.map(({ id, parentId }) => ({ id, parent: parentId })),
        ...workstreamRows.map(({ id, programmeId }) => ({ id, parent: programmeId })),
      ],
      workstreamRows.flatMap(({ id, status }) => (isTransferred(status) ? id : [])),
    ),
    nameOf,
    ratingOf: (kind, id) => {
      const [row, before] = standing.get(`${kind}/${id}`) ?? []
      return row ? ratingView(row, before, reading) : null
    },
    standingValue: ({ kind, id }) => standing.get(`${kind}/${id}`)?.[0]?.value ?? null,
    plans,
    neighbours,
    planReading: { plans, neighbours, nameOf, signatory, confirmations },
    boardScale: boardScaleOf(board),
  }
}

/** What a milestone hangs on directly. */
export function homeOf(
  { programmeId, workstreamId }: Pick<MilestoneRow, 'programmeId' | 'workstreamId'>,
  works: Pick<Works, 'workstreams'> & {
    readonly programmes: readonly Pick<ProgrammeRow, 'id' | 'title'>[]
  },
): MilestoneView['of'] {
  const workstream = works.workstreams.find(({ id }) => id === workstreamId)
  if (workstream) return { kind: 'workstream', id: workstream.id, title: workstream.title }
  const programme = works.programmes.find(({ id }) => id === programmeId)
  if (programme) return { kind: 'programme', id: programme.id, title: programme.title }
  return { kind: 'board', id: '', title: 'The board' }
}
