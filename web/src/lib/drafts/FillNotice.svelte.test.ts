import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'

import FillNotice from '#lib/drafts/FillNotice.svelte'
import SaveLine from '#lib/drafts/SaveLine.svelte'

it('[abuse 34] a draft that fills says so to those who write it, politely, and what to do', async () => {
  await render(FillNotice, { condition: { fill: 0.83, hold: null }, mayWrite: true })
  await expect.element(page.getByRole('status').getByText(/This draft is 83% full\./u)).toBeVisible()
  await expect.element(page.getByRole('status').getByText(/take out what is no longer needed/u)).toBeVisible()
})

it('[abuse 34] to a reader, who can do nothing about it, nothing is said', async () => {
  await render(FillNotice, { condition: { fill: 1, hold: 'full' }, mayWrite: false })
  await expect.element(page.getByRole('status')).toBeEmptyDOMElement()
})

it('[F28] that a part is damaged, everyone is told', async () => {
  await render(FillNotice, { condition: { fill: 0, hold: 'damaged' }, mayWrite: false })
  await expect.element(page.getByRole('status').getByText(/A part of this draft cannot be read/u)).toBeVisible()
})

it('[abuse 20] the status line says that work is on its way, and how much', async () => {
  await render(SaveLine, { shown: { state: 'sending', waiting: 3 } })
  await expect.element(page.getByText('Sending your work: 3 changes')).toBeVisible()
})
