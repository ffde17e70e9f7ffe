import { findAsk, readEditorialVersions } from '@concordat/db/asks'
import { listObjections } from '@concordat/db/wordings'

import type { CommandContext, Handler } from '../commands/context.ts'
import { conflict, notFound } from '../commands/refusals.ts'
import { describeAct, loadCell, requireOpenAsk, requirePart, requireWordsOnScreen, stateWords } from './cell.ts'
import { speakFor } from './speaking.ts'
import { writeAct } from './write-act.ts'

/**
 * A body lets its answer to earlier words count for the words in force, because every change since is classified as editorial
 * (D3, CE-3.2): a further act with a receipt of its own, never silence. A later objection by anyone undoes it.
 *
 * Rejects: `not-found`, `forbidden` (may not speak for the body; no proof of identity where the ask needs one), `invalid` (part),
 * `stale` (other words on the screen; the cell has moved on), `conflict` (no signature that has drifted; a change that is not
 * editorial or not confirmed as such; the ask is withdrawn).
 */
export const acceptChange: Handler<'sign-off.accept'> = async (ctx, payload) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, payload.askId)
  if (!ask) throw notFound('The ask')
  const voice = await speakFor(ctx, ask, 'sign-off.accept')
  requireOpenAsk(ask)
  const part = requirePart(ask, payload.part)

  const office = voice.capacity === 'partner' ? 'partner' : 'authority'
  const cell = await loadCell(ctx, ask, { part, body: voice.body.id, office })
  const wording = requireWordsOnScreen(cell.inForce, payload)
  ctx.expect(cell.standing.last, describeAct(cell.last))
  const { answer, standing } = cell
  if (answer === undefined || standing.state !== 'drifted') {
    throw conflict(
      `There is no signature to earlier words that could be carried over: ${stateWords(standing)}.`,
      'Nothing was recorded. Answer the words in force.',
      describeAct(cell.last),
    )
  }
  await requireEditorial(ctx, ask.id, { after: standing.wordingVersion, upTo: wording.version })

  const { seq, receipt, version, hash } = await writeAct(ctx, {
    ask,
    part,
    voice,
    event: 'accepted',
    wording,
    fields: { accepts: answer.seq },
    more: { given: answer.event, from: standing.wordingVersion },
  })
  return { result: { seq, receipt, version, hash }, about: [ask.id, voice.body.id] }
}

/** One change of substance on the way, or one that nobody has confirmed, and the new words have to be signed. */
async function requireEditorial(
  ctx: CommandContext,
  askId: string,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<void> {
  const editorial = (await readEditorialVersions(ctx.tx, ctx.board.id, askId)).get(askId) ?? new Set()
  const steps = Array.from({ length: upTo - after }, (_, step) => after + 1 + step)
  const version = steps.find((step) => !editorial.has(step))
  if (version === undefined) return
  const objections = await listObjections(ctx.tx, ctx.board.id, [askId])
  throw conflict(
    objections.some((objection) => objection.wordingVersion === version)
      ? `An authority objected to version ${version}, so the change counts as substantive.`
      : `Version ${version} is not confirmed as an editorial change.`,
    'Nothing was recorded. Sign the new wording, or wait until a second person has confirmed that the change is editorial.',
    { version },
  )
}
