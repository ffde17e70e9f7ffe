import { findLastClaim, settleClaim, updateMilestone, type ClaimRow, type MilestoneInHand } from '@concordat/db/plans'

import type { CommandContext, Handler } from '../commands/context.ts'
import { conflict, notFound } from '../commands/refusals.ts'
import { takeMilestone } from './in-hand.ts'

/**
 * Accepts that a milestone is done: somebody other than the claimant (invariant 25).
 *
 * Rejects: `not-found`, `forbidden` (the claimant, or neither chair nor programme lead), `conflict` (the claim is settled; closed).
 */
export const acceptDone: Handler<'milestone.accept-done'> = async (ctx, payload) => {
  const { milestone, claim } = await takeClaim(ctx, payload, 'milestone.accept-done')
  const { seq, at } = await ctx.append({ ...payload, actual: { ...claim.actual }, claimedBy: claim.personId })
  await settleClaim(ctx.tx, ctx.board.id, claim.seq, {
    state: 'accepted',
    settledSeq: seq,
    settledAt: at,
    settledWords: payload.note ?? null,
  })
  await updateMilestone(ctx.tx, ctx.board.id, payload.milestoneId, {
    status: 'done',
    statusBasis: 'stated',
    actual: claim.actual,
    seq,
  })
  return { result: { seq }, about: milestone.within }
}

/** Rejects the claim, with a reason: the milestone is again where it was. Refuses as `acceptDone`. */
export const rejectClaim: Handler<'milestone.reject-claim'> = async (ctx, payload) => {
  const { milestone, claim } = await takeClaim(ctx, payload, 'milestone.reject-claim')
  const { seq, at } = await ctx.append({ ...payload, claimedBy: claim.personId })
  await settleClaim(ctx.tx, ctx.board.id, claim.seq, {
    state: 'rejected',
    settledSeq: seq,
    settledAt: at,
    settledWords: payload.reason,
  })
  await updateMilestone(ctx.tx, ctx.board.id, payload.milestoneId, { status: claim.statusBefore, seq })
  return { result: { seq }, about: milestone.within }
}

async function takeClaim(
  ctx: CommandContext,
  { milestoneId, claim: seq }: { readonly milestoneId: string; readonly claim: number },
  act: 'milestone.accept-done' | 'milestone.reject-claim',
): Promise<{ readonly milestone: MilestoneInHand; readonly claim: ClaimRow }> {
  const claim = await findLastClaim(ctx.tx, ctx.board.id, milestoneId)
  const milestone = await takeMilestone(ctx, milestoneId, act, {
    subject: claim === undefined ? {} : { firstPerson: claim.personId },
    title: (title) =>
      claim?.personId === ctx.actor.person
        ? `You claimed that “${title}” is done: somebody else accepts it.`
        : `Only the chair or the programme lead accepts that “${title}” is done.`,
  })
  ctx.expect(milestone.row.seq, { seq: milestone.row.seq, state: milestone.row.status })
  if (!claim) throw notFound('The claim')
  if (claim.state !== 'open' || claim.seq !== seq)
    throw conflict(
      claim.state === 'open' ? 'There is a later claim.' : `This claim was ${claim.state}.`,
      'Nothing was recorded. Read what stands now and decide again.',
      { claim: claim.seq, state: claim.state },
    )
  return { milestone, claim }
}
