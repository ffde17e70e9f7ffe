import { afterAll, beforeAll, expect, test } from 'vitest'

import type { DocumentList } from '@concordat/shared/http'

import { Caller } from '../faults/caller.ts'
import { startTestApp, type TestApp } from '../test/app.ts'
import { LIMITS } from './limits.ts'

/** Abuse cases 5 and 10 of reliability 2: what the server does by itself, in its own time. */

const BOARD = 'greater-manchester'

let server: TestApp
let documentId = ''
let now = Date.now()
beforeAll(async () => {
  server = await startTestApp({ samples: true, clock: () => new Date(now) })
  const { body } = await server.get<DocumentList>(`/api/boards/${BOARD}/documents`, await server.signIn('secretariat'))
  documentId = body.documents[0]?.id ?? ''
}, 120_000)
afterAll(() => server.close())

const call = (cookie: string): Promise<Caller> =>
  Caller.call({ address: server.origin, path: `/sync/${documentId}`, headers: { origin: server.origin, cookie } })

test('[abuse 5] who opens a socket and says nothing is closed with 4408 after ten seconds', async () => {
  const caller = await call(await server.signIn('chair'))
  const openedAt = Date.now()
  expect(await caller.closed).toBe(4408)
  expect(Date.now() - openedAt).toBeGreaterThan(LIMITS.handshakeMs - 500)
}, 20_000)

test('[abuse 10] a session whose life ends while connected is closed with 4401 within a minute', async () => {
  const caller = await (await call(await server.signIn('chair'))).sync()
  const endsAt = Date.now()
  now += 12 * 3_600_000
  expect(await caller.closed).toBe(4401)
  expect(Date.now() - endsAt).toBeLessThan(60_000)
}, 70_000)
