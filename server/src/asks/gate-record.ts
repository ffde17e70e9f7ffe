import { findAsk, type Ask } from '@concordat/db/asks'
import { listGateEvents, type GateEventRow } from '@concordat/db/gates'
import { readReadiness } from '@concordat/db/read/gates'
import { gateRecord, type GateRecord, type Readiness } from '@concordat/shared/gates'

import type { CommandContext } from '../commands/context.ts'
import { notFound } from '../commands/refusals.ts'

/** What it takes to look at a gate: the board under lock, and what time it is. */
export type GateContext = Pick<CommandContext, 'tx' | 'board' | 'now'>

/** A gate under lock: its ask, what the record says of it, and its rule held against where everyone stands now. */
export interface LockedGate {
  readonly ask: Ask
  readonly record: GateRecord<GateEventRow>
  readonly readiness: Readiness | null
}

/** Rejects with `not-found` when there is no such ask. */
export async function openGateRecord(ctx: GateContext, askId: string): Promise<LockedGate> {
  const ask = await findAsk(ctx.tx, ctx.board.id, askId)
  if (!ask) throw notFound('The ask')
  const record = gateRecord(await listGateEvents(ctx.tx, ctx.board.id, [ask.id]))
  const rule = record.ruled?.rule ?? null
  const readiness = rule && (await readReadiness(ctx.tx, ctx.board.id, { askId: ask.id, rule, now: ctx.now }))
  return { ask, record, readiness }
}
