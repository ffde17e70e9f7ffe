import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import { atOneInstant } from '@concordat/db/read/asking'
import { findBoard } from '@concordat/db/read/boards'
import { readWork } from '@concordat/db/read/work-page'
import type { PayloadInput } from '@concordat/shared/commands'
import { exactDay } from '@concordat/shared/dates'
import { WorkView, type MilestoneView } from '@concordat/shared/http'
import { NOBODY, type Actor } from '@concordat/shared/policy'
import { workingDaysBetween } from '@concordat/shared/working-days'

import { startTestRecord, type TestRecord } from '../test/record.ts'

const BOARD = 'manchester-locality'
const DATED = 'ms-3-5'
const UNDATED = 'ms-2-4'

let record: TestRecord
let boardId: string
beforeAll(async () => {
  record = await startTestRecord([BOARD, 'greater-manchester'])
  boardId = (await findBoardHead(record.db, BOARD))?.id ?? ''
})
afterAll(() => record.stop())

const work = async (id: string, actor: Actor = NOBODY, kind: WorkView['kind'] = 'workstream'): Promise<WorkView> => {
  const view = await atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, BOARD)
    return board && readWork(tx, board, { kind, id }, { actor, now: record.clock })
  })
  // What HTTP would answer: the shape is part of the promise.
  return WorkView.parse(view)
}
const milestone = async (id: string, actor: Actor = NOBODY): Promise<MilestoneView> => {
  const view = (await work(`ws-${id.split('-')[1] ?? ''}`, actor)).milestones.find((one) => one.id === id)
  if (!view) throw new Error(`${id} is not on the board`)
  return view
}
const leadOf = (number: number): Actor => ({
  person: `lead-${number}`,
  role: 'workstream-lead',
  post: `post-lead-${number}`,
  body: null,
  scope: [`ws-${number}`],
})

const decide = async (more: Partial<PayloadInput<'decision.record'>> = {}): Promise<string> => {
  const { number } = await record.send(BOARD, 'secretariat', {
    type: 'decision.record',
    payload: {
      title: 'About the plan',
      text: 'The board agrees to the change of the plan.',
      type: 'decided',
      authority: { basis: 'delegation', ref: 'Minute 12' },
      reasons: 'Put to the board',
      ...more,
    },
  })
  return String(number)
}

const forecast = (milestoneId: string, day: string, more: Partial<PayloadInput<'forecast.report'>> = {}) => ({
  type: 'forecast.report' as const,
  payload: { milestoneId, forecast: exactDay(day), reason: 'Two posts are empty', ...more },
})

describe('three dates', () => {
  test('[24][WL-2] the dates a board was set up with are first baselines; nobody moves one by hand, and the refusal names the route', async () => {
    const before = await milestone(DATED)
    expect(before.baseline).toMatchObject({
      first: { date: { text: 'July 2019' }, number: 0, decision: null },
      current: { date: { text: 'July 2019' }, number: 0 },
      moves: 0,
    })
    const move = { milestoneId: DATED, baseline: exactDay('2026-09-30'), reason: 'Funding came late' }
    for (const person of ['lead-3', 'programme-lead'])
      expect(
        await record.refusal(BOARD, person, { type: 'baseline.move', payload: { ...move, decision: 'MCH/2026/1' } }),
      ).toMatchObject({
        kind: 'forbidden',
        title: expect.stringContaining('by a decision of the board and in no other way') as string,
      })
    expect(await record.refusal(BOARD, 'secretariat', { type: 'baseline.move', payload: move })).toMatchObject({
      kind: 'invalid',
      fields: [{ path: 'decision', message: expect.stringContaining('propose the new date') as string }],
    })
    expect(
      await record.refusal(BOARD, 'secretariat', {
        type: 'baseline.move',
        payload: { ...move, decision: 'XX/2026/99' },
      }),
    ).toMatchObject({ kind: 'invalid', fields: [{ path: 'decision' }] })
    await expect(record.db.$client`update milestones set due = '{"text":"later"}' where id = ${DATED}`).rejects.toThrow(
      /decision on record/u,
    )
    expect((await milestone(DATED)).baseline).toEqual(before.baseline)
  })

  test('[24][WL-2] proposed, decided, moved: the first one and the count stay, and slippage is measured from the first', async () => {
    const proposal = await record.send(BOARD, 'lead-3', {
      type: 'baseline.propose',
      payload: {
        milestoneId: DATED,
        baseline: exactDay('2026-09-30'),
        reason: 'Funding came late',
        effects: 'Hubs wait',
      },
    })
    const proposed = await milestone(DATED)
    expect(proposed.baseline?.moves).toBe(0)
    expect(proposed.proposals).toMatchObject([{ seq: proposal.seq, effects: 'Hubs wait', by: { person: 'lead-3' } }])

    const noted = await decide({ type: 'noted', authority: { basis: 'recommendation-only' } })
    const move = (decision: string) => ({
      type: 'baseline.move' as const,
      payload: {
        milestoneId: DATED,
        baseline: exactDay('2026-09-30'),
        reason: 'Funding came late',
        decision,
        proposal: proposal.seq,
      },
    })
    expect(await record.refusal(BOARD, 'secretariat', move(noted))).toMatchObject({
      fields: [{ path: 'decision', message: expect.stringContaining('decides nothing') as string }],
    })
    const late = await decide({ effectiveOn: '2026-08-01' })
    expect(await record.refusal(BOARD, 'secretariat', move(late))).toMatchObject({
      fields: [{ path: 'decision', message: expect.stringContaining('takes effect on 1 August 2026') as string }],
    })
    const decision = await decide()
    const { seq } = await record.send(BOARD, 'secretariat', move(decision))
    await record.send(BOARD, 'lead-3', forecast(DATED, '2026-10-07'))
    const moved = await milestone(DATED)
    expect(moved).toMatchObject({
      due: { text: '30 September 2026' },
      overdue: false,
      baseline: {
        first: { date: { text: 'July 2019' } },
        current: { date: { text: '30 September 2026' }, number: 1, seq, decision },
        moves: 1,
        decisions: [decision],
      },
      proposals: [],
      slippage: { fromCurrent: 5, to: 'forecast', precision: 'month' },
    })
    expect(moved.slippage?.fromFirst).toBe(workingDaysBetween('2019-07-31', '2026-10-07'))
    expect(await record.refusal(BOARD, 'secretariat', move(decision))).toMatchObject({ kind: 'invalid' })
    await expect(record.db.$client`delete from baselines`).rejects.toThrow(/permission denied|append-only/u)
  })

  test('[WL-2] a proposal the board refuses is settled and moves nothing', async () => {
    const { seq } = await record.send(BOARD, 'lead-3', {
      type: 'baseline.propose',
      payload: { milestoneId: DATED, baseline: exactDay('2027-01-29'), reason: 'Still waiting' },
    })
    const payload = { proposal: seq, decision: await decide(), reason: 'The date holds' }
    expect(await record.refusal(BOARD, 'lead-3', { type: 'baseline.refuse', payload })).toMatchObject({
      kind: 'forbidden',
    })
    await record.send(BOARD, 'secretariat', { type: 'baseline.refuse', payload })
    expect(await milestone(DATED)).toMatchObject({ proposals: [], baseline: { moves: 1 } })
    expect(await record.refusal(BOARD, 'secretariat', { type: 'baseline.refuse', payload })).toMatchObject({
      kind: 'conflict',
    })
  })

  test('[B1] a forecast is a fact with author and reason; later needs a reason, past is refused, the same date confirms', async () => {
    const late = forecast(UNDATED, '2026-09-30', { reason: undefined })
    const first = await record.send(BOARD, 'lead-2', late)
    expect(await record.refusal(BOARD, 'lead-2', forecast(UNDATED, '2026-10-30', { reason: undefined }))).toMatchObject(
      {
        fields: [{ path: 'reason', message: 'Say why it is later than 30 September 2026' }],
      },
    )
    expect(await record.refusal(BOARD, 'lead-2', forecast(UNDATED, '2026-07-13'))).toMatchObject({
      fields: [{ path: 'forecast' }],
    })
    expect(
      await record.refusal(BOARD, 'lead-2', {
        type: 'forecast.report',
        payload: { milestoneId: UNDATED, forecast: { ...exactDay('2026-10-30'), to: null } },
      }),
    ).toMatchObject({ fields: [{ path: 'forecast' }] })
    const again = await record.send(BOARD, 'lead-2', late)
    expect((await milestone(UNDATED)).reported).toMatchObject({
      seq: first.seq,
      date: { text: '30 September 2026' },
      by: { person: 'lead-2' },
      confirmed: { seq: again.seq },
      moves: 0,
    })
  })

  test('[H7] two people on one forecast: the second is shown both, with who and when', async () => {
    const seen = (await milestone(UNDATED)).reported?.seq ?? 0
    const theirs = await record.send(BOARD, 'programme-lead', forecast(UNDATED, '2026-11-30', { was: seen }))
    const refusal = await record.refusal(BOARD, 'lead-2', forecast(UNDATED, '2026-10-30', { was: seen }))
    expect(refusal).toMatchObject({
      kind: 'stale',
      current: {
        fields: [
          {
            field: `forecast:${UNDATED}`,
            mine: '30 October 2026',
            theirs: '30 November 2026',
            seq: theirs.seq,
            by: { person: 'programme-lead', name: 'Lena Okafor' },
          },
        ],
      },
    })
    expect((await milestone(UNDATED)).reported).toMatchObject({ seq: theirs.seq, moves: 1 })
  })
})

describe('states', () => {
  test('[22][25] done is claimed with evidence and accepted by somebody else; until then it is not done', async () => {
    const claim = {
      milestoneId: 'ms-2-2',
      actual: exactDay('2026-07-10'),
      evidence: [{ title: 'Opening minute', reference: 'Minute book 7' }],
    }
    expect(
      await record.refusal(BOARD, 'programme-lead', {
        type: 'milestone.claim-done',
        payload: { ...claim, evidence: [] },
      }),
    ).toMatchObject({ fields: [{ path: 'evidence', message: 'Name at least one piece of evidence' }] })
    expect(
      await record.refusal(BOARD, 'programme-lead', {
        type: 'milestone.claim-done',
        payload: { ...claim, actual: exactDay('2026-07-15') },
      }),
    ).toMatchObject({ fields: [{ path: 'actual' }] })
    const { seq } = await record.send(BOARD, 'programme-lead', { type: 'milestone.claim-done', payload: claim })
    expect(await milestone('ms-2-2')).toMatchObject({
      status: 'done-claimed',
      actual: null,
      claim: { seq, state: 'open' },
    })
    expect((await work('ws-2')).programme.workstreams.find(({ id }) => id === 'ws-2')?.milestones.done).toBe(1)

    const accept = { type: 'milestone.accept-done' as const, payload: { milestoneId: 'ms-2-2', claim: seq } }
    expect(await record.refusal(BOARD, 'programme-lead', accept)).toMatchObject({
      kind: 'forbidden',
      title: expect.stringContaining('somebody else') as string,
    })
    expect(await record.refusal(BOARD, 'lead-2', accept)).toMatchObject({ kind: 'forbidden' })
    expect((await milestone('ms-2-2', leadOf(2))).abilities).not.toContain('milestone.accept-done')

    await record.send(BOARD, 'chair', {
      type: 'milestone.reject-claim',
      payload: { milestoneId: 'ms-2-2', claim: seq, reason: 'The minute is of another hub' },
    })
    expect(await milestone('ms-2-2')).toMatchObject({
      claim: { state: 'rejected', settled: { by: { person: 'chair' } } },
    })
    const second = await record.send(BOARD, 'lead-2', { type: 'milestone.claim-done', payload: claim })
    expect(await record.refusal(BOARD, 'chair', accept)).toMatchObject({ kind: 'conflict' })
    await record.send(BOARD, 'programme-lead', {
      type: 'milestone.accept-done',
      payload: { milestoneId: 'ms-2-2', claim: second.seq },
    })
    expect(await milestone('ms-2-2')).toMatchObject({ status: 'done', actual: { text: '10 July 2026' }, lock: null })
    expect(await record.refusal(BOARD, 'lead-2', forecast('ms-2-2', '2026-12-01'))).toMatchObject({ kind: 'conflict' })
  })

  test('[22] a state is no rating: set-state takes neither colour nor done', async () => {
    for (const state of ['done', 'green', 'complete'])
      expect(
        await record.refusal(BOARD, 'lead-2', {
          type: 'milestone.set-state',
          payload: { milestoneId: UNDATED, state: state as 'paused' },
        }),
      ).toMatchObject({ kind: 'invalid' })
    await record.send(BOARD, 'lead-2', {
      type: 'milestone.set-state',
      payload: { milestoneId: UNDATED, state: 'paused', note: 'Awaiting staff' },
    })
    const { status } = await milestone(UNDATED)
    expect({ status, rating: (await work('ws-2')).ratings }).toEqual({ status: 'paused', rating: [] })
  })

  test('a milestone is dropped by a decision only', async () => {
    const drop = (decision: string) => ({
      type: 'milestone.drop' as const,
      payload: { milestoneId: 'ms-2-3', decision, reason: 'No longer needed' },
    })
    expect(await record.refusal(BOARD, 'lead-2', drop(await decide()))).toMatchObject({ kind: 'forbidden' })
    expect(await record.refusal(BOARD, 'chair', drop('XX/1/1'))).toMatchObject({ kind: 'invalid' })
    await record.send(BOARD, 'chair', drop(await decide()))
    expect(await milestone('ms-2-3')).toMatchObject({ status: 'dropped', overdue: false })
  })

  test('[28] who answers is a post, a body or an office of the board, never a mere name', async () => {
    const own = (kind: 'post' | 'body' | 'role', id: string) => ({
      type: 'milestone.own' as const,
      payload: { milestoneId: UNDATED, owner: { kind, id } },
    })
    for (const [kind, id] of [
      ['post', 'mrs-smith'],
      ['body', 'post-lead-2'],
      ['role', 'nobody'],
    ] as const)
      expect(await record.refusal(BOARD, 'lead-2', own(kind, id))).toMatchObject({ fields: [{ path: 'owner.id' }] })
    await record.send(BOARD, 'lead-2', own('post', 'post-lead-2'))
    expect((await milestone(UNDATED)).accountable).toEqual({
      kind: 'post',
      id: 'post-lead-2',
      title: 'Workstream lead, Front door',
    })
  })

  test('[B11] a row per place rolls up as a count, never as a colour', async () => {
    const [body] = await record.db.$client<{ id: string; title: string }[]>`
      select id, title from bodies where board_id = ${boardId} order by position limit 1`
    await record.send(BOARD, 'lead-2', {
      type: 'milestone.track',
      payload: { milestoneId: UNDATED, rows: [{ body: body?.id ?? '' }, { title: 'North' }, { title: 'South' }] },
    })
    const { rows } = await milestone(UNDATED)
    expect(rows.map(({ title, state }) => [title, state])).toEqual([
      [body?.title, 'not-started'],
      ['North', 'not-started'],
      ['South', 'not-started'],
    ])
    expect(
      await record.refusal(BOARD, 'lead-2', {
        type: 'milestone.track',
        payload: { milestoneId: UNDATED, rows: [{ title: 'North' }] },
      }),
    ).toMatchObject({ fields: [{ path: 'rows.0' }] })
    const set = {
      type: 'milestone.set-row' as const,
      expect: rows[1]?.seq ?? 0,
      payload: { milestoneId: UNDATED, row: rows[1]?.id ?? '', state: 'complete' as const },
    }
    await record.send(BOARD, 'lead-2', set)
    expect(await record.refusal(BOARD, 'programme-lead', set)).toMatchObject({ kind: 'stale' })
    expect(await record.refusal(BOARD, 'lead-3', set)).toMatchObject({ kind: 'forbidden' })
    expect((await milestone(UNDATED)).rollUp).toEqual({ complete: 1, of: 3, words: '1 of 3 complete' })
  })
})

describe('dependencies', () => {
  const wait = (from: string, on: PayloadInput<'dependency.add'>['on']) => ({
    type: 'dependency.add' as const,
    payload: { from, on },
  })

  test('[26][B10] both ends show the line and what does not fit; a circle is refused by name', async () => {
    const { seq } = await record.send(BOARD, 'lead-2', wait(UNDATED, { kind: 'milestone', id: DATED }))
    await record.send(BOARD, 'lead-3', forecast(DATED, '2026-12-22'))
    const waiting = (await milestone(UNDATED)).waitsFor
    expect(waiting).toMatchObject([
      {
        id: `dep-${seq}`,
        kind: 'milestone',
        ref: DATED,
        met: false,
        conflict: expect.stringContaining('16 working days too late') as string,
      },
    ])
    expect((await milestone(DATED)).neededBy).toMatchObject([{ ref: UNDATED, conflict: waiting[0]?.conflict }])

    await record.send(BOARD, 'lead-3', wait(DATED, { kind: 'milestone', id: 'ms-4-2' }))
    const refusal = await record.refusal(BOARD, 'lead-4', wait('ms-4-2', { kind: 'milestone', id: UNDATED }))
    expect(refusal.kind).toBe('conflict')
    const { title } = await milestone(UNDATED)
    expect(refusal.title).toContain(`“${(await milestone('ms-4-2')).title}” waits for “${title}” waits for “`)
    expect(await record.refusal(BOARD, 'lead-2', wait(UNDATED, { kind: 'milestone', id: UNDATED }))).toMatchObject({
      kind: 'conflict',
    })
    expect(await record.refusal(BOARD, 'lead-2', wait(UNDATED, { kind: 'milestone', id: 'nothing' }))).toMatchObject({
      kind: 'invalid',
    })
    expect(await record.refusal(BOARD, 'lead-2', wait(UNDATED, { kind: 'milestone', id: DATED }))).toMatchObject({
      kind: 'conflict',
    })
  })

  test('[26] taken away, the line no longer counts, and stays on record', async () => {
    const [line] = (await milestone(UNDATED)).waitsFor
    const payload = { id: line?.id ?? '', reason: 'Not needed after all' }
    expect(await record.refusal(BOARD, 'lead-3', { type: 'dependency.remove', payload })).toMatchObject({
      kind: 'forbidden',
    })
    await record.send(BOARD, 'lead-2', { type: 'dependency.remove', payload })
    expect((await milestone(UNDATED)).waitsFor).toEqual([])
    await record.send(BOARD, 'lead-4', wait('ms-4-2', { kind: 'milestone', id: UNDATED }))
    const rows = await record.db
      .$client`select id from dependencies where id = ${payload.id} and removed_seq is not null`
    expect(rows).toHaveLength(1)
  })

  test('[E13] what waits for a decision not in effect is locked until the day, and free on it', async () => {
    const decision = await decide({ effectiveOn: '2026-08-03' })
    await record.send(BOARD, 'lead-5', wait('ms-5-1', { kind: 'decision', id: decision }))
    await record.send(BOARD, 'lead-5', wait('ms-5-1', { kind: 'outside', words: 'Estates capacity' }))
    expect((await milestone('ms-5-1')).lock).toEqual({
      until: '2026-08-03',
      words: expect.stringContaining('Locked until 3 August 2026') as string,
    })
    const start = {
      type: 'milestone.set-state' as const,
      payload: { milestoneId: 'ms-5-1', state: 'in-progress' as const },
    }
    const claim = {
      type: 'milestone.claim-done' as const,
      payload: {
        milestoneId: 'ms-5-1',
        actual: exactDay('2026-07-14'),
        evidence: [{ title: 'Note', reference: 'File 3' }],
      },
    }
    for (const locked of [start, claim])
      expect(await record.refusal(BOARD, 'lead-5', locked)).toMatchObject({
        kind: 'conflict',
        title: expect.stringContaining('3 August 2026') as string,
      })
    record.clock = new Date('2026-08-03T09:00:00.000Z')
    try {
      expect((await milestone('ms-5-1')).lock).toBeNull()
      await record.send(BOARD, 'lead-5', start)
    } finally {
      record.clock = new Date('2026-08-03T11:00:00.000Z')
    }
  })
})

test('[26][E13] a gate that is shut locks who waits for it, and a gate milestone lists who that is', async () => {
  const GM = 'greater-manchester'
  const [gate] = await record.db.$client<{ id: string; number: number }[]>`
    select a.id, a.number from asks a join boards b on b.id = a.board_id where b.slug = ${GM} order by a.gate desc limit 1`
  await record.db.$client`update asks set gate = true where id = ${gate?.id ?? ''}`
  const add = (from: string, on: PayloadInput<'dependency.add'>['on']) =>
    record.send(GM, 'programme-lead', { type: 'dependency.add', payload: { from, on } })
  await add('ms-phase-two', { kind: 'ask', id: gate?.id ?? '' })
  await add('ms-psr-programme', { kind: 'milestone', id: 'ms-phase-two' })
  const gm = await atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, GM)
    return (
      board && readWork(tx, board, { kind: 'programme', id: 'prog-gm-review' }, { actor: NOBODY, now: record.clock })
    )
  })
  const phaseTwo = gm?.milestones.find(({ id }) => id === 'ms-phase-two')
  expect(phaseTwo?.lock).toEqual({
    until: null,
    words: expect.stringMatching(
      new RegExp(`^Locked: Ask ${gate?.number ?? 0}: .* is a gate and is shut\\.$`, 'u'),
    ) as string,
  })
  expect(phaseTwo?.neededBy).toMatchObject([{ ref: 'ms-psr-programme', met: false }])
  expect(
    await record.refusal(GM, 'programme-lead', {
      type: 'milestone.set-state',
      payload: { milestoneId: 'ms-phase-two', state: 'in-progress' },
    }),
  ).toMatchObject({ kind: 'conflict', title: phaseTwo?.lock?.words })
})

test('[43] after all of it the ledger verifies, and every fact has its entry', async () => {
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
  for (const type of ['baseline.move', 'forecast.report', 'dependency.add', 'milestone.accept-done'] as const)
    expect((await readEntries(record.db, boardId, { type })).length).toBeGreaterThan(0)
})
