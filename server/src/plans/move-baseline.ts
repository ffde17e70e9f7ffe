import {
  findBaselines,
  findProposal,
  insertBaseline,
  settleProposal,
  updateMilestone,
  type ProposalRow,
} from '@concordat/db/plans'

import { requireBinding } from '../commands/binding-decision.ts'
import type { CommandContext, Handler } from '../commands/context.ts'
import { conflict, invalid, notFound } from '../commands/refusals.ts'
import { faultsOfDate, isSameDate } from './fuzzy-dates.ts'
import { requireUnsettled, takeMilestone } from './in-hand.ts'

const ROUTE =
  'A baseline moves by a decision of the board and in no other way: propose the new date, let the board decide, then record the move with the number of the decision'

/**
 * Moves a baseline, by a decision (B8, WL-2, invariant 24). The first one and the count of moves stay for ever.
 *
 * Rejects: `not-found`, `forbidden` (neither chair nor programme office), `conflict` (done, dropped, closed; the proposal is
 * settled), `invalid` (no decision, or none that binds; no last day; the date it has already).
 */
export const moveBaseline: Handler<'baseline.move'> = async (ctx, payload) => {
  const { milestoneId, baseline, reason, decision, proposal } = payload
  const milestone = await takeMilestone(ctx, milestoneId, 'baseline.move', {
    title: (title) => `Nobody moves the baseline of “${title}” by hand. ${ROUTE}.`,
  })
  requireUnsettled(milestone)
  const all = await findBaselines(ctx.tx, ctx.board.id, milestoneId)
  const current = all.at(-1)
  ctx.expect(current?.seq ?? 0, { seq: current?.seq ?? 0, baseline: current?.baseline.text ?? null })
  if (decision === undefined) throw invalid([{ path: 'decision', message: ROUTE }])
  const faults = faultsOfDate(baseline, 'baseline')
  if (isSameDate(current?.baseline, baseline))
    faults.push({ path: 'baseline', message: 'This is its baseline already' })
  if (faults.length > 0) throw invalid(faults)
  await requireBinding(ctx, decision)
  if (proposal !== undefined) await requireOpenProposal(ctx, proposal, milestoneId)

  const { seq, at } = await ctx.append({ ...payload, number: all.length, was: current && { ...current.baseline } })
  await insertBaseline(ctx.tx, {
    boardId: ctx.board.id,
    milestoneId,
    number: all.length,
    seq,
    baseline,
    decision,
    reason,
    at,
  })
  await updateMilestone(ctx.tx, ctx.board.id, milestoneId, { due: baseline, seq })
  if (proposal !== undefined) await settleProposal(ctx.tx, ctx.board.id, proposal, seq)
  return { result: { seq }, about: [...milestone.within, decision] }
}

/** The proposal, still open, and about this milestone when one is named. Refuses with `not-found` and `conflict`. */
export async function requireOpenProposal(
  ctx: CommandContext,
  seq: number,
  milestoneId?: string,
): Promise<ProposalRow> {
  const proposal = await findProposal(ctx.tx, ctx.board.id, seq)
  if (!proposal || (milestoneId !== undefined && proposal.milestoneId !== milestoneId)) throw notFound('The proposal')
  if (proposal.settledSeq !== null)
    throw conflict(
      'This proposal has been settled.',
      `Nothing was recorded. Entry ${proposal.settledSeq} of the record says how.`,
      { seq: proposal.settledSeq },
    )
  return proposal
}
