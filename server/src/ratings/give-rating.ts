import { findWork } from '@concordat/db/boards'
import { findLastRating } from '@concordat/db/ratings'
import { RATING_WORDS } from '@concordat/shared/ratings'

import type { Handler } from '../commands/context.ts'
import { invalid, notFound } from '../commands/refusals.ts'
import { requireOpen } from '../commands/require-open.ts'
import { staleFields } from '../commands/stale-fields.ts'
import { prepareRating, writeRating } from '../commands/write-rating.ts'

/**
 * Gives a rating of delivery confidence, or corrects an earlier one (B5, B7; invariants 21 and 22).
 *
 * Rejects: `not-found` (no such programme, workstream or milestone), `forbidden` (does not lead it), `invalid` (not on the scale in
 * force; amber or worse without the way back; not rated, a change or a correction without a reason; a contradiction that is not
 * explained; a day to come), `stale` (rated since: both ratings in `current.fields`), `conflict` (done, or closed).
 */
export const giveRating: Handler<'rating.give'> = async (ctx, payload) => {
  const { subject } = payload
  const work = await findWork(ctx.tx, ctx.board.id, subject)
  if (!work) throw notFound(`The ${subject.kind}`)
  ctx.authorise('rating.give', { within: work.within }, `Only those who lead “${work.title}” may rate it.`)
  await requireOpen(ctx, work.within)

  const standing = await findLastRating(ctx.tx, ctx.board.id, subject)
  await ctx.expectOr(standing?.seq ?? 0, async () => {
    if (standing === undefined) return null
    const { seq, value, at } = standing
    const mine = RATING_WORDS[payload.value].word
    const theirs = RATING_WORDS[value].word
    return {
      seq,
      value,
      at: at.toISOString(),
      ...(await staleFields(ctx, [{ field: 'rating', title: work.title, mine, theirs, seq, at }])),
    }
  })
  const prepared = await prepareRating(ctx, payload, work, standing)
  if (prepared.faults.length > 0) throw invalid(prepared.faults)
  const seq = await writeRating(ctx, prepared)
  return { result: { seq }, about: work.within }
}
