import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import PageHead from '#lib/ui/PageHead.svelte'
import '../../app.css'

const SENTENCE = 'Every authority backs the proposals and takes them forward through its own cabinet and council. '

const sizeOf = async (title: string) => {
  const { container } = await render(PageHead, { title })
  const head = container.querySelector('h1')
  if (!head) throw new Error('There is no heading')
  return { head, size: Number.parseFloat(getComputedStyle(head).fontSize) }
}

test('a title of 300 characters is set one step smaller, and leaves half of a phone to the page', async () => {
  await page.viewport(390, 844)
  const { size } = await sizeOf('Work and fund together across boroughs')
  const long = await sizeOf(SENTENCE.repeat(4).slice(0, 300))
  expect(long.size).toBeLessThan(size)
  expect(long.head.getBoundingClientRect().height).toBeLessThan(844 / 2)
})

test('a word longer than the screen breaks, and does not widen the page', async () => {
  await page.viewport(390, 844)
  const { head } = await sizeOf('x'.repeat(300))
  expect(head.getBoundingClientRect().right).toBeLessThanOrEqual(390)
})
