import { insertAction, insertActionEvent, nextActionOrdinal } from '@concordat/db/actions'
import { findThing } from '@concordat/db/things'

import type { Handler } from '../commands/context.ts'
import { invalid } from '../commands/refusals.ts'
import { appendSealed } from '../commands/sealing.ts'
import { actionOwnerFaults } from './standing-action.ts'

/**
 * Opens an action for a post or a body, under the board's next number (E14, invariant 28). It is carried until closed or cancelled. Its words
 * are open to every reader; that it comes from an exempt decision is not, and is sealed (invariant 20).
 *
 * Rejects: `forbidden`, `invalid` (no owner or two; an owner, helper or source that is not on the board; due before it was given).
 */
export const openAction: Handler<'action.open'> = async (ctx, payload) => {
  const { text, ownerPost, ownerBody, helpers, due, source, openedOn = ctx.today } = payload
  ctx.authorise('action.open', {}, 'Only the chair or the programme office opens actions.')
  const faults = await actionOwnerFaults(ctx, payload, helpers)
  const from = await findThing(ctx.tx, ctx.board.id, source.kind, source.id)
  if (!from) faults.push({ path: 'source.id', message: `There is no such ${source.kind} on the board` })
  if (openedOn > ctx.today) faults.push({ path: 'openedOn', message: 'This day has not come yet' })
  if (due < openedOn) faults.push({ path: 'due', message: 'It cannot be due before it was given' })
  if (faults.length > 0) throw invalid(faults)

  const ordinal = await nextActionOrdinal(ctx.tx, ctx.board.id)
  const number = `${ctx.board.code}/A/${ordinal}`
  const isSealed = from?.isExempt === true
  const said = { number, text, ownerPost, ownerBody, helpers, due, openedOn }
  const { seq, at } = isSealed ? await appendSealed(ctx, said, { source }) : await ctx.append({ ...said, source })
  const owner = { ownerPost: ownerPost ?? null, ownerBody: ownerBody ?? null }
  await insertAction(ctx.tx, {
    boardId: ctx.board.id,
    number,
    ordinal,
    text,
    ...owner,
    helpers,
    due,
    sourceKind: source.kind,
    sourceId: source.id,
    state: 'open',
    openedOn,
    openedSeq: seq,
    openedAt: at,
    seq,
  })
  await insertActionEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    number,
    event: 'opened',
    evidence: [],
    ...owner,
    personId: ctx.actor.person,
    at,
  })
  return { result: { seq, number }, about: isSealed ? [number] : [number, source.id] }
}
