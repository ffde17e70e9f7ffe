import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { verifyBoard } from '@concordat/db/ledger'
import { readAction, readActionList, type ActionFilter } from '@concordat/db/read/actions'
import { atOneInstant } from '@concordat/db/read/asking'
import { readPostList } from '@concordat/db/read/posts'
import type { PayloadInput } from '@concordat/shared/commands'
import { NOBODY, type Actor } from '@concordat/shared/policy'

import { problemOf, startTestRecord, type TestRecord } from '../test/record.ts'

const GM = 'greater-manchester'
const actor = (person: string, role: Actor['role'], body: string | null = null): Actor => ({
  person,
  role,
  post: `post-${person}`,
  body,
  scope: null,
})
const CHAIR = actor('chair', 'chair')
const OFFICE = actor('secretariat', 'secretariat')
const BOLTON = actor('ce-bolton', 'chief-executive', 'org-bolton')

let record: TestRecord
let boardId: string
let decision: string
beforeAll(async () => {
  record = await startTestRecord([GM])
  boardId = (await findBoardHead(record.db, GM))?.id ?? ''
  const { number } = await record.send(GM, 'chair', {
    type: 'decision.record',
    payload: {
      title: 'One specification',
      text: 'That one specification is written.',
      type: 'steer',
      authority: { basis: 'recommendation-only' },
      reasons: 'Costs differ.',
    },
  })
  decision = String(number)
})
afterAll(() => record.stop())

/** An action that only its day makes wrong. */
const ownedBy = (ownerPost: string) => ({
  type: 'action.open' as const,
  payload: opening({ ownerPost, due: '2026-07-13' }),
})
const PAST = { kind: 'invalid', fields: [{ path: 'due' }] } as const

type Opening = PayloadInput<'action.open'>
const opening = (more: Partial<Opening> = {}): Opening => ({
  text: 'Write the specification.',
  ownerPost: 'post-programme-lead',
  due: '2026-07-20',
  source: { kind: 'decision', id: decision },
  ...more,
})
const open = async (more: Partial<Opening> = {}) => {
  const { number, seq } = await record.send(GM, 'secretariat', { type: 'action.open', payload: opening(more) })
  return { number: String(number), seq }
}
const refused = async (more: Partial<Opening> = {}, person = 'secretariat') =>
  record.refusal(GM, person, { type: 'action.open', payload: opening(more) })
const show = async (number: string, who: Actor = NOBODY) =>
  atOneInstant(record.db, async (tx) => readAction(tx, { id: boardId }, number, { actor: who, now: record.clock }))
const list = async (filter: ActionFilter = {}, who: Actor = NOBODY) =>
  atOneInstant(record.db, async (tx) => readActionList(tx, { id: boardId }, { actor: who, now: record.clock }, filter))
const numbers = async (filter: ActionFilter = {}, who: Actor = NOBODY) =>
  (await list(filter, who)).actions.map(({ number }) => number)

describe('[E14] opening', () => {
  test('[28] an action has a number, one owner with the name of who holds the post now, a due date and a source', async () => {
    const { number, seq } = await open({ helpers: ['org-bolton', 'post-lead-gm'] })
    expect(number).toBe('GM/A/1')
    expect(await show(number)).toMatchObject({
      state: 'open',
      owner: {
        kind: 'post',
        id: 'post-programme-lead',
        title: 'Programme lead',
        organisation: 'Greater Manchester Combined Authority',
        holder: { person: 'programme-lead', name: 'Lena Okafor', acting: false },
      },
      helpers: [
        { kind: 'body', id: 'org-bolton' },
        { kind: 'post', id: 'post-lead-gm' },
      ],
      due: '2026-07-20',
      overdue: false,
      daysOverdue: 0,
      source: { kind: 'decision', id: decision, title: 'One specification' },
      openedOn: '2026-07-14',
      seq,
      claim: null,
      events: [{ seq, event: 'opened', owner: { id: 'post-programme-lead' }, by: { person: 'secretariat' } }],
    })
    expect((await open({ ownerPost: undefined, ownerBody: 'org-bolton' })).number).toBe('GM/A/2')
    expect(await show('GM/A/2')).toMatchObject({
      owner: { kind: 'body', id: 'org-bolton', organisation: null, holder: null },
    })
    expect(record.notices.at(-1)).toMatchObject({ type: 'action.open', about: ['GM/A/2', decision] })
  })

  test.each<[string, Partial<Opening>, string]>([
    ['no owner', { ownerPost: undefined }, 'ownerPost'],
    ['two owners', { ownerBody: 'org-bolton' }, 'ownerBody'],
    ['a name for an owner', { ownerPost: 'lena-okafor' }, 'ownerPost'],
    ['a post for a body', { ownerPost: undefined, ownerBody: 'post-chair' }, 'ownerBody'],
    ['a helper from nowhere', { helpers: ['org-bolton', 'org-nowhere'] }, 'helpers.1'],
    ['a source from nowhere', { source: { kind: 'milestone', id: 'ms-nowhere' } }, 'source.id'],
    ['a source of another kind', { source: { kind: 'workstream', id: 'ask-01' } }, 'source.id'],
    ['due before it was given', { due: '2026-07-13' }, 'due'],
    ['given in the future', { openedOn: '2026-07-15' }, 'openedOn'],
  ])('[28] %s is refused', async (_, more, path) => {
    expect(await refused(more)).toMatchObject({ kind: 'invalid', fields: [{ path }] })
  })

  test('every kind of source carries its title; one given earlier keeps both days', async () => {
    for (const source of [
      { kind: 'milestone', id: 'ms-phase-two' },
      { kind: 'programme', id: 'prog-gm-review' },
      { kind: 'ask', id: 'ask-01' },
    ] as const) {
      const { number } = await open({ source, openedOn: '2026-07-01', due: '2026-07-02' })
      const view = await show(number)
      expect(view).toMatchObject({ source, openedOn: '2026-07-01', overdue: true, daysOverdue: 12 })
      expect(view?.source?.title).not.toBe('')
      expect(view?.openedAt).toContain('2026-07-14')
    }
  })

  test('only the office opens, reassigns and cancels', async () => {
    const { number } = await open()
    for (const person of ['programme-lead', 'ce-bolton', 'lead-gm', 'observer', 'partner-health']) {
      expect(await refused({}, person), person).toMatchObject({ kind: 'forbidden' })
      const reason = 'Because'
      expect(
        await record.refusal(GM, person, {
          type: 'action.reassign',
          payload: { number, ownerBody: 'org-bury', reason },
        }),
      ).toMatchObject({ kind: 'forbidden' })
      expect(await record.refusal(GM, person, { type: 'action.cancel', payload: { number, reason } })).toMatchObject({
        kind: 'forbidden',
      })
    }
  })
})

describe('[E14] carried until closed', () => {
  test('its owner reports and claims it done with evidence; another of the office closes it', async () => {
    const { number } = await open()
    await record.send(GM, 'programme-lead', { type: 'action.report', payload: { number, note: 'Half written' } })
    expect(await show(number)).toMatchObject({ state: 'in-progress' })
    expect(
      await record.refusal(GM, 'programme-lead', { type: 'action.claim-done', payload: { number } }),
    ).toMatchObject({ kind: 'invalid', fields: [{ path: 'sentence' }] })
    const evidence = [{ title: 'The specification', reference: 'CO/2026/20' }]
    const claimed = await record.send(GM, 'programme-lead', {
      type: 'action.claim-done',
      payload: { number, evidence },
    })
    expect(await show(number, CHAIR)).toMatchObject({
      state: 'done-claimed',
      claim: { seq: claimed.seq, evidence, sentence: null, by: { person: 'programme-lead' } },
      abilities: ['action.report', 'action.close', 'action.reassign', 'action.cancel'],
    })
    expect(
      await record.refusal(GM, 'programme-lead', { type: 'action.close', payload: { number, claim: claimed.seq } }),
    ).toMatchObject({ kind: 'forbidden' })
    expect(
      await record.refusal(GM, 'chair', { type: 'action.close', payload: { number, claim: claimed.seq - 1 } }),
    ).toMatchObject({ kind: 'stale', current: { claim: claimed.seq } })
    await record.send(GM, 'chair', { type: 'action.close', payload: { number, claim: claimed.seq } })
    const view = await show(number, CHAIR)
    expect(view).toMatchObject({ state: 'closed', abilities: [] })
    expect(view?.events.map(({ event }) => event)).toEqual(['opened', 'reported', 'claimed-done', 'closed'])
    expect(
      await record.refusal(GM, 'chair', { type: 'action.report', payload: { number, note: 'More' } }),
    ).toMatchObject({ kind: 'conflict', current: { state: 'closed' } })
  })

  test('whoever claimed it does not close it, though of the office; a sentence is evidence enough', async () => {
    const { number } = await open()
    const { seq: claim } = await record.send(GM, 'secretariat', {
      type: 'action.claim-done',
      payload: { number, sentence: 'Sent to all ten on 13 July' },
    })
    expect(await show(number, OFFICE)).toMatchObject({
      abilities: ['action.report', 'action.reassign', 'action.cancel'],
    })
    expect(await record.refusal(GM, 'secretariat', { type: 'action.close', payload: { number, claim } })).toMatchObject(
      { kind: 'forbidden' },
    )
    expect(
      await record.refusal(GM, 'chair', { type: 'action.claim-done', payload: { number, sentence: 'Again' } }),
    ).toMatchObject({ kind: 'conflict' })
    // A report takes the claim back: there is more to do.
    await record.send(GM, 'chair', { type: 'action.report', payload: { number, note: 'Bury has not had it' } })
    expect(await show(number)).toMatchObject({ state: 'in-progress', claim: null })
    expect(await record.refusal(GM, 'chair', { type: 'action.close', payload: { number, claim } })).toMatchObject({
      kind: 'conflict',
    })
  })

  test('a new owner is an event with its reason, and rights follow', async () => {
    const { number } = await open()
    const report = { type: 'action.report', payload: { number, note: 'Begun' } } as const
    expect(await record.refusal(GM, 'ce-bolton', report)).toMatchObject({ kind: 'forbidden' })
    await record.send(GM, 'chair', {
      type: 'action.reassign',
      payload: { number, ownerBody: 'org-bolton', reason: 'Bolton leads on this' },
    })
    await record.send(GM, 'ce-bolton', report)
    expect(await record.refusal(GM, 'programme-lead', report)).toMatchObject({ kind: 'forbidden' })
    expect((await show(number))?.events[1]).toMatchObject({
      event: 'reassigned',
      words: 'Bolton leads on this',
      owner: { kind: 'body', id: 'org-bolton' },
    })
    expect(
      await record.refusal(GM, 'chair', {
        type: 'action.reassign',
        payload: { number, ownerBody: 'org-bolton', reason: 'Again' },
      }),
    ).toMatchObject({ kind: 'conflict' })
  })

  test('cancelled with a reason, it stays readable', async () => {
    const { number } = await open()
    await record.send(GM, 'chair', { type: 'action.cancel', payload: { number, reason: 'Overtaken' } })
    expect(await show(number)).toMatchObject({ state: 'cancelled', overdue: false })
    expect((await show(number))?.events.at(-1)).toMatchObject({ event: 'cancelled', words: 'Overtaken' })
    expect(await numbers()).not.toContain(number)
    expect(await numbers({ state: 'cancelled' })).toContain(number)
  })

  test('[abuse 53] of two who act on one action with the same expected version one stands', async () => {
    const { number, seq } = await open()
    const { seq: claim } = await record.send(GM, 'programme-lead', {
      type: 'action.claim-done',
      payload: { number, sentence: 'Done' },
      expect: seq,
    })
    const close = { type: 'action.close', payload: { number, claim }, expect: claim } as const
    const answers = await Promise.all([
      record.send(GM, 'chair', close, 0).catch(problemOf),
      record.send(GM, 'secretariat', close, 1).catch(problemOf),
    ])
    expect(answers.filter((answer) => 'seq' in answer)).toHaveLength(1)
    expect(answers.find((answer) => 'kind' in answer)).toMatchObject({ status: 409 })
  })

  test('[44] what was asked for is not changed, and nothing is deleted', async () => {
    const { number } = await open()
    const { $client: sql } = record.db
    await expect(sql`update actions set text = 'Another' where number = ${number}`).rejects.toThrow()
    await expect(sql`delete from actions where number = ${number}`).rejects.toThrow()
    await expect(sql`update action_events set words = 'Another' where number = ${number}`).rejects.toThrow()
  })
})

test('[E14] lists: mine, overdue, by source, standing first due first, with counts over all', async () => {
  const late = await open({ ownerPost: undefined, ownerBody: 'org-bolton', openedOn: '2026-06-01', due: '2026-06-30' })
  const { counts, actions } = await list({}, BOLTON)
  expect(actions.map(({ due }) => due)).toEqual(actions.map(({ due }) => due).sort())
  expect(actions[0]).toMatchObject({ number: late.number, overdue: true, daysOverdue: 14, mine: true })
  expect(counts.open).toBe(actions.length)
  expect(counts.closed).toBeGreaterThan(0)
  expect((await list({ mine: true }, BOLTON)).actions.every(({ owner }) => owner.id === 'org-bolton')).toBe(true)
  expect((await list({ mine: true }, BOLTON)).actions).toHaveLength(counts.mine)
  expect(await numbers({ overdue: true })).toHaveLength(counts.overdue)
  expect((await list({ source: { kind: 'ask', id: 'ask-01' } })).actions).toMatchObject([{ source: { id: 'ask-01' } }])
  expect(await numbers({ state: 'all' })).toHaveLength(counts.open + counts.closed + counts.cancelled)
  expect((await list({}, BOLTON)).abilities).toEqual([])
  expect((await list({}, CHAIR)).abilities).toEqual(['action.open'])
  expect(await show('GM/A/999')).toBeUndefined()
})

describe('[28] posts that an action can be given to', () => {
  const posts = async () =>
    (
      await atOneInstant(record.db, async (tx) =>
        readPostList(tx, { id: boardId }, { actor: OFFICE, now: record.clock }),
      )
    ).posts
  const post = async (id: string) => (await posts()).find((one) => one.id === id)

  test('are those with a seat whose holder could report on it, each with its body and who holds it now', async () => {
    expect(await post('post-ce-bolton')).toEqual({
      id: 'post-ce-bolton',
      title: 'Chief executive',
      organisation: 'Bolton Council',
      body: 'org-bolton',
      holder: 'Ruth Hargreave',
      acting: false,
    })
    // Scrutiny changes nothing on a board (invariant 41); a workstream lead of another board has no seat here.
    const ids = (await posts()).map(({ id }) => id)
    expect(ids).toContain('post-observer')
    expect(ids).not.toContain('post-scrutiny')
    expect(ids).not.toContain('post-lead-1')
    expect(new Set(ids).size).toBe(ids.length)
    for (const ownerPost of ids)
      expect(await record.refusal(GM, 'chair', ownedBy(ownerPost)), ownerPost).toMatchObject(PAST)
  })

  test('a vacant post can be given one, and an acting holder is told from the one they stand in for', async () => {
    await record.send(GM, 'secretariat', {
      type: 'appointment.end',
      payload: { postId: 'post-ce-wigan', personId: 'ce-wigan', on: '2026-07-14', reason: 'Retired' },
    })
    expect(await post('post-ce-wigan')).toMatchObject({ holder: null, acting: false })
    const { number } = await open({ ownerPost: 'post-ce-wigan' })
    expect(await show(number)).toMatchObject({
      owner: { kind: 'post', title: 'Chief executive', organisation: 'Wigan Council', holder: null },
    })
    await record.send(GM, 'secretariat', {
      type: 'post.appoint',
      payload: {
        post: { id: 'post-ce-wigan', title: 'Chief executive', organisation: 'Wigan Council' },
        person: 'newcomer',
        role: 'chief-executive',
        body: 'org-wigan',
        from: '2026-07-14',
        acting: true,
      },
    })
    expect(await post('post-ce-wigan')).toMatchObject({ holder: 'Robert Entwistle', acting: true })
    expect(await show(number)).toMatchObject({ owner: { holder: { name: 'Robert Entwistle', acting: true } } })
  })
})

test('[43] after all of it the ledger verifies', async () => {
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})
