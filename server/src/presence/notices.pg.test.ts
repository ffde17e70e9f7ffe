import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

import { colourOf } from '@concordat/shared/colour-of'
import type { Here, Notice } from '@concordat/shared/notices'

import { startTestApp, type TestApp } from '../test/app.ts'
import { closed, connectNotices, next, openBoard, type NoticeSocket } from '../test/notice-socket.ts'
import { eventually, within } from '../test/patience.ts'
import { makeBoard, seatPerson } from '../test/people.ts'

let server: TestApp
const now = new Date('2026-07-14T12:00:00.000Z')
const open: NoticeSocket[] = []

beforeAll(async () => {
  server = await startTestApp({ clock: () => now })
  const alpha = await makeBoard(server.db, 'alpha')
  const beta = await makeBoard(server.db, 'beta')
  await seatPerson(server.db, alpha, 'chair', 'chair')
  await seatPerson(server.db, alpha, 'lead', 'programme-lead')
  await seatPerson(server.db, alpha, 'scrutiny', 'scrutiny')
  await seatPerson(server.db, alpha, 'adviser', 'adviser')
  await seatPerson(server.db, beta, 'stranger', 'chair')
  await server.db.$client`update boards set head_seq = 7 where slug = 'alpha'`
})
afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()))
afterAll(() => server.close())

async function connect(person: string): Promise<NoticeSocket> {
  const socket = await connectNotices(server, await server.signIn(person))
  open.push(socket)
  return socket
}

async function connectOn(board: string, person: string): Promise<NoticeSocket> {
  const socket = await connect(person)
  expect(await openBoard(socket, board)).toMatchObject({ ok: true })
  return socket
}

const notice = (seq: number, board = 'alpha'): Notice => ({
  board,
  seq,
  type: 'rating.give',
  about: ['ws-1'],
  at: now.toISOString(),
})
const here = (person: string, role: string, page: string, doing: Here['doing']): Here => ({
  person,
  name: `Test ${person}`,
  role,
  page,
  doing,
  colour: colourOf(person),
})

describe('who may listen', () => {
  test('without a session nobody connects', async () => {
    await expect(connectNotices(server, 'concordat_session=made-up')).rejects.toThrow('unauthenticated')
  })

  test('a board opens to who may read it, and answers its head', async () => {
    expect(await openBoard(await connect('chair'), 'alpha')).toEqual({ ok: true, seq: 7 })
  })

  test.each([
    ['stranger', 'alpha'],
    ['scrutiny', 'alpha'],
    ['chair', 'no-such-board'],
    ['chair', '../alpha'],
  ])('to %s the board %s is not there', async (person, board) => {
    expect(await openBoard(await connect(person), board)).toEqual({ ok: false, kind: 'not-found' })
  })

  test('[P18] malformed messages cost nothing: the socket goes on', async () => {
    const socket = await connect('chair')
    const emit = socket.emit.bind(socket) as (event: string, ...args: unknown[]) => void
    emit('board.open')
    emit('board.open', 'alpha')
    emit('board.open', { slug: 'alpha' }, 'no function')
    emit('here.tell', 'alpha', 5, 'dancing')
    emit('here.tell')
    emit('board.close', { toString: null })
    expect(await openBoard(socket, 'alpha')).toMatchObject({ ok: true })
  })
})

describe('notices', () => {
  test('reach everyone who has the board open, and nobody else', async () => {
    const [chair, lead, stranger] = await Promise.all([
      connectOn('alpha', 'chair'),
      connectOn('alpha', 'lead'),
      connectOn('beta', 'stranger'),
    ])
    const strays: unknown[] = []
    stranger.on('notice', (stray) => strays.push(stray))
    const heard = Promise.all([next(chair, 'notice'), next(lead, 'notice')])

    server.app.notices.publish([notice(8)])
    expect(await heard).toEqual([[notice(8)], [notice(8)]])

    // A notice of its own comes after any stray one would have.
    const own = next(stranger, 'notice')
    server.app.notices.publish([notice(1, 'beta')])
    await own
    expect(strays).toEqual([notice(1, 'beta')])
  })

  test('that some can act on reach them and nobody else on the board', async () => {
    const [chair, lead, adviser, stranger] = await Promise.all([
      connectOn('alpha', 'chair'),
      connectOn('alpha', 'lead'),
      connectOn('alpha', 'adviser'),
      connectOn('beta', 'stranger'),
    ])
    const heard = new Map<NoticeSocket, string[]>()
    for (const socket of [chair, lead, adviser, stranger]) {
      heard.set(socket, [])
      socket.on('notice', ({ type }) => heard.get(socket)?.push(type))
    }
    const shrunk: Notice = { ...notice(0), type: 'draft.shrunk' }
    server.app.notices.tell(shrunk, { act: 'document.write', subject: { kind: 'ask' } })
    server.app.notices.tell(shrunk, { act: 'document.write', subject: { kind: 'minutes' } })

    // A notice for all comes after any that should not have come.
    const last = Promise.all([chair, lead, adviser, stranger].map((socket) => next(socket, 'notice')))
    server.app.notices.publish([notice(9), notice(9, 'beta')])
    await last
    await eventually(() =>
      expect([...heard.values()].map((types) => types.at(-1))).toEqual(Array(4).fill('rating.give')),
    )
    expect(heard.get(chair)).toEqual(['draft.shrunk', 'draft.shrunk', 'rating.give'])
    expect(heard.get(adviser)).toEqual(['draft.shrunk', 'rating.give'])
    expect(heard.get(lead)).toEqual(['draft.shrunk', 'rating.give'])
    expect(heard.get(stranger)).toEqual(['rating.give'])
  })

  test('stop when the board is closed', async () => {
    const chair = await connectOn('alpha', 'chair')
    const lead = await connectOn('alpha', 'lead')
    const heard: Notice[] = []
    chair.on('notice', (told) => heard.push(told))
    chair.emit('board.close', 'alpha')
    // Messages of one socket keep their order, so once this is answered the board is closed.
    await openBoard(chair, 'no-such-board')
    const other = next(lead, 'notice')
    server.app.notices.publish([notice(9)])
    await other
    expect(heard).toEqual([])
  })
})

describe('who is here', () => {
  test('everyone on the board hears where people are, and when they have gone', async () => {
    const chair = await connectOn('alpha', 'chair')
    const lead = await connectOn('alpha', 'lead')
    const first = next(chair, 'here')
    lead.emit('here.tell', 'alpha', '/asks', 'writing')
    expect(await first).toEqual(['alpha', [here('lead', 'programme-lead', '/asks', 'writing')]])

    const second = next(chair, 'here')
    chair.emit('here.tell', 'alpha', '/', 'reading')
    expect((await second)[1].map(({ person }) => person)).toEqual(['chair', 'lead'])

    const third = next(chair, 'here')
    lead.disconnect()
    expect((await third)[1].map(({ person }) => person)).toEqual(['chair'])
  })

  test('a person in two windows is one person, and a newcomer hears at once who is there', async () => {
    const [one, two] = [await connectOn('alpha', 'lead'), await connectOn('alpha', 'lead')]
    one.emit('here.tell', 'alpha', '/asks', 'away')
    two.emit('here.tell', 'alpha', '/terms', 'reading')
    await openBoard(two, 'no-such-board')
    await openBoard(one, 'no-such-board')

    const late = await connect('chair')
    const told = next(late, 'here')
    await openBoard(late, 'alpha')
    expect(await told).toEqual(['alpha', [here('lead', 'programme-lead', '/terms', 'reading')]])
  })

  test('nobody is shown on a board they have not opened', async () => {
    const chair = await connectOn('alpha', 'chair')
    const stranger = await connectOn('beta', 'stranger')
    stranger.emit('here.tell', 'alpha', '/', 'reading')
    await openBoard(stranger, 'no-such-board')
    // Others who have just left may still be told of first.
    const tellings: string[][] = []
    chair.on('here', (_board, people) => tellings.push(people.map(({ person }) => person)))
    chair.emit('here.tell', 'alpha', '/', 'reading')
    await eventually(() => expect(tellings.at(-1)).toEqual(['chair']))
    expect(tellings.flat()).not.toContain('stranger')
  })

  test('many movements are told together', async () => {
    const chair = await connectOn('alpha', 'chair')
    const tellings: unknown[] = []
    chair.on('here', (...told) => tellings.push(told))
    const start = performance.now()
    for (let page = 0; page < 100; page++) chair.emit('here.tell', 'alpha', `/${page}`, 'reading')
    await eventually(() => expect(tellings.at(-1)).toEqual(['alpha', [here('chair', 'chair', '/99', 'reading')]]))
    // Four times a second, however long they took: one telling before them, and one after.
    expect(tellings.length).toBeLessThanOrEqual(2 + (performance.now() - start) / 250)
  })
})

describe('[P15] losing a session', () => {
  test('[abuse 7] signing out in one window closes the sockets of all windows of that session, and of no other', async () => {
    const cookie = await server.signIn('chair')
    const [one, two, other] = [
      await connectNotices(server, cookie),
      await connectNotices(server, cookie),
      await connect('chair'),
    ]
    const gone = Promise.all([closed(one), closed(two)])
    await server.post('/api/sign-out', undefined, cookie)
    expect(await gone).toEqual(['io server disconnect', 'io server disconnect'])
    expect(other.connected).toBe(true)
  })

  test('changing capacity cuts the connection, so that the client comes back in the new one', async () => {
    const beta = await server.db.$client<{ id: string }[]>`select id from boards where slug = 'beta'`
    await seatPerson(server.db, beta[0]?.id ?? '', 'lead', 'observer', { post: 'lead-second', from: '2026-03-01' })
    const cookie = await server.signIn('lead')
    const socket = await connectNotices(server, cookie)
    const gone = closed(socket)
    await server.post('/api/me/capacity', { post: 'lead-second' }, cookie)
    expect(await gone).toBe('transport close')

    const back = await connectNotices(server, cookie)
    open.push(back)
    expect([await openBoard(back, 'alpha'), await openBoard(back, 'beta')]).toMatchObject([{ ok: false }, { ok: true }])
  })
})

test('[P5] stopping the server lets every socket go and does not hang', async () => {
  const own = await startTestApp()
  await seatPerson(own.db, await makeBoard(own.db, 'alpha'), 'chair', 'chair')
  const cookie = await own.signIn('chair')
  const sockets = await Promise.all(Array.from({ length: 20 }, async () => connectNotices(own, cookie)))
  const gone = Promise.all(sockets.map(closed))
  expect(await within(5_000, own.app.close())).not.toBe('too late')
  expect(new Set(await gone)).toEqual(new Set(['transport close']))
  await own.close()
})
