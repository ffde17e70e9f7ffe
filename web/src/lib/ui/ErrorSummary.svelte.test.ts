import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import ErrorSummary from '#lib/ui/ErrorSummary.svelte'

const errors = [{ text: 'Write why the rating is Amber', field: 'why' }]

function putField(): HTMLTextAreaElement {
  const field = document.createElement('textarea')
  field.id = 'why'
  document.body.append(field)
  return field
}

test('[X5] the summary takes focus when it appears', async () => {
  await render(ErrorSummary, { title: 'The rating was not given', errors })

  await expect.element(page.getByRole('alert', { name: 'The rating was not given' })).toHaveFocus()
})

test('[X5] an error leads to its field', async () => {
  const field = putField()
  await render(ErrorSummary, { errors })
  await page.getByRole('link', { name: 'Write why the rating is Amber' }).click()

  expect(document.activeElement).toBe(field)
  field.remove()
})

test('[X5] another attempt with other errors takes focus again', async () => {
  const field = putField()
  const { rerender } = await render(ErrorSummary, { errors })
  field.focus()
  await rerender({ errors: [{ text: 'Name an owner' }] })

  await expect.element(page.getByRole('alert')).toHaveFocus()
  field.remove()
})
