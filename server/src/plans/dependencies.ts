import { findAsk } from '@concordat/db/asks'
import { findDecisionStanding } from '@concordat/db/decisions'
import {
  endDependency,
  findDependencies,
  findMilestone,
  insertDependency,
  type DependencyRow,
} from '@concordat/db/plans'
import type { Payload } from '@concordat/shared/commands'
import { circleWith } from '@concordat/shared/dependencies'

import type { CommandContext, Handler } from '../commands/context.ts'
import { conflict, invalid, notFound } from '../commands/refusals.ts'
import { requireUnsettled, takeMilestone } from './in-hand.ts'

/**
 * Says what a milestone waits for (B10). Dates that do not fit are no refusal: the plan shows them until somebody moves one.
 *
 * Rejects: `not-found`, `forbidden`, `conflict` (done, dropped, closed; it waits for this already; it would close a circle, which is
 * named: invariant 26), `invalid` (nothing of this board).
 */
export const addDependency: Handler<'dependency.add'> = async (ctx, payload) => {
  const { from, on, note } = payload
  const milestone = await takeMilestone(ctx, from, 'dependency.add')
  requireUnsettled(milestone)
  await requireOther(ctx, on)
  const all = await findDependencies(ctx.tx, ctx.board.id)
  const end = on.kind === 'outside' ? { onId: null, words: on.words } : { onId: on.id, words: null }
  if (
    all.some((row) => row.fromId === from && row.onKind === on.kind && row.onId === end.onId && row.words === end.words)
  )
    throw conflict(`“${milestone.row.title}” waits for this already.`, 'Nothing was recorded.')
  if (on.kind === 'milestone') await requireNoCircle(ctx, all, { from, on: on.id })

  const { seq } = await ctx.append(payload)
  await insertDependency(ctx.tx, {
    boardId: ctx.board.id,
    id: `dep-${seq}`,
    seq,
    fromId: from,
    onKind: on.kind,
    ...end,
    due: on.kind === 'outside' ? (on.due ?? null) : null,
    note: note ?? null,
  })
  return { result: { seq }, about: [...milestone.within, ...(end.onId === null ? [] : [end.onId])] }
}

/**
 * Takes a dependency away; it stays on record with the reason.
 *
 * Rejects: `not-found`, `forbidden`, `conflict` (closed).
 */
export const removeDependency: Handler<'dependency.remove'> = async (ctx, payload) => {
  const row = (await findDependencies(ctx.tx, ctx.board.id)).find(({ id }) => id === payload.id)
  if (!row) throw notFound('The dependency')
  const milestone = await takeMilestone(ctx, row.fromId, 'dependency.remove')
  const { seq } = await ctx.append({ ...payload, from: row.fromId, on: row.onId ?? row.words ?? '' })
  await endDependency(ctx.tx, ctx.board.id, row.id, seq)
  return { result: { seq }, about: [...milestone.within, ...(row.onId === null ? [] : [row.onId])] }
}

async function requireOther(ctx: CommandContext, on: Payload<'dependency.add'>['on']): Promise<void> {
  const isThere =
    on.kind === 'outside' ||
    (on.kind === 'milestone' && (await findMilestone(ctx.tx, ctx.board.id, on.id)) !== undefined) ||
    (on.kind === 'ask' && (await findAsk(ctx.tx, ctx.board.id, on.id)) !== undefined) ||
    // What waits is read by everyone: an exempt decision, its state and its day would be shown to them (invariant 20).
    (on.kind === 'decision' && (await findDecisionStanding(ctx.tx, ctx.board.id, on.id, ctx.today))?.isExempt === false)
  if (!isThere) throw invalid([{ path: 'on.id', message: `There is no such ${on.kind} on this board` }])
}

async function requireNoCircle(
  ctx: CommandContext,
  all: readonly DependencyRow[],
  edge: { readonly from: string; readonly on: string },
): Promise<void> {
  const circle = circleWith(edgesOf(all), edge)
  if (circle === null) return
  const titles = await Promise.all(
    circle.map(async (id) => (await findMilestone(ctx.tx, ctx.board.id, id))?.row.title ?? id),
  )
  throw conflict(
    `This would close a circle: ${titles.map((title) => `“${title}”`).join(' waits for ')}.`,
    'Nothing was recorded. Take one of these lines away first, or leave this one out.',
    { circle: titles },
  )
}

/** Lines from milestone to milestone: the only ones that can close a circle. */
export const edgesOf = (
  rows: readonly Pick<DependencyRow, 'fromId' | 'onKind' | 'onId'>[],
): { from: string; on: string }[] =>
  rows.flatMap(({ fromId, onKind, onId }) =>
    onKind === 'milestone' && onId !== null ? { from: fromId, on: onId } : [],
  )
