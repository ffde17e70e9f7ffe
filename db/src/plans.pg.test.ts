import { readMigrationFiles } from 'drizzle-orm/migrator'
import postgres from 'postgres'
import { expect, test } from 'vitest'

import { migrate } from './migrate.ts'
import { createTestDatabase } from './test/postgres.ts'

/** Steps of the release before plans were facts. */
const BEFORE = 4

test('[24] a board of the release before keeps its dates: they become first baselines, with the instant of their entry', async () => {
  const fresh = await createTestDatabase()
  const client = postgres(fresh.url, { max: 1, onnotice: () => undefined })
  try {
    const steps = readMigrationFiles({ migrationsFolder: new URL('../migrations', import.meta.url).pathname })
    await client`create table public.schema_migrations (id serial primary key, hash text not null, created_at bigint)`
    for (const { sql, hash, folderMillis } of steps.slice(0, BEFORE)) {
      for (const statement of sql) await client.unsafe(statement)
      await client`insert into public.schema_migrations (hash, created_at) values (${hash}, ${folderMillis})`
    }
    const board = '3c4f5a52-7a55-4f0e-9d1c-5d0f4b7e2a11'
    const hash = 'a'.repeat(64)
    const due = {
      text: 'by July 2016',
      from: '2016-07-01',
      to: '2016-07-31',
      precision: 'month',
      qualifier: 'by',
      basis: 'stated',
    }
    await client`insert into boards (id, slug, code, title, summary, head_hash, created_at)
      values (${board}, 'old', 'OLD', 'Old', 'A board', ${hash}, '2026-01-01T00:00:00Z')`
    await client`insert into ledger_entries (board_id, seq, type, at, actor, payload, prev_hash, hash)
      values (${board}, 1, 'milestone.add', '2026-01-02T10:00:00Z', '{}', '{}', ${hash}, ${hash})`
    for (const [id, date] of [
      ['dated', client.json(due)],
      ['undated', null],
    ] as const)
      await client`insert into milestones (board_id, id, title, position, seq, due, status, status_basis, gate, external, relates_to)
        values (${board}, ${id}, 'One', 1, 1, ${date}, 'planned', 'stated', false, false, '[]')`

    await migrate(fresh.url)
    expect([...(await client`select milestone_id, number, seq::int, baseline, decision, at from baselines`)]).toEqual([
      { milestone_id: 'dated', number: 0, seq: 1, baseline: due, decision: null, at: new Date('2026-01-02T10:00:00Z') },
    ])
    await expect(client`update milestones set due = null where id = 'dated'`).rejects.toThrow(/invariant 24/u)
    for (const table of ['baselines', 'forecasts', 'reaffirmations', 'scales', 'progress_reports'])
      await expect(client.unsafe(`truncate ${table}`)).rejects.toThrow(/append-only/u)
  } finally {
    await client.end()
    await fresh.drop()
  }
})
