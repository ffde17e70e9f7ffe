import { findAction, insertActionEvent, updateAction } from '@concordat/db/actions'
import { findWork, type Work } from '@concordat/db/boards'
import {
  findLastClosure,
  findOpenActionsOf,
  findOwner,
  insertClosure,
  setWorkstreamStatus,
  settleClosure,
  TRANSFERRED,
  type ClosureRow,
  type OpenAction,
} from '@concordat/db/plans'
import { formatDay, plural } from '@concordat/shared/dates'
import type { Act } from '@concordat/shared/policy'

import { requireBinding } from '../commands/binding-decision.ts'
import type { CommandContext, Handler } from '../commands/context.ts'
import { conflict, invalid, notFound } from '../commands/refusals.ts'
import { requireOpen } from '../commands/require-open.ts'

/**
 * Recommends to the board that a workstream is closed and goes over into business as usual (A9, WL-5). Nothing is closed by it
 * (invariant 27).
 *
 * Rejects: `not-found`, `forbidden`, `conflict` (closed, or recommended already; an open action without a new owner: `current`
 * lists them), `invalid` (a new owner without a seat here, an action that is not open).
 */
export const recommendClosure: Handler<'workstream.recommend-closure'> = async (ctx, payload) => {
  const { workstreamId, receivingBody, residualRisks, benefitsOwner, actions } = payload
  const work = await takeWorkstream(ctx, workstreamId, 'workstream.recommend-closure', 'Only those who lead it')
  const last = await findLastClosure(ctx.tx, ctx.board.id, workstreamId)
  ctx.expect(last?.seq ?? 0, { seq: last?.seq ?? 0, state: last?.state ?? null })
  if (last?.state === 'recommended')
    throw conflict('Its closure has been recommended.', 'Nothing was recorded. The board decides on that first.', {
      seq: last.seq,
    })
  const open = await findOpenActionsOf(ctx.tx, ctx.board.id, workstreamId)
  await requireNewOwners(ctx, actions, open)
  requireHandedOver(open, actions)

  const { seq, at } = await ctx.append(payload)
  await insertClosure(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
    at,
    workstreamId,
    receivingBody,
    residualRisks,
    benefitsOwner,
    actions,
    state: 'recommended',
  })
  await setWorkstreamStatus(ctx.tx, ctx.board.id, workstreamId, { status: 'closing', seq })
  return { result: { seq }, about: work.within }
}

/**
 * Closes a workstream, by a decision: it is transferred to business as usual, read-only, and stays in every report (A9, WL-5).
 *
 * Rejects: `not-found`, `forbidden`, `stale`, `conflict` (not recommended; an action was opened since), `invalid` (no decision that
 * binds; a day before the decision or to come).
 */
export const closeWorkstream: Handler<'workstream.close'> = async (ctx, payload) => {
  const { workstreamId, decision, trueFrom = ctx.today } = payload
  const work = await takeWorkstream(
    ctx,
    workstreamId,
    'workstream.close',
    'A workstream is closed by a decision of the board, which the chair or the programme office records. Only they',
  )
  const closure = await requireRecommended(ctx, workstreamId)
  const { madeOn } = await requireBinding(ctx, decision)
  if (trueFrom > ctx.today || trueFrom < madeOn)
    throw invalid([
      { path: 'trueFrom', message: `Give a day from that of the decision, ${formatDay(madeOn)}, to today` },
    ])
  const open = await findOpenActionsOf(ctx.tx, ctx.board.id, workstreamId)
  requireHandedOver(open, closure.actions)

  const { seq } = await ctx.append({ ...payload, trueFrom, recommendation: closure.seq })
  await settleClosure(ctx.tx, ctx.board.id, closure.seq, {
    state: 'transferred',
    decision,
    closedOn: trueFrom,
    reason: null,
    settledSeq: seq,
  })
  await setWorkstreamStatus(ctx.tx, ctx.board.id, workstreamId, { status: TRANSFERRED, seq })
  for (const { number, owner } of closure.actions)
    if (open.some((action) => action.number === number)) await handOver(ctx, number, owner, work.title)
  return { result: { seq }, about: [...work.within, decision] }
}

/** Records that the board does not close it: it goes on. Refuses as `closeWorkstream`. */
export const refuseClosure: Handler<'workstream.refuse-closure'> = async (ctx, payload) => {
  const { workstreamId, decision, reason } = payload
  const work = await takeWorkstream(
    ctx,
    workstreamId,
    'workstream.refuse-closure',
    'Only the chair or the programme office',
  )
  const closure = await requireRecommended(ctx, workstreamId)
  await requireBinding(ctx, decision)

  const { seq } = await ctx.append({ ...payload, recommendation: closure.seq })
  await settleClosure(ctx.tx, ctx.board.id, closure.seq, {
    state: 'refused',
    decision,
    closedOn: null,
    reason,
    settledSeq: seq,
  })
  await setWorkstreamStatus(ctx.tx, ctx.board.id, workstreamId, { status: 'active', seq })
  return { result: { seq }, about: [...work.within, decision] }
}

async function takeWorkstream(ctx: CommandContext, id: string, act: Act, who: string): Promise<Work> {
  const work = await findWork(ctx.tx, ctx.board.id, { kind: 'workstream', id })
  if (!work) throw notFound('The workstream')
  ctx.authorise(act, { within: work.within }, `${who} may do this to “${work.title}”.`)
  await requireOpen(ctx, work.within)
  return work
}

async function requireRecommended(ctx: CommandContext, workstreamId: string): Promise<ClosureRow> {
  const closure = await findLastClosure(ctx.tx, ctx.board.id, workstreamId)
  ctx.expect(closure?.seq ?? 0, { seq: closure?.seq ?? 0, state: closure?.state ?? null })
  if (closure?.state !== 'recommended')
    throw conflict(
      'Nobody has recommended to close this workstream.',
      'Nothing was recorded. Recommend it first: with the receiving body, what remains at risk, and who takes the open actions.',
    )
  return closure
}

type HandOver = { readonly number: string; readonly owner: string }

async function requireNewOwners(
  ctx: CommandContext,
  actions: readonly HandOver[],
  open: readonly OpenAction[],
): Promise<void> {
  const faults = await Promise.all(
    actions.map(async ({ number, owner }, index) => {
      if (!open.some((action) => action.number === number))
        return { path: `actions.${index}.number`, message: `${number} is no open action of this workstream` }
      if ((await findOwner(ctx.tx, ctx.board.id, { kind: 'post', id: owner })) === undefined)
        return { path: `actions.${index}.owner`, message: 'Choose a post with a seat on this board' }
      return null
    }),
  )
  const wrong = faults.filter((fault) => fault !== null)
  if (wrong.length > 0) throw invalid(wrong)
}

function requireHandedOver(open: readonly OpenAction[], actions: readonly HandOver[]): void {
  const left = open.filter(({ number }) => !actions.some((action) => action.number === number))
  if (left.length === 0) return
  throw conflict(
    `${plural(left.length, 'open action has', 'open actions have')} no new owner: ${left.map(({ number, text }) => `${number}, ${text}`).join('; ')}.`,
    'Nothing was recorded. Name who takes each of them on, or close it first.',
    { actions: left.map(({ number, text }) => ({ number, text })) },
  )
}

/** Gives an open action to the post that takes it on, as a step of its own. One that it has already stays as it is. */
async function handOver(ctx: CommandContext, number: string, ownerPost: string, workstream: string): Promise<void> {
  const action = await findAction(ctx.tx, ctx.board.id, number)
  if (!action || action.ownerPost === ownerPost) return
  const reason = `“${workstream}” was transferred to business as usual`
  const was = { ownerPost: action.ownerPost ?? undefined, ownerBody: action.ownerBody ?? undefined }
  const { seq, at } = await ctx.append({ number, ownerPost, reason, was }, 'action.reassign')
  const owner = { ownerPost, ownerBody: null }
  await updateAction(ctx.tx, ctx.board.id, number, { ...owner, seq })
  await insertActionEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    number,
    event: 'reassigned',
    words: reason,
    evidence: [],
    ...owner,
    personId: ctx.actor.person,
    at,
  })
}
