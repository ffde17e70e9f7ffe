import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import { atOneInstant } from '@concordat/db/read/asking'
import { findBoard } from '@concordat/db/read/boards'
import { readWork } from '@concordat/db/read/work-page'
import type { PayloadInput } from '@concordat/shared/commands'
import { exactDay } from '@concordat/shared/dates'
import { WorkView } from '@concordat/shared/http'
import { PlanPreview, PlanPreviewAsk } from '@concordat/shared/http-plans'
import { NOBODY } from '@concordat/shared/policy'

import { startTestRecord, type TestRecord } from '../test/record.ts'
import { previewPlan } from './preview.ts'

const BOARD = 'manchester-locality'
const PROGRAMME = 'prog-locality-model'

let record: TestRecord
let boardId: string
beforeAll(async () => {
  record = await startTestRecord([BOARD])
  boardId = (await findBoardHead(record.db, BOARD))?.id ?? ''
})
afterAll(() => record.stop())

const WAY_BACK = {
  cause: 'Two posts are empty',
  effect: 'Visits run late',
  action: 'Agency cover from Monday',
  owner: 'Head of service',
  by: '2026-09-30',
}

const reading = async <T>(
  read: (tx: Parameters<typeof readWork>[0], board: Parameters<typeof readWork>[1]) => Promise<T | undefined>,
): Promise<T> => {
  const found = await atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, BOARD)
    return board && read(tx, board)
  })
  if (found === undefined) throw new Error('It is not on the board')
  return found
}
const asking = () => ({ actor: NOBODY, now: record.clock })
const work = async (id: string, kind: WorkView['kind'] = 'workstream'): Promise<WorkView> =>
  WorkView.parse(await reading((tx, board) => readWork(tx, board, { kind, id }, asking())))
const preview = async (ask: unknown): Promise<PlanPreview> =>
  PlanPreview.parse(await reading((tx, board) => previewPlan(tx, board, asking(), PlanPreviewAsk.parse(ask))))

const rate = (
  id: string,
  value: PayloadInput<'rating.give'>['value'],
  more: Partial<PayloadInput<'rating.give'>> = {},
) => ({
  type: 'rating.give' as const,
  payload: { subject: { kind: 'workstream' as const, id }, value, ...more },
})
const report = (id: string, more: Partial<PayloadInput<'progress.report'>> = {}) => ({
  type: 'progress.report' as const,
  payload: { of: { kind: 'workstream' as const, id }, writtenAt: '2026-07-14T10:20:00.000Z', ...more },
})
const on = async <T>(instant: string, deed: () => Promise<T>): Promise<T> => {
  const before = record.clock
  record.clock = new Date(instant)
  try {
    return await deed()
  } finally {
    record.clock = before
  }
}

describe('the two-minute update', () => {
  test('[B12][WL-1] one update: forecast, rating and a word, each with its entry, all at one instant', async () => {
    const { seq } = await record.send(
      BOARD,
      'lead-2',
      report('ws-2', {
        forecasts: [{ milestoneId: 'ms-2-4', forecast: exactDay('2026-09-30'), reason: 'Rooms', expect: 0 }],
        rating: { value: 'amber', ...WAY_BACK, expect: 0 },
        note: 'Rooms are found',
      }),
    )
    const entries = (await readEntries(record.db, boardId)).filter((entry) => entry.seq >= seq)
    expect(entries.map(({ type }) => type)).toEqual(['progress.report', 'forecast.report', 'rating.give'])
    expect(new Set(entries.map(({ at }) => at)).size).toBe(1)
    const view = await work('ws-2')
    expect(view.reports).toMatchObject([
      {
        seq,
        writtenAt: '2026-07-14T10:20:00.000Z',
        at: '2026-07-14T11:00:00.000Z',
        note: 'Rooms are found',
        unchanged: false,
      },
    ])
    expect(view.ratings[0]).toMatchObject({ value: 'amber', seq: seq + 2 })
    expect(view.milestones.find(({ id }) => id === 'ms-2-4')?.reported).toMatchObject({ seq: seq + 1 })
  })

  test('[H7] one field that moved on refuses the whole update with both values, and records nothing', async () => {
    const head = (await findBoardHead(record.db, BOARD))?.headSeq
    const rating = (await work('ws-2')).ratings[0]
    const refusal = await record.refusal(
      BOARD,
      'lead-2',
      report('ws-2', {
        forecasts: [{ milestoneId: 'ms-2-5', forecast: exactDay('2026-10-30'), expect: 0 }],
        rating: { value: 'green', reason: 'Filled', expect: 0 },
      }),
    )
    expect(refusal).toMatchObject({
      kind: 'stale',
      current: {
        fields: [
          {
            field: 'rating',
            mine: 'Green',
            theirs: 'Amber',
            seq: rating?.seq,
            by: { person: 'lead-2', name: 'Samir Patel' },
          },
        ],
      },
    })
    expect((await findBoardHead(record.db, BOARD))?.headSeq).toBe(head)
  })

  test('[WL-1][B6] nothing changed confirms rating and forecasts with today, shown as a confirmation; unseen changes are not confirmed', async () => {
    const before = await work('ws-2')
    const rating = before.ratings[0]?.seq ?? 0
    const forecast = before.milestones.find(({ id }) => id === 'ms-2-4')?.reported?.seq ?? 0
    const seen = { rating, forecasts: [{ milestoneId: 'ms-2-4', expect: forecast }] }
    const { seq } = await on('2026-07-30T09:00:00.000Z', () =>
      record.send(BOARD, 'lead-2', report('ws-2', { unchanged: true, seen })),
    )
    record.clock = new Date('2026-08-20T11:00:00.000Z')
    const after = await work('ws-2')
    expect(after.ratings).toHaveLength(before.ratings.length)
    expect(after.ratings[0]).toMatchObject({
      seq: rating,
      confirmed: { seq, at: '2026-07-30T09:00:00.000Z', by: { person: 'lead-2' } },
      ageDays: 21,
      stale: false,
    })
    expect(after.milestones.find(({ id }) => id === 'ms-2-4')?.reported).toMatchObject({
      seq: forecast,
      confirmed: { seq },
    })
    expect(after.reports[0]).toMatchObject({ seq, unchanged: true })

    const unseen = { unchanged: true, seen: { rating, forecasts: [] } }
    expect(await record.refusal(BOARD, 'lead-2', report('ws-2', unseen))).toMatchObject({
      kind: 'stale',
      current: { fields: [{ field: 'forecast:ms-2-4', mine: 'Nothing changed', theirs: '30 September 2026' }] },
    })
    expect(await record.refusal(BOARD, 'lead-2', report('ws-2', { unchanged: true }))).toMatchObject({
      fields: [{ path: 'seen' }],
    })
    expect(await record.refusal(BOARD, 'lead-2', report('ws-2'))).toMatchObject({ kind: 'invalid' })
    expect(await record.refusal(BOARD, 'lead-3', report('ws-2', { unchanged: true, seen }))).toMatchObject({
      kind: 'forbidden',
    })
  })
})

describe('ratings', () => {
  test('[B7][23][WL-1] green with milestones overdue is saved only with a sentence, and both are shown; the suggestion overwrites nothing', async () => {
    const { checks, needsExplanation, suggestion } = await preview({
      of: { kind: 'workstream', id: 'ws-4' },
      rating: { value: 'green', hasWords: true },
    })
    expect(needsExplanation).toBe(true)
    expect(checks).toMatchObject([
      {
        rule: 'overdue-milestones',
        words: expect.stringContaining('2 milestones are overdue, the longest by') as string,
      },
    ])
    expect(suggestion?.value).toBe('red')

    const refusal = await record.refusal(BOARD, 'lead-4', rate('ws-4', 'green'))
    expect(refusal.fields).toMatchObject([
      { path: 'explanation', message: expect.stringContaining(checks[0]?.words ?? '') as string },
    ])
    const explanation = 'The dates are those of the first plan; the second is on time'
    const { seq } = await record.send(BOARD, 'lead-4', rate('ws-4', 'green', { explanation }))
    const view = await work('ws-4')
    expect(view.ratings[0]).toMatchObject({ seq, value: 'green', explanation, contradictions: checks })
    expect(view.checks).toEqual(checks)
    expect(view.suggestion?.value).toBe('red')
    const [entry] = (await readEntries(record.db, boardId, { type: 'rating.give' })).filter((one) => one.seq === seq)
    expect(entry?.payload).toMatchObject({ explanation, contradictions: [{ words: checks[0]?.words }] })
  })

  test('[B7] green over a red child needs a sentence', async () => {
    await record.send(BOARD, 'lead-1', rate('ws-1', 'red', WAY_BACK))
    const of = { kind: 'programme' as const, id: PROGRAMME }
    const { checks } = await preview({ of, rating: { value: 'green', hasWords: true } })
    expect(checks.map(({ rule }) => rule)).toContain('worse-child')
    expect(
      await record.refusal(BOARD, 'programme-lead', { type: 'rating.give', payload: { subject: of, value: 'green' } }),
    ).toMatchObject({ fields: [{ path: 'explanation' }] })
  })

  test('[21][J3] a wrong rating stays and is followed by a correction that takes its place', async () => {
    const first = await record.send(BOARD, 'lead-6', rate('ws-6', 'amber', { ...WAY_BACK }))
    const second = await record.send(BOARD, 'lead-6', rate('ws-6', 'red', WAY_BACK))
    const correct = rate('ws-6', 'amber-red', { ...WAY_BACK, reason: 'The wrong button', corrects: first.seq })
    expect(await record.refusal(BOARD, 'lead-6', rate('ws-6', 'not-rated', { corrects: first.seq }))).toMatchObject({
      kind: 'invalid',
    })
    const third = await record.send(BOARD, 'lead-6', correct)
    const { ratings } = await work('ws-6')
    expect(ratings.map(({ seq, value, corrects, correctedBy }) => ({ seq, value, corrects, correctedBy }))).toEqual([
      { seq: second.seq, value: 'red', corrects: null, correctedBy: null },
      { seq: third.seq, value: 'amber-red', corrects: first.seq, correctedBy: null },
      { seq: first.seq, value: 'amber', corrects: null, correctedBy: third.seq },
    ])
    expect(ratings[0]).toMatchObject({ trend: 'worse', before: { value: 'amber-red' } })
    expect(await record.refusal(BOARD, 'lead-6', correct)).toMatchObject({
      kind: 'conflict',
      current: { seq: third.seq },
    })
    expect(
      (await work(PROGRAMME, 'programme')).programme.workstreams.find(({ id }) => id === 'ws-6')?.rating,
    ).toMatchObject({ seq: second.seq })
  })

  test('[abuse 58] a back-dated rating shows both clocks; never a day to come, never before the rating it follows', async () => {
    const today = '2026-08-20'
    for (const trueFrom of ['2026-08-21', '2026-07-13'])
      expect(await record.refusal(BOARD, 'lead-2', rate('ws-2', 'red', { ...WAY_BACK, trueFrom }))).toMatchObject({
        fields: [{ path: 'trueFrom' }],
      })
    await record.send(BOARD, 'lead-2', rate('ws-2', 'red', { ...WAY_BACK, trueFrom: '2026-07-20' }))
    const view = await work('ws-2')
    expect(view.ratings[0]).toMatchObject({ trueFrom: '2026-07-20', value: 'red' })
    expect(view.ratings[0]?.at.slice(0, 10)).toBe(today)
    expect(view.periods.at(-2)).toMatchObject({ label: 'July 2026', rating: { value: 'red', recordedLater: true } })
    expect(view.periods.at(-1)).toMatchObject({ rating: { value: 'red', recordedLater: false, fresh: true } })
  })

  test('[B9] the strip says what was in force at the end of each of eight months, with its narrative', async () => {
    const { periods } = await work('ws-2')
    expect(periods.map(({ label }) => label)).toEqual([
      'January 2026',
      'February 2026',
      'March 2026',
      'April 2026',
      'May 2026',
      'June 2026',
      'July 2026',
      'August 2026',
    ])
    expect(periods.map(({ rating }) => rating?.value ?? null)).toEqual([
      ...Array.from({ length: 6 }, () => null),
      'red',
      'red',
    ])
    const ratings = new Set((await work('ws-2')).ratings.map(({ seq }) => seq))
    expect(periods.every(({ rating }) => rating === null || ratings.has(rating.seq))).toBe(true)
  })

  test('[B3] a scale changes where a month begins, and what was rated before stays as it was said', async () => {
    const change = (from: string, points: 3 | 5 = 3) => ({
      type: 'scale.switch' as const,
      payload: { programmeId: PROGRAMME, points, from },
    })
    for (const from of ['2026-09-02', '2026-08-01'])
      expect(await record.refusal(BOARD, 'secretariat', change(from))).toMatchObject({ fields: [{ path: 'from' }] })
    expect(await record.refusal(BOARD, 'programme-lead', change('2026-09-01'))).toMatchObject({ kind: 'forbidden' })
    expect(await record.refusal(BOARD, 'secretariat', change('2026-09-01', 5))).toMatchObject({
      fields: [{ path: 'points' }],
    })
    await record.send(BOARD, 'lead-3', rate('ws-3', 'amber-red', WAY_BACK))
    await record.send(BOARD, 'secretariat', change('2026-09-01'))
    expect((await work('ws-3')).scale).toEqual({ points: 5, next: { points: 3, from: '2026-09-01' } })
    await on('2026-09-01T11:00:00.000Z', async () => {
      expect(await record.refusal(BOARD, 'lead-3', rate('ws-3', 'amber-red', WAY_BACK))).toMatchObject({
        fields: [{ path: 'value' }],
      })
      const view = await work('ws-3')
      expect(view).toMatchObject({ ragPoints: 3, scale: { points: 3, next: null } })
      expect(view.ratings[0]).toMatchObject({ value: 'amber-red' })
      expect(view.periods.slice(-2)).toMatchObject([
        { points: 5, rating: { value: 'amber-red', fresh: true } },
        { points: 3, rating: { value: 'amber-red', fresh: false } },
      ])
    })
  })
})

test('[B10][WL-1] before saving: how late a forecast makes it, who waits, and what a dependency would bring', async () => {
  await record.send(BOARD, 'lead-5', {
    type: 'dependency.add',
    payload: { from: 'ms-5-3', on: { kind: 'milestone', id: 'ms-3-5' } },
  })
  await record.send(BOARD, 'lead-5', {
    type: 'forecast.report',
    payload: { milestoneId: 'ms-5-3', forecast: exactDay('2026-09-30') },
  })
  const said = await preview({
    of: { kind: 'workstream', id: 'ws-3' },
    forecasts: [{ milestoneId: 'ms-3-5', forecast: exactDay('2026-10-14') }],
    dependency: { from: 'ms-3-5', on: { kind: 'milestone', id: 'ms-5-3' } },
  })
  expect(said.milestones).toMatchObject([
    {
      id: 'ms-3-5',
      slippage: { to: 'forecast', precision: 'month' },
      neededBy: [{ ref: 'ms-5-3', conflict: expect.stringContaining('10 working days too late') as string }],
    },
  ])
  expect(said.dependency?.circle).toHaveLength(3)
  expect((await work('ws-3')).milestones.find(({ id }) => id === 'ms-3-5')?.reported).toBeNull()
})

test('[B6] confirming is one tap, recorded, and makes the rating young; another rating meanwhile is told', async () => {
  const { seq } = await record.send(BOARD, 'lead-5', rate('ws-5', 'green'))
  record.clock = new Date('2026-10-09T11:00:00.000Z')
  expect((await work('ws-5')).ratings[0]).toMatchObject({ ageDays: 50, stale: true, confirmed: null })
  const confirm = (rating: number) => ({
    type: 'rating.reaffirm' as const,
    payload: { subject: { kind: 'workstream' as const, id: 'ws-5' }, rating },
  })
  const confirmed = await record.send(BOARD, 'lead-5', confirm(seq))
  expect((await work('ws-5')).ratings[0]).toMatchObject({
    seq,
    ageDays: 0,
    stale: false,
    confirmed: { seq: confirmed.seq, by: { person: 'lead-5' } },
  })
  const next = await record.send(BOARD, 'programme-lead', rate('ws-5', 'amber', { ...WAY_BACK, by: '2026-12-01' }))
  expect(await record.refusal(BOARD, 'lead-5', confirm(seq))).toMatchObject({
    kind: 'stale',
    current: { fields: [{ field: 'rating', theirs: 'Amber', seq: next.seq, by: { person: 'programme-lead' } }] },
  })
  for (const person of ['lead-2', 'chair', 'secretariat'])
    expect(await record.refusal(BOARD, person, confirm(next.seq))).toMatchObject({ kind: 'forbidden' })
})

test('[43] after all of it the ledger verifies', async () => {
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})
