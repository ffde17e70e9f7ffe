import { and, asc, eq, gte, isNull, lte } from 'drizzle-orm'

import { londonDay } from '@concordat/shared/dates'
import type { DelegationView } from '@concordat/shared/http-sign-offs'
import { abilities, type Delegation } from '@concordat/shared/policy'

import type { Tx } from '../client.ts'
import { asDelegation, delegatorOf, type DelegationRow } from '../delegations.ts'
import { readOfficeHolders } from '../offices.ts'
import { delegations } from '../schema/asks.ts'
import type { Asking } from './asking.ts'
import { readNames } from './sign-off-views.ts'
import { readSignatories } from './signatories.ts'

/** Delegations to a person on `day` whose giver still holds the office (invariant 9). */
export async function readDelegationsInForce(
  tx: Tx,
  boardId: string,
  person: string,
  day: string,
): Promise<Delegation[]> {
  const [rows, holders] = await Promise.all([
    tx
      .select()
      .from(delegations)
      .where(
        and(
          eq(delegations.boardId, boardId),
          eq(delegations.personId, person),
          isNull(delegations.endedSeq),
          lte(delegations.fromDay, day),
          gte(delegations.toDay, day),
        ),
      )
      .orderBy(asc(delegations.seq)),
    readOfficeHolders(tx, boardId, 'chief-executive', day),
  ])
  const holds = (row: DelegationRow): boolean =>
    holders.some((holder) => holder.body === row.bodyId && holder.person === delegatorOf(row))
  return rows.filter(holds).map(asDelegation)
}

/** Delegations of the board, or of one authority, oldest first: whoever reads the board may see who signs for whom. */
export async function readDelegations(
  tx: Tx,
  boardId: string,
  { actor, now }: Asking,
  body?: string,
): Promise<DelegationView[]> {
  const today = londonDay(now)
  const [rows, holders] = await Promise.all([
    tx
      .select()
      .from(delegations)
      .where(and(eq(delegations.boardId, boardId), body === undefined ? undefined : eq(delegations.bodyId, body)))
      .orderBy(asc(delegations.seq)),
    readOfficeHolders(tx, boardId, 'chief-executive', today),
  ])
  const [signatory, nameOf] = await Promise.all([
    readSignatories(
      tx,
      boardId,
      rows.map(({ seq }) => seq),
    ),
    readNames(
      tx,
      rows.flatMap(({ personId, confirmedBy }) => [personId, confirmedBy]),
    ),
  ])
  return rows.map((row): DelegationView => {
    const isHeld = holders.some((holder) => holder.body === row.bodyId && holder.person === delegatorOf(row))
    const state = stateOf(row, isHeld, today)
    const acts = {
      'in-force': ['delegation.end'],
      'to-come': ['delegation.end'],
      lapsed: ['delegation.confirm', 'delegation.end'],
    } as const
    return {
      seq: row.seq,
      body: row.bodyId,
      person: row.personId,
      name: nameOf(row.personId),
      asks: row.asks,
      from: row.fromDay,
      to: row.toDay,
      instrument: row.instrument,
      recordedAt: row.at.toISOString(),
      by: signatory(row.seq),
      state,
      ended:
        row.endedSeq === null
          ? null
          : { seq: row.endedSeq, at: row.endedAt?.toISOString() ?? '', reason: row.endReason ?? '' },
      confirmed:
        row.confirmedSeq === null || row.confirmedBy === null
          ? null
          : { seq: row.confirmedSeq, at: row.confirmedAt?.toISOString() ?? '', name: nameOf(row.confirmedBy) },
      abilities: state === 'ended' || state === 'expired' ? [] : abilities(actor, acts[state], { body: row.bodyId }),
    }
  })
}

function stateOf(row: DelegationRow, isHeld: boolean, today: string): DelegationView['state'] {
  if (row.endedSeq !== null) return 'ended'
  if (row.toDay < today) return 'expired'
  if (!isHeld) return 'lapsed'
  return row.fromDay > today ? 'to-come' : 'in-force'
}
