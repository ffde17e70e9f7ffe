import { findClosedAmong } from '@concordat/db/plans'

import type { CommandContext } from './context.ts'
import { conflict } from './refusals.ts'

/** Refuses with `conflict` when any of these records is a workstream that has gone over into business as usual. */
export async function requireOpen(ctx: CommandContext, within: readonly string[]): Promise<void> {
  const closed = await findClosedAmong(ctx.tx, ctx.board.id, within)
  if (closed)
    throw conflict(
      `“${closed.title}” has been transferred to business as usual and is read-only.`,
      'Nothing was recorded. What follows from it belongs to the body that took it over, or to another workstream.',
    )
}
