import { findAsk, type Wording } from '@concordat/db/asks'
import { findWording, listObjections } from '@concordat/db/wordings'

import type { CommandContext, Handler } from '../commands/context.ts'
import { conflict, notFound } from '../commands/refusals.ts'
import { describeAct, loadCell, requireOpenAsk, requirePart } from './cell.ts'
import { speakFor } from './speaking.ts'
import { writeAct } from './write-act.ts'

/**
 * A signatory to earlier words says that a change called editorial is none (D3, CE-3.2). That makes it substantive for everyone:
 * what others accepted counts no longer, and the new words have to be signed.
 *
 * Rejects: `not-found` (no such ask or version), `forbidden` (may not speak for the body; no proof of identity where the ask needs
 * one), `invalid` (part), `stale` (the cell has moved on), `conflict` (not issued as editorial; objected to already; the body has
 * no signature to words before it; the ask is withdrawn).
 */
export const objectToChange: Handler<'sign-off.object'> = async (ctx, payload) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, payload.askId)
  if (!ask) throw notFound('The ask')
  const voice = await speakFor(ctx, ask, 'sign-off.object')
  requireOpenAsk(ask)
  const part = requirePart(ask, payload.part)
  const wording = await findWording(ctx.tx, ctx.board.id, ask.id, payload.wordingVersion)
  if (!wording) throw notFound('This version of the wording')

  const office = voice.capacity === 'partner' ? 'partner' : 'authority'
  const cell = await loadCell(ctx, ask, { part, body: voice.body.id, office })
  ctx.expect(cell.standing.last, describeAct(cell.last))
  await requireCalledEditorial(ctx, wording)
  const { answer } = cell
  const hadSigned = answer !== undefined && (answer.event === 'signed' || answer.event === 'conditions')
  if (!hadSigned || answer.wordingVersion >= wording.version) {
    throw conflict(
      `${voice.body.title} has no signature to the words before version ${wording.version}.`,
      'Nothing was recorded. Only who had signed the earlier words can object that the change is more than editorial.',
      describeAct(cell.last),
    )
  }

  const { seq, receipt, version, hash } = await writeAct(ctx, {
    ask,
    part,
    voice,
    event: 'objected',
    wording,
    fields: { reason: payload.reason, about: answer.seq },
  })
  return { result: { seq, receipt, version, hash }, about: [ask.id, voice.body.id] }
}

async function requireCalledEditorial(ctx: CommandContext, { askId, version, change }: Wording): Promise<void> {
  const objections = await listObjections(ctx.tx, ctx.board.id, [askId])
  const earlier = objections.find((objection) => objection.wordingVersion === version)
  if (change === 'editorial' && earlier === undefined) return
  throw conflict(
    `Version ${version} counts as substantive already.`,
    'Nothing was recorded, and nothing of yours is carried over to it. Sign the new wording, or leave it.',
    earlier === undefined ? undefined : { seq: earlier.seq },
  )
}
