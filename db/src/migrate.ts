import { resolve } from 'node:path'

import { drizzle } from 'drizzle-orm/postgres-js'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'

import { sqlState } from './client.ts'

/** The database cannot be used as it stands. The message is for the operator and says what to do. */
export class DatabaseNotReady extends Error {
  override readonly name = 'DatabaseNotReady'
}

const MIGRATIONS = resolve(import.meta.dirname, '../migrations')
const TABLE = 'schema_migrations'
/** Any fixed number; advisory locks are per database. */
export const MIGRATION_LOCK = 7_305_214_611
const OLDEST_SUPPORTED = 150_000

/**
 * Brings the database at `url` to this release's schema, as the owner, under an advisory lock: of several nodes starting at
 * once, one migrates and the others wait. All pending migrations are one transaction. Rejects with `DatabaseNotReady`.
 */
export async function migrate(url: string, onProgress: (line: string) => void = () => undefined): Promise<void> {
  if (!URL.canParse(url) || !/^postgres(?:ql)?:$/u.test(new URL(url).protocol)) {
    throw new DatabaseNotReady(
      'DATABASE_URL is not the address of a PostgreSQL database. It should look like postgres://user:password@host:5432/name.',
    )
  }
  const client = postgres(url, {
    max: 1,
    connect_timeout: 10,
    onnotice: ({ message, severity }) => {
      // Postgres itself says "already exists, skipping" here; only our own notices are for the operator.
      if (severity === 'NOTICE' && message?.startsWith('Concordat: ') === true)
        onProgress(message.slice('Concordat: '.length))
    },
    connection: { application_name: 'concordat migrations' },
  })
  try {
    await requireSupportedVersion(client)
    await takeTurn(client, onProgress)
    // A change of a table waits at most this long for what is running, and then fails whole (fault F26).
    await client`set lock_timeout = '5s'`
    const pending = await countPending(client)
    if (pending > 0) onProgress(`Bringing the database up to date… ${pending} ${pending === 1 ? 'step' : 'steps'}`)
    await applyMigrations(drizzle(client), {
      migrationsFolder: MIGRATIONS,
      migrationsSchema: 'public',
      migrationsTable: TABLE,
    })
    // Again at every start, since an administrator may have made the role in the meantime. Does nothing when all is granted.
    await client`select grant_application_rights()`
  } catch (error) {
    throw inOperatorsWords(url, error)
  } finally {
    // Closing the connection gives the advisory lock back.
    await client.end({ timeout: 5 })
  }
}

async function requireSupportedVersion(client: postgres.Sql): Promise<void> {
  const [server] = await client<{ number: number; words: string }[]>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as words`
  if (server !== undefined && server.number < OLDEST_SUPPORTED) {
    throw new DatabaseNotReady(`PostgreSQL ${server.words} is too old. Concordat needs version 15 or later.`)
  }
}

async function takeTurn(client: postgres.Sql, onProgress: (line: string) => void): Promise<void> {
  const [first] = await client<{ taken: boolean }[]>`select pg_try_advisory_lock(${MIGRATION_LOCK}) as taken`
  if (first?.taken === true) return
  onProgress('Another start is bringing the database up to date. Waiting for it…')
  await client`select pg_advisory_lock(${MIGRATION_LOCK})`
}

async function countPending(client: postgres.Sql): Promise<number> {
  const known = readMigrationFiles({ migrationsFolder: MIGRATIONS })
  const [table] = await client<{ exists: boolean }[]>`select to_regclass(${`public.${TABLE}`}) is not null as exists`
  if (table?.exists !== true) return known.length
  const [last] = await client<{ at: string | null }[]>`select max(created_at)::text as at from public.schema_migrations`
  const newest = Number(last?.at ?? 0)
  if (newest > (known.at(-1)?.folderMillis ?? 0)) {
    throw new DatabaseNotReady(
      'This database was last used by a newer release of Concordat. Start that release, or restore a backup made by this one.',
    )
  }
  return known.filter(({ folderMillis }) => folderMillis > newest).length
}

function inOperatorsWords(url: string, error: unknown): Error {
  if (error instanceof DatabaseNotReady) return error
  const { hostname, port, pathname, username } = new URL(url)
  const server = `${hostname}:${port === '' ? '5432' : port}`
  const name = decodeURIComponent(pathname.slice(1))
  const user = decodeURIComponent(username)
  const say = (message: string): DatabaseNotReady => new DatabaseNotReady(message, { cause: error })

  const state = sqlState(error)
  switch (state) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'CONNECT_TIMEOUT':
      return say(`No PostgreSQL server answers at ${server}. Start it, or correct the host and port in DATABASE_URL.`)
    case '28P01':
    case '28000':
      return say(`The server at ${server} refuses the user "${user}". Correct the user and password in DATABASE_URL.`)
    case '3D000':
      return say(
        `The server at ${server} has no database "${name}". Make it with: createdb ${name}, or correct the name in DATABASE_URL.`,
      )
    case '42501':
      return say(
        `The user "${user}" may not set up the database "${name}". Let an administrator run: ALTER DATABASE ${name} OWNER TO ${user};`,
      )
    case '53100':
      return say(`The disk of the server at ${server} is full. Make room and start again; nothing was changed.`)
    case '53300':
      return say(
        `The server at ${server} has no connection left. Raise max_connections, or end other programs that use it.`,
      )
    case '55P03':
      return say(`Another program holds locks in the database "${name}". End it and start again; nothing was changed.`)
    default:
      return say(
        `The database "${name}" at ${server} could not be prepared: ${error instanceof Error ? causeOf(error).message : String(error)}`,
      )
  }
}

const causeOf = (error: Error): Error => (error.cause instanceof Error ? causeOf(error.cause) : error)
