import { findAsk, updateAsk } from '@concordat/db/asks'

import { requireBinding } from '../commands/binding-decision.ts'
import type { Handler } from '../commands/context.ts'
import { notFound } from '../commands/refusals.ts'
import { requireOpenAsk } from './cell.ts'

/**
 * Withdraws an ask by a decision of the board. It is never deleted: words, answers and receipts stay where they are (PO-5.4,
 * invariant 44).
 *
 * Rejects: `not-found`, `forbidden` (not the chair), `invalid` (no such decision, or one that is not in effect), `stale` (the ask has been set since), `conflict`
 * (withdrawn already).
 */
export const withdrawAsk: Handler<'ask.withdraw'> = async (ctx, { askId, decision, reason }) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, askId)
  if (!ask) throw notFound('The ask')
  ctx.authorise('ask.withdraw', {}, 'Only the chair withdraws an ask, by a decision of the board.')
  ctx.expect(ask.seq, { seq: ask.seq })
  requireOpenAsk(ask)
  const { number: withdrawnBy } = await requireBinding(ctx, decision)

  const { seq, at } = await ctx.append({ askId: ask.id, number: ask.number, decision: withdrawnBy, reason })
  await updateAsk(ctx.tx, ctx.board.id, ask.id, {
    withdrawnSeq: seq,
    withdrawnAt: at,
    withdrawnBy,
    withdrawnReason: reason,
    seq,
  })
  return { result: { seq, number: ask.number }, about: [ask.id, withdrawnBy] }
}
