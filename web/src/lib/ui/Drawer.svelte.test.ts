import { createRawSnippet } from 'svelte'
import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import Drawer from '#lib/ui/Drawer.svelte'

const children = createRawSnippet(() => ({ render: () => '<p>Bolton answered edition 2.</p>' }))

function putOpener(): HTMLButtonElement {
  const opener = document.createElement('button')
  opener.textContent = 'Ask 5a, Bolton'
  document.body.append(opener)
  opener.focus()
  return opener
}

afterEach(() => {
  document.querySelectorAll('body > button').forEach((button) => button.remove())
})

for (const [screen, width] of [
  ['beside the page on a wide screen', 1366],
  ['as a page of its own on a phone', 390],
] as const) {
  test(`[X8] ${screen}, Escape closes it and gives the focus back`, async () => {
    await page.viewport(width, 800)
    const opener = putOpener()
    const onclose = vi.fn()
    await render(Drawer, { open: true, title: 'Pool funds', onclose, children })

    await expect.element(page.getByRole('dialog', { name: 'Pool funds' })).toBeVisible()
    await expect.element(page.getByRole('heading', { name: 'Pool funds' })).toHaveFocus()
    await userEvent.keyboard('{Escape}')

    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
    expect(onclose).toHaveBeenCalledOnce()
    expect(document.activeElement).toBe(opener)
  })
}

test('[X8] the close button does the same', async () => {
  const opener = putOpener()
  await render(Drawer, { open: true, title: 'Pool funds', children })
  await page.getByRole('button', { name: 'Close' }).click()

  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  expect(document.activeElement).toBe(opener)
})
