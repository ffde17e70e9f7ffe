import { findAct, findAsk } from '@concordat/db/asks'

import type { CommandContext, Handler, Outcome } from '../commands/context.ts'
import { conflict, forbidden, notFound } from '../commands/refusals.ts'
import { describeAct, loadCell, stateWords } from './cell.ts'
import { speakFor } from './speaking.ts'
import { writeAct } from './write-act.ts'

/**
 * The chief executive confirms what was recorded on the authority's behalf, or disputes it: then it stops counting, and the authority is
 * asked again (spec 4.3). Either stays beside the other on record.
 *
 * Rejects: `not-found` (no such answer), `forbidden` (not the chief executive of that authority), `stale` (the cell has moved on),
 * `conflict` (not recorded on behalf, settled already, or another answer has taken its place).
 */
export const confirmSignOff: Handler<'sign-off.confirm'> = async (ctx, { seq }) =>
  settle(ctx, seq, { act: 'sign-off.confirm', event: 'confirmed' })

export const disputeSignOff: Handler<'sign-off.dispute'> = async (ctx, { seq, reason }) =>
  settle(ctx, seq, { act: 'sign-off.dispute', event: 'disputed', reason })

type Settling =
  | { readonly act: 'sign-off.confirm'; readonly event: 'confirmed' }
  | { readonly act: 'sign-off.dispute'; readonly event: 'disputed'; readonly reason: string }

async function settle(ctx: CommandContext, about: number, settling: Settling): Promise<Outcome> {
  const recorded = await findAct(ctx.tx, ctx.board.id, about)
  const ask = recorded && (await findAsk(ctx.tx, ctx.board.id, recorded.askId))
  if (!recorded || !ask) throw notFound('The answer')
  const voice = await speakFor(ctx, ask, settling.act)
  if (recorded.bodyId !== voice.body.id) throw forbidden('This answer was recorded for another authority.')

  const cell = await loadCell(ctx, ask, { part: recorded.part, body: recorded.bodyId, office: 'authority' })
  ctx.expect(cell.standing.last, describeAct(cell.last))
  if (cell.standing.answer !== recorded.seq || cell.standing.onBehalf !== 'unconfirmed')
    throw conflict(
      `There is nothing here for you to confirm or dispute: ${stateWords(cell.standing)}.`,
      'Nothing was recorded. An answer that you no longer stand by is withdrawn.',
      describeAct(cell.last),
    )

  const { seq, receipt, version, hash } = await writeAct(ctx, {
    ask,
    part: recorded.part,
    voice,
    event: settling.event,
    wording: { version: recorded.wordingVersion, hash: recorded.wordingHash },
    fields: { about: recorded.seq, ...('reason' in settling && { reason: settling.reason }) },
    more: { recorded: recorded.event },
  })
  return { result: { seq, receipt, version, hash }, about: [ask.id, voice.body.id] }
}
