import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'

import { told } from '#lib/acts/told.svelte.ts'
import ReportForm from '#lib/acts/test/ReportForm.svelte'

vi.mock('#lib/live/board-live.svelte.ts', () => ({ useBoardLive: () => ({ line: state.line }) }))
const state = vi.hoisted(() => ({ line: 'live' }))

const sent = vi.fn<(body: unknown) => Response | Promise<Response>>()
beforeEach(() => {
  sessionStorage.clear()
  told.deed = null
  state.line = 'live'
  sent.mockReset()
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => sent(JSON.parse(init.body as string)))
})
afterEach(() => vi.unstubAllGlobals())

const answer = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 300 ? 'application/json' : 'application/problem+json' },
  })

const open = () => render(ReportForm, { keep: 'tester:report' })
const write = () => page.getByLabelText('How it goes').fill('It goes')
const press = () => page.getByRole('button', { name: 'Record this report' }).click()

test('sends one command with what the page had seen, and says under which entry it is on record', async () => {
  sent.mockImplementation(() => answer(201, { seq: 42 }))
  await open()
  await write()
  await press()
  await expect.element(page.getByRole('link', { name: 'entry 42' })).toBeVisible()
  expect(sent).toHaveBeenCalledTimes(1)
  expect(sent.mock.calls[0]?.[0]).toMatchObject({
    type: 'action.report',
    expect: 7,
    payload: { number: 'GM/A/1', note: 'It goes' },
  })
})

test('a form that goes with what its act changed leaves it to the page to say what is on record', async () => {
  sent.mockImplementation(() => answer(201, { seq: 44 }))
  const form = await open()
  await write()
  await press()
  await expect.element(page.getByRole('link', { name: 'entry 44' })).toBeVisible()
  expect(told.deed).toBeNull()
  await form.unmount()
  expect(told.deed).toEqual({ board: 'greater-manchester', entry: 44, title: 'Report how it goes' })
})

test('a form that goes before its answer has come leaves it to the page as well', async () => {
  const answered = Promise.withResolvers<Response>()
  sent.mockImplementation(() => answered.promise)
  const form = await open()
  await write()
  await press()
  await form.unmount()
  answered.resolve(answer(201, { seq: 45 }))
  await expect.poll(() => told.deed).toEqual({ board: 'greater-manchester', entry: 45, title: 'Report how it goes' })
})

test('[X5] a refusal says what was not done, and the same intention keeps its command id', async () => {
  sent.mockImplementationOnce(() =>
    answer(409, {
      kind: 'stale',
      title: 'This has changed since you opened it.',
      status: 409,
      detail: 'Read it again.',
    }),
  )
  sent.mockImplementationOnce(() => answer(201, { seq: 43 }))
  await open()
  await write()
  await press()
  await expect.element(page.getByText('Nothing was recorded. What you wrote is still here.')).toBeVisible()
  await expect.element(page.getByLabelText('How it goes')).toHaveValue('It goes')
  await press()
  await expect.element(page.getByRole('link', { name: 'entry 43' })).toBeVisible()
  const ids = sent.mock.calls.map(([body]) => (body as { commandId: string }).commandId)
  expect(ids[0]).toBe(ids[1])
})

test('what is missing is asked for before anything is sent', async () => {
  await open()
  await press()
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Write how it goes/)
  expect(sent).not.toHaveBeenCalled()
})

test('[X2] without a line the deed is shut, with the reason beside it', async () => {
  state.line = 'away'
  await open()
  await expect
    .element(page.getByText('Not connected: this goes on record only when the server confirms it.'))
    .toBeVisible()
})

test('[X12] forms on one page may name their fields alike: each keeps its own labels, and its summary leads to its own', async () => {
  await render(ReportForm, { keep: 'tester:one' })
  await render(ReportForm, { keep: 'tester:two' })
  await page.getByLabelText('How it goes').nth(1).fill('Well')
  await page.getByRole('button', { name: 'Record this report' }).first().click()
  await page.getByRole('link', { name: 'Write how it goes' }).click()
  await expect.element(page.getByLabelText('How it goes').first()).toHaveFocus()
  await expect.element(page.getByLabelText('How it goes').nth(1)).toHaveValue('Well')
})
