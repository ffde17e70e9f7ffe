import { and, asc, eq, isNull } from 'drizzle-orm'

import type { Delegation } from '@concordat/shared/policy'

import type { Tx } from './client.ts'
import { delegations } from './schema/asks.ts'

export type DelegationRow = typeof delegations.$inferSelect

/** The officer whose signature a delegation gives away now: whoever confirmed it last, else whoever made it. */
export const delegatorOf = ({ confirmedBy, byPersonId }: DelegationRow): string => confirmedBy ?? byPersonId

export const asDelegation = (row: DelegationRow): Delegation => ({
  body: row.bodyId,
  person: row.personId,
  asks: row.asks,
  from: row.fromDay,
  to: row.toDay,
})

export async function findDelegation(tx: Tx, boardId: string, seq: number): Promise<DelegationRow | undefined> {
  const [row] = await tx
    .select()
    .from(delegations)
    .where(and(eq(delegations.boardId, boardId), eq(delegations.seq, seq)))
  return row
}

/** Delegations of a body's signature to one person that nobody has ended, oldest first: whatever their dates, scope and giver. */
export async function findDelegationsTo(
  tx: Tx,
  boardId: string,
  { body, person }: { readonly body: string; readonly person: string },
): Promise<DelegationRow[]> {
  return tx
    .select()
    .from(delegations)
    .where(
      and(
        eq(delegations.boardId, boardId),
        eq(delegations.bodyId, body),
        eq(delegations.personId, person),
        isNull(delegations.endedSeq),
      ),
    )
    .orderBy(asc(delegations.seq))
}

export async function insertDelegation(tx: Tx, row: typeof delegations.$inferInsert): Promise<void> {
  await tx.insert(delegations).values(row)
}

/** Confirms or ends a delegation. Its content is fixed (invariant 1). */
export async function amendDelegation(
  tx: Tx,
  boardId: string,
  seq: number,
  change: Partial<
    Pick<DelegationRow, 'confirmedSeq' | 'confirmedAt' | 'confirmedBy' | 'endedSeq' | 'endedAt' | 'endReason'>
  >,
): Promise<void> {
  await tx
    .update(delegations)
    .set(change)
    .where(and(eq(delegations.boardId, boardId), eq(delegations.seq, seq)))
}
