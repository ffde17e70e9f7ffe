import { afterAll, beforeAll, expect, test } from 'vitest'

import type { BoardView, DocumentList, DocumentSession, WorkView } from '@concordat/shared/http'
import type { PlanPreview } from '@concordat/shared/http-plans'

import { Caller } from '../faults/caller.ts'
import { startTestApp, type TestApp } from '../test/app.ts'

const BOARD = 'manchester-locality'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ samples: true })
}, 120_000)
afterAll(() => server.close())

test('[B7][WL-1] what saving would say is asked over HTTP by those who read the board, and recorded nowhere', async () => {
  const cookie = await server.signIn('lead-4')
  const head = async (): Promise<number> => (await server.get<BoardView>(`/api/boards/${BOARD}`, cookie)).body.head.seq
  const before = await head()
  const url = `/api/boards/${BOARD}/checks`
  const ask = { of: { kind: 'workstream', id: 'ws-4' }, rating: { value: 'green', hasWords: true } }
  const answer = await server.post<PlanPreview>(url, ask, cookie)
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({
    needsExplanation: true,
    checks: [{ rule: 'overdue-milestones' }],
    suggestion: { value: 'red' },
    dependency: null,
  })
  for (const [person, payload, status] of [
    ['newcomer', ask, 404],
    ['lead-4', { of: { kind: 'workstream', id: 'ws-99' } }, 404],
    ['lead-4', { of: { kind: 'workstream', id: 'ws-4' }, rating: { value: 'blue' } }, 400],
  ] as const)
    expect((await server.post(url, payload, await server.signIn(person))).status).toBe(status)
  expect(await head()).toBe(before)
})

test('[A9][WL-5] closing a workstream ends the writing of its draft at once; it opens again for reading', async () => {
  const cookie = await server.signIn('lead-6')
  const { body } = await server.get<DocumentList>(`/api/boards/${BOARD}/documents`, cookie)
  const document = body.documents.find(({ kind, of }) => kind === 'workstream' && of === 'ws-6')
  const call = async (): Promise<Caller> =>
    Caller.call(
      { address: server.origin, path: `/sync/${document?.id ?? ''}`, headers: { origin: server.origin, cookie } },
      'workstream',
    )
  const open = await (await call()).sync()
  const office = await server.signIn('secretariat')
  await server.command(BOARD, cookie, {
    type: 'workstream.recommend-closure',
    payload: {
      workstreamId: 'ws-6',
      receivingBody: 'Youth services',
      residualRisks: 'None known',
      benefitsOwner: 'Head of service',
    },
  })
  const decided = await server.command(BOARD, office, {
    type: 'decision.record',
    payload: {
      title: 'Youth Justice',
      text: 'The board closes the workstream.',
      type: 'decided',
      authority: { basis: 'delegation', ref: 'Minute 4' },
      reasons: 'It is done',
    },
  })
  await server.command(BOARD, office, {
    type: 'workstream.close',
    payload: { workstreamId: 'ws-6', decision: String(decided.body.number) },
  })
  expect(await open.closed).toBe(4403)

  const session = await server.post<DocumentSession>(`/api/documents/${document?.id ?? ''}/session`, undefined, cookie)
  expect(session.body.abilities).toEqual(['document.read'])
  const { body: work } = await server.get<WorkView>(`/api/boards/${BOARD}/workstreams/ws-6`, cookie)
  expect(work).toMatchObject({ status: 'transferred', abilities: [], closure: { state: 'transferred' } })
  expect(work.milestones.length).toBeGreaterThan(0)
})
