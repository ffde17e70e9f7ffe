import { and, desc, eq } from 'drizzle-orm'

import type { Tx } from './client.ts'
import { terms, termsEditions } from './schema/record.ts'

export type TermsRow = typeof terms.$inferSelect
export type EditionRow = typeof termsEditions.$inferSelect

export async function findTerms(tx: Tx, boardId: string, id: string): Promise<TermsRow | undefined> {
  const [row] = await tx
    .select()
    .from(terms)
    .where(and(eq(terms.boardId, boardId), eq(terms.id, id)))
  return row
}

/** The edition with the highest number: the one in force (invariant 16). */
export async function findEditionInForce(tx: Tx, boardId: string, termsId: string): Promise<EditionRow | undefined> {
  const [row] = await tx
    .select()
    .from(termsEditions)
    .where(and(eq(termsEditions.boardId, boardId), eq(termsEditions.termsId, termsId)))
    .orderBy(desc(termsEditions.edition))
    .limit(1)
  return row
}

export async function insertTerms(tx: Tx, row: typeof terms.$inferInsert): Promise<void> {
  await tx.insert(terms).values(row)
}

export async function insertEdition(tx: Tx, row: typeof termsEditions.$inferInsert): Promise<void> {
  await tx.insert(termsEditions).values(row)
}
