import { insertDecisionEvent } from '@concordat/db/decisions'

import type { Handler } from '../commands/context.ts'
import { appendOfDecision, findExpected, stateNow } from './append-of-decision.ts'

/**
 * Puts a note about a clerical slip beside a decision; its words stay as they were recorded (invariant 11, abuse 57). Rejects: `not-found`,
 * `forbidden`, `stale`.
 */
export const noteCorrection: Handler<'decision.note-correction'> = async (ctx, { number, note }) => {
  ctx.authorise('decision.note-correction', {}, 'Only the chair or the programme office notes corrections.')
  const { decision, standing } = await findExpected(ctx, number)
  ctx.expect(standing.version, stateNow(standing))

  const { seq, at } = await appendOfDecision(ctx, decision, { number, corrects: decision.seq }, { note })
  await insertDecisionEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    number,
    event: 'corrected',
    words: decision.exemptParagraph === null ? note : '',
    onDay: ctx.today,
    personId: ctx.actor.person,
    at,
  })
  return { result: { seq, number }, about: [number] }
}
