import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import TextArea from '#lib/ui/TextArea.svelte'
import '../../app.css'

test('the count is read out once the typing rests, and moves nothing from under the pointer', async () => {
  const { container } = await render(TextArea, { label: 'Why is it Amber?', maxLength: 400 })
  await page.getByLabelText('Why is it Amber?').fill('Leases')
  await expect.element(page.getByText('394 characters left').first()).toBeVisible()
  const height = container.getBoundingClientRect().height

  await expect.element(page.getByRole('status')).toHaveTextContent('394 characters left')
  expect(container.getBoundingClientRect().height).toBe(height)
})
