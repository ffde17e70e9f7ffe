import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import { atOneInstant } from '@concordat/db/read/asking'
import { findBoard, readBoardView } from '@concordat/db/read/boards'
import { readDecision } from '@concordat/db/read/decisions'
import { readTerms } from '@concordat/db/read/terms'
import type { PayloadInput } from '@concordat/shared/commands'
import { NOBODY, type Actor } from '@concordat/shared/policy'
import { textHash } from '@concordat/shared/text/canonical'

import { startTestRecord, type TestRecord } from '../test/record.ts'

const GM = 'greater-manchester'
const JCB = 'org-joint-commissioning-board'
const DELIVERY = 'org-childrens-delivery-board'
const CHAIR: Actor = { person: 'chair', role: 'chair', post: 'post-chair', body: null, scope: null }

let record: TestRecord
let boardId: string
beforeAll(async () => {
  record = await startTestRecord([GM])
  boardId = (await findBoardHead(record.db, GM))?.id ?? ''
})
afterAll(() => record.stop())

type Fields = PayloadInput<'decision.record'>
const fields = (more: Partial<Fields> = {}): Fields => ({
  title: 'One specification',
  text: 'That one specification is commissioned.',
  type: 'decided',
  authority: { basis: 'terms', ref: 'Clause 3.2' },
  reasons: 'Costs differ.',
  ...more,
})
const decide = async (more: Partial<Fields> = {}) =>
  record.send(GM, 'secretariat', { type: 'decision.record', payload: fields(more) })
const refused = async (more: Partial<Fields> = {}) =>
  record.refusal(GM, 'secretariat', { type: 'decision.record', payload: fields(more) })
const show = async (number: unknown) =>
  atOneInstant(record.db, async (tx) =>
    readDecision(tx, { id: boardId }, String(number), { actor: NOBODY, now: record.clock }),
  )
const configure = async (payload: PayloadInput<'board.configure'>) =>
  record.send(GM, 'chair', { type: 'board.configure', payload })

async function adopt(termsId: string, text: string, powers?: PayloadInput<'terms.adopt'>['powers']) {
  record.draft({ kind: 'terms', of: termsId }, { text })
  return record.send(GM, 'chair', {
    type: 'terms.adopt',
    payload: {
      termsId,
      expectHash: textHash(text),
      decision: fields({ title: 'Adoption', text: 'That the terms are adopted.', body: undefined }),
      inForceFrom: '2026-07-14',
      reviewBy: '2027-07-14',
      ...(powers && { powers }),
    },
  })
}

const view = async () =>
  atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, GM)
    return board && readBoardView(tx, board, { actor: NOBODY, now: record.clock })
  })

test('[E12] a voluntary board without terms in force is warned, and the warning stays with the decision', async () => {
  const { number, seq } = await decide({ body: JCB })
  const warning = 'No terms of reference in force on 14 July 2026 say that this body may decide.'
  expect(await show(number)).toMatchObject({ type: 'decided', warnings: [warning], terms: null, state: 'effective' })
  const [entry] = await readEntries(record.db, boardId, { after: seq - 1, limit: 1 })
  expect(entry?.payload['warnings']).toEqual([warning])
})

test('[E13] a board’s clocks are set by the office, with the reason, and what was not set follows the defaults', async () => {
  const set = {
    regime: 'statutory',
    callInWorkingDays: 3,
    ratingPeriodDays: 28,
    reason: 'Standing orders of May',
  } as const
  for (const person of ['programme-lead', 'ce-bolton', 'observer'])
    expect(await record.refusal(GM, person, { type: 'board.configure', payload: set })).toMatchObject({
      kind: 'forbidden',
    })
  expect(await record.refusal(GM, 'chair', { type: 'board.configure', payload: { reason: 'None' } })).toMatchObject({
    kind: 'invalid',
  })
  const { seq } = await configure(set)
  expect(await view()).toMatchObject({
    ratingPeriodDays: 28,
    settings: {
      regime: 'statutory',
      callInWorkingDays: 3,
      noticeClearDays: 28,
      agendaClearDays: 5,
      clearDays: 'working',
      reportingPeriod: 'month',
      ratingPeriodDays: 28,
    },
  })
  const [entry] = await readEntries(record.db, boardId, { after: seq - 1, limit: 1 })
  expect(entry?.payload).toEqual({
    ...set,
    was: { regime: 'voluntary', callInWorkingDays: 5, ratingPeriodDays: 35 },
  })
  await configure({ noticeClearDays: 20, reason: 'Local custom' })
  expect((await view())?.settings).toMatchObject({ regime: 'statutory', callInWorkingDays: 3, noticeClearDays: 20 })
})

describe('[E12] a statutory board decides only what its terms let it', () => {
  test('without terms that say so it is offered “recommended to”', async () => {
    expect(await refused({ body: JCB })).toMatchObject({
      kind: 'conflict',
      detail:
        'Nothing was recorded. Record it as “recommended to whoever decides”, or name the delegation it rests on.',
      current: { offer: 'recommended', recommendedTo: null },
    })
    await decide({ body: JCB, authority: { basis: 'delegation', ref: 'Leaders, 1 June 2026' } })
    await decide({ body: JCB, type: 'recommended', recommendedTo: 'The ten councils' })
  })

  test('[16] adopting terms is always within its own power; the edition keeps what it lets the body decide', async () => {
    const { seq } = await adopt('tor-joint-commissioning-board', 'Commissions.', {
      mayDecide: true,
      limits: 'Within agreed budgets',
    })
    const [entry] = await readEntries(record.db, boardId, { after: seq - 1, limit: 1 })
    expect(entry?.payload).toMatchObject({ powers: { mayDecide: true, limits: 'Within agreed budgets' } })
    const terms = await atOneInstant(record.db, async (tx) => {
      const board = await findBoard(tx, GM)
      return board && readTerms(tx, board, 'tor-joint-commissioning-board', { actor: CHAIR, now: record.clock })
    })
    expect(terms?.editions[0]?.powers).toEqual({ mayDecide: true, limits: 'Within agreed budgets', recommendsTo: null })

    const { number } = await decide({ body: JCB })
    expect(await show(number)).toMatchObject({
      warnings: [],
      terms: { id: 'tor-joint-commissioning-board', edition: 1 },
    })
    // Without a body named, one set of terms of the board that lets it decide is enough.
    await decide()
  })

  test('[15] the edition in force on the day of the decision counts, not today’s', async () => {
    expect(await refused({ body: JCB, madeOn: '2026-07-13' })).toMatchObject({ kind: 'conflict' })
  })

  test('an edition that says nothing lets nobody decide', async () => {
    await adopt('tor-delivery-board', 'Delivers.')
    expect(await refused({ body: DELIVERY })).toMatchObject({ kind: 'conflict' })
  })

  test('supersession is held to the same', async () => {
    const { number } = await decide({ body: JCB })
    const payload = { supersedes: String(number), decision: fields({ body: DELIVERY }) }
    expect(await record.refusal(GM, 'chair', { type: 'decision.supersede', payload })).toMatchObject({
      kind: 'conflict',
    })
  })
})

test('[E12] terms that say a body may not decide bind a voluntary board too, and name whom it recommends to', async () => {
  await configure({ regime: 'voluntary', reason: 'A partnership board after all' })
  await adopt('tor-delivery-board', 'Delivers and recommends.', {
    mayDecide: false,
    recommendsTo: 'the ten executives',
  })
  expect(await refused({ body: DELIVERY })).toMatchObject({
    kind: 'conflict',
    title:
      "Governance of the Children's Delivery Board, edition 2, in force on 14 July 2026, does not let this body decide.",
    current: { offer: 'recommended', recommendedTo: 'the ten executives' },
  })
  await decide({ body: DELIVERY, type: 'recommended', recommendedTo: 'the ten executives' })
})

test('[12][28] the whole record of 4.4 is kept: nothing blank, an owner that is a post or a body', async () => {
  const { number } = await decide({
    body: JCB,
    financial: '£20,000 from the pooled budget',
    consultation: 'Trade unions, June',
    dispensations: 'Leader of Bury, item 4',
    present: 'All ten councils',
    absent: 'Health partners',
    mode: 'Remote',
    howAgreed: 'vote',
    result: '9 for, 1 against',
    reviewOn: '2027-07-14',
    ownerPost: 'post-programme-lead',
    background: [{ title: 'Options paper', reference: 'CO/2026/14' }],
  })
  expect(await show(number)).toMatchObject({
    financial: '£20,000 from the pooled budget',
    legal: 'None',
    equality: 'None',
    dataProtection: 'None',
    carbon: 'None',
    implications: 'None identified',
    consultation: 'Trade unions, June',
    dispensations: 'Leader of Bury, item 4',
    howAgreed: 'vote',
    result: '9 for, 1 against',
    owner: { kind: 'post', id: 'post-programme-lead', title: 'Programme lead' },
    background: [{ title: 'Options paper', reference: 'CO/2026/14' }],
    exempt: null,
    key: null,
    callIn: { applies: false, endsOn: null, calledIn: null, outcome: null },
  })
  for (const [owner, path] of [
    [{ ownerPost: 'post-nobody' }, 'ownerPost'],
    [{ ownerBody: 'post-chair' }, 'ownerBody'],
    [{ ownerPost: 'post-chair', ownerBody: JCB }, 'ownerBody'],
  ] as const)
    expect(await refused({ body: JCB, ...owner })).toMatchObject({ kind: 'invalid', fields: [{ path }] })
  expect(await refused({ body: JCB, financial: '  ' })).toMatchObject({
    kind: 'invalid',
    fields: [{ path: 'financial' }],
  })
})

test('a decision of the last release, with none of the new fields, still reads', async () => {
  const { number } = await decide({ body: JCB })
  const copy = 'GM/2019/1'
  await record.db.$client`
    insert into decisions (board_id, number, seq, title, text, text_hash, type, authority_basis, reasons, options, interests,
      implications, made_on, person_id, post_id, at)
    select board_id, ${copy}, 1, title, text, text_hash, type, authority_basis, reasons, options, interests, implications,
      '2019-05-01', person_id, post_id, at from decisions where board_id = ${boardId} and number = ${String(number)}`
  expect(await show(copy)).toMatchObject({
    financial: 'Not recorded',
    warnings: [],
    state: 'effective',
    howAgreed: null,
  })
})

test('[43] after all of it the ledger verifies', async () => {
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})
