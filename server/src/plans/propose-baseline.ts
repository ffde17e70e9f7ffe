import { findBaselines, insertProposal } from '@concordat/db/plans'

import type { Handler } from '../commands/context.ts'
import { invalid } from '../commands/refusals.ts'
import { faultsOfDate, isSameDate } from './fuzzy-dates.ts'
import { requireUnsettled, takeMilestone } from './in-hand.ts'

/**
 * Asks the board to move a baseline (WL-2). Until it has decided the old one stays.
 *
 * Rejects: `not-found`, `forbidden`, `conflict` (done, dropped, closed), `invalid` (no last day, or the date it has already).
 */
export const proposeBaseline: Handler<'baseline.propose'> = async (ctx, payload) => {
  const { milestoneId, baseline, reason, effects } = payload
  const milestone = await takeMilestone(ctx, milestoneId, 'baseline.propose')
  requireUnsettled(milestone)
  const current = (await findBaselines(ctx.tx, ctx.board.id, milestoneId)).at(-1)
  ctx.expect(current?.seq ?? 0, { seq: current?.seq ?? 0, baseline: current?.baseline.text ?? null })
  const faults = faultsOfDate(baseline, 'baseline')
  if (isSameDate(current?.baseline, baseline))
    faults.push({ path: 'baseline', message: 'This is its baseline already' })
  if (faults.length > 0) throw invalid(faults)

  const { seq, at } = await ctx.append({ ...payload, was: current && { ...current.baseline } })
  await insertProposal(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
    at,
    milestoneId,
    baseline,
    reason,
    effects: effects ?? null,
  })
  return { result: { seq }, about: milestone.within }
}
