import { insertActionEvent, updateAction } from '@concordat/db/actions'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid } from '../commands/refusals.ts'
import { actionNow, expectStanding, findActionOr404 } from './standing-action.ts'

/**
 * Claims that an action is done, with evidence or a sentence (E14). It is closed when another person of the office accepts the claim, and
 * counts as overdue until then. Rejects: `not-found`, `forbidden`, `stale`, `conflict` (ended, or claimed already), `invalid`.
 */
export const claimActionDone: Handler<'action.claim-done'> = async (ctx, payload) => {
  const { number, evidence, sentence } = payload
  const action = await findActionOr404(ctx, number)
  const { ownerPost, ownerBody } = action
  ctx.authorise(
    'action.claim-done',
    { ownerPost, ownerBody },
    'Only its owner, the chair or the programme office claims that an action is done.',
  )
  expectStanding(ctx, action)
  if (action.claimSeq !== null) {
    throw conflict(
      `Action ${number} is claimed as done already.`,
      'Nothing was recorded. Report on it if there is more to do.',
      actionNow(action),
    )
  }
  if (evidence.length === 0 && sentence === undefined)
    throw invalid([{ path: 'sentence', message: 'Give evidence, or say in a sentence what was done' }])

  const { seq, at } = await ctx.append(payload)
  await updateAction(ctx.tx, ctx.board.id, number, {
    state: 'done-claimed',
    claimSeq: seq,
    claimedBy: ctx.actor.person,
    seq,
  })
  await insertActionEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    number,
    event: 'claimed-done',
    words: sentence ?? null,
    evidence,
    personId: ctx.actor.person,
    at,
  })
  return { result: { seq, number }, about: [number] }
}
