import { findWork } from '@concordat/db/boards'
import { findLastRating, insertRating } from '@concordat/db/ratings'
import type { Payload } from '@concordat/shared/commands'
import { needsWayBack, RATING_WORDS, scaleOf, type Rating } from '@concordat/shared/ratings'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid, notFound, type FieldFault } from '../commands/refusals.ts'

/**
 * Gives a rating of delivery confidence, or reaffirms the one in force (B5, B6; invariants 21 and 22).
 *
 * Rejects: `not-found` (no such programme, workstream or milestone), `forbidden` (does not lead it), `invalid` (not on the
 * board's scale; amber or worse without the way back; not rated, or a change, without a reason), `stale` (rated since),
 * `conflict` (done: a finished milestone has a state and no rating).
 */
export const giveRating: Handler<'rating.give'> = async (ctx, payload) => {
  const { subject, value } = payload
  const work = await findWork(ctx.tx, ctx.board.id, subject)
  if (!work) throw notFound(`The ${subject.kind}`)
  ctx.authorise('rating.give', { within: work.within }, `Only those who lead “${work.title}” may rate it.`)

  const before = await findLastRating(ctx.tx, ctx.board.id, subject)
  ctx.expect(
    before?.seq ?? 0,
    before === undefined ? null : { seq: before.seq, value: before.value, at: before.at.toISOString() },
  )
  if (subject.kind === 'milestone' && work.status === 'done') {
    throw conflict(
      'This milestone is done, and what is done has no rating.',
      'Nothing was recorded. Rate what is still to come.',
    )
  }
  const faults = faultsOf(payload, before?.value, scaleOf(ctx.board.ragPoints === 3 ? 3 : 5))
  if (faults.length > 0) throw invalid(faults)

  const { cause, effect, action, owner, by, reason } = payload
  const { seq, at } = await ctx.append({ ...payload, previous: before?.seq })
  await insertRating(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    subjectKind: subject.kind,
    subjectId: subject.id,
    value,
    cause: cause ?? null,
    effect: effect ?? null,
    action: action ?? null,
    owner: owner ?? null,
    by: by ?? null,
    reason: reason ?? null,
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
    at,
  })
  return { result: { seq }, about: work.within }
}

const WAY_BACK = {
  cause: 'Say what causes this',
  effect: 'Say what it does to the result',
  action: 'Say what is being done about it',
  owner: 'Name the post or body that answers for the way back',
  by: 'Give the day by which it is back on course',
} as const satisfies { readonly [field in 'cause' | 'effect' | 'action' | 'owner' | 'by']: string }

/** Everything that is missing, at once. */
function faultsOf(payload: Payload<'rating.give'>, before: Rating | undefined, scale: readonly Rating[]): FieldFault[] {
  const { value } = payload
  if (!scale.includes(value)) {
    return [
      { path: 'value', message: `This board rates ${scale.map((rating) => RATING_WORDS[rating].word).join(', ')}` },
    ]
  }
  if (needsWayBack(value)) {
    const fields = Object.keys(WAY_BACK) as (keyof typeof WAY_BACK)[]
    return fields.filter((path) => payload[path] === undefined).map((path) => ({ path, message: WAY_BACK[path] }))
  }
  if (payload.reason !== undefined) return []
  if (value === 'not-rated') return [{ path: 'reason', message: 'Say why it is not rated' }]
  if (before !== undefined && before !== value && payload.cause === undefined) {
    return [
      {
        path: 'reason',
        message: `Say why it changes from ${RATING_WORDS[before].word} to ${RATING_WORDS[value].word}`,
      },
    ]
  }
  return []
}
