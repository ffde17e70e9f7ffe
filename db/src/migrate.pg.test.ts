import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type * as DrizzleKit from 'drizzle-kit/api'
import { sql } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { afterAll, expect, inject, test } from 'vitest'

import { APP_ROLE, appRoleOf, close, createDb } from './client.ts'
import { DatabaseNotReady, migrate, MIGRATION_LOCK } from './migrate.ts'
import * as actionTables from './schema/actions.ts'
import * as boardTables from './schema/boards.ts'
import * as documentTables from './schema/documents.ts'
import * as askTables from './schema/asks.ts'
import * as decisionTables from './schema/decisions.ts'
import * as planTables from './schema/plans.ts'
import * as recordTables from './schema/record.ts'
import * as snapshotTables from './schema/snapshots.ts'
import * as wordingTables from './schema/wording.ts'
import { createTestDatabase, dropDatabase } from './test/postgres.ts'

const database = await createTestDatabase()
afterAll(() => database.drop())

const schema = {
  ...boardTables,
  ...documentTables,
  ...recordTables,
  ...askTables,
  ...planTables,
  ...decisionTables,
  ...actionTables,
  ...snapshotTables,
  ...wordingTables,
}
const tables = Object.values(schema).filter((member) => member instanceof PgTable)

test('the migrations lead to the schema: nothing is left to generate', async () => {
  // A CommonJS bundle: imported as a module, its own requires fail.
  const kit = createRequire(import.meta.url)('drizzle-kit/api') as typeof DrizzleKit
  const journal = JSON.parse(readFileSync(new URL('../migrations/meta/_journal.json', import.meta.url), 'utf8')) as {
    entries: { idx: number }[]
  }
  const last = String(journal.entries.at(-1)?.idx).padStart(4, '0')
  const snapshot = JSON.parse(
    readFileSync(new URL(`../migrations/meta/${last}_snapshot.json`, import.meta.url), 'utf8'),
  ) as { id: string }
  const now: unknown = kit.generateDrizzleJson(schema, snapshot.id, undefined, 'snake_case')
  // Its own type for a snapshot needs packages that it does not bring.
  expect(await kit.generateMigration(snapshot as never, now as never)).toEqual([])
})

test('migrations from zero make every table and column of the schema, and none besides', async () => {
  const told: string[] = []
  await migrate(database.url, (line) => told.push(line))
  expect(told[0]).toMatch(/^Bringing the database up to date… \d+ steps$/u)

  const db = createDb(database.url, { max: 1 })
  try {
    const found = await db.execute<{ table: string; column: string; nullable: boolean }>(sql`
      select table_name as table, column_name as column, is_nullable = 'YES' as nullable
      from information_schema.columns where table_schema = 'public' and table_name <> 'schema_migrations'`)
    const made = [...found].map(({ table, column, nullable }) => `${table}.${column}${nullable ? '?' : ''}`).sort()
    const declared = tables
      .flatMap((table) => {
        const { name, columns } = getTableConfig(table)
        return columns.map((column) => `${name}.${snake(column.name)}${column.notNull ? '' : '?'}`)
      })
      .sort()
    expect(made).toEqual(declared)
  } finally {
    await close(db)
  }
})

const snake = (name: string): string => name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)

test('migrating again changes nothing and says nothing', async () => {
  const told: string[] = []
  await migrate(database.url, (line) => told.push(line))
  expect(told).toEqual([])
})

test('of several nodes that start at once one migrates and the others wait', async () => {
  const fresh = await createTestDatabase()
  const first = postgres(fresh.url, { max: 1 })
  try {
    // One more is at it, until all of them have come, however long that takes them.
    await first`select pg_advisory_lock(${MIGRATION_LOCK})`
    const told: string[] = []
    const waiting = Promise.withResolvers<undefined>()
    const starts = Array.from({ length: 4 }, () =>
      migrate(fresh.url, (line) => {
        told.push(line)
        if (told.length === 4) waiting.resolve(undefined)
      }),
    )
    await Promise.race([waiting.promise, Promise.all(starts)])
    expect(told.filter((line) => line.startsWith('Another start')).length).toBe(4)
    await first`select pg_advisory_unlock(${MIGRATION_LOCK})`
    await Promise.all(starts)
    expect(told.filter((line) => line.startsWith('Bringing')).length).toBe(1)
  } finally {
    await first.end()
    await fresh.drop()
  }
})

test('several databases of one server share the role and are prepared at the same time', async () => {
  const fresh = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()])
  try {
    await Promise.all(fresh.map(({ url }) => migrate(url)))
    for (const { url } of fresh) expect(await appRoleOf(url)).toBe(APP_ROLE)
  } finally {
    await Promise.all(fresh.map((one) => one.drop()))
  }
})

test('where our user may not have the role, migrating says so and the triggers alone hold', async () => {
  const server = inject('postgresUrl')
  const owner = postgres(server, { max: 1, onnotice: () => undefined })
  const name = `plain_${randomBytes(6).toString('hex')}`
  const url = new URL(server)
  url.pathname = `/${name}`
  url.username = name
  url.password = 'secret'
  try {
    await owner.unsafe(`CREATE ROLE ${name} LOGIN PASSWORD 'secret'; GRANT ${name} TO CURRENT_USER`)
    await owner.unsafe(`CREATE DATABASE ${name} OWNER ${name}`)
    const told: string[] = []
    await migrate(url.href, (line) => told.push(line))
    expect(told.at(-1)).toContain(`GRANT ${APP_ROLE} TO ${name}`)
    expect(await appRoleOf(url.href)).toBeUndefined()

    // An administrator does as was asked: the next start needs nothing more.
    await owner.unsafe(`GRANT ${APP_ROLE} TO ${name}`)
    told.length = 0
    await migrate(url.href, (line) => told.push(line))
    expect(told).toEqual([])
    expect(await appRoleOf(url.href)).toBe(APP_ROLE)
  } finally {
    await dropDatabase(server, name)
    await owner.unsafe(`DROP ROLE IF EXISTS ${name}`)
    await owner.end()
  }
})

const changed = (change: (url: URL) => void): string => {
  const url = new URL(database.url)
  change(url)
  return url.href
}

test.each([
  ['not an address', 'nonsense', 'DATABASE_URL is not the address'],
  ['another kind of address', 'mysql://a@b/c', 'DATABASE_URL is not the address'],
  ['nobody at that port', changed((url) => (url.port = '1')), 'No PostgreSQL server answers at 127.0.0.1:1'],
  [
    'no such database',
    changed((url) => (url.pathname = '/nowhere')),
    'has no database "nowhere". Make it with: createdb nowhere',
  ],
  ['a wrong password', changed((url) => (url.password = 'wrong')), 'refuses the user'],
  ['a wrong user', changed((url) => (url.username = 'nobody')), 'refuses the user "nobody"'],
])('a DATABASE_URL with %s is answered with what to do', async (_, url, said) => {
  const refusal: unknown = await migrate(url).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(DatabaseNotReady)
  expect((refusal as Error).message).toContain(said)
})
