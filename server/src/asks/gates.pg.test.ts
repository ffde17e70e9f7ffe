import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import { atOneInstant } from '@concordat/db/read/asking'
import { findBoard } from '@concordat/db/read/boards'
import { readGates } from '@concordat/db/read/gates'
import { readAskList } from '@concordat/db/read/asks'
import type { PayloadInput } from '@concordat/shared/commands'
import type { GateView } from '@concordat/shared/http-wording'
import { NOBODY } from '@concordat/shared/policy'

import { startTestRecord, type TestRecord } from '../test/record.ts'

const GM = 'greater-manchester'
const TEN = [
  'bolton',
  'bury',
  'manchester',
  'oldham',
  'rochdale',
  'salford',
  'stockport',
  'tameside',
  'trafford',
  'wigan',
]
const CHAIR = { ...NOBODY, person: 'chair', role: 'chair', post: 'post-chair' } as const

let record: TestRecord
let boardId = ''
let decision = ''
beforeAll(async () => {
  record = await startTestRecord([GM])
  boardId = (await findBoardHead(record.db, GM))?.id ?? ''
  decision = await decide('decided')
})
afterAll(() => record.stop())

async function decide(type: 'decided' | 'steer', more: Partial<PayloadInput<'decision.record'>> = {}): Promise<string> {
  const made = await record.send(GM, 'secretariat', {
    type: 'decision.record',
    payload: {
      title: 'How the gate opens',
      text: 'The board settles by which rule the gate opens.',
      type,
      authority: type === 'decided' ? { basis: 'terms', ref: 'Clause 4' } : { basis: 'recommendation-only' },
      reasons: 'The source sets none.',
      ...more,
    },
  })
  return String(made.number)
}

async function gate(askId: string): Promise<GateView> {
  const list = await atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, GM)
    return board && readGates(tx, board, { actor: CHAIR, now: record.clock })
  })
  const found = list?.gates.find(({ ask }) => ask.id === askId)
  if (!found) throw new Error(`${askId} is no gate`)
  return found
}
async function words(askId: string): Promise<{ wordingVersion: number; wordingHash: string; text: string }> {
  const list = await atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, GM)
    return board && readAskList(tx, board, { actor: CHAIR, now: record.clock })
  })
  const wording = list?.asks.find(({ id }) => id === askId)?.wording
  return { wordingVersion: wording?.version ?? 0, wordingHash: wording?.hash ?? '', text: wording?.text ?? '' }
}
async function sign(authority: string, askId: string, answer: 'signed' | 'conditions' = 'signed') {
  const { wordingVersion, wordingHash } = await words(askId)
  return record.send(GM, `ce-${authority}`, {
    type: 'sign-off.give',
    payload: { askId, wordingVersion, wordingHash, answer, ...(answer === 'conditions' && { conditions: ['Money'] }) },
  })
}
const withdraw = (authority: string, askId: string) =>
  record.send(GM, `ce-${authority}`, { type: 'sign-off.withdraw', payload: { askId, reason: 'Budget has gone' } })
const rule = (
  askId: string,
  set: PayloadInput<'gate.set-rule'>['rule'],
  more: Partial<PayloadInput<'gate.set-rule'>> = {},
) => ({
  type: 'gate.set-rule' as const,
  payload: { askId, rule: set, decision, reason: 'The board chose', ...more },
})
const resolve = (askId: string, outcome: 'stays-open' | 'shut') => ({
  type: 'gate.resolve' as const,
  payload: { askId, outcome, decision, reason: 'The board weighed it' },
})

describe('[7] a gate without a rule', () => {
  test('stays shut, though all ten sign: the board must choose', async () => {
    for (const authority of TEN) await sign(authority, 'ask-12')
    expect(await gate('ask-12')).toMatchObject({
      state: 'no-rule',
      rule: null,
      readiness: null,
      opened: null,
      ruleInWords: 'The board has set no rule, so this gate stays shut',
      waiting: [{ id: 'ms-phase-two' }],
      abilities: ['gate.set-rule'],
    })
    expect(await readEntries(record.db, boardId, { type: 'gate.open' })).toEqual([])
  })

  test('its rule rests on a decision of the board that is in effect, and is recorded by the office', async () => {
    const steer = await decide('steer')
    const later = await decide('decided', { effectiveOn: '2027-01-04' })
    const all = { kind: 'all' } as const
    expect(await record.refusal(GM, 'ce-bolton', rule('ask-12', all))).toMatchObject({ kind: 'forbidden' })
    expect(await record.refusal(GM, 'programme-lead', rule('ask-12', all))).toMatchObject({ kind: 'forbidden' })
    expect(await record.refusal(GM, 'chair', rule('ask-99', all))).toMatchObject({ kind: 'not-found' })
    for (const wrong of ['GM/2026/999', steer, later]) {
      expect(await record.refusal(GM, 'chair', rule('ask-12', all, { decision: wrong }))).toMatchObject({
        kind: 'invalid',
        fields: [{ path: 'decision' }],
      })
    }
    expect(await record.refusal(GM, 'chair', rule('ask-12', { kind: 'threshold', of: 11 }))).toMatchObject({
      fields: [{ path: 'rule.of' }],
    })
    expect(await record.refusal(GM, 'chair', rule('ask-12', { kind: 'named', bodies: ['org-dfe'] }))).toMatchObject({
      fields: [{ path: 'rule.bodies.0' }],
    })
    expect(await record.refusal(GM, 'chair', rule('ask-12', all, { opens: 'ms-none' }))).toMatchObject({
      fields: [{ path: 'opens' }],
    })
    expect(await record.refusal(GM, 'chair', { ...rule('ask-12', all), expect: 7 })).toMatchObject({ kind: 'stale' })
  })

  test('set over signatures that stand, it opens in the same transaction, by an entry nobody can send', async () => {
    const { seq } = await record.send(GM, 'secretariat', rule('ask-12', { kind: 'all' }, { opens: 'ms-phase-two' }))
    const [, opening] = await readEntries(record.db, boardId, { after: seq - 1 })
    expect(opening).toMatchObject({
      seq: seq + 1,
      type: 'gate.open',
      payload: { askId: 'ask-12', act: seq, opens: 'ms-phase-two', rule: { kind: 'all' }, wordingVersion: 1 },
    })
    expect(opening?.payload['signed']).toHaveLength(10)
    expect(record.notices.slice(-2).map(({ type }) => type)).toEqual(['gate.set-rule', 'gate.open'])
    expect(await gate('ask-12')).toMatchObject({
      state: 'open',
      opens: { id: 'ms-phase-two' },
      opened: { seq: seq + 1, act: seq },
      readiness: { met: true, signed: 10, needed: 10, missing: [], inWords: '10 of 10 signed: the rule is met' },
    })
    const sent = { type: 'gate.open', payload: opening?.payload } as unknown as ReturnType<typeof resolve>
    expect(await record.refusal(GM, 'chair', sent)).toMatchObject({ kind: 'invalid', fields: [{ path: 'type' }] })
  })
})

describe('[8] a gate whose rule no longer holds', () => {
  test('is flagged with the names that are missing, and stays open', async () => {
    await withdraw('bury', 'ask-12')
    expect(await gate('ask-12')).toMatchObject({
      state: 'flagged',
      readiness: { met: false, signed: 9, missing: [{ body: 'org-bury', title: 'Bury', words: 'Withdrawn' }] },
      abilities: ['gate.set-rule', 'gate.resolve'],
    })
  })

  test('stays open when the board says so, until another goes missing', async () => {
    expect(await record.refusal(GM, 'ce-bury', resolve('ask-12', 'shut'))).toMatchObject({ kind: 'forbidden' })
    await record.send(GM, 'chair', resolve('ask-12', 'stays-open'))
    expect(await gate('ask-12')).toMatchObject({ state: 'open', resolved: { outcome: 'stays-open', decision } })
    expect(await record.refusal(GM, 'chair', resolve('ask-12', 'shut'))).toMatchObject({ kind: 'conflict' })
    await withdraw('wigan', 'ask-12')
    expect(await gate('ask-12')).toMatchObject({ state: 'flagged', readiness: { signed: 8 } })
  })

  test('is shut by the board, and opens again with the act by which the rule holds', async () => {
    await record.send(GM, 'chair', resolve('ask-12', 'shut'))
    expect(await gate('ask-12')).toMatchObject({ state: 'shut', opened: null, resolved: { outcome: 'shut' } })
    await sign('bury', 'ask-12')
    expect(await gate('ask-12')).toMatchObject({ state: 'shut', readiness: { signed: 9 } })
    const { seq } = await sign('wigan', 'ask-12')
    expect(await gate('ask-12')).toMatchObject({ state: 'open', opened: { seq: seq + 1, act: seq }, resolved: null })
  })

  test('new words flag it: every signature has drifted', async () => {
    const { wordingHash, text } = await words('ask-12')
    await record.send(GM, 'chair', {
      type: 'wording.issue',
      payload: { askId: 'ask-12', text: `${text} It starts in April.`, change: 'substantive', expectHash: wordingHash },
    })
    const view = await gate('ask-12')
    expect(view).toMatchObject({ state: 'flagged', readiness: { signed: 0 } })
    expect(view.readiness?.missing.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'drifted'))
  })
})

describe('[7] rules', () => {
  test('a threshold counts plain signatures only; conditions never open a gate (invariant 5)', async () => {
    await record.send(GM, 'chair', rule('ask-06', { kind: 'threshold', of: 2 }))
    await sign('bolton', 'ask-06')
    await sign('bury', 'ask-06', 'conditions')
    expect(await gate('ask-06')).toMatchObject({
      state: 'shut',
      ruleInWords: 'Opens when 2 authorities have signed',
      readiness: { met: false, signed: 1, needed: 2 },
    })
    const { seq } = await sign('oldham', 'ask-06')
    expect(await gate('ask-06')).toMatchObject({ state: 'open', opened: { act: seq } })
  })

  test('named bodies: nobody else’s signature helps, and all parts of a compound ask are needed (invariant 6)', async () => {
    await record.send(GM, 'chair', rule('ask-04', { kind: 'named', bodies: ['org-wigan'] }))
    const { text: _, ...screen } = await words('ask-04')
    const part = (authority: string, id: string) =>
      record.send(GM, `ce-${authority}`, {
        type: 'sign-off.give',
        payload: { askId: 'ask-04', part: id, ...screen, answer: 'signed' },
      })
    await part('bolton', 'a')
    await part('bolton', 'b')
    await part('wigan', 'a')
    expect(await gate('ask-04')).toMatchObject({ state: 'shut', readiness: { missing: [{ body: 'org-wigan' }] } })
    await part('wigan', 'b')
    expect(await gate('ask-04')).toMatchObject({ state: 'open' })
  })

  test('two nodes at once: the gate opens once', async () => {
    await record.send(GM, 'chair', rule('ask-02', { kind: 'threshold', of: 5 }))
    const { text: _, ...screen } = await words('ask-02')
    await Promise.all(
      TEN.map((authority, at) =>
        record.send(
          GM,
          `ce-${authority}`,
          { type: 'sign-off.give', payload: { askId: 'ask-02', ...screen, answer: 'signed' } },
          at % 2 === 0 ? 0 : 1,
        ),
      ),
    )
    const openings = (await readEntries(record.db, boardId, { type: 'gate.open' })).filter(
      ({ payload }) => payload['askId'] === 'ask-02',
    )
    expect(openings).toHaveLength(1)
    expect(openings[0]?.payload['signed']).toHaveLength(5)
    expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
  })
})
