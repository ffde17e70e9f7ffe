import { findSuccessor } from '@concordat/db/decisions'

import type { Handler } from '../commands/context.ts'
import { conflict } from '../commands/refusals.ts'
import { writeDecision } from '../commands/write-decision.ts'
import { findExpected, stateNow } from './append-of-decision.ts'

/**
 * Records a decision that takes the place of an earlier one. The earlier one is not touched; each names the other from now on,
 * since the later entry holds the earlier number (invariant 11).
 *
 * Rejects: `not-found` (no such decision), `forbidden`, `conflict` (superseded already: `current` names by which), `stale`, `invalid`.
 */
export const supersedeDecision: Handler<'decision.supersede'> = async (ctx, { supersedes, decision }) => {
  ctx.authorise('decision.supersede', {}, 'Only the chair or the programme office records decisions.')
  const { decision: earlier, standing } = await findExpected(ctx, supersedes)
  const successor = await findSuccessor(ctx.tx, ctx.board.id, earlier.number)
  if (successor) {
    throw conflict(
      `Decision ${earlier.number} was superseded by ${successor.number} already.`,
      `Nothing was recorded. Supersede ${successor.number} instead, if that is what you mean.`,
      { number: successor.number, seq: successor.seq },
    )
  }
  ctx.expect(standing.version, stateNow(standing))

  const later = await writeDecision(ctx, decision, { supersedes: earlier.number, path: 'decision.' })
  return {
    result: { seq: later.seq, number: later.number, hash: later.textHash },
    about: decision.exempt === undefined ? [later.number, earlier.number] : [later.number],
  }
}
