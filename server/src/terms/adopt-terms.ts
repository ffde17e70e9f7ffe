import { findEditionInForce, findTerms, insertEdition } from '@concordat/db/terms'
import { CANONICAL_TEXT_VERSION, textHash } from '@concordat/shared/text/canonical'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid, notFound, stale, type FieldFault } from '../commands/refusals.ts'
import { writeDecision } from '../commands/write-decision.ts'

/**
 * Adopts terms of reference: freezes the draft's text as the next edition, under a decision recorded with it (invariant 16, C5).
 * Two entries in one transaction, the decision first: `seq` of the answer is the edition's, `number` the decision's.
 *
 * Rejects: `not-found` (no such terms), `forbidden`, `invalid` (nothing drafted; review before it is in force; a decision that
 * decides nothing, or what `writeDecision` refuses), `stale` (the draft has moved on), `conflict` (the edition in force again).
 */
export const adoptTerms: Handler<'terms.adopt'> = async (ctx, payload) => {
  const { termsId, expectHash, howAgreed, powers, inForceFrom, reviewBy } = payload
  const terms = await findTerms(ctx.tx, ctx.board.id, termsId)
  if (!terms) throw notFound('The terms of reference')
  ctx.authorise('terms.adopt', {}, 'Only the chair or the programme office records an adoption.')

  const inForce = await findEditionInForce(ctx.tx, ctx.board.id, terms.id)
  ctx.expect(inForce?.seq ?? 0, inForce === undefined ? null : { edition: inForce.edition, hash: inForce.hash })
  const text = ctx.draft?.content.texts['text'] ?? ''
  const hash = textHash(text)
  if (hash !== expectHash)
    throw stale('The draft has moved on since you opened it. Read what would be adopted now.', { hash, text })
  if (hash === inForce?.hash) {
    throw conflict(
      `The draft reads as edition ${inForce.edition}, which is in force.`,
      'Nothing was recorded. Adopt when the draft differs.',
      { edition: inForce.edition, hash },
    )
  }
  const faults: FieldFault[] = []
  if (text === '') faults.push({ path: 'termsId', message: 'Nothing has been drafted yet' })
  if (reviewBy < inForceFrom)
    faults.push({ path: 'reviewBy', message: 'The review cannot come before the terms are in force' })
  if (payload.decision.type !== 'decided')
    faults.push({
      path: 'decision.type',
      message: 'Only a decision adopts: a recommendation or a steer leaves the terms as they are',
    })
  if (payload.decision.exempt !== undefined)
    faults.push({ path: 'decision.exempt', message: 'Terms are open to every reader, and so is their adoption' })
  if (faults.length > 0) throw invalid(faults)

  const decision = await writeDecision(ctx, payload.decision, { path: 'decision.', isOwnPower: true })
  const edition = {
    termsId: terms.id,
    edition: (inForce?.edition ?? 0) + 1,
    text,
    hash,
    canonVersion: CANONICAL_TEXT_VERSION,
    decisionNumber: decision.number,
    howAgreed,
    ...(powers && { powers }),
    inForceFrom,
    reviewBy,
  }
  const { seq, at } = await ctx.append({ ...edition, replaces: inForce?.hash })
  await insertEdition(ctx.tx, { ...edition, boardId: ctx.board.id, adoptedAt: at, personId: ctx.actor.person, seq })
  return {
    result: { seq, number: decision.number, version: edition.edition, hash },
    about: [terms.id, decision.number],
  }
}
