import { findLastClaim, insertClaim, updateMilestone } from '@concordat/db/plans'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid } from '../commands/refusals.ts'
import { faultsOfDate } from './fuzzy-dates.ts'
import { requireUnlocked, requireUnsettled, takeMilestone } from './in-hand.ts'

/**
 * Claims that a milestone is done, with evidence. It is not done before somebody else accepts that (invariants 22 and 25).
 *
 * Rejects: `not-found`, `forbidden`, `stale`, `conflict` (done, dropped, claimed already, closed; locked by a decision or a gate),
 * `invalid` (no evidence, no last day, a day to come).
 */
export const claimDone: Handler<'milestone.claim-done'> = async (ctx, payload) => {
  const { milestoneId, actual, evidence, note } = payload
  const milestone = await takeMilestone(ctx, milestoneId, 'milestone.claim-done')
  requireUnsettled(milestone)
  ctx.expect(milestone.row.seq, { seq: milestone.row.seq, state: milestone.row.status })
  const last = await findLastClaim(ctx.tx, ctx.board.id, milestoneId)
  if (last?.state === 'open')
    throw conflict(
      'It is claimed as done already.',
      'Nothing was recorded. Somebody else first accepts or rejects that claim.',
      { claim: last.seq },
    )
  const faults = faultsOfDate(actual, 'actual')
  if (actual.from !== null && actual.from > ctx.today)
    faults.push({ path: 'actual', message: 'What is done was done today at the latest' })
  if (faults.length > 0) throw invalid(faults)
  await requireUnlocked(ctx, milestone)

  const { seq, at } = await ctx.append(payload)
  await insertClaim(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
    at,
    milestoneId,
    actual,
    evidence,
    note: note ?? null,
    state: 'open',
    statusBefore: milestone.row.status,
  })
  await updateMilestone(ctx.tx, ctx.board.id, milestoneId, { status: 'done-claimed', statusBasis: 'stated', seq })
  return { result: { seq }, about: milestone.within }
}
