import { afterEach, expect, it, vi } from 'vitest'

import { bringWork } from './bring-work.ts'

const opening = { clientId: 1, epoch: 3, schema: 1, abilities: [], path: '/sync/d', updateBytes: 10 }
const work = new Uint8Array([1, 2, 3])

afterEach(() => vi.unstubAllGlobals())

function answering(status: number, body: unknown) {
  const asked = vi.fn<typeof fetch>(
    async () =>
      new Response(JSON.stringify(body), {
        status,
        headers: { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' },
      }),
  )
  vi.stubGlobal('fetch', asked)
  return asked
}

it('[abuse 20] sends the bytes as they are, and says under which epoch and schema', async () => {
  const asked = answering(200, { added: true })
  expect(await bringWork('d', opening, work)).toBe('saved')
  expect(asked).toHaveBeenCalledWith(
    '/api/documents/d/updates?epoch=3&schema=1',
    expect.objectContaining({ method: 'POST', body: work }),
  )
})

it.each([
  [413, { kind: 'invalid', status: 413, title: 'That is too much at once.' }, 'too-big'],
  [413, { kind: 'invalid', status: 413, title: 'This draft is full.' }, 'full'],
  [400, { kind: 'invalid', status: 400, title: 'This cannot be taken into the draft.' }, 'refused'],
  [403, { kind: 'forbidden', status: 403, title: '' }, 'forbidden'],
  [401, { kind: 'unauthenticated', status: 401, title: '' }, 'later'],
  [409, { kind: 'stale', status: 409, title: '' }, 'later'],
  [409, { kind: 'conflict', status: 409, title: '' }, 'later'],
  [429, { kind: 'rate-limited', status: 429, title: '' }, 'later'],
  [503, { kind: 'unavailable', status: 503, title: '' }, 'later'],
])('[abuse 20] %i %o is %s', async (status, problem, brought) => {
  answering(status, problem)
  expect(await bringWork('d', opening, work)).toBe(brought)
})

it('[X3] a line that breaks on the way loses nothing: it is sent again later', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('cut')))
  expect(await bringWork('d', opening, work)).toBe('later')
})
