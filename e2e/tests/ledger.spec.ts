import { verifyChain } from '@concordat/shared/ledger'

import { expect, test } from '../fixtures.ts'
import { entriesOf, verdictOn } from '../ledger.ts'
import { act } from '../scenes.ts'

test('J1 a reader checks the chain in their own browser, and filters what they read', async ({ people }) => {
  const [hamish, siân] = await people('observer', 'lead-6')
  await act(siân, 'manchester-locality', 'rating.give', { subject: { kind: 'workstream', id: 'ws-6' }, value: 'green' })

  await hamish.openRecord('manchester-locality')
  await expect(hamish.entries.filter({ hasText: 'Siân Prosser' })).toContainText('rated Youth Justice Green')

  await test.step('filters have an address', async () => {
    await hamish.filter('Ratings').click()
    await expect(hamish.entries.filter({ hasText: 'Siân Prosser' })).toBeVisible()
    await expect(hamish.entries.filter({ hasNotText: 'rated' })).toHaveCount(0)
    const address = hamish.page.url()
    await hamish.visit(address)
    await expect(hamish.filter('Ratings')).toHaveAttribute('aria-current', 'true')
    await expect(hamish.entries.filter({ hasNotText: 'rated' })).toHaveCount(0)
  })

  await hamish.press('Check in this browser')
  await expect(hamish.part('Chain unbroken')).toContainText(
    /All \d+ were\s+checked in this browser, from the first to the last/u,
  )

  const checked = Number(/All (\d+) were/u.exec(await hamish.part('Chain unbroken').innerText())?.[1])
  const verdict = await verdictOn(hamish, 'manchester-locality')
  expect(verdict.ok).toBe(true)
  expect(verdict.entries).toBeGreaterThanOrEqual(checked)
  expect(checked).toBeGreaterThan(100)
})

test('LG4 the chains of all boards verify, here as on the server', async ({ people }) => {
  const [hamish] = await people('observer')
  for (const board of ['greater-manchester', 'manchester-locality', 'new-unitary'] as const) {
    const entries = await entriesOf(hamish, board)
    expect(verifyChain(entries)).toMatchObject({ ok: true, entries: entries.length })
    expect(await verdictOn(hamish, board)).toMatchObject({ ok: true })
  }
})
