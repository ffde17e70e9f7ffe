import { afterAll, beforeAll, expect, test } from 'vitest'

import type { DocumentList } from '@concordat/shared/http'

import { Caller } from '../faults/caller.ts'
import { startTestApp, type TestApp } from '../test/app.ts'
import { LIMITS } from './limits.ts'

/** Abuse cases 5 and 10 of reliability 2: what the server does by itself, in its own time. Here that time is short. */

const BOARD = 'greater-manchester'

let server: TestApp
let documentId = ''
let now = Date.now()
beforeAll(async () => {
  const limits = { ...LIMITS, handshakeMs: 2_000, recheckMs: 300 }
  server = await startTestApp({ samples: true, clock: () => new Date(now), limits })
  const { body } = await server.get<DocumentList>(`/api/boards/${BOARD}/documents`, await server.signIn('secretariat'))
  documentId = body.documents[0]?.id ?? ''
}, 120_000)
afterAll(() => server.close())

const call = (cookie: string): Promise<Caller> =>
  Caller.call({ address: server.origin, path: `/sync/${documentId}`, headers: { origin: server.origin, cookie } })

test('[abuse 5] who opens a socket and says nothing is closed with 4408 after ten seconds', async () => {
  expect(LIMITS.handshakeMs).toBe(10_000)
  expect(await (await call(await server.signIn('chair'))).closed).toBe(4408)
})

test('[abuse 10] a session whose life ends while connected is closed with 4401 within a minute', async () => {
  expect(LIMITS.recheckMs).toBeLessThanOrEqual(60_000)
  // Nobody says anything: it is the server that looks again.
  const caller = await (await call(await server.signIn('chair'))).sync()
  now += 12 * 3_600_000
  expect(await caller.closed).toBe(4401)
})
