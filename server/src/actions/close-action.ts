import { insertActionEvent, updateAction } from '@concordat/db/actions'

import type { Handler } from '../commands/context.ts'
import { conflict, stale } from '../commands/refusals.ts'
import { actionNow, expectStanding, findActionOr404 } from './standing-action.ts'

/**
 * Accepts the claim that an action is done and closes it: by someone of the office other than whoever made the claim.
 *
 * Rejects: `not-found`, `conflict` (ended, or nothing claimed), `forbidden` (the claimant too), `stale` (another claim stands).
 */
export const closeAction: Handler<'action.close'> = async (ctx, { number, claim, note }) => {
  const action = await findActionOr404(ctx, number)
  ctx.authorise(
    'action.close',
    action.claimedBy === null ? { firstPerson: '' } : { firstPerson: action.claimedBy },
    'Someone of the programme office other than whoever claimed it closes an action.',
  )
  expectStanding(ctx, action)
  if (action.claimSeq === null) {
    throw conflict(
      `Nobody has claimed that action ${number} is done.`,
      'Nothing was recorded. It is closed on a claim with evidence or a sentence.',
      actionNow(action),
    )
  }
  if (action.claimSeq !== claim) throw stale('Another claim stands than the one you read.', actionNow(action))

  const { seq, at } = await ctx.append({ number, claim, note })
  await updateAction(ctx.tx, ctx.board.id, number, { state: 'closed', seq })
  await insertActionEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    number,
    event: 'closed',
    words: note ?? null,
    evidence: [],
    personId: ctx.actor.person,
    at,
  })
  return { result: { seq, number }, about: [number] }
}
