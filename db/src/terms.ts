import { and, asc, desc, eq, lte, sql } from 'drizzle-orm'

import type { Tx } from './client.ts'
import { terms, termsEditions } from './schema/decisions.ts'

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

export interface EditionOnDay {
  readonly termsId: string
  readonly title: string
  readonly edition: number
  readonly powers: EditionRow['powers']
}

/**
 * The editions that were in force on `day` (invariants 15 and 16): of the terms of `body`, or of every set of terms of the board when no body
 * is named. In the order of the board's terms.
 */
export async function readEditionsOn(tx: Tx, boardId: string, day: string, body?: string): Promise<EditionOnDay[]> {
  const rows = await tx
    .selectDistinctOn([terms.position, terms.id], {
      termsId: terms.id,
      title: terms.title,
      edition: termsEditions.edition,
      powers: termsEditions.powers,
    })
    .from(terms)
    .innerJoin(termsEditions, and(eq(termsEditions.boardId, terms.boardId), eq(termsEditions.termsId, terms.id)))
    .where(
      and(
        eq(terms.boardId, boardId),
        lte(termsEditions.inForceFrom, day),
        body === undefined ? undefined : sql`${terms.bodyIds} @> ${JSON.stringify([body])}::jsonb`,
      ),
    )
    .orderBy(asc(terms.position), asc(terms.id), desc(termsEditions.edition))
  return rows
}

export async function insertTerms(tx: Tx, row: typeof terms.$inferInsert): Promise<void> {
  await tx.insert(terms).values(row)
}

export async function insertEdition(tx: Tx, row: typeof termsEditions.$inferInsert): Promise<void> {
  await tx.insert(termsEditions).values(row)
}
