import { settleProposal } from '@concordat/db/plans'

import { requireBinding } from '../commands/binding-decision.ts'
import type { Handler } from '../commands/context.ts'
import { takeMilestone } from './in-hand.ts'
import { requireOpenProposal } from './move-baseline.ts'

/**
 * Records that the board keeps the baseline it was asked to move (WL-2). The proposal stays on record, settled.
 *
 * Rejects: `forbidden`, `not-found` (no such proposal), `conflict` (settled already, closed), `invalid` (no decision that binds).
 */
export const refuseBaseline: Handler<'baseline.refuse'> = async (ctx, payload) => {
  ctx.authorise('baseline.refuse', {}, 'Only the chair or the programme office records what the board decided.')
  const proposal = await requireOpenProposal(ctx, payload.proposal)
  const milestone = await takeMilestone(ctx, proposal.milestoneId, 'baseline.refuse')
  await requireBinding(ctx, payload.decision)

  const { seq } = await ctx.append({ ...payload, milestoneId: proposal.milestoneId })
  await settleProposal(ctx.tx, ctx.board.id, proposal.seq, seq)
  return { result: { seq }, about: [...milestone.within, payload.decision] }
}
