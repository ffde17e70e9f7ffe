import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { inTransaction } from '@concordat/db/client'
import { findDecisionStanding } from '@concordat/db/decisions'
import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import { atOneInstant } from '@concordat/db/read/asking'
import { readDecision } from '@concordat/db/read/decisions'
import type { PayloadInput } from '@concordat/shared/commands'
import type { Actor } from '@concordat/shared/policy'

import { problemOf, startTestRecord, type TestRecord } from '../test/record.ts'

const GM = 'greater-manchester'
const CHAIR: Actor = { person: 'chair', role: 'chair', post: 'post-chair', body: null, scope: null }
const NOON = new Date('2026-07-14T11:00:00.000Z')

let record: TestRecord
let boardId: string
beforeAll(async () => {
  record = await startTestRecord([GM])
  boardId = (await findBoardHead(record.db, GM))?.id ?? ''
})
beforeEach(() => {
  record.clock = NOON
})
afterAll(() => record.stop())

type Fields = PayloadInput<'decision.record'>
const fields = (more: Partial<Fields> = {}): Fields => ({
  title: 'One specification',
  text: 'That one specification is commissioned.',
  type: 'decided',
  authority: { basis: 'delegation', ref: 'Leaders, 1 June 2026' },
  reasons: 'Costs differ.',
  ...more,
})
const KEY = { forwardPlanRef: 'FP/2026/31', noticeOn: '2026-06-01' }
const decide = async (more: Partial<Fields> = {}) => {
  const { number, seq } = await record.send(GM, 'secretariat', { type: 'decision.record', payload: fields(more) })
  return { number: String(number), seq }
}
const standing = async (number: string, today: string) =>
  inTransaction(record.db, async (tx) => findDecisionStanding(tx, boardId, number, today))
const show = async (number: string) =>
  atOneInstant(record.db, async (tx) => readDecision(tx, { id: boardId }, number, { actor: CHAIR, now: record.clock }))
const callIn = { by: 'Children’s scrutiny committee', reason: 'No consultation with schools' }

describe('[18] key decisions need notice, or a recorded route', () => {
  const refused = async (more: Partial<Fields>) =>
    record.refusal(GM, 'secretariat', { type: 'decision.record', payload: fields(more) })

  test('a voluntary board is warned of short notice, in figures', async () => {
    const { number } = await decide({ key: { ...KEY, noticeOn: '2026-07-06' } })
    expect(await show(number)).toMatchObject({
      warnings: ['Notice was given 5 clear working days before the decision, and 28 are asked for.'],
      key: { forwardPlanRef: 'FP/2026/31', noticeOn: '2026-07-06', clearDays: 5, exception: null },
    })
    expect((await show((await decide({ key: KEY })).number))?.warnings).toEqual([])
  })

  test('a statutory board is refused, and has the two routes with a reason', async () => {
    await record.send(GM, 'chair', { type: 'board.configure', payload: { regime: 'statutory', reason: 'Test' } })
    const short = { ...KEY, noticeOn: '2026-07-06' }
    expect(await refused({ key: short })).toMatchObject({ kind: 'invalid', fields: [{ path: 'key.exception' }] })
    expect(await refused({ key: { ...short, exception: 'special-urgency' } })).toMatchObject({
      kind: 'invalid',
      fields: [{ path: 'key.exceptionReason' }],
    })
    const route = { ...short, exception: 'special-urgency', exceptionReason: 'The grant lapses on Friday' } as const
    const { number } = await decide({ key: route })
    expect(await show(number)).toMatchObject({ warnings: [], key: { exception: 'special-urgency' } })
    expect(await refused({ key: { ...KEY, noticeOn: '2026-07-15' } })).toMatchObject({
      fields: expect.arrayContaining([expect.objectContaining({ path: 'key.noticeOn' })]) as unknown,
    })
    await record.send(GM, 'chair', { type: 'board.configure', payload: { regime: 'voluntary', reason: 'Test' } })
  })
})

describe('[18][E13] effect waits for the call-in period', () => {
  test('a key decision takes effect the day after five working days; others at once', async () => {
    const key = await decide({ key: KEY })
    const other = await decide()
    expect(await show(key.number)).toMatchObject({
      state: 'in-call-in',
      effectiveFrom: '2026-07-22',
      callIn: { applies: true, endsOn: '2026-07-21' },
      abilities: ['decision.note-correction', 'decision.supersede', 'decision.call-in'],
    })
    expect(await standing(key.number, '2026-07-21')).toMatchObject({ isEffective: false, state: 'in-call-in' })
    expect(await standing(key.number, '2026-07-22')).toMatchObject({ isEffective: true, state: 'effective' })
    expect(await standing(other.number, '2026-07-14')).toMatchObject({ isEffective: true, callInEndsOn: null })
    expect(await standing('GM/2026/999', '2026-07-14')).toBeUndefined()
  })

  test('a key decision out of call-in says why; another may be opened to it', async () => {
    const refusal = await record.refusal(GM, 'chair', {
      type: 'decision.record',
      payload: fields({ key: KEY, callIn: { applies: false } }),
    })
    expect(refusal).toMatchObject({ kind: 'invalid', fields: [{ path: 'callIn.reason' }] })
    const urgent = await decide({ key: KEY, callIn: { applies: false, reason: 'Delay would harm a child' } })
    expect(await show(urgent.number)).toMatchObject({ state: 'effective', callIn: { applies: false } })
    expect(await show((await decide({ callIn: { applies: true } })).number)).toMatchObject({ state: 'in-call-in' })
  })

  test('the period is that of the day of recording', async () => {
    const { number } = await decide({ key: KEY })
    await record.send(GM, 'chair', { type: 'board.configure', payload: { callInWorkingDays: 10, reason: 'Test' } })
    expect((await show(number))?.callIn.endsOn).toBe('2026-07-21')
    await record.send(GM, 'chair', { type: 'board.configure', payload: { callInWorkingDays: 5, reason: 'Test' } })
  })
})

describe('call-in', () => {
  test('called in within the period it has no effect until confirmed, and then from that day', async () => {
    const { number, seq } = await decide({ key: KEY })
    for (const person of ['ce-bolton', 'observer', 'programme-lead'])
      expect(
        await record.refusal(GM, person, { type: 'decision.call-in', payload: { number, ...callIn } }),
      ).toMatchObject({ kind: 'forbidden' })
    const called = await record.send(GM, 'chair', {
      type: 'decision.call-in',
      payload: { number, ...callIn },
      expect: seq,
    })
    expect(await standing(number, '2026-09-01')).toMatchObject({
      state: 'called-in',
      isEffective: false,
      effectiveFrom: null,
      version: called.seq,
    })
    expect(
      await record.refusal(GM, 'chair', { type: 'decision.call-in', payload: { number, ...callIn } }),
    ).toMatchObject({ kind: 'conflict', current: { state: 'called-in' } })

    record.clock = new Date('2026-07-24T11:00:00.000Z')
    const resolve = { number, outcome: 'confirmed', reason: 'Heard and kept' } as const
    expect(
      await record.refusal(GM, 'chair', { type: 'decision.resolve-call-in', payload: resolve, expect: seq }),
    ).toMatchObject({ kind: 'stale', current: { seq: called.seq } })
    await record.send(GM, 'secretariat', { type: 'decision.resolve-call-in', payload: resolve, expect: called.seq })
    expect(await show(number)).toMatchObject({
      state: 'effective',
      effectiveFrom: '2026-07-24',
      callIn: {
        calledIn: { on: '2026-07-14', by: callIn.by, reason: callIn.reason, recordedBy: { person: 'chair' } },
        outcome: { on: '2026-07-24', outcome: 'confirmed', reason: 'Heard and kept', newDecision: null },
      },
    })
    expect(await record.refusal(GM, 'chair', { type: 'decision.resolve-call-in', payload: resolve })).toMatchObject({
      kind: 'conflict',
    })
    expect(
      await record.refusal(GM, 'chair', { type: 'decision.call-in', payload: { number, ...callIn } }),
    ).toMatchObject({ kind: 'conflict' })
  })

  test('a call-in made in time may be recorded late, not one made late', async () => {
    const { number } = await decide({ key: KEY })
    record.clock = new Date('2026-07-24T11:00:00.000Z')
    const at = async (calledInOn?: string) =>
      record.refusal(GM, 'chair', {
        type: 'decision.call-in',
        payload: { number, ...callIn, ...(calledInOn && { calledInOn }) },
      })
    expect(await at()).toMatchObject({
      kind: 'conflict',
      title: `The call-in period of ${number} ended on 21 July 2026.`,
    })
    expect(await at('2026-07-22')).toMatchObject({ kind: 'conflict' })
    expect(await at('2026-07-13')).toMatchObject({ kind: 'invalid', fields: [{ path: 'calledInOn' }] })
    expect(await at('2026-07-25')).toMatchObject({ kind: 'invalid', fields: [{ path: 'calledInOn' }] })
    await record.send(GM, 'chair', {
      type: 'decision.call-in',
      payload: { number, ...callIn, calledInOn: '2026-07-21' },
    })
    expect(await show(number)).toMatchObject({ callIn: { calledIn: { on: '2026-07-21' } } })
    expect((await show(number))?.callIn.calledIn?.at).toContain('2026-07-24')
  })

  test('reconsidered, a new decision takes its place in the same act', async () => {
    const { number } = await decide({ key: KEY })
    await record.send(GM, 'chair', { type: 'decision.call-in', payload: { number, ...callIn } })
    const before = (await findBoardHead(record.db, GM))?.headSeq ?? 0
    const payload = { number, outcome: 'reconsidered', newDecision: fields({ title: 'Two specifications' }) } as const
    expect(
      await record.refusal(GM, 'chair', {
        type: 'decision.resolve-call-in',
        payload: { ...payload, outcome: 'confirmed' },
      }),
    ).toMatchObject({ kind: 'invalid', fields: [{ path: 'newDecision' }] })
    const { number: later } = await record.send(GM, 'chair', { type: 'decision.resolve-call-in', payload })
    const entries = await readEntries(record.db, boardId, { after: before })
    expect(entries.map(({ type }) => type)).toEqual(['decision.supersede', 'decision.resolve-call-in'])
    expect(await show(number)).toMatchObject({
      state: 'superseded',
      supersededBy: later,
      callIn: { outcome: { outcome: 'reconsidered', newDecision: later } },
    })
    expect(await show(String(later))).toMatchObject({ supersedes: number })
  })

  test('reconsidered without one it has no effect, until a later decision takes its place', async () => {
    const { number } = await decide({ key: KEY })
    await record.send(GM, 'chair', { type: 'decision.call-in', payload: { number, ...callIn } })
    await record.send(GM, 'chair', { type: 'decision.resolve-call-in', payload: { number, outcome: 'reconsidered' } })
    expect(await standing(number, '2027-01-01')).toMatchObject({ state: 'reconsidered', isEffective: false })
    await record.send(GM, 'chair', { type: 'decision.supersede', payload: { supersedes: number, decision: fields() } })
    expect(await standing(number, '2027-01-01')).toMatchObject({ state: 'superseded' })
  })

  test('what is not open to call-in is not called in', async () => {
    const { number } = await decide()
    expect(
      await record.refusal(GM, 'chair', { type: 'decision.call-in', payload: { number, ...callIn } }),
    ).toMatchObject({ kind: 'conflict' })
    expect(
      await record.refusal(GM, 'chair', { type: 'decision.call-in', payload: { number: 'GM/2026/999', ...callIn } }),
    ).toMatchObject({ kind: 'not-found' })
  })
})

test('[11][abuse 57] a correction note stands beside the untouched words, and both stay visible', async () => {
  const { number, seq } = await decide()
  const before = await show(number)
  const note = 'The heading should read “Two specifications”.'
  for (const person of ['programme-lead', 'ce-bolton', 'observer'])
    expect(
      await record.refusal(GM, person, { type: 'decision.note-correction', payload: { number, note } }),
    ).toMatchObject({ kind: 'forbidden' })
  const noted = await record.send(GM, 'secretariat', {
    type: 'decision.note-correction',
    payload: { number, note },
    expect: seq,
  })
  expect(await show(number)).toEqual({
    ...before,
    version: noted.seq,
    corrections: [
      {
        seq: noted.seq,
        note,
        at: expect.any(String) as unknown,
        recordedBy: expect.objectContaining({ person: 'secretariat' }) as unknown,
      },
    ],
  })
  const [entry] = await readEntries(record.db, boardId, { after: noted.seq - 1, limit: 1 })
  expect(entry?.payload).toEqual({ number, corrects: seq, note })
  await expect(
    record.db.$client`update decisions set title = 'Two specifications' where number = ${number}`,
  ).rejects.toThrow()
  await expect(record.db.$client`delete from decision_events where number = ${number}`).rejects.toThrow()
})

test('[abuse 53] of two chairs who settle one decision with the same expected version one stands and the other is told', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { number, seq } = await decide({ key: KEY })
    const supersede = {
      type: 'decision.supersede',
      payload: { supersedes: number, decision: fields() },
      expect: seq,
    } as const
    const close = { type: 'decision.call-in', payload: { number, ...callIn }, expect: seq } as const
    const answers = await Promise.all([
      record.send(GM, 'chair', round % 2 === 0 ? supersede : close, 0).catch(problemOf),
      record.send(GM, 'secretariat', supersede, 1).catch(problemOf),
    ])
    const stood = answers.filter((answer) => 'seq' in answer)
    const refused = answers.filter((answer) => 'kind' in answer)
    expect([stood.length, refused.length]).toEqual([1, 1])
    expect(refused[0]).toMatchObject({ status: 409, current: expect.anything() as unknown })
  }
})

test('[43] after all of it the ledger verifies', async () => {
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})
