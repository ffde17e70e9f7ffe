import { afterAll, beforeAll, expect, test } from 'vitest'

import { atOneInstant } from '@concordat/db/read/asking'
import { findBoard } from '@concordat/db/read/boards'
import { documentSubject, readWithin } from '@concordat/db/read/documents'
import { readWork } from '@concordat/db/read/work-page'
import { inTransaction } from '@concordat/db/client'
import { findBoardHead } from '@concordat/db/identity'
import { exactDay } from '@concordat/shared/dates'
import { WorkView } from '@concordat/shared/http'
import { may, NOBODY, type Actor } from '@concordat/shared/policy'

import { startTestRecord, type TestRecord } from '../test/record.ts'

const BOARD = 'manchester-locality'
const WORKSTREAM = 'ws-5'

let record: TestRecord
let boardId: string
beforeAll(async () => {
  record = await startTestRecord([BOARD])
  boardId = (await findBoardHead(record.db, BOARD))?.id ?? ''
  record.clock = new Date('2026-09-03T11:00:00.000Z')
})
afterAll(() => record.stop())

const LEAD: Actor = { person: 'lead-5', role: 'workstream-lead', post: 'post-lead-5', body: null, scope: [WORKSTREAM] }

const view = async (actor: Actor = NOBODY) => {
  const found = await atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, BOARD)
    return board && readWork(tx, board, { kind: 'workstream', id: WORKSTREAM }, { actor, now: record.clock })
  })
  return WorkView.parse(found)
}
const decide = async (madeOn = '2026-09-02'): Promise<string> => {
  const { number } = await record.send(BOARD, 'secretariat', {
    type: 'decision.record',
    payload: {
      title: 'School Clusters',
      text: 'The board agrees.',
      type: 'decided',
      authority: { basis: 'delegation', ref: 'Minute 12' },
      reasons: 'The work is done',
      madeOn,
    },
  })
  return String(number)
}
const recommend = (actions: { number: string; owner: string }[] = []) => ({
  type: 'workstream.recommend-closure' as const,
  payload: {
    workstreamId: WORKSTREAM,
    receivingBody: 'Education services',
    residualRisks: 'Two schools without a lead',
    benefitsOwner: 'Director of education',
    actions,
  },
})
const close = (decision: string) => ({
  type: 'workstream.close' as const,
  payload: { workstreamId: WORKSTREAM, decision },
})

test('[27][WL-5] an open action without a new owner blocks the recommendation and is listed; a recommendation closes nothing', async () => {
  const { number } = await record.send(BOARD, 'secretariat', {
    type: 'action.open',
    payload: {
      text: 'Name a lead at each school',
      ownerPost: 'post-lead-5',
      due: '2026-10-30',
      source: { kind: 'workstream', id: WORKSTREAM },
    },
  })
  const action = String(number)
  expect(await record.refusal(BOARD, 'lead-3', recommend())).toMatchObject({ kind: 'forbidden' })
  expect(await record.refusal(BOARD, 'lead-5', recommend())).toMatchObject({
    kind: 'conflict',
    title: expect.stringContaining('Name a lead at each school') as string,
    current: { actions: [{ number: action }] },
  })
  expect(await record.refusal(BOARD, 'lead-5', recommend([{ number: action, owner: 'mrs-smith' }]))).toMatchObject({
    fields: [{ path: 'actions.0.owner' }],
  })
  const early = await decide()
  expect(await record.refusal(BOARD, 'secretariat', close(early))).toMatchObject({ kind: 'conflict' })
  await record.send(BOARD, 'lead-5', recommend([{ number: action, owner: 'post-lead-3' }]))
  expect(await view(LEAD)).toMatchObject({
    status: 'closing',
    closure: {
      state: 'recommended',
      words: 'Closure recommended, not closed; 1 open action to hand over',
      closedOn: null,
    },
  })
  await record.send(BOARD, 'lead-5', {
    type: 'rating.give',
    payload: { subject: { kind: 'workstream', id: WORKSTREAM }, value: 'green' },
  })
  expect((await view(LEAD)).abilities).toContain('rating.give')
})

test('[27] the board may refuse, and it goes on', async () => {
  const payload = { workstreamId: WORKSTREAM, decision: await decide(), reason: 'Two schools first' }
  await record.send(BOARD, 'secretariat', { type: 'workstream.refuse-closure', payload })
  expect(await view()).toMatchObject({ status: 'active', closure: { state: 'refused', reason: 'Two schools first' } })
})

test('[27][A9][WL-5] closed by a decision: transferred with its day, actions handed over, read-only, and still there', async () => {
  const [action] = await record.db.$client<{ number: string }[]>`select number from actions where board_id = ${boardId}`
  await record.send(BOARD, 'lead-5', recommend([{ number: action?.number ?? '', owner: 'post-lead-3' }]))
  for (const decision of ['XX/2026/1'])
    expect(await record.refusal(BOARD, 'secretariat', close(decision))).toMatchObject({
      fields: [{ path: 'decision' }],
    })
  const decision = await decide()
  expect(await record.refusal(BOARD, 'lead-5', close(decision))).toMatchObject({ kind: 'forbidden' })
  const { seq } = await record.send(BOARD, 'secretariat', close(decision))
  const closed = await view(LEAD)
  expect(closed).toMatchObject({
    status: 'transferred',
    closure: {
      state: 'transferred',
      words: 'Transferred to business as usual, 3 September 2026',
      decision,
      closedOn: '2026-09-03',
    },
    abilities: [],
    draft: { document: { abilities: ['document.read'] } },
  })
  expect(closed.milestones.flatMap(({ abilities }) => abilities)).toEqual([])
  expect(record.notices.some((notice) => notice.seq === seq && notice.type === 'workstream.close')).toBe(true)
  const owners = await record.db.$client`select owner_post from actions where board_id = ${boardId}`
  expect([...owners]).toEqual([{ owner_post: 'post-lead-3' }])

  const milestoneId = 'ms-5-3'
  const subject = { kind: 'workstream' as const, id: WORKSTREAM }
  const rating = closed.ratings[0]?.seq ?? 0
  const readOnly = [
    record.refusal(BOARD, 'lead-5', { type: 'rating.give', payload: { subject, value: 'green' } }),
    record.refusal(BOARD, 'lead-5', { type: 'rating.reaffirm', payload: { subject, rating } }),
    record.refusal(BOARD, 'lead-5', {
      type: 'forecast.report',
      payload: { milestoneId, forecast: exactDay('2026-12-01') },
    }),
    record.refusal(BOARD, 'lead-5', {
      type: 'progress.report',
      payload: { of: subject, writtenAt: '2026-09-03T10:00:00.000Z', note: 'Still here' },
    }),
    record.refusal(BOARD, 'lead-5', { type: 'milestone.set-state', payload: { milestoneId, state: 'paused' } }),
    record.refusal(BOARD, 'lead-5', {
      type: 'progress.note',
      payload: { id: 'prg-late', title: 'Late', order: 99, when: null, workstreamId: WORKSTREAM },
    }),
    record.refusal(BOARD, 'lead-5', recommend()),
  ]
  for (const refusal of await Promise.all(readOnly))
    expect(refusal).toMatchObject({
      kind: 'conflict',
      title: expect.stringContaining('transferred to business as usual') as string,
    })
})

test('[A9] the draft of a closed workstream is read by those who could, and written by nobody', async () => {
  const within = await inTransaction(record.db, async (tx) => readWithin(tx, boardId))
  const subject = documentSubject({ kind: 'workstream', of: WORKSTREAM }, within)
  for (const actor of [LEAD, { ...LEAD, role: 'chair' as const, scope: null }]) {
    expect(may(actor, 'document.read', subject)).toBe(true)
    expect(may(actor, 'document.write', subject)).toBe(false)
    expect(
      may({ ...actor, scope: ['ws-2'] }, 'document.write', documentSubject({ kind: 'workstream', of: 'ws-2' }, within)),
    ).toBe(true)
  }
})
