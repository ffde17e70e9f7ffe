import { readOwners } from '@concordat/db/owners'

import type { CommandContext } from './context.ts'
import type { FieldFault } from './refusals.ts'

export interface OwnerGiven {
  readonly ownerPost?: string | undefined
  readonly ownerBody?: string | undefined
}

/** What is wrong with an owner: never two, a post with a seat here or a body of the board; and with those who help (invariant 28). */
export async function ownerFaults(
  ctx: CommandContext,
  { ownerPost, ownerBody }: OwnerGiven,
  helpers: readonly string[] = [],
): Promise<FieldFault[]> {
  if (ownerPost !== undefined && ownerBody !== undefined)
    return [{ path: 'ownerBody', message: 'One post or one body owns it: leave one of the two out' }]
  const owners = await readOwners(ctx.tx, ctx.board.id, [ownerPost, ownerBody, ...helpers])
  const faults: FieldFault[] = []
  if (ownerPost !== undefined && owners.get(ownerPost)?.kind !== 'post')
    faults.push({ path: 'ownerPost', message: 'This post has no seat on the board' })
  if (ownerBody !== undefined && owners.get(ownerBody)?.kind !== 'body')
    faults.push({ path: 'ownerBody', message: 'This body is not on the board' })
  for (const [at, helper] of helpers.entries())
    if (!owners.has(helper))
      faults.push({ path: `helpers.${at}`, message: 'This is neither a post with a seat here nor a body of the board' })
  return faults
}
