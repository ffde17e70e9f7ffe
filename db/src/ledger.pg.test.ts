import { randomUUID } from 'node:crypto'

import { eq, sql } from 'drizzle-orm'
import { getTableName, type Table } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { canonicalJson, GENESIS_HASH, hashEntry } from '@concordat/shared/ledger'

import { APP_ROLE, appRoleOf, asUnavailable, close, createDb, inTransaction, sqlState, type Db } from './client.ts'
import { appendEntry, lockBoard, readEntries, verifyBoard } from './ledger.ts'
import { migrate } from './migrate.ts'
import { boards, progressNotes } from './schema/boards.ts'
import { documentUpdates } from './schema/documents.ts'
import { decisions, termsEditions } from './schema/decisions.ts'
import { checkpoints, ledgerAbout, ledgerEntries } from './schema/record.ts'
import { publishedSnapshots, snapshots } from './schema/snapshots.ts'
import { ratings } from './schema/plans.ts'
import { signOffEvents, wordings } from './schema/asks.ts'
import { createTestDatabase, type TestDatabase } from './test/postgres.ts'

let database: TestDatabase
/** As the application connects, and as the owner of the tables. */
let app: Db
let owner: Db
beforeAll(async () => {
  database = await createTestDatabase()
  await migrate(database.url)
  app = createDb(database.url, { max: 12, role: await appRoleOf(database.url) })
  owner = createDb(database.url, { max: 2 })
})
afterAll(async () => {
  await close(app)
  await close(owner)
  await database.drop()
})

const actor = { person: 'chair', role: 'chair', post: 'post-chair', body: null }
const AT = new Date('2026-07-14T11:00:00.000Z')

async function makeBoard(): Promise<string> {
  const id = randomUUID()
  await app.insert(boards).values({
    id,
    slug: `b-${id}`,
    code: 'TB',
    title: 'A board',
    summary: 'For a test',
    headHash: GENESIS_HASH,
    createdAt: AT,
  })
  return id
}

const append = (boardId: string, payload: { [key: string]: string | number }, at = AT) =>
  inTransaction(app, (tx) => appendEntry(tx, boardId, { type: 'pillar.add', at, actor, payload }))

test('[43] entries are numbered 1, 2, 3 … and each holds the hash of the one before', async () => {
  const board = await makeBoard()
  const first = await append(board, { z: 1, a: 'b' })
  const second = await append(board, { n: 2 })
  expect(first).toMatchObject({ seq: 1, prevHash: GENESIS_HASH, at: AT.toISOString() })
  expect(second).toMatchObject({ seq: 2, prevHash: first.hash })
  expect(await readEntries(app, board)).toEqual([first, second])
  expect(await verifyBoard(app, board)).toEqual({ ok: true, entries: 2, head: { seq: 2, hash: second.hash } })
})

test('[43] forty writers at once leave one chain without gaps or forks', async () => {
  const board = await makeBoard()
  await Promise.all(Array.from({ length: 40 }, (_, n) => append(board, { n })))
  expect((await readEntries(app, board)).map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1))
  expect(await verifyBoard(app, board)).toMatchObject({ ok: true, entries: 40 })
})

test('[F24] a clock that goes back does not take the ledger with it', async () => {
  const board = await makeBoard()
  await append(board, { n: 1 })
  const late = await append(board, { n: 2 }, new Date(AT.getTime() - 60_000))
  expect(late.at).toBe(AT.toISOString())
})

test('an entry that is rolled back leaves no gap', async () => {
  const board = await makeBoard()
  await append(board, { n: 1 })
  const fault = new Error('thought better of it')
  await expect(
    inTransaction(app, async (tx) => {
      await appendEntry(tx, board, { type: 'pillar.add', at: AT, actor, payload: {} })
      throw fault
    }),
  ).rejects.toBe(fault)
  expect(await append(board, { n: 2 })).toMatchObject({ seq: 2 })
})

test('entries can be read forwards, backwards and by type', async () => {
  const board = await makeBoard()
  for (let n = 1; n <= 5; n += 1) await append(board, { n })
  const seqs = async (range: Parameters<typeof readEntries>[2]) =>
    (await readEntries(app, board, range)).map(({ seq }) => seq)
  expect(await seqs({ after: 3 })).toEqual([4, 5])
  expect(await seqs({ after: 1, limit: 2 })).toEqual([2, 3])
  expect(await seqs({ before: 5, limit: 2 })).toEqual([3, 4])
  expect(await seqs({ after: 1, before: 4 })).toEqual([2, 3])
  expect(await seqs({ type: 'sign-off.give' })).toEqual([])
})

test('the board’s row is found by slug and by id', async () => {
  const id = await makeBoard()
  expect(await inTransaction(app, async (tx) => (await lockBoard(tx, id))?.slug)).toBe(`b-${id}`)
  expect(await inTransaction(app, async (tx) => (await lockBoard(tx, `b-${id}`))?.id)).toBe(id)
  expect(await inTransaction(app, async (tx) => lockBoard(tx, 'nowhere'))).toBeUndefined()
})

describe('[43] verification finds what an owner of the tables could do behind the triggers', () => {
  const tamper = async (change: ReturnType<typeof sql>): Promise<void> =>
    owner.transaction(async (tx) => {
      await tx.execute(sql`alter table ledger_entries disable trigger user`)
      await tx.execute(change)
      await tx.execute(sql`alter table ledger_entries enable trigger user`)
    })

  test.each<[string, (board: string) => ReturnType<typeof sql>, object]>([
    [
      'an altered payload',
      (board) => sql`update ledger_entries set payload = '{"n":9}' where board_id = ${board} and seq = 2`,
      { ok: false, at: 2, reason: 'hash' },
    ],
    [
      'another person',
      (board) =>
        sql`update ledger_entries set actor = replace(actor, 'chair', 'other') where board_id = ${board} and seq = 3`,
      { ok: false, at: 3, reason: 'hash' },
    ],
    [
      'a moved instant',
      (board) => sql`update ledger_entries set at = at - interval '1 day' where board_id = ${board} and seq = 1`,
      { ok: false, at: 1, reason: 'hash' },
    ],
    [
      'a dropped entry',
      (board) => sql`delete from ledger_entries where board_id = ${board} and seq = 2`,
      { ok: false, at: 3, reason: 'gap' },
    ],
    [
      'a cut tail',
      (board) => sql`delete from ledger_entries where board_id = ${board} and seq = 4`,
      { ok: false, at: 4, reason: 'gap' },
    ],
    [
      'a last entry of other content',
      (board) => sql`update ledger_entries set hash = repeat('a', 64) where board_id = ${board} and seq = 4`,
      { ok: false, at: 4, reason: 'hash' },
    ],
  ])('%s', async (_, change, verdict) => {
    const board = await makeBoard()
    for (let n = 1; n <= 4; n += 1) await append(board, { n })
    await tamper(change(board))
    expect(await verifyBoard(app, board)).toMatchObject(verdict)
  })
})

test('[43] a chain longer than one piece verifies to its head', async () => {
  const board = await makeBoard()
  const rows: (typeof ledgerEntries.$inferInsert)[] = []
  let prevHash = GENESIS_HASH
  for (let seq = 1; seq <= 1003; seq += 1) {
    const entry = { seq, type: 'pillar.add', at: AT.toISOString(), actor, payload: { seq }, prevHash }
    prevHash = hashEntry(entry)
    rows.push({
      ...entry,
      boardId: board,
      at: AT,
      actor: canonicalJson(actor),
      payload: canonicalJson(entry.payload),
      hash: prevHash,
    })
  }
  await app.insert(ledgerEntries).values(rows)
  await app.update(boards).set({ headSeq: 1003, headHash: prevHash }).where(eq(boards.id, board))
  expect(await verifyBoard(app, board)).toMatchObject({ ok: true, entries: 1003, head: { seq: 1003 } })
})

const APPEND_ONLY: readonly [Table, string][] = [
  [ledgerEntries, 'invariant 43'],
  [wordings, 'invariant 3'],
  [signOffEvents, 'invariant 2'],
  [ratings, 'invariant 21'],
  [decisions, 'invariant 11'],
  [termsEditions, 'invariant 16'],
  [progressNotes, 'model 3'],
  [documentUpdates, 'promise P1'],
  [publishedSnapshots, 'invariant 31'],
  [ledgerAbout, 'invariant 43'],
  [checkpoints, 'spec J2'],
]

describe('[43] [abuse 54] append-only', () => {
  const deeds = (name: string, column: string): [string, ReturnType<typeof sql>][] => [
    ['UPDATE', sql.raw(`update ${name} set ${column} = ${column}`)],
    ['DELETE', sql.raw(`delete from ${name}`)],
    ['TRUNCATE', sql.raw(`truncate ${name}`)],
  ]
  const firstColumn = (table: Table): string =>
    getTableName(table) === 'published_snapshots' ? 'title' : getTableName(table) === 'document_updates' ? 'at' : 'seq'

  test.each(APPEND_ONLY.map(([table, rule]) => [getTableName(table), firstColumn(table), rule] as const))(
    '%s by trigger, for the owner too',
    async (name, column, rule) => {
      for (const [deed, statement] of deeds(name, column)) {
        // TRUNCATE of a table that others refer to is refused for that reason before any trigger speaks.
        const refusal: unknown = await owner.execute(statement).catch((error: unknown) => error)
        const cause = (refusal as Error).cause as Error
        expect(['23001', '0A000'], `${deed} of ${name}`).toContain(sqlState(refusal))
        if (sqlState(refusal) === '23001') expect(cause.message).toContain(rule)
      }
    },
  )

  test.each(APPEND_ONLY.map(([table]) => [getTableName(table), firstColumn(table)] as const))(
    '%s by grant, for the application',
    async (name, column) => {
      for (const [deed, statement] of deeds(name, column)) {
        const refusal: unknown = await app.execute(statement).catch((error: unknown) => error)
        expect(sqlState(refusal), `${deed} of ${name}`).toBe('42501')
      }
    },
  )

  test('the application works in its role, on every connection', async () => {
    const roles = await Promise.all(
      Array.from({ length: 12 }, () => app.execute<{ role: string }>(sql`select current_user as role, pg_sleep(0.02)`)),
    )
    expect(new Set(roles.map(([row]) => row?.role))).toEqual(new Set([APP_ROLE]))
  })

  test('[40] what a snapshot froze cannot be changed, nor the snapshot deleted', async () => {
    for (const statement of [
      'update snapshots set content = content',
      'update snapshots set title = title',
      'delete from snapshots',
      'truncate snapshots',
    ]) {
      expect(sqlState(await owner.execute(sql.raw(statement)).catch((error: unknown) => error)), statement).toBe(
        '23001',
      )
    }
    expect(getTableName(snapshots)).toBe('snapshots')
  })

  test('[43] the head of a ledger does not go back, even for the owner', async () => {
    const board = await makeBoard()
    await append(board, { n: 1 })
    for (const head of [
      { headSeq: 0, headHash: GENESIS_HASH },
      { headSeq: 1, headHash: 'a'.repeat(64) },
    ]) {
      const refusal: unknown = await owner
        .update(boards)
        .set(head)
        .where(eq(boards.id, board))
        .catch((error: unknown) => error)
      expect(sqlState(refusal)).toBe('23001')
    }
  })
})

describe('what the database cannot do is said as `unavailable`, with what to do', () => {
  const fault = (code: string, name = 'PostgresError') =>
    new Error('failed query', { cause: Object.assign(new Error('cause'), { name, code }) })

  test('[F7] a full disk', () => {
    expect(asUnavailable(fault('53100'))?.problem).toMatchObject({
      kind: 'unavailable',
      status: 503,
      title: 'The database has no room left.',
    })
  })

  test.each(['CONNECTION_CLOSED', 'ECONNREFUSED', 'CONNECT_TIMEOUT'])('[F4] %s', (code) => {
    expect(asUnavailable(fault(code, 'Error'))?.problem.kind).toBe('unavailable')
  })

  test.each(['57P01', '08006', '53300', '55P03', '57014', '40P01'])('[F5] %s', (code) => {
    expect(asUnavailable(fault(code))?.problem.kind).toBe('unavailable')
  })

  test('a fault of ours is not hidden behind it', () => {
    expect(asUnavailable(fault('23505'))).toBeUndefined()
    expect(asUnavailable(new Error('bug'))).toBeUndefined()
  })

  test('[F4] a server that is gone, for real', async () => {
    const url = new URL(database.url)
    url.port = '1'
    const gone = createDb(url.href)
    const refusal: unknown = await inTransaction(gone, async (tx) => lockBoard(tx, 'any')).catch(
      (error: unknown) => error,
    )
    expect(asUnavailable(refusal)?.problem.kind).toBe('unavailable')
    await close(gone)
  })
})

test('a deadlock is tried once more from the start', async () => {
  const [one, other] = [await makeBoard(), await makeBoard()]
  const met = Promise.withResolvers<undefined>()
  let held = 0
  let runs = 0
  const inOrder = (first: string, second: string) => {
    let isAgain = false
    return inTransaction(app, async (tx) => {
      runs += 1
      // Postgres may end both of a deadlocked pair. The second time they go one way, so that this does not happen again.
      const order = isAgain ? [first, second].sort() : [first, second]
      isAgain = true
      await lockBoard(tx, order[0] ?? '')
      // Each has one before either asks for the other's.
      held += 1
      if (held === 2) met.resolve(undefined)
      await met.promise
      await lockBoard(tx, order[1] ?? '')
      return second
    })
  }
  expect(await Promise.all([inOrder(one, other), inOrder(other, one)])).toEqual([other, one])
  expect(runs).toBeGreaterThanOrEqual(3)
})
