import type { Ask } from '@concordat/db/asks'
import { findMilestone } from '@concordat/db/plans'
import { insertGateEvent, markAsGate } from '@concordat/db/gates'
import type { GateRule } from '@concordat/shared/payloads/gates'

import { requireBinding } from '../commands/binding-decision.ts'
import type { Handler } from '../commands/context.ts'
import { conflict, invalid, type FieldFault } from '../commands/refusals.ts'
import { openGateRecord } from './gate-record.ts'

/**
 * Sets the rule by which the gate behind an ask opens, by decision of the board (invariant 7). When it holds already, the gate
 * opens in the same transaction. A gate that is open stays open, and is flagged when the new rule does not hold.
 *
 * Rejects: `not-found` (no such ask), `forbidden` (not the office), `invalid` (decision, milestone, bodies or number that cannot
 * be; a decision that is not in effect), `conflict` (the ask is withdrawn), `stale`.
 */
export const setGateRule: Handler<'gate.set-rule'> = async (ctx, { askId, rule, opens, decision, reason }) => {
  const { ask, record } = await openGateRecord(ctx, askId)
  ctx.authorise('gate.set-rule', {}, 'Only the programme office records by which rule a gate opens.')
  ctx.expect(record.last, record.ruled && { rule: record.ruled.rule, decision: record.ruled.decisionNumber })
  if (ask.withdrawnSeq !== null)
    throw conflict(`Ask ${ask.number} is withdrawn.`, 'Nothing was recorded. A withdrawn ask opens no gate.')
  const faults = faultsOf(rule, ask)
  if (opens !== undefined && !(await findMilestone(ctx.tx, ctx.board.id, opens)))
    faults.push({ path: 'opens', message: 'This milestone is not on the board' })
  if (faults.length > 0) throw invalid(faults)
  const { number: decisionNumber } = await requireBinding(ctx, decision)

  const { seq, at } = await ctx.append({
    askId: ask.id,
    number: ask.number,
    rule: rule.kind === 'named' ? { ...rule, bodies: [...rule.bodies] } : { ...rule },
    opens,
    decision: decisionNumber,
    reason,
    replaces: record.ruled?.seq,
  })
  await insertGateEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    askId: ask.id,
    event: 'rule-set',
    rule,
    opens: opens ?? null,
    decisionNumber,
    reason,
    missing: [],
    personId: ctx.actor.person,
    at,
  })
  await markAsGate(ctx.tx, ctx.board.id, ask.id)
  return { result: { seq }, about: [ask.id, ...(opens === undefined ? [] : [opens])] }
}

function faultsOf(rule: GateRule, ask: Ask): FieldFault[] {
  const asked = [...ask.authorityIds, ...ask.partnerIds]
  if (rule.kind === 'threshold' && rule.of > ask.authorityIds.length)
    return [
      { path: 'rule.of', message: `Ask ${ask.number} is addressed to ${ask.authorityIds.length} authorities only` },
    ]
  if (rule.kind === 'named')
    return rule.bodies.flatMap((body, at) =>
      asked.includes(body)
        ? []
        : [{ path: `rule.bodies.${at}`, message: `Ask ${ask.number} is not addressed to this body` }],
    )
  return []
}
