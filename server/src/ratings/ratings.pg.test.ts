import { afterAll, beforeAll, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import type { PayloadInput } from '@concordat/shared/commands'

import { startTestRecord, type TestRecord } from '../test/record.ts'

const BOARD = 'manchester-locality'

let record: TestRecord
let boardId: string
beforeAll(async () => {
  record = await startTestRecord([BOARD, 'greater-manchester'])
  boardId = (await findBoardHead(record.db, BOARD))?.id ?? ''
})
afterAll(() => record.stop())

type Rating = PayloadInput<'rating.give'>
const WAY_BACK = {
  cause: 'Two posts are empty',
  effect: 'Visits run late',
  action: 'Agency cover from Monday',
  owner: 'Head of service',
  by: '2026-09-30',
}
/** What contradicts green on workstreams whose dates are in the source is answered with this. */
const SOURCE = 'The dates are those of the source, years back'
const of = (
  id: string,
  value: Rating['value'],
  more: Partial<Rating> = {},
  kind: Rating['subject']['kind'] = 'workstream',
) => ({
  type: 'rating.give' as const,
  payload: { subject: { kind, id }, value, ...more },
})

test('[21] a rating keeps value, author, post and instant; the history is appended', async () => {
  const first = await record.send(BOARD, 'lead-2', of('ws-2', 'green'))
  const second = await record.send(BOARD, 'lead-2', of('ws-2', 'amber', WAY_BACK))
  const entries = await readEntries(record.db, boardId, { type: 'rating.give' })
  expect(
    entries.map(({ seq, actor, payload }) => ({
      seq,
      person: actor.person,
      post: actor.post,
      value: payload['value'],
      previous: payload['previous'],
    })),
  ).toEqual([
    { seq: first.seq, person: 'lead-2', post: 'post-lead-2', value: 'green', previous: undefined },
    { seq: second.seq, person: 'lead-2', post: 'post-lead-2', value: 'amber', previous: first.seq },
  ])
  const rows = await record.db
    .$client`select value, owner, by, person_id from ratings where subject_id = 'ws-2' order by seq`
  expect([...rows]).toEqual([
    { value: 'green', owner: null, by: null, person_id: 'lead-2' },
    { value: 'amber', owner: 'Head of service', by: '2026-09-30', person_id: 'lead-2' },
  ])
})

test('[B5] amber and worse need cause, effect, action, owner and day; all that is missing is told at once', async () => {
  for (const value of ['amber', 'amber-red', 'red'] as const) {
    const refusal = await record.refusal(BOARD, 'lead-3', of('ws-3', value, { reason: 'It slipped' }))
    expect(refusal).toMatchObject({ kind: 'invalid' })
    expect(refusal.fields?.map(({ path }) => path)).toEqual(['cause', 'effect', 'action', 'owner', 'by'])
    const { cause, owner, ...rest } = WAY_BACK
    expect((await record.refusal(BOARD, 'lead-3', of('ws-3', value, rest))).fields?.map(({ path }) => path)).toEqual([
      'cause',
      'owner',
    ])
    expect([cause, owner].every((words) => words.length > 0)).toBe(true)
    await record.send(BOARD, 'lead-3', of('ws-3', value, WAY_BACK))
  }
})

test('[B5] cause, effect and action are short enough for councillors to read', async () => {
  const refusal = await record.refusal(BOARD, 'lead-3', of('ws-3', 'red', { ...WAY_BACK, cause: 'x'.repeat(401) }))
  expect(refusal).toMatchObject({
    kind: 'invalid',
    fields: [{ path: 'cause', message: 'Keep this to 400 characters' }],
  })
})

test('[21] a change needs a reason, unless a cause says it; reaffirming does not', async () => {
  await record.send(BOARD, 'lead-4', of('ws-4', 'amber-green'))
  expect(await record.refusal(BOARD, 'lead-4', of('ws-4', 'green'))).toMatchObject({
    kind: 'invalid',
    fields: [{ path: 'reason', message: 'Say why it changes from Amber/Green to Green' }],
  })
  await record.send(BOARD, 'lead-4', of('ws-4', 'green', { reason: 'All posts filled', explanation: SOURCE }))
  await record.send(BOARD, 'lead-4', of('ws-4', 'green', { explanation: SOURCE }))
})

test('[22] not rated says why, and is not a colour', async () => {
  expect(await record.refusal(BOARD, 'lead-5', of('ws-5', 'not-rated'))).toMatchObject({
    kind: 'invalid',
    fields: [{ path: 'reason' }],
  })
  await record.send(BOARD, 'lead-5', of('ws-5', 'not-rated', { reason: 'Being reset' }))
})

test('[22] a milestone that is done has a state and no rating', async () => {
  const [done] = await record.db.$client<
    { id: string }[]
  >`select id from milestones where board_id = ${boardId} and status = 'done' limit 1`
  const [open] = await record.db.$client<
    { id: string }[]
  >`select id from milestones where board_id = ${boardId} and status = 'planned' and workstream_id = 'ws-2' limit 1`
  expect(await record.refusal(BOARD, 'programme-lead', of(done?.id ?? '', 'green', {}, 'milestone'))).toMatchObject({
    kind: 'conflict',
  })
  await record.send(BOARD, 'lead-2', of(open?.id ?? '', 'green', {}, 'milestone'))
  expect(await record.refusal(BOARD, 'lead-3', of(open?.id ?? '', 'green', {}, 'milestone'))).toMatchObject({
    kind: 'forbidden',
  })
})

test('a board of three points takes three', async () => {
  await record.db.$client`update boards set rag_points = 3 where id = ${boardId}`
  try {
    expect(await record.refusal(BOARD, 'lead-2', of('ws-2', 'amber-red', WAY_BACK))).toMatchObject({
      kind: 'invalid',
      fields: [{ path: 'value' }],
    })
    await record.send(BOARD, 'lead-2', of('ws-2', 'red', WAY_BACK))
  } finally {
    await record.db.$client`update boards set rag_points = 5 where id = ${boardId}`
  }
})

test('[model 6] leads rate what they lead and nothing else; programmes come with what lies in them', async () => {
  expect(await record.refusal(BOARD, 'lead-2', of('ws-3', 'green'))).toMatchObject({ kind: 'forbidden' })
  expect(await record.refusal(BOARD, 'lead-2', of('prog-locality-model', 'green', {}, 'programme'))).toMatchObject({
    kind: 'forbidden',
  })
  for (const person of ['chair', 'secretariat', 'observer']) {
    expect(await record.refusal(BOARD, person, of('ws-3', 'green'))).toMatchObject({ kind: 'forbidden' })
  }
  await record.send(BOARD, 'programme-lead', of('ws-3', 'green', { reason: 'Looked at together', explanation: SOURCE }))

  const GM = 'greater-manchester'
  await record.send(GM, 'lead-gm', of('prog-reform-capability', 'green', { explanation: SOURCE }, 'programme'))
  expect(await record.refusal(GM, 'lead-gm', of('prog-gm-review', 'green', {}, 'programme'))).toMatchObject({
    kind: 'forbidden',
  })
})

test('what is not on the board is not found', async () => {
  for (const [id, kind] of [
    ['ws-99', 'workstream'],
    ['ws-2', 'programme'],
    ['nothing', 'milestone'],
  ] as const) {
    expect(await record.refusal(BOARD, 'programme-lead', of(id, 'green', {}, kind))).toMatchObject({
      kind: 'not-found',
    })
  }
})

test('progress is noted by those who lead, on one programme or workstream, and only added to', async () => {
  const note = (id: string, about: object) => ({
    type: 'progress.note' as const,
    payload: { id, title: 'Hub opened', order: 1, when: null, ...about },
  })
  const result = await record.send(BOARD, 'lead-2', note('prg-new-1', { workstreamId: 'ws-2' }))
  expect(record.notices.at(-1)).toMatchObject({ seq: result.seq, about: ['prg-new-1', 'ws-2', 'prog-locality-model'] })
  expect(await record.refusal(BOARD, 'lead-2', note('prg-new-2', { workstreamId: 'ws-3' }))).toMatchObject({
    kind: 'forbidden',
  })
  expect(await record.refusal(BOARD, 'chair', note('prg-new-2', { workstreamId: 'ws-3' }))).toMatchObject({
    kind: 'forbidden',
  })
  expect(await record.refusal(BOARD, 'lead-2', note('prg-new-2', {}))).toMatchObject({ kind: 'invalid' })
  expect(
    await record.refusal(
      BOARD,
      'lead-2',
      note('prg-new-2', { workstreamId: 'ws-2', programmeId: 'prog-locality-model' }),
    ),
  ).toMatchObject({ kind: 'invalid' })
  expect(await record.refusal(BOARD, 'lead-2', note('prg-new-1', { workstreamId: 'ws-2' }))).toMatchObject({
    kind: 'conflict',
  })
})

test('[43] after all of it the ledger verifies', async () => {
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})
