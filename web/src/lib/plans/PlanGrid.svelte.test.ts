import { createDoc } from '@concordat/shared/documents/doc'
import { addRow, moveRow, readRows } from '@concordat/shared/documents/rows'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import type * as Y from 'yjs'

import { LiveRows } from '#lib/drafts/live-rows.ts'
import type { Place } from '#lib/drafts/rows-draft.ts'
import { planRows } from '#lib/plans/plan-rows.ts'
import PlanGrid from '#lib/plans/PlanGrid.svelte'

const titles = (doc: Y.Doc) => readRows(doc, 'workstream', 'plan').map((row) => row['title'])

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
      others: [],
      stand: (place) => places.push(place),
    },
    'plan',
  )
  const rowsNow = () => planRows(edit.rows, [], 2)
  const screen = await render(PlanGrid, { rows: rowsNow(), edit })
  doc.on('update', () => void screen.rerender({ rows: rowsNow(), edit }))
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
