import { afterEach, expect, test, vi } from 'vitest'

import { actGaps, ACT_COPY, ANSWER_ACTS, hasFields, NO_WORDS, openActs, sendAct } from './answer-acts.ts'
import { signOff, wording } from './test/asks.ts'

const NOW = new Date('2026-07-24T10:00:00Z')
const EVERY = [
  'sign-off.affirm',
  'sign-off.confirm',
  'sign-off.dispute',
  'sign-off.call-in',
  'sign-off.withdraw',
  'condition.meet',
] as const

test('[D10] only the answer that stands can be acted on, and only as far as the server lets this person', () => {
  const stands = signOff('org-bolton', 'signed')
  expect(openActs(stands, { seq: 200 }, EVERY.slice())).toEqual(['withdraw'])
  expect(openActs(stands, { seq: 150 }, EVERY.slice())).toEqual([])
  expect(openActs(stands, { seq: 200 }, [])).toEqual([])
  expect(openActs(null, { seq: 200 }, EVERY.slice())).toEqual([])
  expect(openActs(signOff('org-bolton', 'declined'), { seq: 200 }, EVERY.slice())).toEqual([])
  expect(openActs(signOff('org-bolton', 'drifted'), { seq: 200 }, EVERY.slice())).toEqual(['withdraw'])
})

test('[A5] what a predecessor signed can be affirmed while it counts, not once the words have moved', () => {
  const about = { byPredecessor: true }
  expect(openActs(signOff('org-bolton', 'predecessor', about), { seq: 200 }, EVERY.slice())).toContain('affirm')
  expect(openActs(signOff('org-bolton', 'drifted', about), { seq: 200 }, EVERY.slice())).not.toContain('affirm')
})

test('[D4] what was recorded on behalf is confirmed or disputed once', () => {
  const recorded = signOff('org-bolton', 'signed', { onBehalf: 'unconfirmed' })
  expect(openActs(recorded, { seq: 200 }, EVERY.slice())).toEqual(['confirm', 'dispute', 'withdraw'])
  const confirmed = signOff('org-bolton', 'signed', { onBehalf: 'confirmed', seq: 210 })
  expect(openActs(confirmed, { seq: 200 }, EVERY.slice())).toEqual(['withdraw'])
})

test('[CE-2.4][D6] open conditions can be met and a call-in recorded while the words stand', () => {
  const about = {
    conditions: [
      { text: 'One', met: true },
      { text: 'Two', met: false },
    ],
    callInUntil: '2026-08-01',
  }
  expect(openActs(signOff('org-bolton', 'conditions', about), { seq: 200 }, EVERY.slice())).toEqual([
    'meet',
    'call-in',
    'withdraw',
  ])
  expect(openActs(signOff('org-bolton', 'drifted', about), { seq: 200 }, EVERY.slice())).toEqual(['withdraw'])
})

test('each act asks for what it needs and nothing more', () => {
  const fields = (act: (typeof ANSWER_ACTS)[number], words = NO_WORDS) =>
    actGaps(act, words, NOW).map(({ field }) => field)
  for (const act of ['affirm', 'confirm', 'accept'] as const) expect([act, fields(act)]).toEqual([act, []])
  for (const act of ['withdraw', 'dispute', 'object', 'meet'] as const)
    expect([act, fields(act)]).toEqual([act, ['act-reason']])
  expect(fields('call-in')).toEqual(['act-reason', 'act-body', 'act-until'])
  expect(fields('call-in', { reason: 'Five members', deferredTo: 'Cabinet', until: '2026-07-24' })).toEqual([
    'act-until',
  ])
  expect(fields('meet', { ...NO_WORDS, reason: 'x'.repeat(1001) })).toEqual(['act-reason'])
  expect(ANSWER_ACTS.filter(hasFields)).toHaveLength(5)
  for (const act of ANSWER_ACTS) expect(ACT_COPY[act].deed('Bolton Council')).toContain('Bolton Council')
})

afterEach(() => vi.unstubAllGlobals())

test('[CE-3.2] every act says which entry it saw last, and an objection names the change', async () => {
  const sent: unknown[] = []
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    sent.push(JSON.parse(init.body as string))
    return new Response(JSON.stringify({ seq: 9 }), { status: 201, headers: { 'content-type': 'application/json' } })
  })
  const about = { askId: 'ask-05', part: 'a', answer: 200, last: 210, wording: wording(3), condition: 1 }
  const words = { reason: ' Why ', deferredTo: 'Cabinet', until: '2026-09-08' }
  for (const act of ANSWER_ACTS) await sendAct('gm', `id-${act}`, act, about, words)
  const cell = { askId: 'ask-05', part: 'a' }
  expect(sent).toMatchObject(ANSWER_ACTS.map((act) => ({ commandId: `id-${act}`, expect: 210 })))
  const bare = sent.map((one) => (one as { payload: unknown }).payload)
  expect(bare).toEqual([
    { ...cell, reason: 'Why' },
    cell,
    { seq: 200 },
    { seq: 200, reason: 'Why' },
    { ...cell, reason: 'Why', deferredTo: 'Cabinet', until: '2026-09-08' },
    { signOff: 200, condition: 1, note: 'Why' },
    { ...cell, wordingVersion: 3, wordingHash: wording(3).hash },
    { ...cell, wordingVersion: 3, reason: 'Why' },
  ])
})
