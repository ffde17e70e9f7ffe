import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm'

import { londonDay } from '@concordat/shared/dates'
import type { DecisionList, DecisionSummary, DecisionView } from '@concordat/shared/http'
import { abilities, may } from '@concordat/shared/policy'

import type { Tx } from '../client.ts'
import { readDecisionStandings, type DecisionRow } from '../decisions.ts'
import { readOwners } from '../owners.ts'
import { bodies } from '../schema/boards.ts'
import { decisionEvents, decisions, terms } from '../schema/decisions.ts'
import { readSealed } from '../sealed.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { decisionView, ownersNamed, summaryView, wholeOf } from './decision-views.ts'
import { readSignatories } from './signatories.ts'

/** Open decisions of a board as they stand on `today`, newest first; `limit` keeps the newest. Exempt ones are never among them (invariant 20). */
export async function readDecisionSummaries(
  tx: Tx,
  boardId: string,
  today: string,
  limit?: number,
): Promise<DecisionSummary[]> {
  const query = tx
    .select()
    .from(decisions)
    .where(and(eq(decisions.boardId, boardId), isNull(decisions.exemptParagraph)))
    .orderBy(desc(decisions.seq))
  const rows = await (limit === undefined ? query : query.limit(limit))
  const standings = await readDecisionStandings(
    tx,
    boardId,
    today,
    rows.map(({ number }) => number),
  )
  return rows.map((row) => summaryView(wholeOf(row, new Map()), { standings }))
}

async function readViews(
  tx: Tx,
  board: Pick<BoardRow, 'id'>,
  { actor, now }: Asking,
  number?: string,
): Promise<DecisionView[]> {
  const isEntitled = may(actor, 'exempt.read')
  const rows: DecisionRow[] = await tx
    .select()
    .from(decisions)
    .where(
      and(
        eq(decisions.boardId, board.id),
        number === undefined ? undefined : eq(decisions.number, number),
        isEntitled ? undefined : isNull(decisions.exemptParagraph),
      ),
    )
    .orderBy(desc(decisions.seq))
  const numbers = rows.map((row) => row.number)
  if (numbers.length === 0) return []

  const eventRows = await tx
    .select()
    .from(decisionEvents)
    .where(and(eq(decisionEvents.boardId, board.id), inArray(decisionEvents.number, numbers)))
    .orderBy(asc(decisionEvents.seq))
  const seqs = [...rows, ...eventRows].map(({ seq }) => seq)
  const sealed = isEntitled ? await readSealed(tx, board.id, seqs) : new Map<number, null>()
  const wholes = rows.map((row) => wholeOf(row, sealed))
  const [standings, signatory, bodyRows, termsRows, owners] = await Promise.all([
    readDecisionStandings(tx, board.id, londonDay(now), numbers),
    readSignatories(tx, board.id, seqs),
    tx.select({ id: bodies.id, title: bodies.title }).from(bodies).where(eq(bodies.boardId, board.id)),
    tx.select({ id: terms.id, title: terms.title }).from(terms).where(eq(terms.boardId, board.id)),
    readOwners(
      tx,
      board.id,
      wholes.flatMap((whole) => ownersNamed(whole)),
    ),
  ])
  const materials = {
    standings,
    events: Map.groupBy(eventRows, (event) => event.number),
    sealed,
    bodyNames: new Map(bodyRows.map(({ id, title }) => [id, title])),
    termsTitles: new Map(termsRows.map(({ id, title }) => [id, title])),
    owners,
    signatory,
    actor,
  }
  return wholes.map((whole) => decisionView(whole, materials))
}

/** The register, newest first (E11). Exempt decisions are in it for those entitled and for nobody else. */
export async function readDecisionList(tx: Tx, board: BoardRow, asking: Asking): Promise<DecisionList> {
  return {
    decisions: await readViews(tx, board, asking),
    abilities: abilities(asking.actor, ['decision.record', 'decision.supersede']),
  }
}

/** One decision by its number (`GM/2026/3`), or undefined: also when it is exempt and the reader is not entitled. */
export async function readDecision(
  tx: Tx,
  board: Pick<BoardRow, 'id'>,
  number: string,
  asking: Asking,
): Promise<DecisionView | undefined> {
  const [view] = await readViews(tx, board, asking, number)
  return view
}
