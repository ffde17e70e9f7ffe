import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'

test('CE-1 an ask is signed by keyboard alone, and the focus is always where one is', async ({ people }) => {
  const [martin] = await people('ce-wigan')
  await martin.openMyAuthority()
  await martin.tabTo(martin.link(/^Read and answer ask 11$/u))
  await martin.key('Enter')
  await expect(martin.heading).toContainText('Take a practical line on national education reform')

  await martin.tabTo(martin.answer('Sign'))
  await martin.key('Space')
  await expect(martin.answer('Sign')).toBeChecked()
  await martin.tabTo(martin.button('Continue'))
  await martin.key('Enter')
  await expect(martin.heading).toHaveText('Check before you sign')

  await martin.tabTo(martin.button('Sign for Wigan Council'))
  await expect(martin.focused).toHaveCSS('outline-style', 'solid')
  await martin.key('Enter')
  await expect(martin.heading).toHaveText('Signed for Wigan Council')

  await expect.poll(() => actsOn(martin, 'greater-manchester', 'ask-11')).toContain('ce-wigan sign-off.give signed')
})

test('D1 the matrix is one stop on the way, arrows move in it, and Escape gives the focus back', async ({ people }) => {
  const [hamish] = await people('observer')
  await hamish.openAsks()
  const start = hamish.cell('1', 'Bolton')
  await hamish.tabTo(start)

  await hamish.key('ArrowRight', 'ArrowRight', 'ArrowDown')
  await expect(hamish.cell('2', 'Manchester')).toBeFocused()
  await hamish.key('End')
  // Behind the ten authorities stand the partners.
  await expect(hamish.cell('2', 'Police and justice partners')).toBeFocused()
  await hamish.key('Home', 'ArrowUp')
  await expect(start).toBeFocused()
  await hamish.key('Control+End')
  await expect(hamish.cell('12', 'Police and justice partners')).toBeFocused()

  await hamish.key('Enter')
  await expect(hamish.drawer).toContainText('Give the go-ahead for phase two')
  await expect(hamish.drawerTitle).toBeFocused()
  await hamish.key('Escape')
  await expect(hamish.drawer).toHaveCount(0)
  await expect(hamish.cell('12', 'Police and justice partners')).toBeFocused()
})

test('X8 one skips to the content, and ? lists the keys of a draft', async ({ people }) => {
  const [nasreen] = await people('chair')
  await nasreen.openWorkstream('ws-6')

  await nasreen.key('Tab')
  await expect(nasreen.focused).toHaveText('Skip to content')
  await nasreen.key('Enter')
  await expect(nasreen.main).toBeFocused()

  await nasreen.key('?')
  await expect(nasreen.drawer).toContainText('Edit the working plan')
  await nasreen.key('Escape')
  await expect(nasreen.drawer).toHaveCount(0)

  await nasreen.key('e')
  await expect(nasreen.button(/^Done/u)).toBeVisible()
})
