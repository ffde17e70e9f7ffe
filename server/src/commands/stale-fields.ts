import { readSignatories } from '@concordat/db/read/signatories'
import type { Json } from '@concordat/shared/ledger'

import type { CommandContext } from './context.ts'

/** One field that somebody else changed meanwhile (H7). */
export interface StaleField {
  /** `rating`, or `forecast:<milestoneId>`. */
  readonly field: string
  readonly title: string
  readonly mine: string
  readonly theirs: string
  /** Entry that stands; 0 when the field is empty. */
  readonly seq: number
  readonly at: Date | null
}

/** Both values with who and when, so that the person chooses and nothing is overwritten in silence: shape `StaleFields`. */
export async function staleFields(
  ctx: CommandContext,
  fields: readonly StaleField[],
): Promise<{ [key: string]: Json }> {
  const seqs = fields.map(({ seq }) => seq).filter((seq) => seq > 0)
  const signatory = await readSignatories(ctx.tx, ctx.board.id, seqs)
  return {
    fields: fields.map(({ at, ...field }) => ({
      ...field,
      at: (at ?? ctx.now).toISOString(),
      by: field.seq === 0 ? null : { ...signatory(field.seq) },
    })),
  }
}
