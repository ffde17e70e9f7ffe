import { afterAll, beforeAll, expect, test } from 'vitest'

import { londonDay } from '@concordat/shared/dates'
import type { AskList, DocumentList } from '@concordat/shared/http'
import type { MyAuthorityView } from '@concordat/shared/http-sign-offs'

import { Caller } from '../faults/caller.ts'
import { startTestApp, type TestApp } from '../test/app.ts'

const GM = 'greater-manchester'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ samples: true })
})
afterAll(() => server.close())

test('[PO-6.1][A5] whoever leaves an office loses it at once on an open connection and over HTTP, and the next holder finds what waits', async () => {
  const leaver = await server.signIn('ce-bolton')
  const office = await server.signIn('secretariat')
  const { body } = await server.get<DocumentList>(`/api/boards/${GM}/documents`, leaver)
  const document = body.documents.find(({ kind }) => kind === 'ask')?.id ?? ''
  const headers = { origin: server.origin, cookie: leaver }
  const draft = await (await Caller.call({ address: server.origin, path: `/sync/${document}`, headers }, 'ask')).sync()
  const list = await server.get<AskList>(`/api/boards/${GM}/asks`, leaver)
  const [ask] = list.body.asks
  const given = await server.command(GM, leaver, {
    type: 'sign-off.give',
    payload: {
      askId: ask?.id ?? '',
      wordingVersion: ask?.wording?.version ?? 0,
      wordingHash: ask?.wording?.hash ?? '',
      answer: 'signed',
    },
  })
  expect(given.status).toBe(201)

  const today = londonDay(new Date())
  const ended = await server.command(GM, office, {
    type: 'appointment.end',
    payload: { postId: 'post-ce-bolton', personId: 'ce-bolton', on: today, reason: 'Retired' },
  })
  expect(ended.status).toBe(201)
  expect(await draft.closed).toBe(4403)
  expect((await server.get(`/api/boards/${GM}/asks`, leaver)).status).toBe(404)

  const appointed = await server.command(GM, office, {
    type: 'post.appoint',
    payload: {
      post: { id: 'post-ce-bolton', title: 'Chief executive', organisation: 'Bolton Council' },
      person: 'newcomer',
      role: 'chief-executive',
      body: 'org-bolton',
      from: today,
    },
  })
  expect(appointed.status).toBe(201)
  const successor = await server.signIn('newcomer')
  const mine = await server.get<MyAuthorityView>(`/api/boards/${GM}/my-authority`, successor)
  expect(mine.body).toMatchObject({
    body: { id: 'org-bolton' },
    as: 'chief-executive',
    holders: [{ person: 'newcomer', acting: false }],
    predecessor: { asks: 1, cells: [{ askId: ask?.id, name: 'Ruth Hargreave' }] },
  })
  expect((await server.get(`/api/boards/${GM}/my-authority`, office)).status).toBe(404)
  expect((await server.get(`/api/boards/${GM}/delegations`, office)).body).toEqual({ delegations: [] })
})
