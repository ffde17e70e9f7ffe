import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'

import AskMatrix from './AskMatrix.svelte'
import { matrixOf, type Cell } from './matrix.ts'
import { MIXED } from './test/asks.ts'

const matrix = matrixOf(MIXED, '2026-07-24')
const show = () =>
  render(AskMatrix, {
    matrix,
    base: '/boards/gm',
    show: 'all',
    hrefFor: (cell: Cell) => `?cell=${cell.key}`,
    opened: null,
    isNew: () => false,
  })

const focused = () => document.activeElement?.getAttribute('aria-label')

test('[D1] the cells are one tab stop; arrows, Home and End move inside', async () => {
  const screen = await show()
  const stops = () =>
    [...screen.container.querySelectorAll('td a[tabindex="0"]')].map((link) => link.getAttribute('aria-label'))
  expect(stops()).toEqual(['Ask 1, Bolton: Signed'])

  screen.container.querySelector<HTMLElement>('td a[tabindex="0"]')?.focus()
  await userEvent.keyboard('{ArrowRight}{ArrowDown}')
  expect(focused()).toBe('Ask 2a, Bury: Deferred to a formal decision, until 8 September 2026')
  expect(stops()).toEqual([focused()])
  await userEvent.keyboard('{End}')
  expect(focused()).toBe('Ask 2a, Wigan: Not asked')
  await userEvent.keyboard('{ArrowRight}{ArrowDown}{ArrowDown}')
  expect(focused()).toBe('Ask 2b, Wigan: Not asked')
  await userEvent.keyboard('{Home}{ArrowUp}')
  expect(focused()).toBe('Ask 2a, Bolton: Signed, wording since changed, signed edition 1, now edition 2')
  await userEvent.keyboard('{Control>}{End}{/Control}')
  expect(focused()).toBe('Ask 2b, Wigan: Not asked')
  await userEvent.keyboard('{Control>}{Home}{/Control}')
  expect(focused()).toBe('Ask 1, Bolton: Signed')
})

test('[X11] Enter follows the address of the cell', async () => {
  const screen = await show()
  const [link] = screen.container.querySelectorAll<HTMLAnchorElement>('td a')
  const opened: string[] = []
  screen.container.addEventListener('click', (event) => {
    event.preventDefault()
    if (event.target instanceof Element) opened.push(event.target.closest('a')?.getAttribute('href') ?? '')
  })
  link?.focus()
  await userEvent.keyboard('{Enter}')
  expect(opened).toEqual(['?cell=ask-01.org-bolton'])
})

test('it is a table: a head for each authority and ask, and a whole name for each cell', async () => {
  const screen = await show()
  const table = screen.container.querySelector('table')
  expect([...(table?.querySelectorAll('thead th') ?? [])].map((head) => head.getAttribute('scope'))).toEqual(
    Array(6).fill('col'),
  )
  expect(table?.querySelectorAll('th[scope=rowgroup]')).toHaveLength(2)
  expect(table?.querySelector('th[scope=rowgroup][rowspan="2"]')?.textContent).toContain('Ask number 2')
  await expect
    .element(screen.getByRole('link', { name: 'Ask 1, Wigan: Overdue, 14 days past 10 July 2026' }))
    .toBeInTheDocument()
})
