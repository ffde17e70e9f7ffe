import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { verifyBoard } from '@concordat/db/ledger'
import { atOneInstant } from '@concordat/db/read/asking'
import { readThread } from '@concordat/db/read/threads'
import type { PayloadInput } from '@concordat/shared/commands'
import type { ThreadStep } from '@concordat/shared/http-threads'
import type { ThreadKind } from '@concordat/shared/payloads/actions'
import type { Actor } from '@concordat/shared/policy'
import { textHash } from '@concordat/shared/text/canonical'

import { startTestRecord, type TestRecord } from '../test/record.ts'

const GM = 'greater-manchester'
const CHAIR: Actor = { person: 'chair', role: 'chair', post: 'post-chair', body: null, scope: null }
const OBSERVER: Actor = { person: 'observer', role: 'observer', post: 'post-observer', body: null, scope: null }

let record: TestRecord
let boardId: string
beforeAll(async () => {
  record = await startTestRecord([GM])
  boardId = (await findBoardHead(record.db, GM))?.id ?? ''
})
afterAll(() => record.stop())

const thread = async (kind: ThreadKind, id: string, actor: Actor = OBSERVER) =>
  atOneInstant(record.db, async (tx) => readThread(tx, { id: boardId }, { kind, id }, { actor, now: record.clock }))
const near = (steps: readonly ThreadStep[] | undefined) => steps?.map(({ item: { kind, id } }) => `${kind} ${id}`) ?? []
const far = (steps: readonly ThreadStep[] | undefined) =>
  steps?.flatMap(({ next }) => next.map(({ item: { kind, id } }) => `${kind} ${id}`)) ?? []

type Fields = PayloadInput<'decision.record'>
const decide = async (more: Partial<Fields> = {}) => {
  const payload: Fields = {
    title: 'Start of phase two',
    text: 'That phase two starts.',
    type: 'decided',
    authority: { basis: 'delegation', ref: 'Leaders' },
    reasons: 'All have signed.',
    ...more,
  }
  return String((await record.send(GM, 'chair', { type: 'decision.record', payload })).number)
}
const link = async (payload: PayloadInput<'link.add'>, person = 'chair') =>
  record.send(GM, person, { type: 'link.add', payload })
const noLink = async (payload: PayloadInput<'link.add'>, person = 'chair') =>
  record.refusal(GM, person, { type: 'link.add', payload })

describe('[A10] what the record knows by itself', () => {
  test('a milestone serves its programme and rests on the ask that it waits for', async () => {
    const view = await thread('milestone', 'ms-phase-two')
    expect(view?.item).toMatchObject({ kind: 'milestone', id: 'ms-phase-two', path: 'programmes/prog-gm-review' })
    expect(near(view?.serves)).toContain('programme prog-gm-review')
    expect(near(view?.restsOn)).toContain('ask ask-12')
    expect(view?.restsOn.find(({ item }) => item.id === 'ask-12')?.by).toContainEqual({
      relation: 'is needed by',
      link: null,
    })
  })

  test('both ways: the ask serves the milestone, and the programme in two steps', async () => {
    const view = await thread('ask', 'ask-12')
    expect(near(view?.serves)).toContain('milestone ms-phase-two')
    expect(far(view?.serves)).toContain('programme prog-gm-review')
    expect(far((await thread('programme', 'prog-gm-review'))?.restsOn)).toContain('ask ask-12')
  })

  test('a sign-off answers its ask; an action carries out its decision; a later decision rests on the earlier', async () => {
    const { wording } = await inForce('ask-12')
    const signed = await record.send(GM, 'ce-bolton', {
      type: 'sign-off.give',
      payload: { askId: 'ask-12', wordingVersion: wording.version, wordingHash: wording.hash, answer: 'signed' },
    })
    expect(near((await thread('ask', 'ask-12'))?.restsOn)).toContain(`sign-off ${signed.seq}`)
    expect(near((await thread('sign-off', String(signed.seq)))?.serves)).toEqual(['ask ask-12'])

    const earlier = await decide()
    const { number: later } = await record.send(GM, 'chair', {
      type: 'decision.supersede',
      payload: {
        supersedes: earlier,
        decision: {
          title: 'Later',
          text: 'That it starts later.',
          type: 'steer',
          authority: { basis: 'recommendation-only' },
          reasons: 'Not ready.',
        },
      },
    })
    const { number: action } = await record.send(GM, 'chair', {
      type: 'action.open',
      payload: {
        text: 'Tell the ten',
        ownerPost: 'post-chair',
        due: '2026-08-01',
        source: { kind: 'decision', id: String(later) },
      },
    })
    const view = await thread('decision', String(later))
    expect(near(view?.restsOn)).toEqual([`decision ${earlier}`, `action ${String(action)}`])
    expect(view?.restsOn[0]).toMatchObject({ item: { state: 'Superseded' }, by: [{ relation: 'is superseded by' }] })
    expect(near((await thread('action', String(action)))?.serves)).toEqual([`decision ${String(later)}`])
    expect(far((await thread('action', String(action)))?.restsOn)).toEqual([])
  })
})

test('[A10][16] a decision rests on the terms that let it be made, and terms on the decision that adopted them', async () => {
  const text = '# Purpose'
  record.draft({ kind: 'terms', of: 'tor-joint-commissioning-board' }, { text })
  const adopted = await record.send(GM, 'chair', {
    type: 'terms.adopt',
    payload: {
      termsId: 'tor-joint-commissioning-board',
      expectHash: textHash(text),
      decision: {
        title: 'Adoption',
        text: 'That the terms are adopted.',
        type: 'decided',
        authority: { basis: 'terms', ref: 'Clause 14' },
        reasons: 'Drafted together.',
      },
      powers: { mayDecide: true },
      inForceFrom: '2026-07-14',
      reviewBy: '2027-07-14',
    },
  })
  const number = await decide({ authority: { basis: 'terms', ref: 'Clause 3' }, body: 'org-joint-commissioning-board' })
  const view = await thread('decision', number)
  expect(near(view?.restsOn)).toEqual(['terms tor-joint-commissioning-board'])
  expect(far(view?.restsOn)).toEqual([`decision ${String(adopted.number)}`])
})

test('[A10][E13] a milestone rests on what it waits for and on the decision that moved its date', async () => {
  const number = await decide()
  await record.db.$client`
    insert into baselines (board_id, milestone_id, number, seq, baseline, decision, at)
    select board_id, id, 1, seq, due, ${number}, now() from milestones where board_id = ${boardId} and id = 'ms-ald-governance'`
  await record.db.$client`
    insert into dependencies (board_id, id, seq, from_id, on_kind, on_id)
    values (${boardId}, 'dep-1', 1, 'ms-ald-governance', 'milestone', 'ms-psr-programme')`
  expect(near((await thread('milestone', 'ms-ald-governance'))?.restsOn)).toEqual([
    `decision ${number}`,
    'milestone ms-psr-programme',
  ])
  expect(near((await thread('milestone', 'ms-psr-programme'))?.serves)).toContain('milestone ms-ald-governance')
})

describe('[A10] links that people make', () => {
  test('“rests on” is “serves” from the other end; a link has its note and can be removed with a reason', async () => {
    const decision = await decide()
    const payload: PayloadInput<'link.add'> = {
      from: { kind: 'milestone', id: 'ms-jcb-tor' },
      to: { kind: 'decision', id: decision },
      relation: 'rests-on',
      note: 'It names the date',
    }
    const { number: id, seq } = await link(payload)
    expect(id).toBe(`link-${seq}`)
    const view = await thread('milestone', 'ms-jcb-tor')
    expect(view?.restsOn.find(({ item }) => item.id === decision)?.by).toEqual([
      { relation: 'serves', link: { id, note: 'It names the date' } },
    ])
    expect(near((await thread('decision', decision))?.serves)).toEqual(['milestone ms-jcb-tor'])
    expect(await noLink({ from: payload.to, to: payload.from, relation: 'serves' })).toMatchObject({
      kind: 'conflict',
      current: { id },
    })

    const removal = { type: 'link.remove', payload: { id: String(id), reason: 'Not so' } } as const
    expect(await record.refusal(GM, 'ce-bolton', removal)).toMatchObject({ kind: 'forbidden' })
    await record.send(GM, 'chair', removal)
    expect(near((await thread('milestone', 'ms-jcb-tor'))?.restsOn)).not.toContain(`decision ${decision}`)
    expect(await record.refusal(GM, 'chair', removal)).toMatchObject({ kind: 'conflict' })
    expect(
      await record.refusal(GM, 'chair', { type: 'link.remove', payload: { id: 'link-999999', reason: 'None' } }),
    ).toMatchObject({ kind: 'not-found' })
    // Removed, it may be made again.
    await link(payload)
  })

  test('a lead links what they lead, and nobody else does', async () => {
    const payload = (from: string): PayloadInput<'link.add'> => ({
      from: { kind: 'programme', id: from },
      to: { kind: 'ask', id: 'ask-02' },
      relation: 'serves',
    })
    await link(payload('prog-joint-commissioning'), 'lead-gm')
    expect(await noLink(payload('prog-gm-review'), 'lead-gm')).toMatchObject({ kind: 'forbidden' })
    for (const person of ['ce-bolton', 'observer', 'partner-health', 'dcs-bolton'])
      expect(await noLink(payload('prog-joint-commissioning'), person), person).toMatchObject({ kind: 'forbidden' })
  })

  test('what is not there is not linked, nor anything with itself', async () => {
    const ask = { kind: 'ask', id: 'ask-01' } as const
    expect(await noLink({ from: ask, to: { kind: 'milestone', id: 'ms-nowhere' }, relation: 'serves' })).toMatchObject({
      kind: 'invalid',
      fields: [{ path: 'to.id' }],
    })
    expect(await noLink({ from: ask, to: ask, relation: 'serves' })).toMatchObject({ fields: [{ path: 'to.id' }] })
    expect(await thread('milestone', 'ms-nowhere')).toBeUndefined()
    expect(await thread('sign-off', 'x')).toBeUndefined()
  })

  test('circles are shown once and end', async () => {
    const pillar = { kind: 'pillar', id: 'pil-early-help' } as const
    const ask = { kind: 'ask', id: 'ask-03' } as const
    await link({ from: pillar, to: ask, relation: 'serves' })
    const view = await thread('pillar', pillar.id)
    expect(near(view?.serves)).toEqual(['ask ask-03'])
    expect(near(view?.restsOn)).toContain('ask ask-03')
  })
})

test('[20] an exempt decision is linked by nobody, and is on no thread of those who may not see it', async () => {
  const exempt = {
    paragraph: 3,
    publicInterest: 'A tender is running',
    decidedBy: 'Monitoring officer',
    reviewOn: '2027-01-01',
  }
  const number = await decide({ exempt })
  const to = { kind: 'decision', id: number } as const
  expect(await noLink({ from: { kind: 'ask', id: 'ask-01' }, to, relation: 'serves' })).toMatchObject({
    kind: 'invalid',
    fields: [{ path: 'to.id', message: expect.stringContaining('exempt') as unknown }],
  })
  const absent = 'There is no such decision on the board'
  for (const id of [number, 'GM/2026/999'])
    expect(
      await noLink(
        { from: { kind: 'programme', id: 'prog-joint-commissioning' }, to: { ...to, id }, relation: 'serves' },
        'lead-gm',
      ),
    ).toMatchObject({ kind: 'invalid', fields: [{ path: 'to.id', message: absent }] })
  expect(await thread('decision', number)).toBeUndefined()
  expect(await thread('decision', number, CHAIR)).toMatchObject({ item: { title: 'An exempt decision' } })
})

test('[43] after all of it the ledger verifies', async () => {
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})

async function inForce(askId: string): Promise<{ wording: { version: number; hash: string } }> {
  const [wording] = await record.db.$client<{ version: number; hash: string }[]>`
    select version, hash from wordings where board_id = ${boardId} and ask_id = ${askId} order by version desc limit 1`
  if (!wording) throw new Error(`${askId} has no wording`)
  return { wording }
}
