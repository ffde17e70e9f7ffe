import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import { atOneInstant } from '@concordat/db/read/asking'
import { findBoard } from '@concordat/db/read/boards'
import { readDecision } from '@concordat/db/read/decisions'
import type { PayloadInput } from '@concordat/shared/commands'
import { NOBODY } from '@concordat/shared/policy'
import { canonicalise, textHash } from '@concordat/shared/text/canonical'

import { problemOf, startTestRecord, type TestRecord } from '../test/record.ts'

const GM = 'greater-manchester'

let record: TestRecord
let boardId: string
beforeAll(async () => {
  record = await startTestRecord([GM])
  boardId = (await findBoardHead(record.db, GM))?.id ?? ''
})
afterAll(() => record.stop())

type Fields = PayloadInput<'decision.record'>
const fields = (more: Partial<Fields> = {}): Fields => ({
  title: 'Start of phase two',
  text: 'The board agrees:\n- to start phase two',
  type: 'decided',
  authority: { basis: 'terms', ref: 'Clause 3.2' },
  reasons: 'All ten have signed',
  ...more,
})
const make = async (more: Partial<Fields> = {}, person = 'secretariat') =>
  record.send(GM, person, { type: 'decision.record', payload: fields(more) })
const refused = async (more: Partial<Fields>, person = 'secretariat') =>
  record.refusal(GM, person, { type: 'decision.record', payload: fields(more) })

const show = async (number: string) =>
  atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, GM)
    return board && readDecision(tx, board, number, { actor: NOBODY, now: record.clock })
  })

test('[12][E11] a decision keeps its exact words and digest, reasons, options, interests and what it rests on, under a number', async () => {
  const result = await make({ options: 'Wait until spring', interests: 'None declared' })
  const text = canonicalise(fields().text)
  expect(result).toMatchObject({ number: 'GM/2026/1', hash: textHash(text) })
  expect(await show('GM/2026/1')).toMatchObject({
    text,
    textHash: textHash(text),
    type: 'decided',
    authority: { basis: 'terms', ref: 'Clause 3.2' },
    reasons: 'All ten have signed',
    options: 'Wait until spring',
    interests: 'None declared',
    implications: 'None identified',
    madeOn: '2026-07-14',
    supersededBy: null,
    recordedBy: { person: 'secretariat', role: 'secretariat' },
  })
  const [entry] = await readEntries(record.db, boardId, { type: 'decision.record' })
  expect(entry?.payload).toMatchObject({ number: 'GM/2026/1', text, textHash: textHash(text), canonVersion: 1 })
})

describe('[E12] "decided" needs a clause or a delegation, and "recommended" is offered instead', () => {
  test.each<[Fields['authority'], string]>([
    [{ basis: 'recommendation-only' }, 'type'],
    [{ basis: 'recommendation-only', ref: 'Clause 1' }, 'type'],
    [{ basis: 'terms' }, 'authority.ref'],
    [{ basis: 'delegation' }, 'authority.ref'],
  ])('%o', async (authority, path) => {
    const refusal = await refused({ authority })
    expect(refusal).toMatchObject({ kind: 'invalid', fields: [{ path }] })
    expect(refusal.fields?.[0]?.message).toContain('recommended')
  })

  test('a recommendation names whom it is made to', async () => {
    const recommended: Partial<Fields> = { type: 'recommended', authority: { basis: 'recommendation-only' } }
    expect(await refused(recommended)).toMatchObject({ kind: 'invalid', fields: [{ path: 'recommendedTo' }] })
    await make({ ...recommended, recommendedTo: 'The ten councils’ executives' })
  })
})

test('every fault is told at once', async () => {
  const { fields: faults } = await refused({
    text: '\u200b x'.replace(' x', ''),
    authority: { basis: 'terms' },
    madeOn: '2026-07-15',
    effectiveOn: '2026-07-01',
    body: 'org-nowhere',
  })
  expect(faults?.map(({ path }) => path)).toEqual(['text', 'authority.ref', 'madeOn', 'effectiveOn', 'body'])
})

test('numbers run without gaps in the year in which decisions were made, by London days', async () => {
  expect(await make({ madeOn: '2025-12-30' })).toMatchObject({ number: 'GM/2025/1' })
  await refused({ madeOn: '2026-07-15' })
  expect(await make()).toMatchObject({ number: 'GM/2026/3' })
  expect(await make({ madeOn: '2025-12-31' })).toMatchObject({ number: 'GM/2025/2' })
  // Half past eleven at night in summer UTC is the next day in London, and "today" follows.
  record.clock = new Date('2026-07-14T23:30:00.000Z')
  expect(await make({ madeOn: '2026-07-15' })).toMatchObject({ number: 'GM/2026/4' })
})

test('eight decisions at once get eight numbers in a row', async () => {
  const results = await Promise.all(
    Array.from({ length: 8 }, async (_, n) =>
      record.send(
        GM,
        'chair',
        { type: 'decision.record', payload: fields({ madeOn: '2024-05-01', title: `Decision ${n}` }) },
        n % 2 === 0 ? 0 : 1,
      ),
    ),
  )
  expect(results.map(({ number }) => number).sort()).toEqual(Array.from({ length: 8 }, (_, n) => `GM/2024/${n + 1}`))
})

test('chair and programme office record; nobody else does', async () => {
  await make({}, 'chair')
  for (const person of ['programme-lead', 'ce-bolton', 'lead-gm', 'observer', 'dcs-bolton', 'sample-loader']) {
    expect(await refused({}, person), person).toMatchObject({ kind: 'forbidden' })
  }
})

describe('[11] superseding', () => {
  test('the later decision takes the place of the earlier; both point at each other; the earlier is untouched', async () => {
    const { number: earlier, seq } = await make({ title: 'To be replaced' })
    const before = await show(String(earlier))
    const payload = { supersedes: String(earlier), decision: fields({ title: 'Replacement' }) }
    const later = await record.send(GM, 'chair', { type: 'decision.supersede', payload, expect: seq })
    expect(await show(String(later.number))).toMatchObject({ supersedes: earlier, supersededBy: null })
    expect(await show(String(earlier))).toEqual({ ...before, supersededBy: later.number, state: 'superseded' })
    expect(record.notices.at(-1)).toMatchObject({ type: 'decision.supersede', about: [later.number, earlier] })

    expect(await record.refusal(GM, 'chair', { type: 'decision.supersede', payload })).toMatchObject({
      kind: 'conflict',
      current: { number: later.number, seq: later.seq },
    })
    expect(await record.refusal(GM, 'ce-bolton', { type: 'decision.supersede', payload })).toMatchObject({
      kind: 'forbidden',
    })
    expect(
      await record.refusal(GM, 'chair', {
        type: 'decision.supersede',
        payload: { ...payload, supersedes: 'GM/2026/999' },
      }),
    ).toMatchObject({ kind: 'not-found' })
    const bad = { supersedes: String(later.number), decision: fields({ authority: { basis: 'terms' } }) }
    expect(await record.refusal(GM, 'chair', { type: 'decision.supersede', payload: bad })).toMatchObject({
      kind: 'invalid',
      fields: [{ path: 'decision.authority.ref' }],
    })
  })

  test('of two that would supersede the same decision at once one stands', async () => {
    const { number } = await make({ title: 'Fought over' })
    const payload = { supersedes: String(number), decision: fields() }
    const answers = await Promise.all(
      [0, 1].map((node) =>
        record.send(GM, 'chair', { type: 'decision.supersede', payload }, node === 0 ? 0 : 1).catch(problemOf),
      ),
    )
    const [stood] = answers.filter((answer) => 'seq' in answer)
    expect(answers.find((answer) => 'kind' in answer)).toMatchObject({ kind: 'conflict', current: { seq: stood?.seq } })
  })
})

test('[43] after all of it the ledger verifies', async () => {
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})
