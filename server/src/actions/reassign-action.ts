import { insertActionEvent, updateAction } from '@concordat/db/actions'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid } from '../commands/refusals.ts'
import { actionNow, actionOwnerFaults, expectStanding, findActionOr404 } from './standing-action.ts'

/**
 * Gives an action to another post or body, with the reason: a change of owner is an event of its own (model 4). A claim that stands is not
 * touched. Rejects: `not-found`, `forbidden`, `stale`, `conflict` (ended, or owned so already), `invalid`.
 */
export const reassignAction: Handler<'action.reassign'> = async (ctx, payload) => {
  const { number, reason, ownerPost, ownerBody } = payload
  const action = await findActionOr404(ctx, number)
  ctx.authorise('action.reassign', {}, 'Only the chair or the programme office gives an action to another owner.')
  expectStanding(ctx, action)
  const faults = await actionOwnerFaults(ctx, payload)
  if (faults.length > 0) throw invalid(faults)
  const owner = { ownerPost: ownerPost ?? null, ownerBody: ownerBody ?? null }
  if (owner.ownerPost === action.ownerPost && owner.ownerBody === action.ownerBody) {
    throw conflict(
      `Action ${number} has this owner already.`,
      'Nothing was recorded. Choose another post or body.',
      actionNow(action),
    )
  }

  const was = { ownerPost: action.ownerPost ?? undefined, ownerBody: action.ownerBody ?? undefined }
  const { seq, at } = await ctx.append({ ...payload, was })
  await updateAction(ctx.tx, ctx.board.id, number, { ...owner, seq })
  await insertActionEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    number,
    event: 'reassigned',
    words: reason,
    evidence: [],
    ...owner,
    personId: ctx.actor.person,
    at,
  })
  return { result: { seq, number }, about: [number] }
}
