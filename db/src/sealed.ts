import { and, eq, inArray, isNotNull } from 'drizzle-orm'

import type { Json } from '@concordat/shared/ledger'

import type { Tx } from './client.ts'
import { sealedFacts } from './schema/decisions.ts'

export async function insertSealed(tx: Tx, fact: typeof sealedFacts.$inferInsert): Promise<void> {
  await tx.insert(sealedFacts).values(fact)
}

/**
 * The substance behind these entries, by `seq`; null where it has been erased, nothing where nothing was sealed. Whoever asks has made sure
 * that the reader is entitled (`exempt.read`, invariant 20).
 */
export async function readSealed(
  tx: Tx,
  boardId: string,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, { readonly [key: string]: Json | undefined } | null>> {
  if (seqs.length === 0) return new Map()
  const rows = await tx
    .select({ seq: sealedFacts.seq, content: sealedFacts.content })
    .from(sealedFacts)
    .where(and(eq(sealedFacts.boardId, boardId), inArray(sealedFacts.seq, [...seqs])))
  return new Map(
    rows.map(({ seq, content }) => [
      seq,
      content === null ? null : (JSON.parse(content) as { readonly [key: string]: Json | undefined }),
    ]),
  )
}

/**
 * Erases what entry `seq` committed to, under the retention rules: salt and content go together, the commitment stays and the chain still
 * verifies. False when there was nothing to erase.
 */
export async function eraseSealed(tx: Tx, boardId: string, seq: number): Promise<boolean> {
  const erased = await tx
    .update(sealedFacts)
    .set({ salt: null, content: null })
    .where(and(eq(sealedFacts.boardId, boardId), eq(sealedFacts.seq, seq), isNotNull(sealedFacts.content)))
    .returning({ seq: sealedFacts.seq })
  return erased.length > 0
}
