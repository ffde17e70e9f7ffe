import { updateMilestone } from '@concordat/db/plans'

import { requireBinding } from '../commands/binding-decision.ts'
import type { Handler } from '../commands/context.ts'
import { requireUnsettled, takeMilestone } from './in-hand.ts'

/**
 * Drops a milestone, by a decision. It stays on the page and in every reference (invariant 44).
 *
 * Rejects: `not-found`, `forbidden`, `stale`, `conflict` (done, dropped, closed), `invalid` (no decision that binds).
 */
export const dropMilestone: Handler<'milestone.drop'> = async (ctx, payload) => {
  const milestone = await takeMilestone(ctx, payload.milestoneId, 'milestone.drop', {
    title: (title) =>
      `“${title}” is dropped by a decision of the board, which the chair or the programme office records.`,
  })
  requireUnsettled(milestone)
  ctx.expect(milestone.row.seq, { seq: milestone.row.seq, state: milestone.row.status })
  await requireBinding(ctx, payload.decision)

  const { seq } = await ctx.append({ ...payload, was: milestone.row.status })
  await updateMilestone(ctx.tx, ctx.board.id, payload.milestoneId, { status: 'dropped', statusBasis: 'stated', seq })
  return { result: { seq }, about: [...milestone.within, payload.decision] }
}
