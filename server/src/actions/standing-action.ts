import { findAction, type ActionRow } from '@concordat/db/actions'
import type { Json } from '@concordat/shared/ledger'

import type { CommandContext } from '../commands/context.ts'
import { ownerFaults, type OwnerGiven } from '../commands/owner-faults.ts'
import { conflict, notFound, type FieldFault } from '../commands/refusals.ts'

/** The action of that number. Rejects: `not-found`. */
export async function findActionOr404(ctx: CommandContext, number: string): Promise<ActionRow> {
  const action = await findAction(ctx.tx, ctx.board.id, number)
  if (!action) throw notFound(`Action ${number}`)
  return action
}

/**
 * Makes certain that the action still stands, and as the sender saw it: an ended action is history, and what is left to do is a new one.
 * Rejects: `stale`, `conflict`.
 */
export function expectStanding(ctx: CommandContext, action: ActionRow): void {
  ctx.expect(action.seq, actionNow(action))
  if (action.state !== 'closed' && action.state !== 'cancelled') return
  throw conflict(
    `Action ${action.number} is ${action.state}.`,
    'Nothing was recorded. Open a new action for what is left to do.',
    actionNow(action),
  )
}

export const actionNow = ({ number, state, seq, claimSeq, ownerPost, ownerBody }: ActionRow): Json => ({
  number,
  state,
  seq,
  claim: claimSeq,
  ownerPost,
  ownerBody,
})

/** What is wrong with the owner of an action, which must have one, and with those who help (invariant 28). */
export async function actionOwnerFaults(
  ctx: CommandContext,
  owner: OwnerGiven,
  helpers: readonly string[] = [],
): Promise<FieldFault[]> {
  if (owner.ownerPost === undefined && owner.ownerBody === undefined)
    return [{ path: 'ownerPost', message: 'Name the post or the body that owns this action' }]
  return ownerFaults(ctx, owner, helpers)
}
