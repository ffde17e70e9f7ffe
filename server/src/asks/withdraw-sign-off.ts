import { findAsk } from '@concordat/db/asks'

import type { Handler } from '../commands/context.ts'
import { conflict, notFound } from '../commands/refusals.ts'
import { describeAct, loadCell, requirePart, stateWords } from './cell.ts'
import { speakFor } from './speaking.ts'
import { writeAct } from './write-act.ts'

/**
 * Takes back a body's answer, also one that a predecessor gave (A5, D10). The answer stays readable; the withdrawal names it and the
 * wording it was given to.
 *
 * Rejects: `not-found` (no such ask), `forbidden` (may not speak for the body), `invalid` (part), `stale` (the cell has moved on),
 * `conflict` (nothing to withdraw: not answered, declined, withdrawn already). Invariants 1 and 2; an answer whose wording has
 * since changed can be withdrawn as well (CE-3.2), and one to an ask that was withdrawn.
 */
export const withdrawSignOff: Handler<'sign-off.withdraw'> = async (ctx, { askId, part: partId, reason }) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, askId)
  if (!ask) throw notFound('The ask')
  const voice = await speakFor(ctx, ask, 'sign-off.withdraw')
  const part = requirePart(ask, partId)

  const office = voice.capacity === 'partner' ? 'partner' : 'authority'
  const cell = await loadCell(ctx, ask, { part, body: voice.body.id, office })
  ctx.expect(cell.standing.last, describeAct(cell.last))
  const { answer, standing } = cell
  if (answer === undefined || standing.state === 'declined')
    throw conflict(
      `There is nothing to withdraw: ${stateWords(standing)}.`,
      'Nothing was recorded.',
      describeAct(cell.last),
    )

  const { seq, receipt, version, hash } = await writeAct(ctx, {
    ask,
    part,
    voice,
    event: 'withdrawn',
    wording: { version: answer.wordingVersion, hash: answer.wordingHash },
    fields: { reason, withdraws: answer.seq },
    more: { withdrawn: answer.event },
  })
  return { result: { seq, receipt, version, hash }, about: [ask.id, voice.body.id] }
}
