import { randomUUID } from 'node:crypto'

import { afterAll, beforeAll } from 'vitest'

import { close, createDb, type Db } from '@concordat/db/client'
import { migrate } from '@concordat/db/migrate'
import { boards } from '@concordat/db/schema/boards'
import { documents } from '@concordat/db/schema/documents'
import { createTestDatabase } from '@concordat/db/test/postgres'

import { postgresStore } from './store.ts'
import { registerStoreContract } from './test/store-contract.ts'

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

registerStoreContract(async () => {
  const boardId = randomUUID()
  const [one, two] = [randomUUID(), randomUUID()]
  const createdAt = new Date()
  await db.insert(boards).values({
    id: boardId,
    slug: `board-${boardId}`,
    code: 'T',
    title: 'Board',
    summary: '',
    headHash: '0'.repeat(64),
    createdAt,
  })
  await db.insert(documents).values(
    [one, two].map((id, index) => ({
      id,
      boardId,
      kind: 'programme' as const,
      ofId: `p-${index}`,
      title: 'Programme',
      createdAt,
    })),
  )
  return { store: postgresStore(db), documents: [one, two] }
})
