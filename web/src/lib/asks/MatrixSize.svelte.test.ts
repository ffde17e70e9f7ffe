import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'

import { SIGN_OFF_STATES } from '@concordat/shared/sign-offs'

import AskMatrix from './AskMatrix.svelte'
import { matrixOf, type Cell } from './matrix.ts'
import { ask, signOff } from './test/asks.ts'

const BODIES = Array.from({ length: 40 }, (_, index) => ({
  id: `org-${index}`,
  title: `Authority ${index}`,
  short: `Authority ${index}`,
}))
const STATES = SIGN_OFF_STATES.filter((state) => state !== 'not-asked')
const FORTY = {
  authorities: BODIES,
  totals: ask(1).tally,
  mine: null,
  asks: Array.from({ length: 40 }, (_, index) =>
    ask(index + 1, {
      authorities: BODIES.map(({ id }) => id),
      signOffs: BODIES.map(({ id }, at) => signOff(id, STATES[(at + index) % STATES.length] ?? 'signed')),
    }),
  ),
}

const show = () =>
  render(AskMatrix, {
    matrix: matrixOf(FORTY, '2026-07-24'),
    base: '/boards/gm',
    show: 'all',
    hrefFor: (cell: Cell) => `?cell=${cell.key}`,
    opened: null,
    isNew: () => false,
  })

test('[D1, issue 4] forty asks by forty bodies: every cell is there, one tab stop, and its heads stay in sight', async () => {
  const screen = await show()
  const { container } = screen
  expect(container.querySelectorAll('td a')).toHaveLength(1600)
  expect(container.querySelectorAll('td a[tabindex="0"]')).toHaveLength(1)

  container.querySelector<HTMLElement>('td a[tabindex="0"]')?.focus()
  await userEvent.keyboard('{Control>}{End}{/Control}')
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Ask 40, Authority 39:/u)
  expect(container.querySelectorAll('td a[tabindex="0"]')).toHaveLength(1)

  const box = container.querySelector('.wrap')?.getBoundingClientRect() ?? expect.fail()
  const heads = [...container.querySelectorAll('thead th')]
  expect(heads.at(-2)?.getBoundingClientRect().top).toBeCloseTo(box.top, -1)
  const row = container.querySelectorAll('tbody tr')[39]
  expect(row?.querySelector('th.ask')?.getBoundingClientRect().left).toBeCloseTo(box.left, -1)
})

test('[D13] partners stand apart, behind the totals they do not count in', async () => {
  const partner = { id: 'org-health', title: 'Health partners', short: 'Health partners' }
  const list = {
    ...FORTY,
    authorities: BODIES.slice(0, 2),
    asks: [
      ask(1, {
        authorities: BODIES.slice(0, 2).map(({ id }) => id),
        partners: [partner.id],
        signOffs: [signOff('org-0', 'signed')],
        partnerSignOffs: [signOff(partner.id, 'signed', { onBehalf: 'unconfirmed' })],
      }),
      ask(2, { authorities: ['org-0'] }),
    ],
  }
  const screen = await render(AskMatrix, {
    matrix: matrixOf(list, '2026-07-24', [partner, { id: 'org-none', title: 'Nobody', short: 'Nobody' }]),
    base: '/boards/gm',
    show: 'all',
    hrefFor: (cell: Cell) => `?cell=${cell.key}`,
    opened: null,
    isNew: () => false,
  })
  const names = [...screen.container.querySelectorAll('tbody tr:first-child td')].map(
    (cell) => cell.querySelector('a')?.getAttribute('aria-label') ?? cell.textContent?.trim(),
  )
  expect(names).toEqual([
    'Ask 1, Authority 0: Signed',
    'Ask 1, Authority 1: Awaiting',
    expect.stringContaining('1 of 2 signed'),
    'Ask 1, Health partners: Signed, recorded on behalf, not yet confirmed',
  ])
  await expect.element(screen.getByRole('link', { name: 'Ask 2, Health partners: Not asked' })).toBeInTheDocument()
  expect(screen.container.textContent).not.toContain('Nobody')
})
