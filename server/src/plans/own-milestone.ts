import { findOwner, updateMilestone } from '@concordat/db/plans'

import type { Handler } from '../commands/context.ts'
import { invalid } from '../commands/refusals.ts'
import { requireUnsettled, takeMilestone } from './in-hand.ts'

/**
 * Names the one who answers for a milestone: a post, a body or an office of this board, never a mere name (invariant 28). Who
 * helps is said in the plan.
 *
 * Rejects: `not-found`, `forbidden`, `stale`, `conflict` (done, dropped, closed), `invalid` (nothing of this board).
 */
export const ownMilestone: Handler<'milestone.own'> = async (ctx, payload) => {
  const { milestoneId, owner } = payload
  const milestone = await takeMilestone(ctx, milestoneId, 'milestone.own')
  requireUnsettled(milestone)
  const { ownerKind, ownerId } = milestone.row
  ctx.expect(milestone.row.seq, { seq: milestone.row.seq, owner: ownerId })
  if ((await findOwner(ctx.tx, ctx.board.id, owner)) === undefined)
    throw invalid([{ path: 'owner.id', message: 'Choose a post, a body or an office of this board' }])

  const was = ownerKind === null ? undefined : { kind: ownerKind, id: ownerId }
  const { seq } = await ctx.append({ ...payload, was })
  await updateMilestone(ctx.tx, ctx.board.id, milestoneId, { ownerKind: owner.kind, ownerId: owner.id, seq })
  return { result: { seq }, about: [...milestone.within, owner.id] }
}
