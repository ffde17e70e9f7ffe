import { insertGateEvent } from '@concordat/db/gates'
import { gateState } from '@concordat/shared/gates'

import { requireBinding } from '../commands/binding-decision.ts'
import type { Handler } from '../commands/context.ts'
import { conflict } from '../commands/refusals.ts'
import { openGateRecord } from './gate-record.ts'

/**
 * The board’s word on a gate that is open though its rule no longer holds: it stays open without those who are missing now, or it
 * is shut (invariant 8). Shut, it opens again with the next act by which the rule holds.
 *
 * Rejects: `not-found` (no such ask), `forbidden` (not the office), `conflict` (nothing is flagged), `invalid` (no such
 * decision, or one that is not in effect), `stale`.
 */
export const resolveGate: Handler<'gate.resolve'> = async (ctx, { askId, outcome, decision, reason }) => {
  const { ask, record, readiness } = await openGateRecord(ctx, askId)
  ctx.authorise('gate.resolve', {}, 'Only the programme office records what the board decides about a gate.')
  const state = gateState(record, readiness)
  ctx.expect(record.last, { state, missing: readiness?.missing ?? [] })
  if (state !== 'flagged') {
    throw conflict(
      record.opened === null ? 'This gate is shut.' : 'This gate is open, and nothing is in question about it.',
      'Nothing was recorded. Only a gate that is open while its rule does not hold waits for the board.',
    )
  }
  const { number: decisionNumber } = await requireBinding(ctx, decision)
  const missing = [...(readiness?.missing ?? [])]
  const { seq, at } = await ctx.append({
    askId: ask.id,
    number: ask.number,
    outcome,
    decision: decisionNumber,
    reason,
    opened: record.opened?.seq,
    missing,
  })
  await insertGateEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    askId: ask.id,
    event: outcome,
    decisionNumber,
    reason,
    missing,
    personId: ctx.actor.person,
    at,
  })
  return { result: { seq }, about: [ask.id] }
}
