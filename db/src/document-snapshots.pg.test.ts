import { randomUUID } from 'node:crypto'

import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { close, createDb, inTransaction, type Db } from './client.ts'
import { loadDraft, saveSnapshot, type DocumentSnapshot } from './document-snapshots.ts'
import { appendBehindOthers, appendUpdates, headsOf, loadUpdates, type DocumentUpdate } from './documents.ts'
import { migrate } from './migrate.ts'
import { boards } from './schema/boards.ts'
import { documents } from './schema/documents.ts'
import { createTestDatabase } from './test/postgres.ts'

const database = await createTestDatabase()
let db: Db

beforeAll(async () => {
  await migrate(database.url)
  db = createDb(database.url, { max: 6 })
})
afterAll(async () => {
  await close(db)
  await database.drop()
})

async function documentWith(updates: number): Promise<string> {
  const [id, boardId] = [randomUUID(), randomUUID()]
  const createdAt = new Date()
  await db.insert(boards).values({
    id: boardId,
    slug: `b-${boardId}`,
    code: 'T',
    title: 'B',
    summary: '',
    headHash: '0'.repeat(64),
    createdAt,
  })
  await db.insert(documents).values({ id, boardId, kind: 'terms', ofId: 'terms-1', title: 'Terms', createdAt })
  await appendUpdates(
    db,
    Array.from({ length: updates }, (_, index) => row(id, index + 1)),
  )
  return id
}

const row = (documentId: string, seq: number): DocumentUpdate => ({
  documentId,
  epoch: 1,
  seq,
  personId: 'amara',
  clientId: 5_000,
  update: new Uint8Array([seq]),
  at: new Date(),
})

const snapshot = (documentId: string, seq: number, keptFor: string | null = null): DocumentSnapshot => ({
  documentId,
  epoch: 1,
  seq,
  state: new Uint8Array([1, 2, seq]),
  vector: new Uint8Array([seq]),
  at: new Date(),
  keptFor,
})

/** What a disk does that lies, or somebody with too many rights. */
async function damage(
  table: 'document_snapshots' | 'document_updates',
  documentId: string,
  seq: number,
  column = table === 'document_updates' ? 'update' : 'state',
): Promise<void> {
  const trigger = table === 'document_updates'
  await inTransaction(db, async (tx) => {
    if (trigger) await tx.execute(sql.raw('alter table document_updates disable trigger user'))
    await tx.execute(
      sql`update ${sql.raw(table)} set ${sql.raw(`"${column}"`)} = '\\xff'::bytea where document_id = ${documentId} and seq = ${seq}`,
    )
    if (trigger) await tx.execute(sql.raw('alter table document_updates enable trigger user'))
  })
}

const shape = ({ snapshot, updates, damagedSnapshots, damage }: Awaited<ReturnType<typeof loadDraft>>): unknown => ({
  from: snapshot?.seq ?? null,
  tail: updates.map(({ seq }) => seq),
  damagedSnapshots,
  isDamaged: damage !== null,
})

describe('a draft on disk', () => {
  test('[lesson 4] is its newest snapshot and the updates after it; the log stays whole', async () => {
    const id = await documentWith(5)
    expect(shape(await loadDraft(db, id, 1))).toMatchObject({ from: null, tail: [1, 2, 3, 4, 5] })
    expect(await saveSnapshot(db, snapshot(id, 2), 1)).toBe(true)
    expect(await saveSnapshot(db, snapshot(id, 4), 1)).toBe(true)
    expect(shape(await loadDraft(db, id, 1))).toMatchObject({ from: 4, tail: [5] })
    expect(shape(await loadDraft(db, id, 1, 3))).toMatchObject({ from: 2, tail: [3, 4, 5] })
    expect(await loadUpdates(db, id, 1)).toHaveLength(5)
  })

  test('[F28] of a damaged snapshot falls back to the one before it, and then to the log', async () => {
    const id = await documentWith(5)
    await saveSnapshot(db, snapshot(id, 2), 1)
    await saveSnapshot(db, snapshot(id, 4), 1)
    await damage('document_snapshots', id, 4)
    expect(shape(await loadDraft(db, id, 1))).toMatchObject({ from: 2, tail: [3, 4, 5], damagedSnapshots: [4] })
    await damage('document_snapshots', id, 2, 'vector')
    expect(shape(await loadDraft(db, id, 1))).toMatchObject({
      from: null,
      tail: [1, 2, 3, 4, 5],
      damagedSnapshots: [4, 2],
    })
  })

  test('is read from a fold of an earlier version too, which does not say how far it reaches', async () => {
    const id = await documentWith(5)
    await saveSnapshot(db, { ...snapshot(id, 4), vector: null }, 1)
    const stored = await loadDraft(db, id, 1)
    expect(shape(stored)).toMatchObject({ from: 4, tail: [5], damagedSnapshots: [] })
    expect(stored.snapshot?.vector).toBeNull()
  })

  test('[F28] of a damaged row is what comes before it; a row that a snapshot covers is not missed', async () => {
    const id = await documentWith(5)
    await damage('document_updates', id, 2)
    expect(shape(await loadDraft(db, id, 1))).toMatchObject({ from: null, tail: [1], isDamaged: true })
    await saveSnapshot(db, snapshot(id, 3), 1)
    expect(shape(await loadDraft(db, id, 1))).toMatchObject({ from: 3, tail: [4, 5], isDamaged: false })
  })

  test('is folded by one node at a time, keeps two snapshots, and those that are kept for good', async () => {
    const id = await documentWith(9)
    await saveSnapshot(db, snapshot(id, 1, 'restore point'), 1)
    const both = await Promise.all([saveSnapshot(db, snapshot(id, 3), 2), saveSnapshot(db, snapshot(id, 3), 2)])
    expect(both.filter(Boolean)).toHaveLength(1)
    expect(await saveSnapshot(db, snapshot(id, 4), 2)).toBe(false)
    for (const seq of [5, 7, 9]) expect(await saveSnapshot(db, snapshot(id, seq), 2)).toBe(true)
    const kept = await db.execute(
      sql`select seq::int as seq from document_snapshots where document_id = ${id} order by seq`,
    )
    expect(kept.map(({ seq }) => seq)).toEqual([1, 7, 9])
  })
})

describe('several nodes on one log', () => {
  test('[F10] who appends behind others gets the numbers after theirs, whoever is first', async () => {
    const id = await documentWith(2)
    const writers = Array.from({ length: 6 }, () => appendBehindOthers(db, [row(id, 1), row(id, 1)]))
    const first = (await Promise.all(writers)).map((numbers) => numbers.get(id))
    expect(first.sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual([3, 5, 7, 9, 11, 13])
    expect(await loadUpdates(db, id, 1)).toHaveLength(14)
    expect(await headsOf(db, [id, randomUUID()])).toEqual(new Map([[id, { epoch: 1, seq: 14 }]]))
  })
})
