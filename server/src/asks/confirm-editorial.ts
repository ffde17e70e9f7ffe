import { findAsk, type Wording } from '@concordat/db/asks'
import {
  findWording,
  insertConfirmation,
  listConfirmations,
  listNamedBodies,
  listObjections,
} from '@concordat/db/wordings'
import { kindsOf, WEIGHT_WORDS, weightyChanges, type WeightyChange } from '@concordat/shared/text/weighty-changes'

import type { CommandContext, Handler } from '../commands/context.ts'
import { conflict, invalid, notFound } from '../commands/refusals.ts'

/**
 * A second person of the office confirms that a change of wording was editorial (D3, CE-3.5). From then on an authority that had
 * signed the words before may accept the change; by itself this carries no signature over (invariant 2).
 *
 * Rejects: `not-found` (no such ask or version), `forbidden` (not the office, or whoever issued it), `conflict` (issued as
 * substantive, confirmed already, or objected to), `stale`, `invalid` (`despite` does not name every kind of weighty change).
 */
export const confirmEditorial: Handler<'wording.confirm-editorial'> = async (ctx, { askId, version, despite }) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, askId)
  if (!ask) throw notFound('The ask')
  const wording = await findWording(ctx.tx, ctx.board.id, ask.id, version)
  if (!wording) throw notFound('This version of the wording')
  ctx.authorise(
    'wording.confirm-editorial',
    { firstPerson: wording.issuedBy },
    'That a change is editorial is confirmed by a second person of the programme office, not by whoever issued it.',
  )
  await requireProposed(ctx, wording)

  const weighty = await weightOf(ctx, wording)
  const unnamed = kindsOf(weighty).filter((kind) => !despite.includes(kind))
  if (unnamed.length > 0) {
    throw invalid(
      [
        {
          path: 'despite',
          message: `Confirm in so many words: ${unnamed.map((kind) => WEIGHT_WORDS[kind]).join(', ')}`,
        },
      ],
      'This change touches words of weight.',
      'Nothing was recorded. Read what changes, and name every kind of it if you confirm all the same.',
    )
  }

  const { seq, at } = await ctx.append({
    askId: ask.id,
    number: ask.number,
    version,
    wordingHash: wording.hash,
    issued: wording.seq,
    weighty: weighty.map((change) => ({ ...change })),
    despite: kindsOf(weighty),
  })
  await insertConfirmation(ctx.tx, {
    boardId: ctx.board.id,
    askId: ask.id,
    version,
    despite: kindsOf(weighty),
    personId: ctx.actor.person,
    at,
    seq,
  })
  return { result: { seq, version, hash: wording.hash }, about: [ask.id] }
}

async function requireProposed(ctx: CommandContext, wording: Wording): Promise<void> {
  const { askId, version, seq } = wording
  const [confirmations, objections] = await Promise.all([
    listConfirmations(ctx.tx, ctx.board.id, [askId]),
    listObjections(ctx.tx, ctx.board.id, [askId]),
  ])
  const confirmed = confirmations.find((one) => one.version === version)
  const objection = objections.findLast((one) => one.wordingVersion === version)
  ctx.expect(Math.max(seq, confirmed?.seq ?? 0, objection?.seq ?? 0), {
    version,
    change: wording.change,
    confirmed: confirmed?.seq ?? null,
    objected: objection?.seq ?? null,
  })
  if (objection) {
    throw conflict(
      `An authority has objected to version ${version}, so the change counts as substantive.`,
      'Nothing was recorded. An objection stands; whoever had signed the earlier words is asked to sign the new ones.',
    )
  }
  if (wording.change !== 'editorial') {
    throw conflict(
      `Version ${version} was not issued as an editorial change.`,
      'Nothing was recorded. What is issued as substantive stays so; issue a further version if it must be otherwise.',
    )
  }
  if (confirmed)
    throw conflict(`Version ${version} is confirmed as editorial already.`, 'Nothing further was recorded.', {
      seq: confirmed.seq,
    })
}

/** As warned when it was issued; worked out now for wordings from before there were warnings. */
async function weightOf(ctx: CommandContext, wording: Wording): Promise<readonly WeightyChange[]> {
  if (wording.weighty !== null) return wording.weighty
  const before = await findWording(ctx.tx, ctx.board.id, wording.askId, wording.version - 1)
  return weightyChanges(before?.text ?? '', wording.text, await listNamedBodies(ctx.tx, ctx.board.id))
}
