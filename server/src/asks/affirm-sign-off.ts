import { findAsk } from '@concordat/db/asks'

import type { Handler } from '../commands/context.ts'
import { conflict, notFound } from '../commands/refusals.ts'
import { describeAct, loadCell, requireOpenAsk, requirePart, stateWords } from './cell.ts'
import { speakFor } from './speaking.ts'
import { writeAct } from './write-act.ts'

/**
 * The new chief executive takes a predecessor's answer as their own (A5, CE-4.3). It names the earlier act and who gave it.
 *
 * Rejects: `not-found`, `forbidden` (not the chief executive of that authority), `invalid` (part), `stale` (the cell has moved on),
 * `conflict` (nothing of a predecessor's stands there on the words in force; the ask is withdrawn).
 */
export const affirmSignOff: Handler<'sign-off.affirm'> = async (ctx, { askId, part: partId }) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, askId)
  if (!ask) throw notFound('The ask')
  const voice = await speakFor(ctx, ask, 'sign-off.affirm')
  requireOpenAsk(ask)
  const part = requirePart(ask, partId)

  const cell = await loadCell(ctx, ask, { part, body: voice.body.id, office: 'authority' })
  ctx.expect(cell.standing.last, describeAct(cell.last))
  const { answer, inForce, standing } = cell
  const isSigning = ['predecessor', 'conditions', 'call-in'].includes(standing.state)
  if (answer === undefined || inForce === undefined || !standing.byPredecessor || !isSigning)
    throw conflict(
      `There is no signature of a predecessor to affirm: ${stateWords(standing)}.`,
      standing.state === 'drifted'
        ? 'Nothing was recorded. The wording has changed since it was given: sign the new words, or withdraw.'
        : 'Nothing was recorded.',
      describeAct(cell.last),
    )

  const { seq, receipt, version, hash } = await writeAct(ctx, {
    ask,
    part,
    voice,
    event: 'affirmed',
    wording: inForce,
    fields: { about: answer.seq },
    more: { givenBy: answer.principal ?? answer.personId },
  })
  return { result: { seq, receipt, version, hash }, about: [ask.id, voice.body.id] }
}
