import { sql } from 'drizzle-orm'

import type { Db } from './client.ts'

/** Answers when Postgres does; rejects when it cannot be reached. */
export async function ping(db: Db): Promise<void> {
  await db.execute(sql`select 1`)
}

/** Whether the tables are there. A database that was emptied under a running server is found by this. */
export async function isMigrated(db: Db): Promise<boolean> {
  const [row] = await db.execute<{ found: boolean }>(
    sql`select to_regclass('published_snapshots') is not null as found`,
  )
  return row?.found === true
}

/** The same for every node on one database, whatever address they reach it by, and another one for every other database. */
export async function databaseId(db: Db): Promise<string> {
  const [row] = await db.$client<{ id: string }[]>`
    select (select system_identifier from pg_control_system())::text || '-' || oid::text as id
    from pg_database where datname = current_database()`
  if (row === undefined) throw new Error('The database has no name')
  return row.id
}
