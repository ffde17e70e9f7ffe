import { afterAll, beforeAll, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import { atOneInstant } from '@concordat/db/read/asking'
import { findBoard } from '@concordat/db/read/boards'
import { readGates } from '@concordat/db/read/gates'
import { readHistory } from '@concordat/db/read/ledger'
import { readAskList } from '@concordat/db/read/asks'
import { entryWords } from '@concordat/shared/entry-words'
import type { AskDetail, Entry } from '@concordat/shared/http'
import type { GateView } from '@concordat/shared/http-wording'
import type { LedgerEntry } from '@concordat/shared/ledger'
import type { Notice } from '@concordat/shared/notices'
import type { GateRule } from '@concordat/shared/payloads/gates'
import { NOBODY } from '@concordat/shared/policy'

import { startTestApp } from '../test/app.ts'
import { startNodeBeside } from '../test/nodes.ts'
import { startTestRecord, type TestRecord } from '../test/record.ts'
import { openGatesByCalendar, untilNextRound } from './gate-keeper.ts'

const GM = 'greater-manchester'
const DECISION = {
  title: 'How the gates open',
  text: 'The board settles by which rule its gates open.',
  type: 'decided',
  authority: { basis: 'terms', ref: 'Clause 4' },
  reasons: 'The source sets none.',
} as const
const CABINET = { body: 'Cabinet', on: '2026-07-13', reference: 'CAB/26/41' } as const
const CHAIR = { ...NOBODY, person: 'chair', role: 'chair', post: 'post-chair' } as const

let record: TestRecord
let boardId = ''
let decision = ''
let told: Notice[] = []
const troubles: unknown[] = []
beforeAll(async () => {
  record = await startTestRecord([GM])
  boardId = (await findBoardHead(record.db, GM))?.id ?? ''
  const made = await record.send(GM, 'secretariat', {
    type: 'decision.record',
    payload: DECISION,
  })
  decision = String(made.number)
})
afterAll(() => record.stop())

/** One round of one node. */
const look = () =>
  openGatesByCalendar({
    db: record.db,
    clock: () => record.clock,
    log: { error: (...all: unknown[]) => void troubles.push(all) },
    publish: (notices) => void told.push(...notices),
  })
const at = (instant: string): void => {
  record.clock = new Date(instant)
  told = []
}

async function gate(askId: string, db = record.db): Promise<GateView | undefined> {
  const list = await atOneInstant(db, async (tx) => {
    const board = await findBoard(tx, GM)
    return board && readGates(tx, board, { actor: CHAIR, now: record.clock })
  })
  return list?.gates.find(({ ask }) => ask.id === askId)
}
const setRule = (askId: string, rule: GateRule, opens?: string) =>
  record.send(GM, 'chair', {
    type: 'gate.set-rule',
    payload: { askId, rule, decision, reason: 'The board chose', ...(opens && { opens }) },
  })
async function sign(authority: string, askId: string, callInUntil?: string): Promise<number> {
  const list = await atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, GM)
    return board && readAskList(tx, board, { actor: CHAIR, now: record.clock })
  })
  const wording = list?.asks.find(({ id }) => id === askId)?.wording
  const { seq } = await record.send(GM, `ce-${authority}`, {
    type: 'sign-off.give',
    payload: {
      askId,
      wordingVersion: wording?.version ?? 0,
      wordingHash: wording?.hash ?? '',
      answer: 'signed',
      ...(callInUntil && { authorisedBy: { ...CABINET, callInUntil } }),
    },
  })
  return seq
}
const openings = async (askId: string): Promise<LedgerEntry[]> =>
  (await readEntries(record.db, boardId, { type: 'gate.open' })).filter(({ payload }) => payload['askId'] === askId)

test('[7] on the day after the last call-in period a gate opens once, on two nodes that look at once, and says why', async () => {
  await setRule('ask-12', { kind: 'threshold', of: 3 }, 'ms-phase-two')
  await sign('bolton', 'ask-12')
  await sign('bury', 'ask-12', '2026-07-16')
  const deciding = await sign('wigan', 'ask-12', '2026-07-20')
  await sign('oldham', 'ask-12', '2026-07-24')
  expect(await gate('ask-12')).toMatchObject({ state: 'shut', opensFrom: '2026-07-21' })

  // In summer the day ends in London an hour before it does by UTC.
  at('2026-07-20T22:59:59.000Z')
  await look()
  expect(await openings('ask-12')).toEqual([])

  at('2026-07-20T23:00:05.000Z')
  await Promise.all([look(), look(), look()])
  const opened = await openings('ask-12')
  expect(opened).toHaveLength(1)
  expect(opened[0]).toMatchObject({
    actor: { person: 'calendar', role: 'automatic', post: null, body: null },
    at: '2026-07-20T23:00:05.000Z',
    payload: { askId: 'ask-12', act: deciding, opens: 'ms-phase-two', wordingVersion: 1 },
  })
  expect(opened[0]?.payload['signed']).toEqual(['org-bolton', 'org-bury', 'org-wigan'])
  expect(told).toEqual([
    {
      board: GM,
      seq: opened[0]?.seq,
      type: 'gate.open',
      about: ['ask-12', 'ms-phase-two', 'org-wigan'],
      at: '2026-07-20T23:00:05.000Z',
    },
  ])
  expect(await gate('ask-12')).toMatchObject({
    state: 'open',
    opensFrom: null,
    opened: { seq: opened[0]?.seq, act: deciding, byCalendar: true },
  })

  await look()
  expect(await openings('ask-12')).toHaveLength(1)
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})

test('[43] the record tells it as what the calendar did, in the history of the milestone and of the body', async () => {
  for (const [kind, id] of [
    ['milestone', 'ms-phase-two'],
    ['body', 'org-wigan'],
  ] as const) {
    const history = await atOneInstant(record.db, async (tx) => {
      const board = await findBoard(tx, GM)
      return board && readHistory(tx, board, { kind, id }, { limit: 5 })
    })
    const entry = history?.entries.find(({ type }) => type === 'gate.open') as Entry
    expect(entryWords(entry, history?.names ?? {})).toMatchObject({ who: 'The calendar', capacity: 'automatic' })
  }
})

test('[7] after days in which no node ran, it is the call-in period with which the rule held that is named', async () => {
  at('2026-07-21T09:00:00.000Z')
  await setRule('ask-02', { kind: 'threshold', of: 1 })
  const first = await sign('bolton', 'ask-02', '2026-07-23')
  await sign('bury', 'ask-02', '2026-07-22').then(async (seq) =>
    record.send(GM, 'ce-bury', { type: 'sign-off.withdraw', payload: { askId: 'ask-02', reason: `Not ${seq}` } }),
  )
  await sign('wigan', 'ask-02', '2026-07-25')
  expect(await gate('ask-02')).toMatchObject({ opensFrom: '2026-07-24' })
  at('2026-08-02T09:00:00.000Z')
  await look()
  expect(await openings('ask-02')).toMatchObject([{ payload: { act: first, signed: ['org-bolton', 'org-wigan'] } }])
})

test('[7] it stays shut while the rule is not met, without a rule, and for an ask that is withdrawn', async () => {
  at('2026-08-03T09:00:00.000Z')
  await setRule('ask-06', { kind: 'all' })
  await sign('bolton', 'ask-06', '2026-08-05')
  await sign('bolton', 'ask-03', '2026-08-05')
  await setRule('ask-01', { kind: 'named', bodies: ['org-bury'] })
  await sign('bury', 'ask-01', '2026-08-05')
  expect(await gate('ask-01')).toMatchObject({ opensFrom: '2026-08-06' })
  await record.send(GM, 'chair', { type: 'ask.withdraw', payload: { askId: 'ask-01', decision, reason: 'Overtaken' } })
  expect(await gate('ask-06')).toMatchObject({ state: 'shut', opensFrom: null })
  expect(await gate('ask-01')).toMatchObject({ state: 'shut', opensFrom: null })

  at('2026-08-06T09:00:00.000Z')
  await look()
  for (const askId of ['ask-06', 'ask-03', 'ask-01']) expect(await openings(askId), askId).toEqual([])
  expect(told).toEqual([])
})

test('[D6] called in before its day, the signature opens nothing', async () => {
  at('2026-08-07T09:00:00.000Z')
  await setRule('ask-11', { kind: 'named', bodies: ['org-bury'] })
  await sign('bury', 'ask-11', '2026-08-10')
  await record.send(GM, 'ce-bury', {
    type: 'sign-off.call-in',
    payload: { askId: 'ask-11', reason: 'Called in', deferredTo: 'Full council', until: '2026-09-09' },
  })
  expect(await gate('ask-11')).toMatchObject({ opensFrom: null })
  at('2026-08-11T09:00:00.000Z')
  await look()
  expect(await openings('ask-11')).toEqual([])
})

test('[8] shut by the board, it opens again on the day of the next call-in period, and is flagged after that as any other', async () => {
  at('2026-08-12T09:00:00.000Z')
  await record.send(GM, 'ce-wigan', { type: 'sign-off.withdraw', payload: { askId: 'ask-12', reason: 'Money' } })
  await record.send(GM, 'ce-oldham', { type: 'sign-off.withdraw', payload: { askId: 'ask-12', reason: 'Money' } })
  await record.send(GM, 'chair', {
    type: 'gate.resolve',
    payload: { askId: 'ask-12', outcome: 'shut', decision, reason: 'Two have left' },
  })
  const again = await sign('salford', 'ask-12', '2026-08-14')
  at('2026-08-15T09:00:00.000Z')
  await look()
  expect((await openings('ask-12')).map(({ payload }) => payload['act'])).toEqual([expect.any(Number), again])
  await record.send(GM, 'ce-salford', { type: 'sign-off.withdraw', payload: { askId: 'ask-12', reason: 'Money' } })
  await look()
  expect(await gate('ask-12')).toMatchObject({ state: 'flagged' })
  expect(await openings('ask-12')).toHaveLength(2)
})

test('a round comes shortly after each full hour, and so after midnight in London, summer and winter', () => {
  for (const midnight of ['2026-07-20T23:00:00.000Z', '2026-12-20T00:00:00.000Z']) {
    const before = Date.parse(midnight) - 1_800_000
    expect(before + untilNextRound(new Date(before))).toBe(Date.parse(midnight) + 5_000)
  }
})

test('[7] a node that begins to listen looks at once: what fell due while none ran is made good', async () => {
  const server = await startTestApp({ samples: true, clock: () => new Date('2026-07-14T11:00:00.000Z') })
  try {
    const [chair, bolton] = [await server.signIn('chair'), await server.signIn('ce-bolton')]
    const { body: made } = await server.command(GM, chair, { type: 'decision.record', payload: DECISION })
    await server.command(GM, chair, {
      type: 'gate.set-rule',
      payload: { askId: 'ask-12', rule: { kind: 'threshold', of: 1 }, decision: String(made.number), reason: 'Chosen' },
    })
    const { wording } = (await server.get<AskDetail>(`/api/boards/${GM}/asks/ask-12`, bolton)).body.ask
    const given = await server.command(GM, bolton, {
      type: 'sign-off.give',
      payload: {
        askId: 'ask-12',
        wordingVersion: wording?.version ?? 0,
        wordingHash: wording?.hash ?? '',
        answer: 'signed',
        authorisedBy: { ...CABINET, callInUntil: '2026-07-20' },
      },
    })
    expect(given.status).toBe(201)
    // By a clock of today, which is later.
    const beside = await startNodeBeside(server, {})
    try {
      await expect
        .poll(async () => gate('ask-12', server.db), { timeout: 20_000 })
        .toMatchObject({ state: 'open', opened: { act: given.body.seq, byCalendar: true } })
    } finally {
      await beside.close()
    }
  } finally {
    await server.close()
  }
})

test('[43] after all of it the ledger verifies, and nothing went wrong', async () => {
  expect(troubles).toEqual([])
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})
