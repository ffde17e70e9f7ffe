import { findCallIn, insertDecisionEvent } from '@concordat/db/decisions'
import { formatDay } from '@concordat/shared/dates'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid } from '../commands/refusals.ts'
import { appendOfDecision, findExpected, stateNow } from './append-of-decision.ts'

/**
 * Records that a decision was called in within its period: it has no effect until that is resolved (E13, invariant 18). A call-in made in
 * time may be recorded after the period.
 *
 * Rejects: `not-found`, `forbidden`, `conflict` (may not be called in, called in already, superseded), `stale`, `invalid` (a day outside the
 * period, or in the future).
 */
export const callInDecision: Handler<'decision.call-in'> = async (ctx, payload) => {
  const { number, by, reason, calledInOn = ctx.today } = payload
  ctx.authorise('decision.call-in', {}, 'Only the chair or the programme office records a call-in.')
  const { decision, standing } = await findExpected(ctx, number)
  ctx.expect(standing.version, stateNow(standing))
  const { callInEndsOn, state } = standing
  if (callInEndsOn === null) {
    throw conflict(
      `Decision ${number} is not one that may be called in.`,
      'Nothing was recorded. Supersede it if it is to be changed.',
      stateNow(standing),
    )
  }
  if (
    state === 'superseded' ||
    state === 'called-in' ||
    state === 'reconsidered' ||
    (await findCallIn(ctx.tx, ctx.board.id, number))
  ) {
    throw conflict(
      state === 'superseded'
        ? `Decision ${number} was superseded by ${standing.supersededBy ?? 'another'}.`
        : `Decision ${number} was called in already.`,
      'Nothing was recorded. A decision is called in once.',
      stateNow(standing),
    )
  }
  if (calledInOn > ctx.today) throw invalid([{ path: 'calledInOn', message: 'This day has not come yet' }])
  if (calledInOn < decision.madeOn)
    throw invalid([{ path: 'calledInOn', message: 'It cannot have been called in before it was made' }])
  if (calledInOn > callInEndsOn) {
    throw conflict(
      `The call-in period of ${number} ended on ${formatDay(callInEndsOn)}.`,
      'Nothing was recorded. If it was called in before then, give that day.',
      stateNow(standing),
    )
  }

  const { seq, at } = await appendOfDecision(ctx, decision, { number, calledInOn }, { by, reason })
  const isOpen = decision.exemptParagraph === null
  await insertDecisionEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    number,
    event: 'called-in',
    words: isOpen ? reason : '',
    by: isOpen ? by : '',
    onDay: calledInOn,
    personId: ctx.actor.person,
    at,
  })
  return { result: { seq, number }, about: [number] }
}
