import { findAsk, findWordingInForce } from '@concordat/db/asks'
import { findBody } from '@concordat/db/boards'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid, notFound } from '../commands/refusals.ts'
import { requireOpenAsk, requirePart } from './cell.ts'
import type { Voice } from './speaking.ts'
import { writeAct } from './write-act.ts'

/**
 * Notes what somebody is said to have answered: shown as reported and unverified, and never counted (model 4, invariant 10).
 *
 * Rejects: `not-found` (no such ask), `forbidden` (not the programme office), `invalid` (a body that is not asked, part), `conflict`
 * (no wording has been issued; the ask is withdrawn).
 */
export const reportSignOff: Handler<'sign-off.report'> = async (ctx, payload) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, payload.askId)
  if (!ask) throw notFound('The ask')
  ctx.authorise('sign-off.report', {}, 'Only the programme office notes what is reported.')
  requireOpenAsk(ask)
  const isAsked = ask.authorityIds.includes(payload.body) || ask.partnerIds.includes(payload.body)
  const body = isAsked ? await findBody(ctx.tx, ctx.board.id, payload.body) : undefined
  if (!body) throw invalid([{ path: 'body', message: `Ask ${ask.number} is not addressed to this body` }])
  const part = requirePart(ask, payload.part)
  const wording = await findWordingInForce(ctx.tx, ctx.board.id, ask.id)
  if (!wording) throw conflict('No wording of this ask has been issued yet.', 'Nothing was recorded.')

  const voice: Voice = { body, capacity: 'on-behalf', delegation: null, principal: null }
  const { says, source } = payload
  const { seq, receipt, version, hash } = await writeAct(ctx, {
    ask,
    part,
    voice,
    event: 'reported',
    wording,
    fields: { says, source },
    more: { provenance: 'reported' },
  })
  return { result: { seq, receipt, version, hash }, about: [ask.id, body.id] }
}
