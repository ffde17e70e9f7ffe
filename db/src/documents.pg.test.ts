import { randomUUID } from 'node:crypto'

import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { seedUpdate } from '@concordat/shared/documents/doc'
import { writeRichText } from '@concordat/shared/documents/rich-text'

import { close, createDb, inTransaction, type Db } from './client.ts'
import {
  appendUpdates,
  findDocument,
  findDocumentAbout,
  loadUpdates,
  LogDamaged,
  readProjection,
  saveProjections,
  type DocumentProjection,
  type DocumentUpdate,
} from './documents.ts'
import { migrate } from './migrate.ts'
import { boards } from './schema/boards.ts'
import { documents, documentUpdates } from './schema/documents.ts'
import { createTestDatabase } from './test/postgres.ts'

const database = await createTestDatabase()
let db: Db

beforeAll(async () => {
  await migrate(database.url)
  db = createDb(database.url, { max: 4 })
})
afterAll(async () => {
  await close(db)
  await database.drop()
})

async function newDocument(): Promise<{ id: string; slug: string }> {
  const [id, boardId] = [randomUUID(), randomUUID()]
  const slug = `board-${boardId}`
  const createdAt = new Date()
  await db
    .insert(boards)
    .values({ id: boardId, slug, code: 'T', title: 'Board', summary: '', headHash: '0'.repeat(64), createdAt })
  await db.insert(documents).values({ id, boardId, kind: 'terms', ofId: 'terms-1', title: 'Terms', createdAt })
  return { id, slug }
}

const row = (documentId: string, seq: number, update: Uint8Array = new Uint8Array([seq])): DocumentUpdate => ({
  documentId,
  epoch: 1,
  seq,
  personId: 'amara',
  clientId: 5_000,
  update,
  at: new Date(),
})

describe('the log of a draft', () => {
  test('[rule 8] takes its first text in the transaction that creates the document', async () => {
    const { id } = await newDocument()
    const seed = seedUpdate('terms', (doc) => writeRichText(doc.getXmlFragment('text'), '# Purpose'))
    await inTransaction(db, (tx) => appendUpdates(tx, [row(id, 1, seed)]))
    expect((await loadUpdates(db, id, 1)).map(({ update }) => [...update])).toEqual([[...seed]])
  })

  test('[F28] a damaged row is found when it is read', async () => {
    const { id } = await newDocument()
    await db.insert(documentUpdates).values({ ...row(id, 1), updateHash: '0'.repeat(64) })
    await expect(loadUpdates(db, id, 1)).rejects.toBeInstanceOf(LogDamaged)
  })

  test('[F28] a missing row is found when it is read', async () => {
    const { id } = await newDocument()
    await appendUpdates(db, [row(id, 1), row(id, 3)])
    await expect(loadUpdates(db, id, 1)).rejects.toBeInstanceOf(LogDamaged)
  })

  test('[rule 1] is append-only, whoever asks', async () => {
    const { id } = await newDocument()
    await appendUpdates(db, [row(id, 1)])
    await expect(
      db.execute(sql`update document_updates set person_id = 'x' where document_id = ${id}`),
    ).rejects.toThrow()
    await expect(db.execute(sql`delete from document_updates where document_id = ${id}`)).rejects.toThrow()
    expect(await loadUpdates(db, id, 1)).toHaveLength(1)
  })

  test('[lesson 3] takes a round of a thousand rows', async () => {
    const { id } = await newDocument()
    await appendUpdates(
      db,
      Array.from({ length: 1_000 }, (_, index) => row(id, index + 1, new Uint8Array(200))),
    )
    expect(await loadUpdates(db, id, 1)).toHaveLength(1_000)
  })
})

describe('the projection of a draft', () => {
  const projection = (documentId: string, seq: number, text: string): DocumentProjection => ({
    documentId,
    epoch: 1,
    seq,
    content: { texts: { text }, rows: {} },
    changedAt: new Date('2026-11-21T14:03:22.123Z'),
  })

  test('[architecture 1] only ever moves forwards', async () => {
    const { id } = await newDocument()
    await saveProjections(db, [projection(id, 5, 'later')])
    await saveProjections(db, [projection(id, 4, 'earlier')])
    expect(await readProjection(db, id)).toEqual(projection(id, 5, 'later'))
    await saveProjections(db, [projection(id, 6, 'latest')])
    await saveProjections(db, [{ ...projection(id, 1, 'new epoch'), epoch: 2 }])
    expect(await readProjection(db, id)).toMatchObject({ epoch: 2, seq: 1, content: { texts: { text: 'new epoch' } } })
  })
})

test('[architecture 1] a draft is found by its id and by what it is about', async () => {
  const { id, slug } = await newDocument()
  const found = await findDocument(db, id)
  expect(found).toMatchObject({ id, boardSlug: slug, kind: 'terms', of: 'terms-1', title: 'Terms', epoch: 1 })
  expect(await findDocumentAbout(db, slug, { kind: 'terms', of: 'terms-1' })).toEqual(found)
  expect(await findDocumentAbout(db, slug, { kind: 'ask', of: 'terms-1' })).toBeNull()
})
