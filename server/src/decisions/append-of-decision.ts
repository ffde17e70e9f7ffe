import { findDecision, findDecisionStanding, type DecisionRow, type DecisionStanding } from '@concordat/db/decisions'
import type { Json } from '@concordat/shared/ledger'

import type { CommandContext } from '../commands/context.ts'
import { notFound } from '../commands/refusals.ts'
import { appendSealed } from '../commands/sealing.ts'

type Members = { readonly [key: string]: Json | undefined }

/**
 * Appends an entry about a decision. What is said of an exempt decision is as exempt as the decision: then the ledger holds `open` and a
 * commitment to `said` (invariant 20).
 */
export async function appendOfDecision(
  ctx: CommandContext,
  decision: Pick<DecisionRow, 'exemptParagraph'>,
  open: Members,
  said: Members,
): Promise<{ readonly seq: number; readonly at: Date }> {
  return decision.exemptParagraph === null ? ctx.append({ ...open, ...said }) : appendSealed(ctx, open, said)
}

/**
 * The decision of that number and how it stands today, once it is certain that nobody else changed that since the sender looked.
 * Rejects: `not-found`, `stale`.
 */
export async function findExpected(
  ctx: CommandContext,
  number: string,
): Promise<{ readonly decision: DecisionRow; readonly standing: DecisionStanding }> {
  const decision = await findDecision(ctx.tx, ctx.board.id, number)
  const standing = decision && (await findDecisionStanding(ctx.tx, ctx.board.id, number, ctx.today))
  if (!decision || !standing) throw notFound(`Decision ${number}`)
  return { decision, standing }
}

/** What stands, for a refusal. */
export const stateNow = ({ number, state, version, supersededBy, callInEndsOn }: DecisionStanding): Json => ({
  number,
  state,
  seq: version,
  supersededBy,
  callInEndsOn,
})
