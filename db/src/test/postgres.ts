import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import postgres from 'postgres'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A server where tests may create databases. */
    postgresUrl: string
    /** Name of a database that files of this run may make once and copy. Dropped at its end. */
    templateName: string
  }
}

export interface TestDatabase {
  /** Of an empty database that belongs to the caller alone. */
  url: string
  /** Drops it, whoever is still connected. */
  drop: () => Promise<void>
}

/**
 * Makes an empty database, or a copy of `template`, for one test file: `const database = await createTestDatabase()` at its top,
 * `afterAll(() => database.drop())` below. Files run side by side and never see each other.
 */
export async function createTestDatabase(template?: string): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(server, `CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => dropDatabase(server, name),
  }
}

/** An empty folder that Postgres's own user may enter even when root makes it. */
export async function makeDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'concordat-test-'))
  await chmod(folder, 0o755)
  return folder
}

/** Vitest's global set-up: one Postgres for the whole run, or the server `TEST_DATABASE_URL` names. */
export default async function provideServer(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  const templateName = `template_${randomBytes(8).toString('hex')}`
  project.provide('templateName', templateName)
  if (given) {
    project.provide('postgresUrl', given)
    return () => dropDatabase(given, templateName)
  }
  const dataDir = await makeDataDir()
  const server = await startEmbeddedPostgres({ dataDir, fsync: false })
  project.provide('postgresUrl', server.url)
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** How often, and how long between. A worker of autovacuum is done with a test's database in less than a second. */
const DROP_TRIES = 50
const BETWEEN_DROPS_MS = 200

/** Postgres's own vacuum may be in the database just now, and our user may not end it: then once more when it has gone. */
export async function dropDatabase(server: string, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      return
    } catch (error) {
      const isVacuumed = error instanceof postgres.PostgresError && error.code === '42501'
      if (!isVacuumed || tries === DROP_TRIES) throw error
      await setTimeout(BETWEEN_DROPS_MS)
    }
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}
