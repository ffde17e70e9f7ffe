import { endPrepared, findAsk, findPrepared, insertPrepared } from '@concordat/db/asks'

import type { Handler } from '../commands/context.ts'
import { conflict, notFound } from '../commands/refusals.ts'
import { requireAnswer, requireOpenCell } from './answer.ts'
import { describeAct, loadCell, requireOpenAsk, requirePart, requireWordsOnScreen } from './cell.ts'
import { officeOf } from './speaking.ts'

/**
 * A deputy or director lays an answer ready for the chief executive. It is no answer: the ledger says that one was prepared for which
 * words, and only the authority's own people see what it says. A later one takes its place; any answer, or new words, end it.
 *
 * Rejects: `not-found`, `forbidden` (not of that authority's office, or it is not asked), `invalid` and `stale` as for giving it,
 * `conflict` (the cell would not take it; the ask is withdrawn).
 */
export const prepareSignOff: Handler<'sign-off.prepare'> = async (ctx, payload) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, payload.askId)
  if (!ask) throw notFound('The ask')
  const body = await officeOf(ctx, ask, 'sign-off.prepare')
  requireOpenAsk(ask)
  const part = requirePart(ask, payload.part)

  const cell = await loadCell(ctx, ask, { part, body: body.id, office: 'authority' })
  const wording = requireWordsOnScreen(cell.inForce, payload)
  ctx.expect(cell.standing.last, describeAct(cell.last))
  const answer = requireAnswer(payload, ask, ctx.today)
  requireOpenCell(cell, answer)

  const { version: wordingVersion, hash: wordingHash } = wording
  const of = { askId: ask.id, number: ask.number, body: body.id, wordingVersion, wordingHash }
  const { seq, at } = await ctx.append({ ...of, part: payload.part })
  const { event, ...fields } = answer
  await endPrepared(ctx.tx, ctx.board.id, { askId: ask.id, part, bodyId: body.id }, seq)
  await insertPrepared(ctx.tx, {
    ...fields,
    boardId: ctx.board.id,
    seq,
    askId: ask.id,
    part,
    bodyId: body.id,
    wordingVersion,
    wordingHash,
    answer: event,
    note: payload.note ?? null,
    at,
  })
  return { result: { seq, version: wordingVersion, hash: wordingHash }, about: [ask.id, body.id] }
}

/** Takes away what lies prepared. Rejects: `not-found`, `forbidden`, `invalid` (part), `conflict` (nothing lies prepared). */
export const discardSignOff: Handler<'sign-off.discard'> = async (ctx, { askId, part: partId, reason }) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, askId)
  if (!ask) throw notFound('The ask')
  const body = await officeOf(ctx, ask, 'sign-off.discard')
  const part = requirePart(ask, partId)
  const cell = { askId: ask.id, part, bodyId: body.id }
  const prepared = await findPrepared(ctx.tx, ctx.board.id, cell)
  if (!prepared) throw conflict('No answer lies prepared here.', 'Nothing was recorded.')
  ctx.expect(prepared.seq, { seq: prepared.seq })

  const { seq } = await ctx.append({
    askId: ask.id,
    number: ask.number,
    part: partId,
    body: body.id,
    prepared: prepared.seq,
    reason,
  })
  await endPrepared(ctx.tx, ctx.board.id, cell, seq)
  return { result: { seq }, about: [ask.id, body.id] }
}
