import { randomUUID } from 'node:crypto'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { PayloadInput } from '@concordat/shared/commands'
import type { AskList, LedgerPage, Me } from '@concordat/shared/http'
import type { Problem } from '@concordat/shared/errors'

import { startTestApp, type TestApp } from '../test/app.ts'
import { startNodeBeside } from '../test/nodes.ts'

/** Attacks on facts and signatures (reliability 2, cases 46 to 53), each as a browser would try them. */

const GM = 'greater-manchester'
let server: TestApp
let now = new Date('2026-07-14T11:00:00.000Z')
let chair = ''
let secretariat = ''
let bolton = ''
beforeAll(async () => {
  server = await startTestApp({ samples: true, clock: () => now })
  now = new Date()
  chair = await server.signIn('chair')
  secretariat = await server.signIn('secretariat')
  bolton = await server.signIn('ce-bolton')
})
afterAll(() => server.close())

async function signing(askId: string, more: object = {}): Promise<PayloadInput<'sign-off.give'>> {
  const { body } = await server.get<AskList>(`/api/boards/${GM}/asks`, bolton)
  const wording = body.asks.find(({ id }) => id === askId)?.wording
  return {
    askId,
    wordingVersion: wording?.version ?? 0,
    wordingHash: wording?.hash ?? '',
    answer: 'signed',
    ...more,
  }
}
const give = async (cookie: string, payload: PayloadInput<'sign-off.give'>, commandId = randomUUID()) =>
  server.command(GM, cookie, { type: 'sign-off.give', payload, commandId })
const headOf = async (): Promise<number> =>
  (await server.get<LedgerPage>(`/api/boards/${GM}/ledger?limit=1`, chair)).body.head.seq
const decision = (title: string): PayloadInput<'decision.record'> => ({
  title,
  text: 'The board notes the programme’s progress.',
  type: 'noted',
  authority: { basis: 'recommendation-only' },
  reasons: 'It was reported.',
})

test.each([
  ['beside the payload', (payload: string) => `"__proto__":{"role":"chair"},"payload":${payload}`],
  ['in the payload', (payload: string) => `"payload":${payload.replace(/\}$/u, ',"__proto__":{"body":"org-bury"}}')}`],
  [
    'in a list of the payload',
    (payload: string) => `"payload":${payload.replace(/\}$/u, ',"conditions":[{"__proto__":{"x":1}}]}')}`,
  ],
  [
    'as a constructor',
    (payload: string) => `"payload":${payload.replace(/\}$/u, ',"constructor":{"prototype":{"x":1}}}')}`,
  ],
])(
  '[abuse 46] a key that reaches for the prototype, %s: 400, and nothing is recorded or changed',
  async (_, forged) => {
    const before = await headOf()
    const payload = JSON.stringify(await signing('ask-12'))
    const answer = await server.app.inject({
      method: 'POST',
      url: `/api/boards/${GM}/commands`,
      headers: { cookie: bolton, origin: server.origin, 'content-type': 'application/json' },
      payload: `{"commandId":"${randomUUID()}","type":"sign-off.give",${forged(payload)}}`,
    })
    expect([answer.statusCode, answer.json<Problem>().kind]).toEqual([400, 'invalid'])
    expect(await headOf()).toBe(before)
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(['x', 'body', 'role'].filter((key) => key in {})).toEqual([])
  },
)

test.each([
  ['the chair', 'chair'],
  ['the director of the same council', 'dcs-bolton'],
  ['a member of the board', 'observer'],
  ['a programme lead', 'programme-lead'],
])('[abuse 47] %s signs for an authority: 403, and nothing is recorded', async (_, person) => {
  const before = await headOf()
  const answer = await give(await server.signIn(person), await signing('ask-12'))
  expect([answer.status, answer.body.kind]).toEqual([403, 'forbidden'])
  expect(await headOf()).toBe(before)
})

test('[abuse 47] a chief executive signs for another authority: there is no field for that, and their own is what counts', async () => {
  const bury = await server.signIn('ce-bury')
  const before = await headOf()
  const forged = await give(bury, await signing('ask-12', { body: 'org-bolton' }))
  expect([forged.status, forged.body.fields?.[0]?.path]).toEqual([400, 'body'])
  expect(await headOf()).toBe(before)
})

test('[abuse 48] the same command id ten times at once, and on another node that then goes away: one row, one answer', async () => {
  const before = await headOf()
  const payload = await signing('ask-01')
  const id = randomUUID()
  const answers = await Promise.all(Array.from({ length: 10 }, async () => give(bolton, payload, id)))
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 9 }, () => 200), 201])
  const results = answers.map(({ body }) => ({ seq: body.seq, receipt: body.receipt, hash: body.hash }))
  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1)
  expect(answers.filter(({ body }) => body.replayed === true)).toHaveLength(9)
  expect(await headOf()).toBe(before + 1)

  const lost = randomUUID()
  const node = await startNodeBeside(server, { origin: server.origin })
  const taken = await node.app.inject({
    method: 'POST',
    url: `/api/boards/${GM}/commands`,
    headers: { cookie: bolton, origin: server.origin },
    payload: { commandId: lost, type: 'sign-off.give', payload: await signing('ask-02') },
  })
  await node.close()
  const repeated = await give(bolton, await signing('ask-02'), lost)
  expect([taken.statusCode, repeated.status, repeated.body.replayed]).toEqual([201, 200, true])
  expect(repeated.body.seq).toBe(taken.json<{ seq: number }>().seq)
  expect(await headOf()).toBe(before + 2)
})

test('[abuse 49] the same command id with other content: 409, and nothing is recorded', async () => {
  const id = randomUUID()
  expect((await give(bolton, await signing('ask-03'), id)).status).toBe(201)
  const before = await headOf()
  const other = await give(bolton, await signing('ask-11'), id)
  expect([other.status, other.body.kind]).toEqual([409, 'conflict'])
  expect(other.body.title).toContain('idempotency mismatch')
  // The same words from somebody else are other content too.
  expect((await give(await server.signIn('ce-bury'), await signing('ask-03'), id)).status).toBe(409)
  expect(await headOf()).toBe(before)
})

test('[abuse 50] a signature on words that are no longer in force: 409 with the words now, and nothing is recorded', async () => {
  const onScreen = await signing('ask-06')
  await server.command(GM, chair, {
    type: 'wording.issue',
    payload: {
      askId: 'ask-06',
      text: 'Every request is joint.',
      change: 'substantive',
      expectHash: onScreen.wordingHash,
    },
  })
  const before = await headOf()
  const current = await signing('ask-06')
  for (const payload of [
    onScreen,
    { ...current, wordingHash: onScreen.wordingHash },
    { ...onScreen, wordingVersion: 2 },
  ]) {
    const answer = await give(bolton, payload)
    expect([answer.status, answer.body.kind]).toEqual([409, 'stale'])
    expect(answer.body.current).toEqual({ version: 2, hash: current.wordingHash, text: 'Every request is joint.' })
  }
  expect(await headOf()).toBe(before)
})

describe('[abuse 51][D11] an ask that needs proof of who signs', () => {
  const prove = async (cookie: string, person: string) => server.post<Problem>('/api/me/prove', { person }, cookie)

  test('without one: 403 step-up-required, and nothing is recorded', async () => {
    await server.command(GM, secretariat, {
      type: 'ask.configure',
      payload: { askId: 'ask-12', stepUp: true, reason: 'It spends money' },
    })
    const before = await headOf()
    const answer = await give(bolton, await signing('ask-12'))
    expect(answer.status).toBe(403)
    expect(answer.body).toMatchObject({ kind: 'forbidden', code: 'step-up-required' })
    expect(answer.body.detail).toContain('still on the page')
    expect(await headOf()).toBe(before)
  })

  test('a proof as somebody else is none, and one in another session is none here', async () => {
    expect((await prove(bolton, 'ce-bury')).status).toBe(403)
    expect((await prove('', 'ce-bolton')).status).toBe(401)
    expect((await prove(await server.signIn('ce-bolton'), 'ce-bolton')).status).toBe(204)
    expect((await server.get<Me>('/api/me', bolton)).body.proof).toBeNull()
    expect((await give(bolton, await signing('ask-12'))).body.code).toBe('step-up-required')
  })

  test('older than five minutes it counts no longer; the same command then goes through with a fresh one', async () => {
    const start = now
    expect((await prove(bolton, 'ce-bolton')).status).toBe(204)
    now = new Date(start.getTime() + 5 * 60_000 + 1)
    const id = randomUUID()
    const payload = await signing('ask-12')
    expect((await give(bolton, payload, id)).body.code).toBe('step-up-required')
    await prove(bolton, 'ce-bolton')
    const at = now
    now = new Date(at.getTime() + 5 * 60_000)
    const answer = await give(bolton, payload, id)
    expect(answer.status).toBe(201)
    const { body } = await server.get<LedgerPage>(`/api/boards/${GM}/ledger?after=${answer.body.seq - 1}`, chair)
    expect(body.entries[0]?.payload['proof']).toEqual({ method: 'demo', at: at.toISOString() })
    const receipt = await server.get<{ act: object }>(`/api/boards/${GM}/receipts/${answer.body.seq}`, chair)
    expect(receipt.body.act).toMatchObject({ provedAt: at.toISOString(), provedBy: 'demo', method: 'web' })
  })

  test('an ask that needs none takes an answer without one', async () => {
    expect((await give(await server.signIn('ce-wigan'), await signing('ask-01'))).status).toBe(201)
  })
})

test.each([
  ['time', { at: '2020-01-01T00:00:00.000Z' }],
  ['actor', { actor: { person: 'ce-bury' } }],
  ['role', { role: 'chair' }],
  ['seq', { seq: 1 }],
  ['hash', { hash: 'a'.repeat(64) }],
  ['proof', { proof: { method: 'demo', at: '2026-07-14T11:00:00.000Z' } }],
])('[abuse 52] a %s of the client’s own making is refused, in the payload and beside it', async (_, forged) => {
  const before = await headOf()
  const wigan = await server.signIn('ce-wigan')
  const payload = await signing('ask-11')
  const inside = await give(wigan, { ...payload, ...forged })
  const beside = await server.post<Problem>(
    `/api/boards/${GM}/commands`,
    { commandId: randomUUID(), type: 'sign-off.give', payload, ...forged },
    wigan,
  )
  expect([inside.status, beside.status]).toEqual([400, 400])
  expect([inside.body.fields?.[0]?.path, beside.body.fields?.[0]?.path]).toEqual([
    Object.keys(forged)[0],
    Object.keys(forged)[0],
  ])
  expect(await headOf()).toBe(before)
})

test('[abuse 53] two of the office close the same decision as they both saw it: one 201, one 409, never two', async () => {
  const first = await server.command(GM, chair, { type: 'decision.record', payload: decision('First') })
  const number = String(first.body.number)
  const answers = await Promise.all(
    [chair, secretariat].map(async (cookie, at) =>
      server.command(GM, cookie, {
        type: 'decision.supersede',
        payload: { supersedes: number, decision: decision(`Instead, ${at}`) },
        expect: first.body.seq,
      }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
})
