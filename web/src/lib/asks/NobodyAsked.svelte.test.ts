import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'

import NobodyAsked from './NobodyAsked.svelte'
import { ask } from './test/asks.ts'

const base = '/boards/gm'

test('a board without asks says where they come from and what can be read instead', async () => {
  const screen = await render(NobodyAsked, { asks: [], base })
  await expect.element(screen.getByRole('heading', { name: 'No authority has been asked for anything' })).toBeVisible()
  await expect
    .element(screen.getByRole('link', { name: 'Read the decisions' }))
    .toHaveAttribute('href', `${base}/decisions`)
})

test('asks addressed to nobody are listed, and whoever may choose the addressees is led there', async () => {
  const may = await render(NobodyAsked, { asks: [ask(4, { abilities: ['ask.configure'] })], base })
  expect(may.container.textContent).toContain('Choose them in its settings.')
  await expect
    .element(may.getByRole('link', { name: /^Choose whom it is addressed to\s?: ask 4$/u }))
    .toHaveAttribute('href', `${base}/asks/ask-04/settings`)
  await may.unmount()

  const reader = await render(NobodyAsked, { asks: [ask(4)], base })
  expect(reader.container.textContent).toContain('The programme office and the chair choose')
  await expect.element(reader.getByRole('link')).toHaveAttribute('href', `${base}/asks/ask-04`)
})
