import { and, eq, inArray } from 'drizzle-orm'

import { londonDay } from '@concordat/shared/dates'
import type { SignOffEvent, SignOffView } from '@concordat/shared/http'

import type { Tx } from '../client.ts'
import { delegations } from '../schema/asks.ts'
import { people } from '../schema/boards.ts'
import type { AskStanding, Cell, EventRow } from './ask-standings.ts'
import { readSignatories } from './signatories.ts'

/** Names of these people, kept beside the ledger; ids without one are withheld. */
export async function readNames(tx: Tx, ids: readonly (string | null)[]): Promise<(id: string) => string> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  const rows =
    wanted.length === 0
      ? []
      : await tx.select({ id: people.id, name: people.name }).from(people).where(inArray(people.id, wanted))
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? 'Name withheld'
}

/** Acts as histories and receipts show them: who, in which capacity, under which delegation. Three queries, whatever their number. */
export async function readEventViews(
  tx: Tx,
  boardId: string,
  rows: readonly EventRow[],
): Promise<(row: EventRow) => SignOffEvent> {
  const under = [...new Set(rows.flatMap(({ delegation }) => delegation ?? []))]
  const [signatory, nameOf, given] = await Promise.all([
    readSignatories(
      tx,
      boardId,
      rows.map(({ seq }) => seq),
    ),
    readNames(
      tx,
      rows.map(({ principal }) => principal),
    ),
    under.length === 0
      ? []
      : tx
          .select()
          .from(delegations)
          .where(and(eq(delegations.boardId, boardId), inArray(delegations.seq, under))),
  ])
  const bySeq = new Map(
    given.map(({ seq, at, fromDay, toDay, instrument }) => [
      seq,
      { seq, on: londonDay(at), from: fromDay, to: toDay, instrument },
    ]),
  )
  return ({ bodyId, part, at, personId: _person, postId: _post, principal, delegation, provedAt, ...row }) => ({
    ...row,
    body: bodyId,
    part: part === '' ? null : part,
    at: at.toISOString(),
    given: signatory(row.seq),
    principal: principal === null ? null : { person: principal, name: nameOf(principal) },
    delegation: delegation === null ? null : (bySeq.get(delegation) ?? null),
    provedAt: provedAt?.toISOString() ?? null,
  })
}

/** Cells of these asks with something on record behind them. One query for the names of deputies, whatever the number of cells. */
export async function readSignOffViews(
  tx: Tx,
  standings: readonly AskStanding[],
): Promise<(cells: readonly Cell[], part: string | null) => SignOffView[]> {
  const deputies = standings.flatMap(({ rows }) =>
    rows.flatMap(({ cells }) =>
      cells.flatMap(({ answer }) => (answer?.capacity === 'delegate' ? answer.personId : [])),
    ),
  )
  const nameOf = await readNames(tx, deputies)
  return (cells, part) =>
    cells.flatMap((cell) => {
      const view = signOffView(cell, nameOf)
      return view === undefined ? [] : { ...view, ...(part === null ? {} : { part }) }
    })
}

function signOffView(cell: Cell, nameOf: (id: string) => string): SignOffView | undefined {
  const { body, state, standing, last, answer, reports } = cell
  const prepared = standing.isPrepared ? cell.prepared : undefined
  const behind = last ?? (prepared && { ...prepared, receipt: '' }) ?? reports.at(-1)
  if (behind === undefined) return undefined
  const isDeferred = answer?.event === 'deferred' || answer?.event === 'called-in'
  return {
    body,
    state,
    wordingVersion: standing.wordingVersion || behind.wordingVersion,
    seq: behind.seq,
    at: behind.at.toISOString(),
    receipt: behind.receipt,
    until: isDeferred ? answer.until : null,
    answer: standing.answer,
    deferredTo: isDeferred ? answer.deferredTo : null,
    onBehalf: standing.onBehalf,
    reported: reports.map(({ seq, says, source, at }) => ({
      seq,
      says: says ?? '',
      source: source ?? '',
      at: at.toISOString(),
    })),
    conditionsMet: standing.conditionsMet.length,
    conditionsOf: standing.conditionsOf,
    conditions: (answer?.conditions ?? []).map((text, index) => ({
      text,
      met: standing.conditionsMet.includes(index),
    })),
    callInUntil: standing.callInUntil,
    authorisedBy: answer?.authorisedBy ?? null,
    capacity: answer?.capacity ?? null,
    delegate: answer?.capacity === 'delegate' ? nameOf(answer.personId) : null,
    byPredecessor: standing.byPredecessor,
    isPrepared: standing.isPrepared,
    overdueDays: standing.overdueDays,
  }
}
