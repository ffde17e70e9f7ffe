import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { PAYLOADS, type CommandType } from '@concordat/shared/commands'
import type {
  BoardList,
  BoardView,
  DemoPerson,
  DocumentList,
  DocumentSession,
  LedgerVerdict,
  Me,
} from '@concordat/shared/http'

import { startTestApp, type TestApp } from './test/app.ts'
import { connectNotices, next, openBoard } from './test/notice-socket.ts'
import { within } from './test/patience.ts'

let server: TestApp
beforeAll(async () => (server = await startTestApp({ samples: true })))
afterAll(() => server.close())

const AUTHORITIES = [
  'bolton',
  'bury',
  'manchester',
  'oldham',
  'rochdale',
  'salford',
  'stockport',
  'tameside',
  'trafford',
  'wigan',
]
const PEOPLE = [
  'chair',
  'secretariat',
  'programme-lead',
  'lead-1',
  'lead-2',
  'lead-3',
  'lead-4',
  'lead-5',
  'lead-6',
  'lead-gm',
  ...AUTHORITIES.map((authority) => `ce-${authority}`),
  'deputy-bolton',
  'dcs-bolton',
  'partner-health',
  'scrutiny',
  'newcomer',
  'observer',
  'admin',
]

test('every command has its handler', () => {
  const handled = (type: CommandType): boolean => {
    try {
      server.app.commands.on(type, () => Promise.reject(new Error('A handler of this test')))
      return false
    } catch {
      return true
    }
  }
  expect((Object.keys(PAYLOADS) as CommandType[]).filter((type) => !handled(type))).toEqual([])
})

describe('the demonstration', () => {
  test('has the people of the contract, in order, each with what they do', async () => {
    const { body } = await server.get<DemoPerson[]>('/api/demo/people')
    expect(body.map(({ id }) => id)).toEqual(PEOPLE)
    expect(body.find(({ id }) => id === 'ce-bolton')).toMatchObject({
      role: 'chief-executive',
      post: 'Chief executive',
      boards: [{ slug: 'greater-manchester' }],
    })
    expect(body.find(({ id }) => id === 'admin')).toMatchObject({ role: 'admin', boards: [] })
  })

  test('lets each of them in, with one capacity, and shows the boards their post may read', async () => {
    const boards: Record<string, string[]> = {}
    for (const person of PEOPLE) {
      const cookie = await server.signIn(person)
      const me = await server.get<Me>('/api/me', cookie)
      expect(me.body.person).toMatchObject({ id: person, invented: true })
      boards[person] = (await server.get<BoardList>('/api/boards', cookie)).body.boards.map(({ slug }) => slug).sort()
    }
    expect(boards).toMatchObject({
      chair: ['greater-manchester', 'manchester-locality', 'new-unitary'],
      'lead-1': ['manchester-locality'],
      'lead-gm': ['greater-manchester'],
      'ce-wigan': ['greater-manchester'],
      admin: [],
    })
  })

  test('starts with ledgers that verify', async () => {
    const cookie = await server.signIn('chair')
    for (const slug of ['greater-manchester', 'manchester-locality', 'new-unitary']) {
      const { body } = await server.get<LedgerVerdict>(`/api/boards/${slug}/ledger/verify`, cookie)
      expect([slug, body.ok]).toEqual([slug, true])
      expect(body.entries).toBeGreaterThan(50)
    }
  })
})

test('[P15] signing out closes the drafts that were open, within two seconds and for good', async () => {
  const cookie = await server.signIn('programme-lead')
  const { body } = await server.get<DocumentList>('/api/boards/greater-manchester/documents', cookie)
  const session = await server.post<DocumentSession>(
    `/api/documents/${body.documents[0]?.id}/session`,
    undefined,
    cookie,
  )
  expect(session.status).toBe(200)
  const socket = new WebSocket(`${server.origin.replace('http:', 'ws:')}${session.body.path}`, {
    headers: { cookie, origin: server.origin },
  })
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))

  const closing = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
  expect(
    await within(
      2_000,
      server.post('/api/sign-out', undefined, cookie).then(() => closing),
    ),
  ).toBe(4401)
})

test('a rating is told to who has the board open, after it can be read', async () => {
  const [lead, observer] = [await server.signIn('programme-lead'), await server.signIn('observer')]
  const board = await server.get<BoardView>('/api/boards/greater-manchester', lead)
  const programme = board.body.programmes[0]
  const screen = await connectNotices(server, observer)
  expect(await openBoard(screen, 'greater-manchester')).toEqual({ ok: true, seq: board.body.head.seq })

  const told = next(screen, 'notice')
  const given = await server.command('greater-manchester', lead, {
    type: 'rating.give',
    payload: {
      subject: { kind: 'programme', id: programme?.id ?? '' },
      value: 'green',
      explanation: 'The dates are those of the source, years back',
    },
  })
  expect(given).toMatchObject({ status: 201, body: { seq: board.body.head.seq + 1 } })

  const [notice] = await told
  expect(notice).toMatchObject({ board: 'greater-manchester', seq: given.body.seq, type: 'rating.give' })
  expect(notice.about).toContain(programme?.id)
  const after = await server.get<BoardView>('/api/boards/greater-manchester', observer)
  expect(after.body.programmes[0]?.rating).toMatchObject({ value: 'green', seq: given.body.seq })
  screen.disconnect()
})
