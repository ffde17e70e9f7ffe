import { and, eq, ne } from 'drizzle-orm'

import type { Db } from '../client.ts'
import { signOffEvents } from '../schema/asks.ts'
import { boards } from '../schema/boards.ts'

/**
 * True when the board at this address has given a receipt of this number for an act on words with this digest; hearsay is no act. The one question
 * that somebody without an account may ask of the record (D9): no board, no receipt and other words are all the same no.
 */
export async function isReceiptOnRecord(
  db: Db,
  { board, receipt, hash }: { readonly board: string; readonly receipt: string; readonly hash: string },
): Promise<boolean> {
  const found = await db
    .select({ seq: signOffEvents.seq })
    .from(signOffEvents)
    .innerJoin(boards, eq(boards.id, signOffEvents.boardId))
    .where(
      and(
        eq(boards.slug, board),
        eq(signOffEvents.receipt, receipt),
        eq(signOffEvents.wordingHash, hash),
        ne(signOffEvents.provenance, 'reported'),
      ),
    )
    .limit(1)
  return found.length > 0
}
