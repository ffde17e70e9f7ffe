import { insertActionEvent, updateAction } from '@concordat/db/actions'

import type { Handler } from '../commands/context.ts'
import { expectStanding, findActionOr404 } from './standing-action.ts'

/** Cancels an action with its reason; it stays readable. Rejects: `not-found`, `forbidden`, `stale`, `conflict` (ended). */
export const cancelAction: Handler<'action.cancel'> = async (ctx, { number, reason }) => {
  const action = await findActionOr404(ctx, number)
  ctx.authorise('action.cancel', {}, 'Only the chair or the programme office cancels actions.')
  expectStanding(ctx, action)

  const { seq, at } = await ctx.append({ number, reason })
  await updateAction(ctx.tx, ctx.board.id, number, { state: 'cancelled', seq })
  await insertActionEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    number,
    event: 'cancelled',
    words: reason,
    evidence: [],
    personId: ctx.actor.person,
    at,
  })
  return { result: { seq, number }, about: [number] }
}
