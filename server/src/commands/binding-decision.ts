import { findDecisionStanding, type DecisionStanding } from '@concordat/db/decisions'
import { formatDay } from '@concordat/shared/dates'

import type { CommandContext } from './context.ts'
import { invalid } from './refusals.ts'

/**
 * The decision an act rests on: one of this board, decided, in effect and not superseded (invariants 7, 8, 18, 24, 27). Refuses with
 * `invalid` at `decision`, saying what is wrong with it.
 */
export async function requireBinding(ctx: CommandContext, number: string): Promise<DecisionStanding> {
  const decision = await findDecisionStanding(ctx.tx, ctx.board.id, number, ctx.today)
  const fault = decision === undefined ? `There is no decision ${number} on this board` : faultOf(decision)
  if (decision === undefined || fault !== null) throw invalid([{ path: 'decision', message: fault ?? '' }])
  return decision
}

function faultOf({ number, type, state, supersededBy, effectiveFrom }: DecisionStanding): string | null {
  if (type !== 'decided')
    return `${number} is on record as “${type}” and decides nothing. Name the decision that was made on it`
  if (supersededBy !== null) return `${number} was superseded by ${supersededBy}`
  if (state === 'effective') return null
  return effectiveFrom === null
    ? `${number} has been called in and is not in effect`
    : `${number} takes effect on ${formatDay(effectiveFrom)}. Record this then`
}
