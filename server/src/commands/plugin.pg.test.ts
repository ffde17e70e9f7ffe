import { randomUUID } from 'node:crypto'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { PAYLOADS } from '@concordat/shared/commands'
import type { CommandResult } from '@concordat/shared/commands'
import type { Problem } from '@concordat/shared/errors'
import { textHash } from '@concordat/shared/text/canonical'

import { loadSamples } from '../boards/load-samples.ts'
import { startTestApp, type TestApp } from '../test/app.ts'

const GM = 'greater-manchester'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
  await loadSamples({ db: server.db, commands: server.app.commands, only: [GM] })
})
afterAll(() => server.close())

const decision = {
  title: 'Noted',
  text: 'The report was noted.',
  type: 'noted',
  authority: { basis: 'recommendation-only' },
  reasons: 'For the record',
} as const

test('a command is answered with 201 and its entry; the same again with 200 and the first result', async () => {
  const cookie = await server.signIn('secretariat')
  const command = { commandId: randomUUID(), type: 'decision.record' as const, payload: decision }
  const first = await server.command(GM, cookie, command)
  expect(first).toMatchObject({ status: 201, body: { hash: textHash(decision.text) } })
  expect(first.body.number).toMatch(/^GM\/\d{4}\/1$/u)
  const again = await server.command(GM, cookie, command)
  expect(again).toMatchObject({ status: 200, body: { ...first.body, replayed: true } })
})

test('refusals are problem+json of the contract’s kinds', async () => {
  const path = `/api/boards/${GM}/commands`
  const command = { commandId: randomUUID(), type: 'decision.record', payload: decision }
  const refusal = async (person: string | null, body: unknown, at = path) => {
    const {
      status,
      headers,
      body: problem,
    } = await server.post<Problem>(at, body, person === null ? undefined : await server.signIn(person))
    expect(headers['content-type']).toContain('application/problem+json')
    expect({ status, sentence: /\.$/u.test(problem.title) && problem.detail.length > 0 }).toEqual({
      status: problem.status,
      sentence: true,
    })
    return problem
  }
  expect(await refusal(null, command)).toMatchObject({ kind: 'unauthenticated', status: 401 })
  expect(await refusal('observer', command)).toMatchObject({ kind: 'forbidden', status: 403 })
  for (const person of ['scrutiny', 'admin'])
    expect(await refusal(person, command)).toMatchObject({ kind: 'not-found', status: 404 })
  expect(await refusal('chair', command, '/api/boards/no-such-board/commands')).toMatchObject({
    kind: 'not-found',
    status: 404,
  })
  expect(await refusal('chair', { ...command, payload: { ...decision, type: 'decided' } })).toMatchObject({
    kind: 'invalid',
    status: 400,
    fields: [{ path: 'type' }],
  })
  expect(await refusal('chair', { ...command, payload: {} })).toMatchObject({
    kind: 'invalid',
    fields: expect.arrayContaining([{ path: 'title', message: 'Fill this in' }]) as unknown,
  })
  expect(await refusal('chair', [])).toMatchObject({ kind: 'invalid' })
})

test('[45] the loader’s commands have no way in by HTTP, whatever the sender says they are', async () => {
  const cookie = await server.signIn('chair')
  const answer = await server.command(GM, cookie, {
    type: 'post.appoint',
    payload: {
      post: { id: 'p', title: 'P', organisation: 'O' },
      person: 'sample-loader',
      role: 'loader',
      from: '2026-01-01',
    },
  })
  expect(answer.status).toBe(403)
})

test('terms are adopted from the draft that the sync server has, settled', async () => {
  const cookie = await server.signIn('chair')
  const payload = {
    termsId: 'tor-delivery-board',
    expectHash: textHash('Something that nobody drafted.'),
    decision: { ...decision, type: 'decided' as const, authority: { basis: 'terms' as const, ref: 'Clause 1' } },
    inForceFrom: '2026-12-01',
    reviewBy: '2027-12-01',
  }
  const answer = await server.command(GM, cookie, { type: 'terms.adopt', payload })
  expect(answer).toMatchObject({ status: 409, body: { kind: 'stale', current: { hash: textHash(''), text: '' } } })
})

test('[contract] the catalogue in OpenAPI names every command with its payload', async () => {
  const { body } = await server.get<{
    paths: Record<
      string,
      {
        post?: {
          requestBody: { content: { 'application/json': { schema: { oneOf?: Variant[]; anyOf?: Variant[] } } } }
        }
      }
    >
  }>('/api/openapi.json')
  interface Variant {
    properties: { type: { const?: string; enum?: string[] }; payload: { properties: object } }
  }
  const schema = body.paths['/api/boards/{board}/commands']?.post?.requestBody.content['application/json'].schema
  const variants = schema?.oneOf ?? schema?.anyOf ?? []
  expect(variants.map(({ properties }) => properties.type.const ?? properties.type.enum?.[0]).sort()).toEqual(
    Object.keys(PAYLOADS).sort(),
  )
  expect(variants.every(({ properties }) => Object.keys(properties.payload.properties).length > 0)).toBe(true)
})

test('thirty commands at once through one small pool all get their answer', async () => {
  const cookies = await Promise.all(['chair', 'secretariat'].map((person) => server.signIn(person)))
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      server.command(GM, cookies[n % 2] ?? '', {
        type: 'decision.record',
        payload: { ...decision, title: `Noted ${n}` },
      }),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 201))
  const numbers = answers
    .map(({ body }: { body: CommandResult }) => Number(String(body.number).split('/')[2]))
    .sort((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 30 }, (_, n) => n + 2))
})
