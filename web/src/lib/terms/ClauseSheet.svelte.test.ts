import { afterEach, expect, test } from 'vitest'
import { cdp, page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'

import ClauseSheet from '#lib/terms/ClauseSheet.svelte'
import { pairClauses } from '#lib/terms/clauses.ts'
import '../../app.css'

const setMedia = async (media: 'print' | '') => {
  await (cdp() as { send: (method: string, params: object) => Promise<unknown> }).send('Emulation.setEmulatedMedia', {
    media,
  })
}
afterEach(async () => setMedia(''))

const IN_FORCE = '# 1 Purpose\n\nTo plan together.\n\n# 2 Quorum\n\nSix members.'

test('paper cannot be unfolded: it holds the clauses that have not changed too, and cuts none of the others in two', async () => {
  const { container } = await render(ClauseSheet, {
    pairs: pairClauses(IN_FORCE, IN_FORCE.replace('Six', 'Seven')),
    view: 'side',
    edition: { number: 1, seq: 9, href: '#entry' },
    nextEdition: 2,
  })
  const unchanged = page.getByText('To plan together.')
  await expect.element(unchanged).not.toBeVisible()

  await setMedia('print')
  await expect.element(unchanged).toBeVisible()
  const changed = container.querySelector('.clause')
  if (!changed) throw new Error('No clause differs')
  expect(getComputedStyle(changed).breakInside).toBe('avoid')
})
