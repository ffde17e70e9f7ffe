import { and, desc, eq } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

import type { DecisionList, DecisionSummary, DecisionView } from '@concordat/shared/http'
import { abilities } from '@concordat/shared/policy'

import type { Tx } from '../client.ts'
import { bodies } from '../schema/boards.ts'
import { decisions } from '../schema/record.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { readSignatories } from './signatories.ts'

const later = alias(decisions, 'later')

const summaryColumns = {
  number: decisions.number,
  seq: decisions.seq,
  title: decisions.title,
  text: decisions.text,
  type: decisions.type,
  madeOn: decisions.madeOn,
  body: decisions.bodyId,
  supersedes: decisions.supersedes,
  /** Read from the later decision: the earlier row is never touched (invariant 11). */
  supersededBy: later.number,
}
const viewColumns = {
  textHash: decisions.textHash,
  authorityBasis: decisions.authorityBasis,
  authorityRef: decisions.authorityRef,
  recommendedTo: decisions.recommendedTo,
  reasons: decisions.reasons,
  options: decisions.options,
  interests: decisions.interests,
  implications: decisions.implications,
  dissent: decisions.dissent,
  effectiveOn: decisions.effectiveOn,
  at: decisions.at,
}
const supersession = and(eq(later.boardId, decisions.boardId), eq(later.supersedes, decisions.number))

/** Decisions of a board, newest first; `limit` keeps the newest. */
export async function readDecisionSummaries(tx: Tx, boardId: string, limit?: number): Promise<DecisionSummary[]> {
  const query = tx
    .select(summaryColumns)
    .from(decisions)
    .leftJoin(later, supersession)
    .where(eq(decisions.boardId, boardId))
    .orderBy(desc(decisions.seq))
  return limit === undefined ? query : query.limit(limit)
}

async function readViews(tx: Tx, boardId: string, number?: string): Promise<DecisionView[]> {
  const rows = await tx
    .select({ ...summaryColumns, ...viewColumns, bodyName: bodies.title })
    .from(decisions)
    .leftJoin(later, supersession)
    .leftJoin(bodies, and(eq(bodies.boardId, decisions.boardId), eq(bodies.id, decisions.bodyId)))
    .where(and(eq(decisions.boardId, boardId), number === undefined ? undefined : eq(decisions.number, number)))
    .orderBy(desc(decisions.seq))
  const signatory = await readSignatories(
    tx,
    boardId,
    rows.map(({ seq }) => seq),
  )
  return rows.map(({ authorityBasis, authorityRef, at, ...row }) => ({
    ...row,
    authority: { basis: authorityBasis, ref: authorityRef },
    at: at.toISOString(),
    recordedBy: signatory(row.seq),
  }))
}

/** The register, newest first (E11). */
export async function readDecisionList(tx: Tx, board: BoardRow, { actor }: Asking): Promise<DecisionList> {
  return {
    decisions: await readViews(tx, board.id),
    abilities: abilities(actor, ['decision.record', 'decision.supersede']),
  }
}

/** One decision by its number (`GM/2026/3`), or undefined. */
export async function readDecision(tx: Tx, board: BoardRow, number: string): Promise<DecisionView | undefined> {
  const [view] = await readViews(tx, board.id, number)
  return view
}
