import { insertActionEvent, updateAction } from '@concordat/db/actions'

import type { Handler } from '../commands/context.ts'
import { expectStanding, findActionOr404 } from './standing-action.ts'

/**
 * Reports on an action: it is in progress from then on. A report after a claim takes the action back from *done, claimed*: there is more to
 * do, and the claim no longer stands. Rejects: `not-found`, `forbidden`, `stale`, `conflict` (ended).
 */
export const reportAction: Handler<'action.report'> = async (ctx, { number, note }) => {
  const action = await findActionOr404(ctx, number)
  const { ownerPost, ownerBody, claimSeq } = action
  ctx.authorise(
    'action.report',
    { ownerPost, ownerBody },
    'Only its owner, the chair or the programme office reports on an action.',
  )
  expectStanding(ctx, action)

  const { seq, at } = await ctx.append({ number, note, endsClaim: claimSeq ?? undefined })
  await updateAction(ctx.tx, ctx.board.id, number, { state: 'in-progress', claimSeq: null, claimedBy: null, seq })
  await insertActionEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    number,
    event: 'reported',
    words: note,
    evidence: [],
    personId: ctx.actor.person,
    at,
  })
  return { result: { seq, number }, about: [number] }
}
