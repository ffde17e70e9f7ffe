import { and, asc, desc, eq, gte, inArray, isNull, lte, or } from 'drizzle-orm'

import { daysBetween, londonDay } from '@concordat/shared/dates'
import type { ActionEvent, ActionList, ActionSummary, ActionView } from '@concordat/shared/http-actions'
import { abilities, may, type Act } from '@concordat/shared/policy'

import type { ActionEventRow, ActionRow } from '../actions.ts'
import type { Tx } from '../client.ts'
import { readOwners, type Owner } from '../owners.ts'
import { actionEvents, actions } from '../schema/actions.ts'
import { appointments, people } from '../schema/boards.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { readSignatories } from './signatories.ts'
import { readSourceTitles, type SourceRef, type SourceTitle } from './source-titles.ts'

export interface ActionFilter {
  /** Owned by the post or the body that the reader acts for. */
  readonly mine?: boolean
  readonly overdue?: boolean
  /** `standing`: neither closed nor cancelled. */
  readonly state?: 'standing' | 'closed' | 'cancelled' | 'all'
  readonly source?: SourceRef
}

/** Actions of a board, those due first first, with counts over all of them (E14). A fixed number of queries. */
export async function readActionList(
  tx: Tx,
  board: Pick<BoardRow, 'id'>,
  asking: Asking,
  { mine = false, overdue = false, state = 'standing', source }: ActionFilter = {},
): Promise<ActionList> {
  const rows = await tx
    .select()
    .from(actions)
    .where(eq(actions.boardId, board.id))
    .orderBy(asc(actions.due), asc(actions.ordinal))
  const sourceOf = await readSourceTitles(tx, board.id, rows.map(refOf))
  const today = londonDay(asking.now)
  const isMine = ofActor(asking)
  const standing = rows.filter((row) => stands(row))
  const shown = rows.filter(
    (row) =>
      (state === 'all' || (state === 'standing' ? stands(row) : row.state === state)) &&
      (!mine || isMine(row)) &&
      (!overdue || isOverdue(row, today)) &&
      // An exempt source is no way to find an action, for those who may not see it (invariant 20).
      (source === undefined ||
        (row.sourceKind === source.kind && row.sourceId === source.id && mayKnow(sourceOf(refOf(row)), asking))),
  )
  return {
    actions: await summaries(tx, board, asking, shown, sourceOf),
    counts: {
      open: standing.length,
      overdue: standing.filter((row) => isOverdue(row, today)).length,
      mine: standing.filter((row) => isMine(row)).length,
      closed: rows.filter((row) => row.state === 'closed').length,
      cancelled: rows.filter((row) => row.state === 'cancelled').length,
    },
    abilities: abilities(asking.actor, ['action.open']),
  }
}

/** One action by its number (`GM/A/12`) with every step, or undefined. */
export async function readAction(
  tx: Tx,
  board: Pick<BoardRow, 'id'>,
  number: string,
  asking: Asking,
): Promise<ActionView | undefined> {
  const [row] = await tx
    .select()
    .from(actions)
    .where(and(eq(actions.boardId, board.id), eq(actions.number, number)))
  if (!row) return undefined
  const sourceOf = await readSourceTitles(tx, board.id, [refOf(row)])
  const [summary] = await summaries(tx, board, asking, [row], sourceOf)
  return summary && { ...summary, events: await readEvents(tx, board.id, row) }
}

const refOf = ({ sourceKind, sourceId }: ActionRow): SourceRef => ({ kind: sourceKind, id: sourceId })
const stands = ({ state }: ActionRow): boolean => state !== 'closed' && state !== 'cancelled'
const isOverdue = (row: ActionRow, today: string): boolean => stands(row) && row.due < today
const ofActor =
  ({ actor }: Asking) =>
  ({ ownerPost, ownerBody }: ActionRow): boolean =>
    (actor.post !== null && actor.post === ownerPost) || (actor.body !== null && actor.body === ownerBody)
const mayKnow = (source: SourceTitle | undefined, { actor }: Asking): boolean =>
  source !== undefined && (!source.isExempt || may(actor, 'exempt.read'))

async function summaries(
  tx: Tx,
  board: Pick<BoardRow, 'id'>,
  asking: Asking,
  rows: readonly ActionRow[],
  sourceOf: (ref: SourceRef) => SourceTitle | undefined,
): Promise<ActionSummary[]> {
  const today = londonDay(asking.now)
  const isMine = ofActor(asking)
  const claimSeqs = rows.flatMap(({ claimSeq }) => claimSeq ?? [])
  const [owners, holders, claims, signatory] = await Promise.all([
    readOwners(
      tx,
      board.id,
      rows.flatMap(({ ownerPost, ownerBody, helpers }) => [ownerPost, ownerBody, ...helpers]),
    ),
    readHolders(
      tx,
      rows.flatMap(({ ownerPost }) => ownerPost ?? []),
      today,
    ),
    claimSeqs.length === 0
      ? []
      : tx
          .select()
          .from(actionEvents)
          .where(and(eq(actionEvents.boardId, board.id), inArray(actionEvents.seq, claimSeqs))),
    readSignatories(tx, board.id, claimSeqs),
  ])
  const claimOf = new Map(claims.map((claim) => [claim.number, claim]))
  return rows.map((row) => {
    const source = sourceOf(refOf(row))
    const claim = claimOf.get(row.number)
    const late = isOverdue(row, today)
    return {
      number: row.number,
      text: row.text,
      state: row.state,
      owner: {
        ...ownerOf(row, owners),
        holder: row.ownerPost === null ? null : (holders.get(row.ownerPost) ?? null),
      },
      helpers: row.helpers.flatMap((id) => owners.get(id) ?? []),
      due: row.due,
      overdue: late,
      daysOverdue: late ? daysBetween(row.due, today) : 0,
      source: source && mayKnow(source, asking) ? { ...refOf(row), title: source.title } : null,
      openedOn: row.openedOn,
      openedAt: row.openedAt.toISOString(),
      seq: row.seq,
      claim: claim
        ? {
            seq: claim.seq,
            sentence: claim.words,
            evidence: claim.evidence,
            at: claim.at.toISOString(),
            by: signatory(claim.seq),
          }
        : null,
      mine: isMine(row),
      abilities: abilities(asking.actor, actsOn(row), {
        ownerPost: row.ownerPost,
        ownerBody: row.ownerBody,
        ...(row.claimedBy !== null && { firstPerson: row.claimedBy }),
      }),
    }
  })
}

function actsOn(row: ActionRow): Act[] {
  if (!stands(row)) return []
  const claim: Act = row.claimSeq === null ? 'action.claim-done' : 'action.close'
  return ['action.report', claim, 'action.reassign', 'action.cancel']
}

function ownerOf(
  { ownerPost, ownerBody }: Pick<ActionRow, 'ownerPost' | 'ownerBody'>,
  owners: ReadonlyMap<string, Owner>,
): Owner {
  const id = ownerPost ?? ownerBody ?? ''
  return owners.get(id) ?? { kind: ownerPost === null ? 'body' : 'post', id, title: id, organisation: null }
}

/** Who holds these posts on `day`: of several the one appointed last, as an acting holder comes after the one they stand in for. */
async function readHolders(
  tx: Tx,
  postIds: readonly string[],
  day: string,
): Promise<ReadonlyMap<string, NonNullable<ActionSummary['owner']['holder']>>> {
  if (postIds.length === 0) return new Map()
  const rows = await tx
    .selectDistinctOn([appointments.postId], {
      post: appointments.postId,
      person: people.id,
      name: people.name,
      acting: appointments.acting,
    })
    .from(appointments)
    .innerJoin(people, eq(people.id, appointments.personId))
    .where(
      and(
        inArray(appointments.postId, [...new Set(postIds)]),
        lte(appointments.fromDay, day),
        or(isNull(appointments.toDay), gte(appointments.toDay, day)),
      ),
    )
    .orderBy(asc(appointments.postId), desc(appointments.fromDay), asc(people.id))
  return new Map(rows.map(({ post, ...holder }) => [post, holder]))
}

async function readEvents(tx: Tx, boardId: string, row: ActionRow): Promise<ActionEvent[]> {
  const rows: ActionEventRow[] = await tx
    .select()
    .from(actionEvents)
    .where(and(eq(actionEvents.boardId, boardId), eq(actionEvents.number, row.number)))
    .orderBy(asc(actionEvents.seq))
  const [owners, signatory] = await Promise.all([
    readOwners(
      tx,
      boardId,
      rows.flatMap(({ ownerPost, ownerBody }) => [ownerPost, ownerBody]),
    ),
    readSignatories(
      tx,
      boardId,
      rows.map(({ seq }) => seq),
    ),
  ])
  return rows.map(({ seq, event, words, evidence, at, ...owned }) => ({
    seq,
    event,
    words,
    evidence,
    owner: event === 'opened' || event === 'reassigned' ? ownerOf(owned, owners) : null,
    at: at.toISOString(),
    by: signatory(seq),
  }))
}
