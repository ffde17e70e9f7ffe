import { findAct, findAsk } from '@concordat/db/asks'

import type { Handler } from '../commands/context.ts'
import { conflict, forbidden, invalid, notFound } from '../commands/refusals.ts'
import { describeAct, loadCell, requireOpenAsk, stateWords } from './cell.ts'
import { speakFor } from './speaking.ts'
import { writeAct } from './write-act.ts'

/**
 * The authority says that one of its conditions is met (D5, CE-2.4). With the last one the answer is *signed* (model 4).
 *
 * Rejects: `not-found` (no such answer), `forbidden` (another authority's; may not speak for it), `invalid` (no such condition),
 * `stale` (the cell has moved on), `conflict` (met already; the answer no longer stands on the words in force; the ask is withdrawn).
 */
export const meetCondition: Handler<'condition.meet'> = async (ctx, { signOff, condition, note }) => {
  const act = await findAct(ctx.tx, ctx.board.id, signOff)
  const ask = act && (await findAsk(ctx.tx, ctx.board.id, act.askId))
  if (!act || !ask) throw notFound('The answer')
  const voice = await speakFor(ctx, ask, 'condition.meet')
  if (act.bodyId !== voice.body.id) throw forbidden('This condition was set by another authority.')
  requireOpenAsk(ask)

  const office = voice.capacity === 'partner' ? 'partner' : 'authority'
  const cell = await loadCell(ctx, ask, { part: act.part, body: act.bodyId, office })
  ctx.expect(cell.standing.last, describeAct(cell.last))
  const { inForce, standing } = cell
  if (
    inForce === undefined ||
    standing.answer !== act.seq ||
    standing.conditionsOf === 0 ||
    standing.state === 'drifted'
  )
    throw conflict(
      `This answer is not one with conditions on the words in force: ${stateWords(standing)}.`,
      'Nothing was recorded.',
      describeAct(cell.last),
    )
  if (condition >= standing.conditionsOf) throw invalid([{ path: 'condition', message: 'There is no such condition' }])
  if (standing.conditionsMet.includes(condition))
    throw conflict('This condition is recorded as met already.', 'Nothing was recorded.', describeAct(cell.last))

  const { seq, receipt, version, hash } = await writeAct(ctx, {
    ask,
    part: act.part,
    voice,
    event: 'condition-met',
    wording: inForce,
    fields: { about: act.seq, condition, reason: note },
    more: { signOff: act.seq, note, words: act.conditions[condition] },
  })
  return { result: { seq, receipt, version, hash }, about: [ask.id, voice.body.id] }
}
