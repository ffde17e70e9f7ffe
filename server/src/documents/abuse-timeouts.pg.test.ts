import { afterAll, expect, test } from 'vitest'

import type { DocumentList } from '@concordat/shared/http'

import { Caller } from '../faults/caller.ts'
import { startTestApp, type TestApp } from '../test/app.ts'
import { LIMITS, type Limits } from './limits.ts'

/** Abuse cases 5 and 10 of reliability 2: what the server does by itself, in its own time. Here that time is short. */

const BOARD = 'greater-manchester'

let now = Date.now()
/** One server for each: of somebody who does say something, none of them is in a hurry. */
const opened: TestApp[] = []
afterAll(async () => {
  for (const server of opened) await server.close()
})

/** Somebody with a socket on a server of such limits. */
async function call(limits: Partial<Limits>): Promise<Caller> {
  const server = await startTestApp({ samples: true, clock: () => new Date(now), limits: { ...LIMITS, ...limits } })
  opened.push(server)
  const cookie = await server.signIn('chair')
  const { body } = await server.get<DocumentList>(`/api/boards/${BOARD}/documents`, cookie)
  const path = `/sync/${body.documents[0]?.id ?? ''}`
  return Caller.call({ address: server.origin, path, headers: { origin: server.origin, cookie } })
}

test('[abuse 5] who opens a socket and says nothing is closed with 4408 after ten seconds', async () => {
  expect(LIMITS.handshakeMs).toBe(10_000)
  expect(await (await call({ handshakeMs: 300 })).closed).toBe(4408)
}, 120_000)

test('[abuse 10] a session whose life ends while connected is closed with 4401 within a minute', async () => {
  expect(LIMITS.recheckMs).toBeLessThanOrEqual(60_000)
  // Nobody says anything: it is the server that looks again.
  const caller = await (await call({ recheckMs: 300 })).sync()
  now += 12 * 3_600_000
  expect(await caller.closed).toBe(4401)
}, 120_000)
