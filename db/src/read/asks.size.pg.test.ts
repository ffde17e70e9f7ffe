import { drizzle } from 'drizzle-orm/postgres-js'
import { afterAll, beforeAll, expect, test } from 'vitest'

import type { AskList } from '@concordat/shared/http'
import { NOBODY } from '@concordat/shared/policy'

import { close, createDb, type Db } from '../client.ts'
import { migrate } from '../migrate.ts'
import { makeBigBoard, type Size } from '../test/big-board.ts'
import { createTestDatabase } from '../test/postgres.ts'
import { atOneInstant } from './asking.ts'
import { readAskList } from './asks.ts'
import { findBoard } from './boards.ts'
import { readGates } from './gates.ts'
import { readMatrix } from './matrix.ts'

const database = await createTestDatabase()
let db: Db
let counted: Db
let queries = 0
beforeAll(async () => {
  await migrate(database.url)
  db = createDb(database.url, { max: 4 })
  counted = drizzle(db.$client, { casing: 'snake_case', logger: { logQuery: () => void (queries += 1) } })
})
afterAll(async () => {
  await close(db)
  await database.drop()
})

const asking = {
  actor: { ...NOBODY, person: 'chair', role: 'chair', post: 'post-chair' },
  now: new Date('2026-07-14T11:00:00.000Z'),
} as const

/** What one read of a board comes to: queries, and the list itself. */
async function read(slug: string) {
  const count = async <T>(deed: (db: Db) => Promise<T>): Promise<{ queries: number; result: T }> => {
    queries = 0
    const result = await deed(counted)
    return { queries, result }
  }
  const reading = async <T>(
    deed: (tx: Parameters<typeof readAskList>[0], board: Parameters<typeof readAskList>[1]) => Promise<T>,
  ) =>
    count(async (on) =>
      atOneInstant(on, async (tx) => {
        const board = await findBoard(tx, slug)
        if (!board) throw new Error(`No board ${slug}`)
        return deed(tx, board)
      }),
    )
  return {
    list: await reading(async (tx, board): Promise<AskList> => readAskList(tx, board, asking)),
    gates: await reading(async (tx, board) => readGates(tx, board, asking)),
    matrix: await reading(async (tx, board) => readMatrix(tx, board, asking, {})),
  }
}

test('[issue 4] the list of forty asks by forty bodies with thousands of acts takes as many queries as one of two by two', async () => {
  const sizes: readonly Size[] = [
    { authorities: 2, asks: 2, actsPerCell: 1 },
    { authorities: 40, asks: 40, actsPerCell: 3 },
  ]
  const [small, big] = await Promise.all(sizes.map(async (size) => makeBigBoard(db, size)))
  const few = await read(small ?? '')
  const many = await read(big ?? '')

  expect(many.list.result.asks).toHaveLength(40)
  expect(many.list.result.asks.every(({ signOffs }) => signOffs.length === 40)).toBe(true)
  expect(many.list.result.totals).toMatchObject({ signed: 1600, of: 1600 })
  expect(many.matrix.result.lines).toHaveLength(1600)
  expect([many.list.queries, many.gates.queries, many.matrix.queries]).toEqual([
    few.list.queries,
    few.gates.queries,
    few.matrix.queries,
  ])
  expect(many.list.queries).toBeLessThan(25)
})
