import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import type { ReceiptView } from '@concordat/shared/http'
import '../../app.css'

import Receipt from './Receipt.svelte'
import { BOLTON, event, wording } from './test/asks.ts'

const receipt: ReceiptView = {
  board: { slug: 'greater-manchester', title: 'Greater Manchester' },
  ask: { id: 'ask-01', number: 1, title: 'Ask number 1', part: null },
  authority: BOLTON,
  act: event(),
  wording: wording(1),
  inForce: wording(1),
  later: [],
  entry: { seq: 200, hash: 'ab'.repeat(32) },
}
const show = () =>
  render(Receipt, {
    receipt,
    name: 'Bolton Council',
    base: '/boards/greater-manchester',
    origin: 'https://board.example.gov.uk',
  })

/** What a rule for paper would do, since a test page cannot be printed: the same rules, taken out of their `@media print`. */
function printed(): () => void {
  const rules = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSMediaRule && rule.conditionText === 'print')
    .flatMap((rule) => [...(rule as CSSMediaRule).cssRules].map(({ cssText }) => cssText))
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(rules.join('\n'))
  document.adoptedStyleSheets.push(sheet)
  return () => document.adoptedStyleSheets.splice(document.adoptedStyleSheets.indexOf(sheet), 1)
}

test('[D9] on paper a receipt says where it is kept and where it is checked, for a link leads nowhere there', async () => {
  const screen = await show()
  const addresses = [/gov\.uk\/public\/check$/u, /gov\.uk\/boards\/greater-manchester\/receipts\/200$/u]
  for (const address of addresses) await expect.element(screen.getByText(address)).not.toBeVisible()

  const unprint = printed()
  for (const address of addresses) await expect.element(screen.getByText(address)).toBeVisible()
  unprint()
})

test('[D9] a receipt gives what the public check asks for: number, whole digest, address of the board', async () => {
  const screen = await show()
  await expect.element(screen.getByText('BOL-01-2026-01')).toBeVisible()
  await expect.element(screen.getByText('greater-manchester', { exact: true })).toBeVisible()
  expect(screen.container.textContent.replaceAll(/\s/gu, '')).toContain(wording(1).hash)
})
