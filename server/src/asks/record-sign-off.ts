import { findAsk } from '@concordat/db/asks'
import { findBody } from '@concordat/db/boards'

import type { Handler } from '../commands/context.ts'
import { invalid, notFound, type FieldFault } from '../commands/refusals.ts'
import { requireAnswer, requireOpenCell } from './answer.ts'
import { describeAct, loadCell, requireOpenAsk, requirePart, requireWordsOnScreen } from './cell.ts'
import { holdersOf, type Voice } from './speaking.ts'
import { writeAct } from './write-act.ts'

/**
 * The programme office records an answer that came by letter, minute or paper form (D4, CE-5.4). It counts, is marked as recorded on
 * behalf, and goes to the chief executive to confirm or dispute.
 *
 * Rejects: `not-found` (no such ask), `forbidden` (not the programme office), `invalid` (a body that is not asked, a day in the future,
 * evidence or answer incomplete), `stale` (other words are in force than those the evidence answers; the cell has moved on),
 * `conflict` (answered so already; the ask is withdrawn).
 */
export const recordSignOff: Handler<'sign-off.record'> = async (ctx, payload) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, payload.askId)
  if (!ask) throw notFound('The ask')
  ctx.authorise('sign-off.record', {}, 'Only the programme office records an answer on behalf of an authority.')
  requireOpenAsk(ask)
  const body = ask.authorityIds.includes(payload.body) ? await findBody(ctx.tx, ctx.board.id, payload.body) : undefined
  if (!body) throw invalid([{ path: 'body', message: `Ask ${ask.number} is not addressed to this authority` }])
  const part = requirePart(ask, payload.part)

  const cell = await loadCell(ctx, ask, { part, body: body.id, office: 'authority' })
  const wording = requireWordsOnScreen(cell.inForce, payload)
  ctx.expect(cell.standing.last, describeAct(cell.last))
  const answer = requireAnswer(payload, ask, ctx.today, evidenceFaults(payload, ctx.today))
  requireOpenCell(cell, answer)

  const [holder] = await holdersOf(ctx, body.id)
  const voice: Voice = { body, capacity: 'on-behalf', delegation: null, principal: holder?.person ?? null }
  const { event, ...rest } = answer
  const { evidence, receivedOn } = payload
  const { seq, receipt, version, hash } = await writeAct(ctx, {
    ask,
    part,
    voice,
    event,
    wording,
    fields: { ...rest, evidence, receivedOn },
    more: { provenance: 'recorded', trueFrom: receivedOn, previous: cell.last?.seq },
  })
  return { result: { seq, receipt, version, hash }, about: [ask.id, body.id] }
}

function evidenceFaults(
  { receivedOn, evidence }: { readonly receivedOn: string; readonly evidence: { readonly dated?: string | undefined } },
  today: string,
): FieldFault[] {
  return [
    ...(receivedOn > today ? [{ path: 'receivedOn', message: 'It cannot have come in on a day in the future' }] : []),
    ...(evidence.dated !== undefined && evidence.dated > receivedOn
      ? [{ path: 'evidence.dated', message: 'It cannot be dated after the day on which it came in' }]
      : []),
  ]
}
