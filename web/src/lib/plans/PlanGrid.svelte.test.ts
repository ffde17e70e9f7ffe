import { createDoc } from '@concordat/shared/documents/doc'
import { addRow, moveRow, readRows, setCell } from '@concordat/shared/documents/rows'
import { beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import type * as Y from 'yjs'

import { LiveRows } from '#lib/drafts/live-rows.ts'
import type { Other, Place } from '#lib/drafts/rows-draft.ts'
import { planRows } from '#lib/plans/plan-rows.ts'
import PlanGrid from '#lib/plans/PlanGrid.svelte'

const titles = (doc: Y.Doc) => readRows(doc, 'workstream', 'plan').map((row) => row['title'])

/** Whoever else stands in a row, for the names in a clash. */
const others: Other[] = []
beforeEach(() => void others.splice(0))

async function openPlan() {
  const doc = createDoc('workstream')
  for (const id of ['a', 'b', 'c'])
    addRow(doc, 'workstream', 'plan', { id, values: { title: `Milestone ${id}`, forecast: 'July 2026' } })
  const places: (Place | null)[] = []
  const edit = new LiveRows(
    {
      doc,
      kind: 'workstream',
      get content() {
        return { texts: {}, rows: { plan: readRows(doc, 'workstream', 'plan') } }
      },
      others,
      stand: (place) => places.push(place),
    },
    'plan',
  )
  const rowsNow = () => planRows(edit.rows, [], 2)
  const screen = await render(PlanGrid, { rows: rowsNow(), base: '/boards/b', edit })
  doc.on('update', () => void screen.rerender({ rows: rowsNow(), base: '/boards/b', edit }))
  // The menu of the rows comes by itself a moment later and makes them wider: what is clicked just then moves away.
  await expect.element(page.getByRole('button', { name: /^Move or remove/u })).toHaveLength(3)
  return { doc, places }
}

test('[M2] Alt with an arrow moves the row one is in, keeps the keyboard there and touches no words', async () => {
  const { doc } = await openPlan()
  await page.getByLabelText('Milestone 2.1').click()
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}')

  expect(titles(doc)).toEqual(['Milestone b', 'Milestone a', 'Milestone c'])
  await expect.element(page.getByLabelText('Milestone 2.2')).toHaveFocus()
  await expect.element(page.getByRole('status')).toHaveTextContent('Milestone a is now 2 of 3')

  await userEvent.keyboard('{Alt>}{ArrowDown}{ArrowDown}{/Alt}')
  expect(titles(doc)).toEqual(['Milestone b', 'Milestone c', 'Milestone a'])
})

test('[BM-2.2] someone else moving rows leaves the caret in the middle of a word', async () => {
  const { doc } = await openPlan()
  const field = page.getByLabelText('Milestone 2.3')
  await field.click()
  await userEvent.keyboard('{End} being wri')
  moveRow(doc, 'workstream', 'plan', 'c', null)
  await expect.element(page.getByLabelText('Milestone 2.1')).toHaveValue('Milestone c being wri')
  await userEvent.keyboard('tten')

  expect(titles(doc)).toEqual(['Milestone c being written', 'Milestone a', 'Milestone b'])
})

test('the others are told which cell one is in', async () => {
  const { places } = await openPlan()
  await page.getByLabelText('Forecast of 2.2').click()
  expect(places.at(-1)).toEqual({ root: 'plan', row: 'b', cell: 'forecast' })
})

test('[B8] a baseline is no field', async () => {
  await openPlan()
  await expect.element(page.getByLabelText('Forecast of 2.1')).toBeVisible()
  expect(page.getByLabelText(/baseline/i).elements()).toHaveLength(0)
})

test('words that are no date stand, and are said not to be one', async () => {
  const { doc } = await openPlan()
  await page.getByLabelText('Forecast of 2.1').fill('when the leases are signed')
  await expect.element(page.getByText('Not read as a date.', { exact: false })).toBeVisible()
  expect(readRows(doc, 'workstream', 'plan')[0]?.['forecast']).toBe('when the leases are signed')
})

const forecasts = (doc: Y.Doc) => readRows(doc, 'workstream', 'plan').map((row) => row['forecast'])
const mei: Other = {
  client: 7,
  person: 'mei',
  name: 'Mei-Ling Tsang',
  initials: 'MT',
  colour: 2,
  isWriting: true,
  at: { root: 'plan', row: 'a', cell: 'forecast' },
}

test('[H7] a cell that somebody else changed under one’s typing shows both with their name, and writes nothing over theirs', async () => {
  others.push(mei)
  const { doc } = await openPlan()
  const field = page.getByLabelText('Forecast of 2.1')
  await field.fill('30 September 2026')
  setCell(doc, 'plan', 'a', 'forecast', '31 October 2026')

  await expect.element(page.getByRole('alert')).toMatchTextContent(/Mei-Ling Tsang wrote here while you did/)
  await expect.element(page.getByRole('alert')).toMatchTextContent(/“31 October 2026”.*“30 September 2026”/s)
  await field.click()
  await userEvent.keyboard('{End} or so')
  await expect.element(field).toHaveValue('30 September 2026 or so')
  expect(forecasts(doc)[0]).toBe('31 October 2026')

  await page.getByRole('button', { name: 'Keep mine' }).click()
  expect(forecasts(doc)[0]).toBe('30 September 2026 or so')
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
})

test('[H7] taking theirs leaves theirs, and one types on from there', async () => {
  const { doc } = await openPlan()
  const field = page.getByLabelText('Forecast of 2.1')
  await field.fill('30 September 2026')
  setCell(doc, 'plan', 'a', 'forecast', '31 October 2026')
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await expect.element(field).toHaveValue('31 October 2026')
  await userEvent.keyboard('{End}?')
  expect(forecasts(doc)[0]).toBe('31 October 2026?')
})

test('[H7] both stay in sight after one has gone to another cell', async () => {
  const { doc } = await openPlan()
  await page.getByLabelText('Forecast of 2.1').fill('30 September 2026')
  setCell(doc, 'plan', 'a', 'forecast', '31 October 2026')
  await page.getByLabelText('Forecast of 2.2').click()
  await expect.element(page.getByRole('alert')).toMatchTextContent(/“30 September 2026”/)
  expect(forecasts(doc)[0]).toBe('31 October 2026')
})

test('[H7] whoever has typed nothing goes along, and is told what it was', async () => {
  others.push(mei)
  const { doc } = await openPlan()
  const field = page.getByLabelText('Forecast of 2.1')
  await field.click()
  setCell(doc, 'plan', 'a', 'forecast', '31 October 2026')
  await expect.element(field).toHaveValue('31 October 2026')
  await expect
    .element(page.getByText('Mei-Ling Tsang wrote “31 October 2026” while you were here; it was “July 2026”.'))
    .toBeVisible()
})

test('[H7] taking back one’s own change is no clash', async () => {
  const { doc } = await openPlan()
  const field = page.getByLabelText('Forecast of 2.1')
  await field.fill('30 September 2026')
  await userEvent.keyboard('{Control>}z{/Control}')
  await expect.element(field).toHaveValue('July 2026')
  expect(forecasts(doc)[0]).toBe('July 2026')
  expect(page.getByRole('alert').elements()).toHaveLength(0)
})
