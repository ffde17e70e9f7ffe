import { findAsk } from '@concordat/db/asks'

import type { Handler } from '../commands/context.ts'
import { notFound } from '../commands/refusals.ts'
import { requireAnswer, requireOpenCell } from './answer.ts'
import { describeAct, loadCell, requireOpenAsk, requirePart, requireWordsOnScreen } from './cell.ts'
import { speakFor } from './speaking.ts'
import { writeAct } from './write-act.ts'

/**
 * Records one body's answer to one wording version of one ask, or of one part of it (invariants 1 to 6): an authority's by its chief
 * executive or a deputy under a recorded delegation, a partner's by its own (D13).
 *
 * Rejects: `not-found` (no such ask), `forbidden` (may not sign for the body, or the body is not asked; no proof of identity where the
 * ask needs one), `invalid` (part; an answer not on offer; conditions, deferral, reason or authorising decision missing or out of
 * place), `stale` (the wording on the screen is not the one in force), `conflict` (answered so already: `current` names the receipt;
 * the ask is withdrawn).
 */
export const giveSignOff: Handler<'sign-off.give'> = async (ctx, payload) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, payload.askId)
  if (!ask) throw notFound('The ask')
  const voice = await speakFor(ctx, ask, 'sign-off.give')
  requireOpenAsk(ask)
  const part = requirePart(ask, payload.part)

  const office = voice.capacity === 'partner' ? 'partner' : 'authority'
  const cell = await loadCell(ctx, ask, { part, body: voice.body.id, office })
  const wording = requireWordsOnScreen(cell.inForce, payload)
  ctx.expect(cell.standing.last, describeAct(cell.last))
  const answer = requireAnswer(payload, ask, ctx.today)
  requireOpenCell(cell, answer)

  const { event, ...fields } = answer
  const more = { previous: cell.last?.seq }
  const { seq, receipt, version, hash } = await writeAct(ctx, { ask, part, voice, event, wording, fields, more })
  return { result: { seq, receipt, version, hash }, about: [ask.id, voice.body.id] }
}
