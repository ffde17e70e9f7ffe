import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'

import { DomainError } from '@concordat/shared/errors'

import { postgres } from './postgres-driver.ts'

/** The pool, as Drizzle speaks to it. Made once per process. */
export type Db = PostgresJsDatabase & { readonly $client: Sql }
/** One open transaction. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]

export interface DbOptions {
  /** Most connections at once. */
  readonly max?: number
  /** Shown in `pg_stat_activity`. */
  readonly name?: string
  /**
   * Role that every connection takes on, so that append-only is held by grant as well as by trigger. Ask `appRoleOf` whether
   * this server allows it; without one the connections keep the rights of the user in `url`.
   */
  readonly role?: string | undefined
}

/** The role that may add to the record and never change it. Made by migration `0002_rights_of_the_application`. */
export const APP_ROLE = 'concordat_app'

const CONNECT_TIMEOUT_SECONDS = 10
const STATEMENT_TIMEOUT_MS = 15_000
const LOCK_TIMEOUT_MS = 10_000

/** Opens a pool on `url`. Connections are made when they are first needed, so a wrong `url` is found by the first query. */
export function createDb(url: string, { max = 10, name = 'concordat', role }: DbOptions = {}): Db {
  const client = postgres(url, {
    max,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    // Long enough to outlive a quiet night's balancer, short enough that a failed-over server is found again.
    max_lifetime: 30 * 60,
    onnotice: () => undefined,
    connection: {
      application_name: name,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      // Whatever the database is set to. Said once here, and not by a statement in every transaction.
      default_transaction_isolation: 'read committed',
      ...(role === undefined ? {} : { role }),
    },
  })
  return drizzle(client, { casing: 'snake_case' })
}

/**
 * `APP_ROLE` when the user in `url` may take it on, undefined when not: migrations have not run, or the role could not be
 * made here. Tries the deed itself, since what `pg_has_role` can be asked differs between versions. Throws when no server answers.
 */
export async function appRoleOf(url: string): Promise<string | undefined> {
  const db = createDb(url, { max: 1, role: APP_ROLE })
  try {
    await db.$client`select 1`
    return APP_ROLE
  } catch (error) {
    const state = sqlState(error)
    // 22023 no such role, 42501 may not become it, 08P01 a pooler in between that passes no parameters.
    if (state === '22023' || state === '42501' || state === '08P01') return undefined
    throw error
  } finally {
    await close(db)
  }
}

/** Ends the pool: waits a few seconds for what is running, then cuts. Safe to call again. */
export async function close(db: Db): Promise<void> {
  await db.$client.end({ timeout: 5 })
}

/**
 * Runs `deed` in one read-committed transaction. A deadlock or serialization failure is tried once more from the start, so
 * `deed` must do nothing outside the transaction that it cannot do twice.
 */
export async function inTransaction<T>(db: Db, deed: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await db.transaction(deed)
  } catch (error) {
    const state = sqlState(error)
    if (state !== '40P01' && state !== '40001') throw error
    return db.transaction(deed)
  }
}

/** The SQLSTATE or driver code behind an error, through Drizzle's wrapping; undefined when the database has no part in it. */
export function sqlState(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && (at.name === 'PostgresError' || CONNECTION_CODES.has(at.code)))
      return at.code
  }
  return undefined
}

/** Name of the violated constraint, if the error is about one. */
export function constraintOf(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('constraint_name' in at && typeof at.constraint_name === 'string') return at.constraint_name
  }
  return undefined
}

const CONNECTION_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
])

/**
 * An `unavailable` refusal when the database is full, gone, busy beyond its limits or shutting down (faults F4 to F7): reading
 * may go on, nothing was recorded, and the sender may try the same command id again. Undefined for any other error.
 */
export function asUnavailable(error: unknown): DomainError | undefined {
  const state = sqlState(error)
  if (state === undefined) return undefined
  if (state === '53100') {
    return unavailable(
      'The database has no room left.',
      'Nothing was recorded; reading goes on. Tell whoever runs this service, then try again.',
      error,
    )
  }
  if (CONNECTION_CODES.has(state) || state.startsWith('08') || state.startsWith('57P') || state.startsWith('53')) {
    return unavailable(
      'The database cannot be reached.',
      'We do not know yet whether this was recorded. Try again in a moment: it will not be recorded twice.',
      error,
    )
  }
  // 55P03 lock_timeout, 57014 statement_timeout, 40P01 and 40001 after the second try.
  if (state === '55P03' || state === '57014' || state === '40P01' || state === '40001') {
    return unavailable('The board is busy.', 'Nothing was recorded. Try again in a moment.', error)
  }
  return undefined
}

function unavailable(title: string, detail: string, cause: unknown): DomainError {
  const refusal = new DomainError({ kind: 'unavailable', title, detail })
  refusal.cause = cause
  return refusal
}
