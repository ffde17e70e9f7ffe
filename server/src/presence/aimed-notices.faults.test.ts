import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import type { Notice } from '@concordat/shared/notices'

import { startTestApp, type TestApp } from '../test/app.ts'
import { startNodeBeside } from '../test/nodes.ts'
import { connectNotices, openBoard, type NoticeSocket } from '../test/notice-socket.ts'
import { makeBoard, seatPerson } from '../test/people.ts'
import { TestRedis, whyNoRedis } from '../test/redis.ts'

const reason = whyNoRedis()

describe.skipIf(reason !== null)(`notices over two nodes${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let redis: TestRedis
  let first: TestApp
  let second: Awaited<ReturnType<typeof startNodeBeside>>
  const open: NoticeSocket[] = []

  beforeAll(async () => {
    redis = await TestRedis.start()
    first = await startTestApp({ config: { redisUrl: redis.url } })
    second = await startNodeBeside(first, { redisUrl: redis.url })
    const board = await makeBoard(first.db, 'alpha')
    await seatPerson(first.db, board, 'chair', 'chair')
    await seatPerson(first.db, board, 'observer', 'observer')
  })
  afterAll(async () => {
    for (const socket of open) socket.disconnect()
    await second?.close()
    await first?.close()
    await redis?.stop()
  })

  test('[abuse 29] what only some can act on reaches them on the other node, and nobody else there', async () => {
    const heard: { [person: string]: string[] } = {}
    for (const person of ['chair', 'observer']) {
      const socket = await connectNotices({ ...first, origin: second.origin }, await first.signIn(person))
      open.push(socket)
      expect(await openBoard(socket, 'alpha')).toMatchObject({ ok: true })
      heard[person] = []
      socket.on('notice', ({ type }) => heard[person]?.push(type))
    }
    const notice: Notice = { board: 'alpha', seq: 0, type: 'draft.shrunk', about: [], at: new Date(0).toISOString() }
    // Until the line between the nodes stands, what is told may be lost; so it is told until it is heard.
    await vi.waitFor(
      () => {
        first.app.notices.tell(notice, { act: 'document.write', subject: { kind: 'ask' } })
        expect(heard['chair']).toContain('draft.shrunk')
      },
      { timeout: 30_000, interval: 250 },
    )
    first.app.notices.publish([{ ...notice, type: 'rating.give' }])
    await vi.waitFor(() => expect(heard['observer']).toContain('rating.give'), { timeout: 30_000 })
    expect(heard['observer']).not.toContain('draft.shrunk')
  })
})
