import { and, asc, count, eq, inArray, like } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'

import { standingOf, type DecisionState, type Standing } from '@concordat/shared/decision-clocks'

import type { Tx } from './client.ts'
import { decisionEvents, decisions } from './schema/decisions.ts'

export type DecisionRow = typeof decisions.$inferSelect
export type DecisionEventRow = typeof decisionEvents.$inferSelect

export async function findDecision(tx: Tx, boardId: string, number: string): Promise<DecisionRow | undefined> {
  const [row] = await tx
    .select()
    .from(decisions)
    .where(and(eq(decisions.boardId, boardId), eq(decisions.number, number)))
  return row
}

/** The decision that took the place of this one, if any (invariant 11). */
export async function findSuccessor(tx: Tx, boardId: string, number: string): Promise<DecisionRow | undefined> {
  const [row] = await tx
    .select()
    .from(decisions)
    .where(and(eq(decisions.boardId, boardId), eq(decisions.supersedes, number)))
  return row
}

/** How a decision stands, for whatever hangs on it: a moved baseline, a gate, a closure, a locked milestone (E13, invariant 18). */
export interface DecisionStanding extends Standing {
  readonly number: string
  /** Entry of the decision. */
  readonly seq: number
  /** Entry that last changed how it stands: the decision, a note, a call-in or its outcome. */
  readonly version: number
  readonly title: string
  /** Only what was *decided* binds; the others are on record all the same. */
  readonly type: DecisionRow['type']
  readonly state: DecisionState
  readonly madeOn: string
  readonly callInEndsOn: string | null
  readonly isEffective: boolean
  readonly supersededBy: string | null
  /** Its words are sealed: `title` is then “An exempt decision”, and nothing of it may be shown but to those entitled (invariant 20). */
  readonly isExempt: boolean
}

const later = alias(decisions, 'later')

/** How the decision of this number stands on `today`; undefined when the board has none of that number. */
export async function findDecisionStanding(
  tx: Tx,
  boardId: string,
  number: string,
  today: string,
): Promise<DecisionStanding | undefined> {
  return (await readDecisionStandings(tx, boardId, today, [number])).get(number)
}

/** The same for many, by number, in two queries; of every decision of the board when no numbers are given. */
export async function readDecisionStandings(
  tx: Tx,
  boardId: string,
  today: string,
  numbers?: readonly string[],
): Promise<ReadonlyMap<string, DecisionStanding>> {
  if (numbers?.length === 0) return new Map()
  const only = numbers && [...new Set(numbers)]
  const [rows, eventRows] = await Promise.all([
    tx
      .select({
        number: decisions.number,
        seq: decisions.seq,
        title: decisions.title,
        type: decisions.type,
        madeOn: decisions.madeOn,
        effectiveOn: decisions.effectiveOn,
        callInEndsOn: decisions.callInEndsOn,
        exemptParagraph: decisions.exemptParagraph,
        supersededBy: later.number,
      })
      .from(decisions)
      .leftJoin(later, and(eq(later.boardId, decisions.boardId), eq(later.supersedes, decisions.number)))
      .where(and(eq(decisions.boardId, boardId), only && inArray(decisions.number, only))),
    tx
      .select({
        number: decisionEvents.number,
        event: decisionEvents.event,
        on: decisionEvents.onDay,
        seq: decisionEvents.seq,
      })
      .from(decisionEvents)
      .where(and(eq(decisionEvents.boardId, boardId), only && inArray(decisionEvents.number, only)))
      .orderBy(asc(decisionEvents.seq)),
  ])
  const events = Map.groupBy(eventRows, ({ number }) => number)
  return new Map(
    rows.map(({ effectiveOn, exemptParagraph, ...row }) => {
      const ofIt = events.get(row.number) ?? []
      const standing = standingOf(
        {
          ...row,
          effectiveOn,
          isCalledIn: ofIt.some(({ event }) => event === 'called-in'),
          outcome:
            ofIt.flatMap(({ event, on }) =>
              event === 'confirmed' || event === 'reconsidered' ? [{ outcome: event, on }] : [],
            )[0] ?? null,
        },
        today,
      )
      const version = Math.max(row.seq, ...ofIt.map(({ seq }) => seq))
      return [
        row.number,
        {
          ...row,
          ...standing,
          version,
          isEffective: standing.state === 'effective',
          isExempt: exemptParagraph !== null,
        },
      ]
    }),
  )
}

/** The call-in of a decision, resolved or not; undefined when it was not called in. */
export async function findCallIn(tx: Tx, boardId: string, number: string): Promise<DecisionEventRow | undefined> {
  const [row] = await tx
    .select()
    .from(decisionEvents)
    .where(
      and(
        eq(decisionEvents.boardId, boardId),
        eq(decisionEvents.number, number),
        eq(decisionEvents.event, 'called-in'),
      ),
    )
  return row
}

/** How many decisions of the board are numbered under `CODE/YEAR/`. Under the board's lock the next one is that and one. */
export async function countDecisions(tx: Tx, boardId: string, prefix: string): Promise<number> {
  const [row] = await tx
    .select({ made: count() })
    .from(decisions)
    .where(and(eq(decisions.boardId, boardId), like(decisions.number, `${prefix}%`)))
  return row?.made ?? 0
}

export async function insertDecision(tx: Tx, decision: typeof decisions.$inferInsert): Promise<void> {
  await tx.insert(decisions).values(decision)
}

export async function insertDecisionEvent(tx: Tx, event: typeof decisionEvents.$inferInsert): Promise<void> {
  await tx.insert(decisionEvents).values(event)
}
