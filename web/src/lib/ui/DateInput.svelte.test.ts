import { expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import DateInput from '#lib/ui/DateInput.svelte'
import { readParts } from '#lib/ui/date-parts.ts'

test('three boxes make an ISO date', async () => {
  const onchange = vi.fn()
  await render(DateInput, { legend: 'Due', onchange })
  await page.getByLabelText('Day').fill('14')
  await page.getByLabelText('Month').fill('jul')
  await page.getByLabelText('Year').fill('2026')

  expect(onchange).toHaveBeenLastCalledWith('2026-07-14')
})

test('a whole date in one box finds its boxes', async () => {
  const onchange = vi.fn()
  await render(DateInput, { legend: 'Due', onchange })
  await page.getByLabelText('Day').fill('14 July 2026')

  await expect.element(page.getByLabelText('Month')).toHaveValue('7')
  expect(onchange).toHaveBeenLastCalledWith('2026-07-14')
})

test('a day and a month left in one box split when the typing is over', async () => {
  await render(DateInput, { legend: 'Due', value: '' })
  await page.getByLabelText('Day').fill('14 jul')
  await userEvent.tab()

  await expect.element(page.getByLabelText('Day')).toHaveValue('14')
  await expect.element(page.getByLabelText('Month')).toHaveValue('jul')
})

test('month only takes the day away and gives the month', async () => {
  const onchange = vi.fn()
  await render(DateInput, { legend: 'Due', value: '2026-07-14', allowMonthOnly: true, onchange })
  await page.getByLabelText('Month only').click()

  await expect.element(page.getByLabelText('Day')).not.toBeInTheDocument()
  expect(onchange).toHaveBeenLastCalledWith('2026-07')
})

test('a value from outside fills the boxes', async () => {
  const { rerender } = await render(DateInput, { legend: 'Due', value: '' })
  await rerender({ value: '2026-12-01' })

  await expect.element(page.getByLabelText('Day')).toHaveValue('1')
  await expect.element(page.getByLabelText('Year')).toHaveValue('2026')
})

test('what is not a date is said, not guessed', () => {
  expect(readParts({ day: '31', month: '2', year: '2026' }, false)).toEqual({
    value: '',
    problem: 'There is no 31 February 2026',
  })
  expect(readParts({ day: '1', month: '13', year: '2026' }, false)).toEqual({
    value: '',
    problem: 'There is no month “13”',
  })
  expect(readParts({ day: '', month: '2', year: '2026' }, false)).toEqual({
    value: '',
    problem: 'The date needs a day',
  })
  expect(readParts({ day: '1', month: '2', year: '26' }, false)).toEqual({
    value: '',
    problem: 'The year needs four digits',
  })
  expect(readParts({ day: '', month: '', year: '' }, false)).toEqual({ value: '' })
})
