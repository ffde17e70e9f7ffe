import { findWork } from '@concordat/db/boards'
import { findLastRating, insertReaffirmations } from '@concordat/db/ratings'
import { RATING_WORDS } from '@concordat/shared/ratings'

import type { Handler } from '../commands/context.ts'
import { conflict, notFound, stale } from '../commands/refusals.ts'
import { requireOpen } from '../commands/require-open.ts'
import { staleFields } from '../commands/stale-fields.ts'

/**
 * Confirms the rating in force: one tap, and an entry of its own. From then its age counts anew (B6).
 *
 * Rejects: `not-found`, `forbidden`, `stale` (another rating stands than the one on the screen), `conflict` (never rated; closed).
 */
export const reaffirmRating: Handler<'rating.reaffirm'> = async (ctx, payload) => {
  const { subject, rating: seen } = payload
  const work = await findWork(ctx.tx, ctx.board.id, subject)
  if (!work) throw notFound(`The ${subject.kind}`)
  ctx.authorise(
    'rating.reaffirm',
    { within: work.within },
    `Only those who lead “${work.title}” may confirm its rating.`,
  )
  await requireOpen(ctx, work.within)
  const standing = await findLastRating(ctx.tx, ctx.board.id, subject)
  ctx.expect(standing?.seq ?? 0, { seq: standing?.seq ?? 0 })
  if (!standing) throw conflict('It has not been rated yet.', 'Nothing was recorded. Give it a rating first.')
  if (standing.seq !== seen)
    throw stale(
      'It has been rated since you opened this.',
      await staleFields(ctx, [
        {
          field: 'rating',
          title: work.title,
          mine: 'Nothing changed',
          theirs: RATING_WORDS[standing.value].word,
          seq: standing.seq,
          at: standing.at,
        },
      ]),
    )

  const { seq, at } = await ctx.append({ ...payload, value: standing.value })
  await insertReaffirmations(ctx.tx, [
    { boardId: ctx.board.id, seq, personId: ctx.actor.person, postId: ctx.actor.post ?? '', at, of: standing.seq },
  ])
  return { result: { seq }, about: work.within }
}
