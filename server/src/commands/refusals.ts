import { constraintOf, sqlState } from '@concordat/db/client'
import { DomainError } from '@concordat/shared/errors'
import type { Json } from '@concordat/shared/ledger'

/** The refusals of the record, so that each handler only says what is particular to it. */

export interface FieldFault {
  /** Path into the payload, `by` or `conditions.0`. */
  readonly path: string
  readonly message: string
}

export const notFound = (what: string): DomainError =>
  new DomainError({
    kind: 'not-found',
    title: `${what} was not found.`,
    detail: 'Nothing was recorded. It may have been moved, or you may not be able to see it.',
  })

export const forbidden = (title: string): DomainError =>
  new DomainError({
    kind: 'forbidden',
    title,
    detail: 'Nothing was recorded. If you hold another post that may, change to it first.',
  })

/** The ask wants a fresh proof of identity (D11): the page asks for it and sends the same command again. */
export const stepUpRequired = (title: string): DomainError =>
  new DomainError({
    kind: 'forbidden',
    code: 'step-up-required',
    title,
    detail: 'Nothing was recorded, and your answer is still on the page. Prove who you are, then send it again.',
  })

/** Names every fault at once, so that nobody corrects a form field by field. */
export const invalid = (
  fields: readonly FieldFault[],
  title = 'Something is missing or wrong.',
  detail = 'Nothing was recorded. Correct what is marked and send it again.',
): DomainError => new DomainError({ kind: 'invalid', title, detail, fields })

/** What the sender had on screen is no longer so; `current` is what is. */
export const stale = (title: string, current: Json): DomainError =>
  new DomainError({
    kind: 'stale',
    title,
    detail: 'Nothing was recorded. Read what stands now and decide again.',
    current,
  })

export const conflict = (title: string, detail: string, current?: Json): DomainError =>
  new DomainError({ kind: 'conflict', title, detail, ...(current === undefined ? {} : { current }) })

/**
 * Writes a record under an id that its sender chose, and says in words what the tables refuse: `conflict` when the id is taken,
 * `invalid` when it names a record that is not on the board. The transaction is over either way.
 */
export async function refusingTaken(id: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const state = sqlState(error)
    if (state === '23505')
      throw conflict(`There is a record “${id}” on this board already.`, 'Nothing was recorded. Choose another id.')
    if (state === '23503')
      throw invalid([{ path: fieldOf(constraintOf(error)), message: 'This record is not on the board' }])
    throw error
  }
}

/** `workstreams_programme_id_fkey` is about `programmeId`. */
const fieldOf = (constraint: string | undefined): string =>
  /(?:^|_)([a-z]+)_id_fkey$/u.exec(constraint ?? '')?.[1]?.concat('Id') ?? 'id'
