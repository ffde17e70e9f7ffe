import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Me, DemoPerson, SessionLife } from '@concordat/shared/http'
import type { Problem } from '@concordat/shared/errors'

import { makeBoard, seatPerson } from '../test/people.ts'
import { startTestApp, type TestApp } from '../test/app.ts'
import { digestOf } from './cookie.ts'
import type { SessionEnd } from './identity.ts'

let server: TestApp
let now = new Date('2026-07-14T12:00:00.000Z')
let alpha = ''
let beta = ''

beforeAll(async () => {
  server = await startTestApp({ clock: () => now })
  alpha = await makeBoard(server.db, 'alpha')
  beta = await makeBoard(server.db, 'beta')
  await seatPerson(server.db, alpha, 'chair', 'chair')
  await seatPerson(server.db, alpha, 'lead-10', 'workstream-lead', { scope: ['ws-1'] })
  await seatPerson(server.db, alpha, 'lead-2', 'workstream-lead', { scope: ['ws-2'] })
  await seatPerson(server.db, alpha, 'ce-bolton', 'chief-executive', { body: 'bolton' })
  await seatPerson(server.db, beta, 'ce-bolton', 'lead-member', {
    post: 'ce-bolton-second',
    body: 'bury',
    from: '2026-02-01',
  })
  await seatPerson(server.db, beta, 'past', 'chair', { to: '2026-07-13' })
  await seatPerson(server.db, beta, 'last-day', 'chair', { post: 'last-day-post', to: '2026-07-14' })
  await seatPerson(server.db, beta, 'future', 'chair', { post: 'future-post', from: '2026-07-15' })
  await seatPerson(server.db, beta, 'real', 'chair', { post: 'real-post', invented: false })
})
afterAll(() => server.close())

const tokenOf = (cookie: string): string => cookie.split('=')[1] ?? ''
const sessionOf = async (cookie: string) => {
  const session = await server.app.identity.sessionOf({ headers: { cookie } })
  if (!session) throw new Error('No session')
  return session
}

describe('signing in', () => {
  test('lists the invented people by role, counted as a person would, and nobody real', async () => {
    const { body } = await server.get<DemoPerson[]>('/api/demo/people')
    expect(body.map(({ id }) => id)).toEqual(['chair', 'last-day', 'lead-2', 'lead-10', 'ce-bolton', 'future', 'past'])
    expect(body.find(({ id }) => id === 'ce-bolton')).toEqual({
      id: 'ce-bolton',
      name: 'Test ce-bolton',
      post: 'chief-executive post',
      body: 'bolton council',
      role: 'chief-executive',
      boards: [
        { slug: 'alpha', title: 'Board alpha' },
        { slug: 'beta', title: 'Board beta' },
      ],
    })
  })

  test('gives a cookie that scripts cannot read, and keeps only its digest', async () => {
    const { status, headers } = await server.post('/api/demo/sign-in', { person: 'chair' })
    expect(status).toBe(204)
    expect(headers['set-cookie']).toMatch(
      /^concordat_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/u,
    )
    const token = tokenOf(String(headers['set-cookie']).split(';')[0] ?? '')
    const stored = await server.db.$client<{ token_hash: string }[]>`select token_hash from sessions`
    expect(stored.map((row) => row.token_hash)).toContain(digestOf(token))
    expect(JSON.stringify(stored)).not.toContain(token)
  })

  test('a real person is no demo person', async () => {
    const { status, body } = await server.post<Problem>('/api/demo/sign-in', { person: 'real' })
    expect([status, body.kind]).toEqual([404, 'not-found'])
  })

  test('[abuse 17] a session set before signing in is ended by it, and its token opens nothing', async () => {
    const ends: SessionEnd[] = []
    const stop = server.app.identity.onEnded((end) => ends.push(end))
    const before = await server.signIn('chair')
    const { headers } = await server.post('/api/demo/sign-in', { person: 'lead-2' }, before)
    stop()
    expect(String(headers['set-cookie'])).not.toContain(tokenOf(before))
    expect(await server.app.identity.sessionOf({ headers: { cookie: before } })).toBeNull()
    expect(ends).toEqual([{ session: digestOf(tokenOf(before)), person: 'chair', reason: 'signed-out' }])
  })

  test('more than a demonstration needs is too much', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 125; i++)
      statuses.push((await server.post('/api/demo/sign-in', { person: 'nobody-of-that-name' })).status)
    expect(statuses.slice(0, 120).every((status) => status === 404)).toBe(true)
    const { status, body, headers } = await server.post<Problem>('/api/demo/sign-in', { person: 'nobody-of-that-name' })
    expect([status, body.kind, headers['content-type']]).toEqual([429, 'rate-limited', 'application/problem+json'])
    // Another person is not locked out by it.
    expect((await server.post('/api/demo/sign-in', { person: 'lead-2' })).status).toBe(204)
  })
})

describe('being signed in', () => {
  test('without a session, `me` is refused as a problem a person can act on', async () => {
    const { status, headers, body } = await server.get<Problem>('/api/me')
    expect([status, headers['content-type']]).toEqual([401, 'application/problem+json'])
    expect(body).toEqual({
      kind: 'unauthenticated',
      status: 401,
      title: 'You are not signed in.',
      detail: 'Nothing was changed. Sign in and try again.',
    })
  })

  test.each([
    'concordat_session=',
    'concordat_session=made-up',
    'other=1',
    '%%%',
    'concordat_session=a; concordat_session=b',
  ])('the cookie header %j opens nothing', async (cookie) => {
    expect((await server.get('/api/me', cookie)).status).toBe(401)
  })

  test('`me` tells person, posts, seats with abilities, capacity and when it ends', async () => {
    const { body } = await server.get<Me>('/api/me', await server.signIn('ce-bolton'))
    expect(body).toMatchObject({
      person: { id: 'ce-bolton', name: 'Test ce-bolton', invented: true, administrator: false },
      capacity: 'ce-bolton-post',
      sessionEndsAt: '2026-07-15T00:00:00.000Z',
    })
    expect(body.posts.map(({ id, seats }) => [id, seats.map((seat) => [seat.board, seat.role, seat.body])])).toEqual([
      ['ce-bolton-post', [['alpha', 'chief-executive', 'bolton']]],
      ['ce-bolton-second', [['beta', 'lead-member', 'bury']]],
    ])
    expect(body.posts[0]?.seats[0]?.abilities).toContain('board.read')
  })

  test('a post that somebody was put into for two boards is one post, with a seat on each', async () => {
    for (const [board, from] of [
      [alpha, '2026-01-01'],
      [beta, '2026-03-01'],
    ] as const)
      await seatPerson(server.db, board, 'on-two', 'observer', { post: 'on-two-post', from })
    const { body } = await server.get<Me>('/api/me', await server.signIn('on-two'))
    expect(body.posts.map(({ id, seats }) => [id, seats.map(({ board }) => board)])).toEqual([
      ['on-two-post', ['alpha', 'beta']],
    ])
  })

  test('signing out ends the session at once, here and in the browser', async () => {
    const cookie = await server.signIn('chair')
    const { status, headers } = await server.post('/api/sign-out', undefined, cookie)
    expect([status, String(headers['set-cookie'])]).toEqual([204, expect.stringContaining('Expires=Thu, 01 Jan 1970')])
    expect((await server.get('/api/me', cookie)).status).toBe(401)
    expect((await server.post('/api/sign-out', undefined, cookie)).status).toBe(204)
  })

  test('[X7] a session about to end lasts another hour when its person says so, and a day at most', async () => {
    const cookie = await server.signIn('chair')
    const start = now
    const after = (hours: number): Date => new Date(start.getTime() + hours * 3_600_000)
    now = after(11.98)
    const first = await server.post<SessionLife>('/api/me/prolong', undefined, cookie)
    expect(first).toMatchObject({
      status: 200,
      body: { sessionEndsAt: after(12.98).toISOString(), sessionEndsInMs: 3_600_000 },
    })
    expect(String(first.headers['set-cookie'])).toContain('Max-Age=3600')
    for (let hours = 12.9; hours < 23.9; hours += 0.9) {
      now = after(hours)
      expect((await server.post('/api/me/prolong', undefined, cookie)).status).toBe(200)
    }
    now = after(23.99)
    expect((await server.get<Me>('/api/me', cookie)).body.sessionEndsAt).toBe(after(24).toISOString())
    expect((await server.post<SessionLife>('/api/me/prolong', undefined, cookie)).body.sessionEndsAt).toBe(
      after(24).toISOString(),
    )
    now = after(24)
    expect((await server.post('/api/me/prolong', undefined, cookie)).status).toBe(401)
    now = start
  })

  test('[abuse 10] after twelve hours the session is over, used or not', async () => {
    const cookie = await server.signIn('chair')
    const start = now
    now = new Date(start.getTime() + 12 * 3_600_000 - 1)
    expect((await server.get('/api/me', cookie)).status).toBe(200)
    now = new Date(start.getTime() + 12 * 3_600_000)
    expect((await server.get('/api/me', cookie)).status).toBe(401)
    now = start
  })
})

describe('acting in one capacity', () => {
  test('the actor on a board is the seat of the post in use, with its body and scope', async () => {
    const session = await sessionOf(await server.signIn('lead-2'))
    expect(await server.app.identity.actorOn(session, alpha)).toEqual({
      person: 'lead-2',
      role: 'workstream-lead',
      post: 'lead-2-post',
      body: null,
      scope: ['ws-2'],
    })
  })

  test('a seat of another post counts only after changing to it, and sockets are told', async () => {
    const cookie = await server.signIn('ce-bolton')
    expect(await server.app.identity.actorOn(await sessionOf(cookie), beta)).toMatchObject({ role: null })

    const ends: SessionEnd[] = []
    const stop = server.app.identity.onEnded((end) => ends.push(end))
    expect((await server.post('/api/me/capacity', { post: 'ce-bolton-second' }, cookie)).status).toBe(204)
    expect((await server.post('/api/me/capacity', { post: 'ce-bolton-second' }, cookie)).status).toBe(204)
    stop()
    expect(ends.map(({ reason }) => reason)).toEqual(['capacity'])

    const session = await sessionOf(cookie)
    expect(await server.app.identity.actorOn(session, beta)).toMatchObject({ role: 'lead-member', body: 'bury' })
    expect(await server.app.identity.actorOn(session, alpha)).toMatchObject({ role: null })
    expect((await server.app.identity.boardsOf(session)).map(({ board }) => board.slug)).toEqual(['beta'])
  })

  test.each(['chair-post', 'no-such-post'])(
    'the post %s, held by someone else or nobody, cannot be taken',
    async (post) => {
      const { status, body } = await server.post<Problem>(
        '/api/me/capacity',
        { post },
        await server.signIn('ce-bolton'),
      )
      expect([status, body.kind, body.fields?.[0]?.path]).toEqual([400, 'invalid', 'post'])
    },
  )

  test.each([
    ['past', null],
    ['last-day', 'chair'],
    ['future', null],
  ])('an appointment counts from its first to its last day: %s', async (person, role) => {
    const session = await sessionOf(await server.signIn(person))
    expect(await server.app.identity.actorOn(session, beta)).toMatchObject({ person, role })
  })

  test('an appointment that ends while signed in takes its rights with it', async () => {
    const session = await sessionOf(await server.signIn('last-day'))
    const start = now
    // Midnight in London in July is 23:00 UTC the day before.
    now = new Date('2026-07-14T23:00:00.000Z')
    expect(await server.app.identity.actorOn(session, beta)).toMatchObject({ role: null })
    now = start
  })
})

describe('outside a demonstration', () => {
  let plain: TestApp
  beforeAll(
    async () => (plain = await startTestApp({ config: { isDemo: false, origin: 'https://board.example.gov.uk' } })),
  )
  afterAll(() => plain.close())

  test('there are no demo people and no demo sign-in', async () => {
    expect([
      (await plain.get('/api/demo/people')).status,
      (await plain.post('/api/demo/sign-in', { person: 'chair' })).status,
    ]).toEqual([404, 404])
    expect(
      Object.keys((await plain.get<{ paths: object }>('/api/openapi.json')).body.paths).filter((path) =>
        path.includes('demo'),
      ),
    ).toEqual([])
  })

  test('behind https the cookie is bound to the host', async () => {
    const { headers } = await plain.post('/api/sign-out')
    expect(headers['set-cookie']).toMatch(
      /^__Host-concordat_session=; Max-Age=0; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/u,
    )
  })
})
