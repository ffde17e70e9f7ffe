import { randomBytes } from 'node:crypto'

import { insertSealed } from '@concordat/db/sealed'
import type { CommandType } from '@concordat/shared/commands'
import { commitmentTo } from '@concordat/shared/commitment'
import { canonicalJson, type Json } from '@concordat/shared/ledger'

import type { CommandContext } from './context.ts'

const SALT_BYTES = 32

/**
 * Appends an entry that commits to `sealed` without holding it: `open` and the commitment are in the ledger for every reader, the substance
 * lies beside it for those entitled (invariant 20, reliability rule 22).
 */
export async function appendSealed(
  ctx: CommandContext,
  open: { readonly [key: string]: Json | undefined },
  sealed: { readonly [key: string]: Json | undefined },
  type?: CommandType,
): Promise<{ readonly seq: number; readonly at: Date; readonly commitment: string }> {
  const salt = randomBytes(SALT_BYTES).toString('hex')
  const commitment = commitmentTo(salt, sealed)
  const { seq, at } = await ctx.append({ ...open, commitment }, type)
  await insertSealed(ctx.tx, { boardId: ctx.board.id, seq, salt, content: canonicalJson(sealed), commitment })
  return { seq, at, commitment }
}
