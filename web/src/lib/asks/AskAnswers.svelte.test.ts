import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'

import AskAnswers from './AskAnswers.svelte'
import { matrixOf } from './matrix.ts'
import { ask, list } from './test/asks.ts'

const HEALTH = { id: 'org-health', title: 'Health partners', short: 'Health partners' }

test('[X9] what is said of an answer stands with its own name, so that it is not read as the next one’s', async () => {
  const asks = [ask(1, { authorities: ['org-bolton'], partners: [HEALTH.id], dueDay: '2026-07-10' })]
  const { container } = await render(AskAnswers, {
    matrix: matrixOf(list(asks), '2026-07-24', [HEALTH]),
    base: '/boards/gm',
    show: 'overdue',
    partnersOf: () => '',
    hrefFor: () => '',
  })
  const said = [...container.querySelectorAll('dd > *')].map((one) => one.textContent.replaceAll(/\s+/gu, ' ').trim())
  expect(said).toEqual(['Bolton 14 days past 10 July 2026', 'Health partners partner, 14 days past 10 July 2026'])
})
