import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { expect, test } from '../fixtures.ts'
import { adoptTerms, answerAsks, decideThings, followUp, rateWork } from '../lively.ts'
import type { Person } from '../people.ts'
import { publish } from '../scenes.ts'

const PICTURES = path.resolve(import.meta.dirname, '../../docs/screenshots')

interface How {
  readonly width?: 1366 | 1920
  readonly theme?: 'light' | 'dark'
}

/**
 * A picture of what stands on someone's screen, for the README and the guides, named after its width and theme; a phone keeps
 * its own size. Always small enough for a page of them.
 */
async function picture(name: string, { page }: Person, { width = 1366, theme = 'light' }: How = {}): Promise<void> {
  const isPhone = (page.viewportSize()?.width ?? 0) < 400
  if (!isPhone) await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await page.evaluate(() => scrollTo(0, 0))
  const bytes = await page.screenshot({ animations: 'disabled' })
  const file = `${name}-${isPhone ? 390 : width}${theme === 'dark' ? '-dark' : ''}.png`
  expect(bytes.length, `bytes of ${file}`).toBeLessThan(300_000)
  await mkdir(PICTURES, { recursive: true })
  await writeFile(path.join(PICTURES, file), bytes)
}

test('H1 a board some weeks in, on every page that people see', async ({ person, ownServer }) => {
  test.setTimeout(300_000)
  const at = ownServer.url
  const present = new Map<string, Promise<Person>>()
  const bring = (id: string): Promise<Person> => {
    const known = present.get(id) ?? person(id, { at })
    present.set(id, known)
    return known
  }
  await Promise.all([answerAsks(bring), adoptTerms(bring)])
  await Promise.all([rateWork(bring), decideThings(bring)])
  await followUp(bring)
  const [nasreen, tom, ruth, samir, lena] = await Promise.all([
    bring('chair'),
    bring('secretariat'),
    bring('ce-bolton'),
    bring('lead-2'),
    bring('programme-lead'),
  ])
  const phone = (id: string): Promise<Person> => person(id, { at, phone: true })
  const number = await publish(tom, nasreen, 'greater-manchester', 'Report to scrutiny, autumn')

  await test.step('the board, with others on it', async () => {
    await ruth.openMyAuthority()
    await lena.openBoard('greater-manchester')
    await nasreen.openBoard('greater-manchester')
    await expect(nasreen.company).toContainText('RH')
    await expect(nasreen.main).toContainText('before the November meeting')
    await picture('board', nasreen)
    await picture('board', nasreen, { theme: 'dark' })
    await picture('board', nasreen, { width: 1920 })
    await picture('my-authority', ruth)
  })

  await test.step('the asks', async () => {
    await nasreen.openAsks()
    await picture('asks', nasreen)
    await picture('asks', nasreen, { width: 1920 })
    await nasreen.cell('5b', 'Stockport').click()
    await expect(nasreen.drawer).toContainText('counts for nothing')
    await picture('asks', nasreen, { theme: 'dark' })
    await nasreen.key('Escape')
  })

  await test.step('signing', async () => {
    await ruth.openSigning(12)
    await picture('sign', ruth)
    await ruth.choose('Sign')
    await ruth.goOn()
    await expect(ruth.heading).toHaveText('Check before you sign')
    await picture('sign-check', ruth)
    await ruth.press('Sign for Bolton Council')
    await expect(ruth.heading).toHaveText('Signed for Bolton Council')
    await picture('receipt', ruth)
  })

  await test.step('a workstream that two people write', async () => {
    for (const lead of [samir, lena]) {
      await lead.openWorkstream('ws-2')
      await lead.edit()
    }
    await (await samir.milestoneCell('Accommodation and ICT', 'Forecast of')).fill('March 2027')
    await (await lena.milestoneCell('Workforce development', 'Owner of')).fill('Early help lead')
    await expect(lena.plan).toContainText('Samir Patel')
    await expect(lena.liveOrSaved).toContainText('Saved')
    await picture('workstream', lena)
    await picture('workstream', lena, { theme: 'dark' })
  })

  await test.step('terms, decisions, the record', async () => {
    await nasreen.openTerms('greater-manchester', 'tor-joint-commissioning-board')
    await expect(nasreen.company).toContainText('TW')
    await picture('terms', nasreen)
    await picture('terms', nasreen, { theme: 'dark' })
    await nasreen.openDecisions('greater-manchester')
    await expect(nasreen.company).toContainText('NQ')
    await picture('decisions', nasreen)
    await nasreen.openRecord('greater-manchester')
    await nasreen.press('Check in this browser')
    await expect(nasreen.part('Chain unbroken')).toBeVisible()
    await picture('record', nasreen)
  })

  await test.step('a decision, its actions, a milestone whose date moved', async () => {
    await nasreen.follow('Decisions')
    await nasreen.follow('One placement framework')
    await expect(nasreen.heading).toHaveText('One placement framework')
    await expect(nasreen.main).toContainText('In call-in period')
    await picture('decision', nasreen)
    await nasreen.visit('/boards/greater-manchester/actions')
    await expect(nasreen.main).toContainText('Overdue by')
    await picture('actions', nasreen)
    await nasreen.openMilestone('greater-manchester', 'ms-psr-programme')
    await expect(nasreen.fact('Baseline')).toContainText('moved 1 time')
    await picture('milestone', nasreen)
    await picture('milestone', nasreen, { width: 1920 })
    await picture('milestone', nasreen, { theme: 'dark' })
  })

  await test.step('the gate, deputies, and closing a workstream', async () => {
    await nasreen.openAsk(12)
    await expect(nasreen.part('Gate')).toContainText('Still missing')
    await picture('gate', nasreen)
    await ruth.visit('/boards/greater-manchester/delegations')
    await picture('delegations', ruth)
    await lena.finishEditing()
    await lena.visit('/boards/manchester-locality/workstreams/ws-2/closure')
    await picture('closure', lena)
  })

  await test.step('what the public reads', async () => {
    const anyone = await person('anyone', { at, isSignedIn: false, options: { javaScriptEnabled: false } })
    await anyone.visit(`/public/greater-manchester/snapshots/${number}`)
    await expect(anyone.heading).toContainText('Report to scrutiny, autumn')
    await picture('snapshot', anyone)
  })

  await test.step('on phones', async () => {
    const [nasreenOnThePhone, gwen, reader] = await Promise.all([
      phone('chair'),
      phone('ce-bury'),
      person('reader', { at, phone: true, isSignedIn: false }),
    ])
    await nasreenOnThePhone.openBoard('greater-manchester')
    await expect(nasreenOnThePhone.company).toBeVisible()
    await picture('board', nasreenOnThePhone)
    await nasreenOnThePhone.openAsks()
    await picture('asks', nasreenOnThePhone)
    await nasreenOnThePhone.openWorkstream('ws-2')
    await expect(nasreenOnThePhone.company).toBeVisible()
    await picture('workstream', nasreenOnThePhone, { theme: 'dark' })
    await gwen.openSigning(12)
    await picture('sign', gwen)
    await gwen.openMyAuthority()
    await picture('my-authority', gwen)
    const samirOnThePhone = await phone('lead-2')
    await samirOnThePhone.visit('/boards/manchester-locality/workstreams/ws-2/update')
    await samirOnThePhone.press('Change the rating')
    await picture('update', samirOnThePhone)
    await reader.visit(`/public/greater-manchester/snapshots/${number}`)
    await picture('snapshot', reader)
    await reader.visit('/sign-in')
    await picture('sign-in', reader)
  })
})
