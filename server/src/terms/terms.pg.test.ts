import { afterAll, beforeAll, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import type { PayloadInput } from '@concordat/shared/commands'
import { textHash } from '@concordat/shared/text/canonical'

import { startTestRecord, type TestRecord } from '../test/record.ts'

const GM = 'greater-manchester'
const TERMS = 'tor-delivery-board'

let record: TestRecord
let boardId: string
beforeAll(async () => {
  record = await startTestRecord([GM])
  boardId = (await findBoardHead(record.db, GM))?.id ?? ''
})
afterAll(() => record.stop())

type Adoption = PayloadInput<'terms.adopt'>
const adoption = (text: string, more: Partial<Adoption> = {}): Adoption => ({
  termsId: TERMS,
  expectHash: textHash(text),
  decision: {
    title: 'Adoption of the terms of reference',
    text: 'The board adopts its terms of reference as put.',
    type: 'decided',
    authority: { basis: 'delegation', ref: 'GMCA, 1 June 2026' },
    reasons: 'They were drafted together',
  },
  inForceFrom: '2026-07-15',
  reviewBy: '2027-07-14',
  ...more,
})
const adopt = async (text: string, more: Partial<Adoption> = {}) =>
  record.send(GM, 'secretariat', { type: 'terms.adopt', payload: adoption(text, more) })
const refused = async (text: string, more: Partial<Adoption> = {}, person = 'secretariat') =>
  record.refusal(GM, person, { type: 'terms.adopt', payload: adoption(text, more) })
const draft = (text: string): void => record.draft({ kind: 'terms', of: TERMS }, { text })

const FIRST = '# Purpose\n\nTo oversee delivery.'

test('nothing is adopted while nothing has been drafted', async () => {
  expect(await refused('')).toMatchObject({ kind: 'invalid', fields: [{ path: 'termsId' }] })
})

test('[16][C5] adopting freezes the draft’s text as the next edition under a decision, two entries in one transaction', async () => {
  draft(FIRST)
  const before = (await findBoardHead(record.db, GM))?.headSeq ?? 0
  const result = await adopt(FIRST)
  expect(result).toMatchObject({ seq: before + 2, number: 'GM/2026/1', version: 1, hash: textHash(FIRST) })

  const entries = await readEntries(record.db, boardId, { after: before })
  expect(entries.map(({ type }) => type)).toEqual(['decision.record', 'terms.adopt'])
  expect(entries[1]?.payload).toMatchObject({
    termsId: TERMS,
    edition: 1,
    text: FIRST,
    hash: textHash(FIRST),
    canonVersion: 1,
    decisionNumber: 'GM/2026/1',
    howAgreed: 'By consensus',
    inForceFrom: '2026-07-15',
    reviewBy: '2027-07-14',
  })
  expect(record.notices.slice(-2)).toMatchObject([
    { type: 'decision.record', seq: before + 1 },
    { type: 'terms.adopt', seq: before + 2, about: [TERMS, 'GM/2026/1'] },
  ])
  const [row] = await record.db
    .$client`select edition, text, decision_number, person_id, seq::int as seq from terms_editions`
  expect(row).toEqual({
    edition: 1,
    text: FIRST,
    decision_number: 'GM/2026/1',
    person_id: 'secretariat',
    seq: before + 2,
  })
})

test('[16] a draft that has moved on since the screen is refused as stale, with its digest now', async () => {
  const next = `${FIRST}\n\nAnd to report.`
  draft(next)
  expect(await refused(FIRST)).toMatchObject({
    kind: 'stale',
    status: 409,
    current: { hash: textHash(next), text: next },
  })
})

test('the edition in force is not adopted again', async () => {
  draft(FIRST)
  expect(await refused(FIRST)).toMatchObject({ kind: 'conflict', current: { edition: 1 } })
})

test('[16] only a decision adopts, with what it rests on; a refused one leaves nothing behind', async () => {
  const next = `${FIRST}\n\n1. Members\n2. Quorum`
  draft(next)
  const before = (await findBoardHead(record.db, GM))?.headSeq
  const { decision } = adoption(next)
  expect(await refused(next, { decision: { ...decision, type: 'noted' } })).toMatchObject({
    kind: 'invalid',
    fields: [{ path: 'decision.type' }],
  })
  expect(await refused(next, { decision: { ...decision, authority: { basis: 'terms' } } })).toMatchObject({
    kind: 'invalid',
    fields: [{ path: 'decision.authority.ref' }],
  })
  expect(await refused(next, { reviewBy: '2026-07-14' })).toMatchObject({
    kind: 'invalid',
    fields: [{ path: 'reviewBy' }],
  })
  for (const person of ['programme-lead', 'dcs-bolton', 'ce-bolton', 'partner-health'])
    expect(await refused(next, {}, person)).toMatchObject({ kind: 'forbidden' })
  expect(await refused(next, { termsId: 'tor-nowhere' })).toMatchObject({ kind: 'not-found' })
  expect((await findBoardHead(record.db, GM))?.headSeq).toBe(before)

  expect(await adopt(next, { reviewBy: '2026-07-15' })).toMatchObject({ number: 'GM/2026/2', version: 2 })
  const [latest] = (await readEntries(record.db, boardId, { type: 'terms.adopt' })).slice(-1)
  expect(latest?.payload['replaces']).toBe(textHash(FIRST))
})

test('[43] after all of it the ledger verifies', async () => {
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})
