import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'

import ProveIdentity from './ProveIdentity.svelte'

vi.mock('$app/navigation', () => ({ invalidate: async () => undefined }))

const sent = vi.fn<(path: string, body: unknown) => Response>()
beforeEach(() => {
  sent.mockReset()
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => sent(path, JSON.parse(init.body as string)))
})
afterEach(() => vi.unstubAllGlobals())

async function show() {
  const onproved = vi.fn()
  const oncancel = vi.fn()
  const screen = await render(ProveIdentity, {
    person: 'ce-bolton',
    name: 'Ruth Hargreave',
    ask: 'Ask 5a',
    onproved,
    oncancel,
  })
  return { screen, onproved, oncancel }
}

test('[CE-1.6] proving goes on once; the person is proved, not merely asked', async () => {
  sent.mockImplementation(() => new Response(null, { status: 204 }))
  const { screen, onproved } = await show()
  await expect.element(screen.getByRole('dialog', { name: 'Prove who you are' })).toBeVisible()
  await screen.getByRole('button', { name: 'I am Ruth Hargreave' }).click()
  await expect.poll(() => onproved.mock.calls.length).toBe(1)
  expect(sent.mock.calls).toEqual([['/api/me/prove', { person: 'ce-bolton' }]])
})

test('[CE-1.6] cancelled or failed, nothing goes on, and that is said', async () => {
  sent.mockImplementation(
    () =>
      new Response(JSON.stringify({ kind: 'forbidden', title: 'This is not you.', status: 403, detail: '' }), {
        status: 403,
        headers: { 'content-type': 'application/problem+json' },
      }),
  )
  const { screen, onproved, oncancel } = await show()
  await screen.getByRole('button', { name: 'I am Ruth Hargreave' }).click()
  await expect.element(screen.getByText(/Nothing is recorded, and your answer is kept/u)).toBeVisible()
  await screen.getByRole('button', { name: 'Cancel' }).click()
  expect(oncancel).toHaveBeenCalledTimes(1)
  expect(onproved).not.toHaveBeenCalled()
})
