import { findAsk } from '@concordat/db/asks'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid, notFound } from '../commands/refusals.ts'
import { describeAct, loadCell, requireOpenAsk, requirePart, stateWords } from './cell.ts'
import { speakFor } from './speaking.ts'
import { writeAct } from './write-act.ts'

/**
 * The decision behind a signature has been called in: the signature becomes a deferral to whoever decides anew (spec 4.3, D6).
 *
 * Rejects: `not-found`, `forbidden` (may not speak for the authority), `invalid` (part, day), `stale` (the cell has moved on),
 * `conflict` (no signature that may still be called in; the ask is withdrawn).
 */
export const callInSignOff: Handler<'sign-off.call-in'> = async (ctx, payload) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, payload.askId)
  if (!ask) throw notFound('The ask')
  const voice = await speakFor(ctx, ask, 'sign-off.call-in')
  requireOpenAsk(ask)
  const part = requirePart(ask, payload.part)

  const office = voice.capacity === 'partner' ? 'partner' : 'authority'
  const cell = await loadCell(ctx, ask, { part, body: voice.body.id, office })
  ctx.expect(cell.standing.last, describeAct(cell.last))
  const { answer, inForce, standing } = cell
  if (answer === undefined || inForce === undefined || standing.callInUntil === null || standing.state === 'drifted')
    throw conflict(
      `There is no signature subject to call-in: ${stateWords(standing)}.`,
      'Nothing was recorded. A signature that its authority no longer stands by is withdrawn.',
      describeAct(cell.last),
    )
  if (payload.until <= ctx.today) throw invalid([{ path: 'until', message: 'This day must lie in the future' }])

  const { reason, deferredTo, until } = payload
  const fields = { reason, deferredTo, until, about: answer.seq }
  const { seq, receipt, version, hash } = await writeAct(ctx, {
    ask,
    part,
    voice,
    event: 'called-in',
    wording: inForce,
    fields,
  })
  return { result: { seq, receipt, version, hash }, about: [ask.id, voice.body.id] }
}
