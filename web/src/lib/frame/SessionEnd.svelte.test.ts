import type { Me } from '@concordat/shared/http'
import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'

import SessionEnd from '#lib/frame/SessionEnd.svelte'

const me = (sessionEndsInMs: number): Pick<Me, 'person' | 'sessionEndsInMs'> => ({
  person: { id: 'amina', name: 'Amina Rahman', invented: true, administrator: false },
  sessionEndsInMs,
})

afterEach(() => vi.unstubAllGlobals())

function answering(answers: { readonly [path: string]: () => Response }) {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    return answers[path]?.() ?? new Response(null, { status: 404 })
  })
  return asked
}
const signedOut = () =>
  Response.json(
    { kind: 'unauthenticated', status: 401, title: '', detail: '' },
    { status: 401, headers: { 'content-type': 'application/problem+json' } },
  )

test('[X7] two minutes before the end it is said, and any one key keeps the session', async () => {
  const asked = answering({
    '/api/me/prolong': () => Response.json({ sessionEndsAt: '2026-07-14T13:00:00.000Z', sessionEndsInMs: 3_600_000 }),
  })
  await render(SessionEnd, { me: me(119_000), onback: () => undefined })
  await expect.element(page.getByText('You will be signed out in less than 2 minutes.')).toBeVisible()
  await userEvent.keyboard('{Shift}')
  expect(asked).not.toContain('/api/me/prolong')
  await userEvent.keyboard('a')
  await expect.element(page.getByText('You will be signed out in less than 2 minutes.')).not.toBeInTheDocument()
  expect(asked.filter((path) => path === '/api/me/prolong')).toHaveLength(1)
})

test('[X7] with the pointer the same', async () => {
  const asked = answering({
    '/api/me/prolong': () => Response.json({ sessionEndsAt: '2026-07-14T13:00:00.000Z', sessionEndsInMs: 3_600_000 }),
  })
  await render(SessionEnd, { me: me(100_000), onback: () => undefined })
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await expect.element(page.getByRole('button', { name: 'Stay signed in' })).not.toBeInTheDocument()
  expect(asked.filter((path) => path === '/api/me/prolong')).toHaveLength(1)
})

test('[X7] a session that can last no longer says so, and where to sign in again', async () => {
  answering({
    '/api/me/prolong': () => Response.json({ sessionEndsAt: '2026-07-14T12:00:00.000Z', sessionEndsInMs: 60_000 }),
  })
  await render(SessionEnd, { me: me(60_000), onback: () => undefined })
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await expect.element(page.getByText(/^You have been signed in for a day/u)).toBeVisible()
  await expect.element(page.getByRole('link', { name: 'Sign in again (new tab)' })).toBeVisible()
})

test('[X7] once it is over the page stays, and goes on when its person has signed in again', async () => {
  const onback = vi.fn()
  answering({ '/api/me': signedOut })
  await render(SessionEnd, { me: me(60_000), onback })
  window.dispatchEvent(new Event('focus'))
  await expect.element(page.getByText('You are signed out.')).toBeVisible()
  answering({ '/api/me': () => Response.json({ ...me(3_600_000), person: { id: 'bruno' } }) })
  window.dispatchEvent(new Event('focus'))
  answering({ '/api/me': () => Response.json(me(3_600_000)) })
  window.dispatchEvent(new Event('focus'))
  await expect.element(page.getByText('You are signed out.')).not.toBeInTheDocument()
  expect(onback).toHaveBeenCalledOnce()
})
