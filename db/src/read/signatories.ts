import { and, eq, inArray, sql } from 'drizzle-orm'

import type { Signatory } from '@concordat/shared/http'
import { ROLE_WORDS, type Role } from '@concordat/shared/roles'

import type { Tx } from '../client.ts'
import { people, posts } from '../schema/boards.ts'
import { ledgerEntries } from '../schema/record.ts'

/**
 * Who stood behind each of these ledger entries, in the capacity of that moment: role and body come from the entry, which
 * keeps them for ever; the name comes from beside the ledger (reliability rule 22) and may have been put beyond use.
 * The answer throws for a `seq` that was not asked for.
 */
export async function readSignatories(
  tx: Tx,
  boardId: string,
  seqs: readonly number[],
): Promise<(seq: number) => Signatory> {
  const actor = sql`${ledgerEntries.actor}::jsonb`
  const rows =
    seqs.length === 0
      ? []
      : await tx
          .select({
            seq: ledgerEntries.seq,
            person: sql<string>`${actor} ->> 'person'`,
            role: sql<Role>`${actor} ->> 'role'`,
            body: sql<string | null>`${actor} ->> 'body'`,
            name: people.name,
            post: posts.title,
          })
          .from(ledgerEntries)
          .leftJoin(people, eq(people.id, sql`${actor} ->> 'person'`))
          .leftJoin(posts, eq(posts.id, sql`${actor} ->> 'post'`))
          .where(and(eq(ledgerEntries.boardId, boardId), inArray(ledgerEntries.seq, [...new Set(seqs)])))

  const bySeq = new Map(
    rows.map(({ seq, name, post, ...row }) => [
      seq,
      { ...row, name: name ?? nameless(row.role), post: post ?? ROLE_WORDS[row.role].title },
    ]),
  )
  return (seq) => {
    const signatory = bySeq.get(seq)
    if (!signatory) throw new Error(`Ledger entry ${seq} of board ${boardId} is missing, though a record names it`)
    return signatory
  }
}

const nameless = (role: Role): string => (role === 'loader' ? ROLE_WORDS.loader.title : 'Name withheld')
