import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

import { afterAll, expect, test, vi } from 'vitest'

import { close, createDb, inTransaction } from './client.ts'
import { createTestDatabase } from './test/postgres.ts'

const database = await createTestDatabase()
const ends = new Set<Socket>()
/** A way to the database that can be closed politely, as a restarting server does it. */
const way = createServer((near) => {
  const far = connect(Number(new URL(database.url).port), '127.0.0.1')
  for (const end of [near, far]) ends.add(end.on('error', () => undefined))
  near.pipe(far)
  far.pipe(near)
}).listen(0, '127.0.0.1')
await once(way, 'listening')

afterAll(async () => {
  for (const end of ends) end.destroy()
  way.close()
  await database.drop()
})

test('[F4] a connection that closes between two statements of a transaction ends the transaction, not the process', async () => {
  const url = new URL(database.url)
  const address = way.address()
  if (address === null || typeof address === 'string') throw new Error('No port was given')
  url.port = String(address.port)
  const db = createDb(url.href, { max: 1 })
  let second: unknown
  const failure: unknown = await inTransaction(db, async (tx) => {
    await tx.execute('select 1')
    const isGone = Promise.all([...ends].map((end) => once(end, 'close')))
    for (const end of ends) end.end()
    await isGone
    second = await tx.execute('select 2').then(
      () => 'written',
      (error: unknown) => (error as { cause: unknown }).cause,
    )
  }).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'CONNECTION_CLOSED' })
  await vi.waitFor(() => expect(second).toMatchObject({ code: 'CONNECTION_CLOSED' }), 10_000)
  // The pool makes a new connection by itself.
  const [row] = await db.$client<{ alive: number }[]>`select 1 as alive`
  expect(row).toEqual({ alive: 1 })
  await close(db)
})

test('transactions are read committed, whatever the database is set to', async () => {
  const setting = createDb(database.url, { max: 1 })
  await setting.$client.unsafe(
    `alter database ${setting.$client.options.database} set default_transaction_isolation = 'serializable'`,
  )
  await close(setting)
  const db = createDb(database.url, { max: 1 })
  const [row] = await inTransaction(db, (tx) =>
    tx.execute<{ isolation: string }>(`select current_setting('transaction_isolation') as isolation`),
  )
  expect(row).toEqual({ isolation: 'read committed' })
  await close(db)
})
