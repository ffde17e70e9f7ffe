import { findAsk, findLastAct, findWordingInForce, insertSignOffEvent } from '@concordat/db/asks'
import { cellState, SIGN_OFF_WORDS } from '@concordat/shared/sign-offs'

import type { Handler } from '../commands/context.ts'
import { conflict, notFound } from '../commands/refusals.ts'
import { describeAct, nextReceipt, requireAuthority, requirePart } from './give-sign-off.ts'

/**
 * Takes back an authority's answer. The answer stays readable; the withdrawal names it and the wording it was given to.
 *
 * Rejects: `not-found` (no such ask), `forbidden` (not its chief executive), `invalid` (part), `stale` (the cell has moved on),
 * `conflict` (nothing to withdraw: not answered, declined, withdrawn already). Invariants 1 and 2; an answer whose wording has
 * since changed can be withdrawn as well (CE-3.2).
 */
export const withdrawSignOff: Handler<'sign-off.withdraw'> = async (ctx, { askId, part: partId, reason }) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, askId)
  if (!ask) throw notFound('The ask')
  const body = await requireAuthority(ctx, ask, 'sign-off.withdraw')
  const part = requirePart(ask, partId)

  const inForce = await findWordingInForce(ctx.tx, ctx.board.id, ask.id)
  const last = await findLastAct(ctx.tx, ctx.board.id, { askId: ask.id, part, bodyId: body.id })
  ctx.expect(last?.seq ?? 0, describeAct(last))
  const state = cellState(true, inForce?.version ?? 0, last)
  if (
    last === undefined ||
    (state !== 'signed' && state !== 'conditions' && state !== 'deferred' && state !== 'drifted')
  ) {
    throw conflict(
      `There is nothing to withdraw: ${SIGN_OFF_WORDS[state].toLowerCase()}.`,
      'Nothing was recorded.',
      describeAct(last),
    )
  }

  const receipt = await nextReceipt(ctx, body.title, ask, part)
  const event = {
    wordingVersion: last.wordingVersion,
    wordingHash: last.wordingHash,
    reason,
    receipt,
    withdraws: last.seq,
  }
  const { seq, at } = await ctx.append({
    ...event,
    askId: ask.id,
    number: ask.number,
    part: partId,
    body: body.id,
    withdrawn: last.event,
    method: 'web',
  })
  await insertSignOffEvent(ctx.tx, {
    ...event,
    boardId: ctx.board.id,
    seq,
    askId: ask.id,
    part,
    bodyId: body.id,
    event: 'withdrawn',
    conditions: [],
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
    at,
  })
  return { result: { seq, receipt, version: last.wordingVersion, hash: last.wordingHash }, about: [ask.id, body.id] }
}
