import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { SignFlow } from './sign-flow.svelte.ts'
import { wording } from './test/asks.ts'

const NOW = new Date('2026-07-24T10:00:00Z')
interface Sent {
  readonly commandId: string
  readonly type: string
  readonly payload: unknown
}
const sent = vi.fn<(body: Sent) => Response>()
beforeEach(() => {
  sessionStorage.clear()
  sent.mockReset()
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => sent(JSON.parse(init.body as string) as Sent))
})
afterEach(() => vi.unstubAllGlobals())

const answer = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 300 ? 'application/json' : 'application/problem+json' },
  })
const flowOf = (act: 'give' | 'prepare' = 'give') =>
  new SignFlow({
    board: 'gm',
    askId: 'ask-05',
    part: 'a',
    person: 'ce-bolton',
    wording: wording(3),
    storage: sessionStorage,
    act,
  })

test('[CE-1.6] without proof of identity nothing is recorded, the answer is kept, and it goes again under the same id', async () => {
  sent.mockImplementationOnce(() =>
    answer(403, { kind: 'forbidden', code: 'step-up-required', title: 'Prove who you are.', status: 403, detail: '' }),
  )
  sent.mockImplementationOnce(() => answer(201, { seq: 42 }))
  const flow = flowOf()
  flow.change({ answer: 'declined', reason: 'No money' })
  expect(await flow.send(NOW)).toBeUndefined()
  expect(flow.wantsProof).toBe(true)
  expect(flow.refusal).toBeUndefined()
  expect(flowOf().draft).toMatchObject({ answer: 'declined', reason: 'No money' })

  flow.wantsProof = false
  expect(await flow.send(NOW)).toBe(42)
  const [first, second] = sent.mock.calls.map(([body]) => body.commandId)
  expect(first).toBe(second)
  expect(flowOf().draft.answer).toBe('')
})

test('[CE-1.11] what is only prepared goes as a preparation with its note, and is kept apart from an answer', async () => {
  sent.mockImplementation(() => answer(201, { seq: 43 }))
  const flow = flowOf('prepare')
  flow.change({ answer: 'signed', note: ' As agreed ' })
  expect(flowOf('give').draft.answer).toBe('')
  expect(await flow.send(NOW)).toBe(43)
  expect(sent.mock.calls[0]?.[0]).toMatchObject({
    type: 'sign-off.prepare',
    payload: { askId: 'ask-05', part: 'a', answer: 'signed', note: 'As agreed', wordingVersion: 3 },
  })
})

test('[D6] what the server holds against the decision behind the answer is told at its field', async () => {
  sent.mockImplementation(() =>
    answer(400, {
      kind: 'invalid',
      title: 'Not complete.',
      status: 400,
      detail: '',
      fields: [{ path: 'authorisedBy.on', message: 'The decision cannot have been made in the future' }],
    }),
  )
  const flow = flowOf()
  flow.change({
    answer: 'signed',
    hasDecision: true,
    decisionBody: 'Cabinet',
    decisionOn: '2026-07-20',
    decisionReference: 'C/41',
  })
  expect(await flow.send(NOW)).toBeUndefined()
  expect(flow.errors).toEqual([{ field: 'decision-on', text: 'The decision cannot have been made in the future' }])
})
