import { findAsk, findWordingInForce, insertWording, type Wording } from '@concordat/db/asks'
import { listNamedBodies } from '@concordat/db/wordings'
import { CANONICAL_TEXT_VERSION, canonicalise, textHash } from '@concordat/shared/text/canonical'
import { weightyChanges } from '@concordat/shared/text/weighty-changes'

import type { Handler, SettledDraft } from '../commands/context.ts'
import { conflict, invalid, notFound, stale } from '../commands/refusals.ts'
import { describeWording, requireOpenAsk } from './cell.ts'

/**
 * Issues the wording of an ask: the exact words that authorities answer. Earlier versions stay; no answer is carried over,
 * whatever the kind of change (invariant 2). A change issued as editorial is so proposed: it counts as editorial once a second person
 * has confirmed it. What of weight differs from the words before is warned about in the entry (D3).
 *
 * Rejects: `not-found` (no such ask), `forbidden` (not the chair), `invalid` (no words; an editorial change without a reason),
 * `stale` (another wording is in force than on the issuer's screen, or the draft has moved on), `conflict` (the words in force again; the ask
 * is withdrawn).
 */
export const issueWording: Handler<'wording.issue'> = async (
  ctx,
  { askId, text, change, reason, expectHash, draftHash },
) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, askId)
  if (!ask) throw notFound('The ask')
  ctx.authorise('wording.issue', {}, 'Only the chair issues the wording of an ask.')
  requireOpenAsk(ask)

  const inForce = await findWordingInForce(ctx.tx, ctx.board.id, ask.id)
  ctx.expect(inForce?.seq ?? 0, describeWording(inForce))
  if ((inForce?.hash ?? null) !== expectHash)
    throw stale('Another wording is in force than the one you were looking at.', describeWording(inForce))

  const canonical = canonicalise(text)
  if (canonical === '')
    throw invalid([{ path: 'text', message: 'Write the words that authorities are asked to answer' }])
  const hash = textHash(canonical)
  if (draftHash !== undefined) requireDraft(ctx.draft, draftHash, hash)
  if (hash === inForce?.hash)
    throw conflict(
      'These are the words in force already.',
      'Nothing was recorded. Change the text before you issue it again.',
      describeWording(inForce),
    )
  const kind: Wording['change'] = inForce === undefined ? 'first' : change
  if (kind === 'editorial' && reason === undefined) {
    throw invalid([{ path: 'reason', message: 'Say why this change alters no duty, amount, date or addressee' }])
  }

  const weighty =
    inForce === undefined ? [] : weightyChanges(inForce.text, canonical, await listNamedBodies(ctx.tx, ctx.board.id))
  const wording = {
    askId: ask.id,
    version: (inForce?.version ?? 0) + 1,
    text: canonical,
    hash,
    canonVersion: CANONICAL_TEXT_VERSION,
    change: kind,
  } as const
  const { seq, at } = await ctx.append({
    ...wording,
    number: ask.number,
    reason,
    replaces: inForce?.hash,
    weighty: weighty.map((change) => ({ ...change })),
  })
  await insertWording(ctx.tx, {
    ...wording,
    boardId: ctx.board.id,
    reason: reason ?? null,
    weighty,
    issuedAt: at,
    issuedBy: ctx.actor.person,
    seq,
  })
  return { result: { seq, version: wording.version, hash }, about: [ask.id] }
}

/** The text is said to come from the draft: the draft must still read as the issuer saw it, and as it is issued. */
function requireDraft(draft: SettledDraft | undefined, draftHash: string, textHashNow: string): void {
  const wording = draft?.content.texts['wording'] ?? ''
  const hash = textHash(wording)
  if (hash !== draftHash || hash !== textHashNow)
    throw stale('The draft has moved on since you opened it.', { draftHash: hash, draftText: wording })
}
