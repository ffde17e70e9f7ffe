import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { allUnsent, forgetUnsent } from '#lib/drafts/unsent-drafts.ts'
import { KeptUpdates, type KeptUpdate } from '#lib/plans/update/kept-updates.svelte.ts'
import { emptyUpdate } from '#lib/plans/update/update-draft.ts'

const update: KeptUpdate = {
  person: 'lead-2',
  board: 'manchester-locality',
  of: 'ws-2',
  title: 'Front door',
  commandId: '0190d9a2-5d3f-4e1c-9c63-2d1d8f6a0b11',
  payload: { of: { kind: 'workstream', id: 'ws-2' }, writtenAt: '2026-07-12T13:31:00.000Z', note: 'On course' },
  draft: emptyUpdate(),
}
const sent: string[] = []
let answer: () => Promise<Response>
beforeEach(() => {
  // What could not be sent is sent again ten seconds later, which for a slow machine is in the middle of another test.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  localStorage.clear()
  sent.length = 0
  answer = () => Promise.reject(new TypeError('no line'))
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    sent.push(typeof init.body === 'string' ? init.body : '')
    return answer()
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const recorded = () => Promise.resolve(Response.json({ seq: 77 }))
const refused = () =>
  Promise.resolve(
    new Response(JSON.stringify({ kind: 'stale', status: 409, title: 'Changed', detail: 'Look again' }), {
      status: 409,
      headers: { 'content-type': 'application/problem+json' },
    }),
  )

test('[WL-1.7] what was sent without a line is kept, and goes with the same command and time of writing when it is back', async () => {
  const kept = new KeptUpdates(localStorage)
  expect((await kept.send(update)).ok).toBe(false)
  expect(kept.find('lead-2', 'manchester-locality', 'ws-2')).toMatchObject({ commandId: update.commandId })

  answer = recorded
  await kept.sendAll('lead-2', 'manchester-locality')
  expect(sent).toHaveLength(2)
  expect(sent[1]).toBe(sent[0])
  expect(sent[1]).toContain('2026-07-12T13:31:00.000Z')
  expect(kept.list).toEqual([])
  expect(kept.recorded.get('ws-2')?.seq).toBe(77)
})

test('[WL-1.7] it outlives the window', async () => {
  await new KeptUpdates(localStorage).send(update)
  const after = new KeptUpdates(localStorage)
  expect(after.list).toEqual([update])
  answer = recorded
  await after.sendAll('lead-2', 'manchester-locality')
  expect(after.list).toEqual([])
})

test('two who ask at once send it once', async () => {
  answer = recorded
  const kept = new KeptUpdates(localStorage)
  await Promise.all([kept.send(update), kept.send(update)])
  expect(sent).toHaveLength(1)
})

test('[H7] a refused one waits for its author and is not sent again by itself', async () => {
  answer = refused
  const kept = new KeptUpdates(localStorage)
  await kept.send(update)
  await kept.sendAll('lead-2', 'manchester-locality')
  expect(sent).toHaveLength(1)
  expect(kept.find('lead-2', 'manchester-locality', 'ws-2')?.problem?.kind).toBe('stale')
})

test('another person on the same device sends nothing of it', async () => {
  const kept = new KeptUpdates(localStorage)
  await kept.send(update)
  answer = recorded
  await kept.sendAll('lead-1', 'manchester-locality')
  expect(sent).toHaveLength(1)
})

test('[X4] signing out asks about it, and deleting it there deletes it here', async () => {
  const kept = new KeptUpdates(localStorage)
  await kept.send(update)
  expect(allUnsent().map(({ title }) => title)).toEqual(['Update on Front door'])
  allUnsent().forEach(forgetUnsent)
  expect(new KeptUpdates(localStorage).list).toEqual([])
  expect(JSON.stringify(localStorage)).not.toContain('On course')
})
