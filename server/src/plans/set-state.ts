import { findLastClaim, updateMilestone } from '@concordat/db/plans'

import type { Handler } from '../commands/context.ts'
import { conflict } from '../commands/refusals.ts'
import { requireUnlocked, requireUnsettled, takeMilestone } from './in-hand.ts'

/**
 * Says where a milestone is: not started, in progress or paused. Never how confident we are (invariant 22), and never done, which
 * is claimed.
 *
 * Rejects: `not-found`, `forbidden`, `stale`, `conflict` (done, dropped, claimed as done, closed; locked by a decision or a gate).
 */
export const setState: Handler<'milestone.set-state'> = async (ctx, payload) => {
  const milestone = await takeMilestone(ctx, payload.milestoneId, 'milestone.set-state')
  requireUnsettled(milestone)
  ctx.expect(milestone.row.seq, { seq: milestone.row.seq, state: milestone.row.status })
  if ((await findLastClaim(ctx.tx, ctx.board.id, payload.milestoneId))?.state === 'open')
    throw conflict('It is claimed as done.', 'Nothing was recorded. Somebody else first accepts or rejects the claim.')
  if (payload.state === 'in-progress') await requireUnlocked(ctx, milestone)

  const { seq } = await ctx.append({ ...payload, was: milestone.row.status })
  await updateMilestone(ctx.tx, ctx.board.id, payload.milestoneId, {
    status: payload.state,
    statusBasis: 'stated',
    seq,
  })
  return { result: { seq }, about: milestone.within }
}
