import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'

import UnsentQuestion from '#lib/frame/UnsentQuestion.svelte'
import { copyWith, type Unsent } from '#lib/drafts/unsent-drafts.ts'

const unsent: Unsent = {
  person: 'amina',
  document: 'd',
  epoch: 1,
  client: 7,
  kind: 'ask',
  title: 'Pool the funds',
  changes: 2,
}

test('[X4] before signing out it is said what is not sent, of all windows together', async () => {
  const onanswer = vi.fn()
  await render(UnsentQuestion, { unsent: [unsent, { ...unsent, client: 8, changes: 1 }], onanswer })
  await expect.element(page.getByRole('heading', { name: 'Some of your text has not been sent' })).toHaveFocus()
  await expect.element(page.getByRole('listitem').getByText(/3 changes are only on this device/u)).toBeVisible()
  for (const [name, answer] of [
    ['Stay signed in', 'stay'],
    ['Sign out, keep it on this device', 'keep'],
    ['Sign out and delete it', 'forget'],
  ] as const) {
    await page.getByRole('button', { name }).click()
    expect(onanswer).toHaveBeenLastCalledWith(answer)
  }
})

test('[X4] a copy can be had as a file, without anything to load', async () => {
  copyWith(async ([first]) => `${first?.title}\n\nWhat was typed.`)
  const made = vi.spyOn(URL, 'createObjectURL')
  await render(UnsentQuestion, { unsent: [unsent], onanswer: () => undefined })
  await page.getByRole('button', { name: 'Save a copy as a file' }).click()
  await expect.element(page.getByText('The copy was handed to your browser to save.')).toBeVisible()
  const blob = made.mock.calls[0]?.[0]
  expect(blob instanceof Blob && (await blob.text())).toBe('Pool the funds\n\nWhat was typed.')
})
