import { and, asc, desc, eq, exists, inArray, sql } from 'drizzle-orm'

import type { LedgerActor } from '@concordat/shared/ledger'

import type { Db, Tx } from './client.ts'
import { asks, signOffEvents } from './schema/asks.ts'
import { gateEvents } from './schema/wording.ts'

export type GateEventRow = typeof gateEvents.$inferSelect

/** Who opens a gate when nobody acts: the day on which a call-in period has passed (ADR 14). Not a person: it has no session and no seat. */
export const CALENDAR = { person: 'calendar', role: 'automatic', post: null, body: null } as const satisfies LedgerActor
export const CALENDAR_NAME = 'The calendar'

/** Events of the gates of these asks (of all asks without `askIds`), in the order of the record. */
export async function listGateEvents(tx: Tx, boardId: string, askIds?: readonly string[]): Promise<GateEventRow[]> {
  return tx
    .select()
    .from(gateEvents)
    .where(
      and(
        eq(gateEvents.boardId, boardId),
        askIds === undefined ? undefined : inArray(gateEvents.askId, askIds.length === 0 ? [''] : [...askIds]),
      ),
    )
    .orderBy(asc(gateEvents.seq))
}

export async function insertGateEvent(tx: Tx, event: typeof gateEvents.$inferInsert): Promise<void> {
  await tx.insert(gateEvents).values(event)
}

/** Marks the ask as one that a gate waits for, so that lists show it as one. */
export async function markAsGate(tx: Tx, boardId: string, askId: string): Promise<void> {
  await tx
    .update(asks)
    .set({ gate: true })
    .where(and(eq(asks.boardId, boardId), eq(asks.id, askId)))
}

/**
 * Gates of all boards that the passing of a day may have opened: they have a rule, no opening stands, and a call-in period of an answer
 * to their ask was over before `today`. Whether the rule holds is for whoever then locks the board to find out.
 */
export async function findGatesInWait(
  db: Db,
  today: string,
): Promise<{ readonly boardId: string; readonly askId: string }[]> {
  const lapsed = db
    .select({ one: sql`1` })
    .from(signOffEvents)
    .where(
      and(
        eq(signOffEvents.boardId, gateEvents.boardId),
        eq(signOffEvents.askId, gateEvents.askId),
        sql`${signOffEvents.authorisedBy} ->> 'callInUntil' < ${today}`,
      ),
    )
  const last = await db
    .selectDistinctOn([gateEvents.boardId, gateEvents.askId], {
      boardId: gateEvents.boardId,
      askId: gateEvents.askId,
      event: gateEvents.event,
    })
    .from(gateEvents)
    .where(exists(lapsed))
    // What opens or shuts a gate comes before what else is said of it; a gate of which neither is said has a rule and never opened.
    .orderBy(
      asc(gateEvents.boardId),
      asc(gateEvents.askId),
      desc(inArray(gateEvents.event, ['opened', 'shut'])),
      desc(gateEvents.seq),
    )
  return last.flatMap(({ event, ...gate }) => (event === 'opened' ? [] : [gate]))
}
