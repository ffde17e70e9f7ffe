import { findDependenciesOf, findMilestone, type MilestoneInHand } from '@concordat/db/plans'
import { lockOf, readEnds, waitsFor } from '@concordat/db/read/dependencies'
import type { LockView } from '@concordat/shared/http-plans'
import type { Act, Subject } from '@concordat/shared/policy'

import type { CommandContext } from '../commands/context.ts'
import { conflict, notFound } from '../commands/refusals.ts'
import { requireOpen } from '../commands/require-open.ts'

/**
 * The milestone a command is about. Refuses with `not-found`, `forbidden`, and with `conflict` when the workstream it lies in has
 * been closed (A9).
 */
export async function takeMilestone(
  ctx: CommandContext,
  id: string,
  act: Act,
  { subject = {}, title }: { readonly subject?: Subject; readonly title?: (milestone: string) => string } = {},
): Promise<MilestoneInHand> {
  const milestone = await findMilestone(ctx.tx, ctx.board.id, id)
  if (!milestone) throw notFound('The milestone')
  const { row, within } = milestone
  ctx.authorise(
    act,
    { within, ...subject },
    title?.(row.title) ?? `Only those who lead it may do this to “${row.title}”.`,
  )
  await requireOpen(ctx, within)
  return milestone
}

/** Refuses with `conflict` what nobody does to a milestone that is done or dropped. */
export function requireUnsettled({ row }: MilestoneInHand): void {
  if (row.status !== 'done' && row.status !== 'dropped') return
  throw conflict(
    `“${row.title}” is ${row.status === 'done' ? 'complete' : 'dropped'}.`,
    'Nothing was recorded. What is still to come needs a milestone of its own.',
  )
}

/** What locks a milestone: a decision not in effect, a gate that is shut (E13); null when nothing does. */
async function findLock(ctx: CommandContext, { row }: MilestoneInHand): Promise<LockView | null> {
  const dependencies = await findDependenciesOf(ctx.tx, ctx.board.id, [row.id])
  const ends = await readEnds(ctx.tx, ctx.board.id, dependencies, ctx.now)
  // Other milestones lock nothing: dates speak for them.
  return lockOf(waitsFor(row, { ...ends, dependencies, forecasts: new Map() }, new Map()), ends)
}

/** Refuses with `conflict`, naming the day, while the milestone is locked. */
export async function requireUnlocked(ctx: CommandContext, milestone: MilestoneInHand): Promise<void> {
  const lock = await findLock(ctx, milestone)
  if (lock)
    throw conflict(
      lock.words,
      `Nothing was recorded. “${milestone.row.title}” cannot be under way or done before that.`,
    )
}
