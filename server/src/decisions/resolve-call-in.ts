import { findCallIn, insertDecisionEvent } from '@concordat/db/decisions'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid, type FieldFault } from '../commands/refusals.ts'
import { writeDecision } from '../commands/write-decision.ts'
import { appendOfDecision, findExpected, stateNow } from './append-of-decision.ts'

/**
 * Records what became of a called-in decision: confirmed, and then it has effect from that day; or reconsidered, and then it has none and
 * another decision takes its place, now or later (model 4). With a new decision it is two entries in one transaction: `seq` of the answer is
 * the outcome's, `number` the new decision's.
 *
 * Rejects: `not-found`, `forbidden`, `stale`, `conflict` (not called in, or resolved already), `invalid` (a day before the call-in or in the
 * future; a new decision beside a confirmation; what `writeDecision` refuses).
 */
export const resolveCallIn: Handler<'decision.resolve-call-in'> = async (ctx, payload) => {
  const { number, outcome, reason, resolvedOn = ctx.today, newDecision } = payload
  ctx.authorise(
    'decision.resolve-call-in',
    {},
    'Only the chair or the programme office records the outcome of a call-in.',
  )
  const { decision, standing } = await findExpected(ctx, number)
  ctx.expect(standing.version, stateNow(standing))
  const callIn = await findCallIn(ctx.tx, ctx.board.id, number)
  if (standing.state !== 'called-in' || !callIn) {
    throw conflict(
      `Decision ${number} does not stand called in.`,
      'Nothing was recorded. Look at how it stands now.',
      stateNow(standing),
    )
  }
  const faults: FieldFault[] = []
  if (resolvedOn > ctx.today) faults.push({ path: 'resolvedOn', message: 'This day has not come yet' })
  if (resolvedOn < callIn.onDay)
    faults.push({ path: 'resolvedOn', message: 'It cannot have been resolved before it was called in' })
  if (outcome === 'confirmed' && newDecision !== undefined)
    faults.push({ path: 'newDecision', message: 'A confirmed decision stands: there is no other in its place' })
  if (faults.length > 0) throw invalid(faults)

  const later = newDecision && (await writeDecision(ctx, newDecision, { supersedes: number, path: 'newDecision.' }))
  const isOpen = decision.exemptParagraph === null
  const { seq, at } = await appendOfDecision(
    ctx,
    decision,
    { number, resolvedOn },
    { outcome, reason, newDecision: later?.number },
  )
  await insertDecisionEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    number,
    event: outcome,
    words: isOpen ? (reason ?? '') : '',
    onDay: resolvedOn,
    newDecision: later?.number ?? null,
    personId: ctx.actor.person,
    at,
  })
  return {
    result: { seq, number: later?.number ?? number },
    about: isOpen && later ? [number, later.number] : [number],
  }
}
