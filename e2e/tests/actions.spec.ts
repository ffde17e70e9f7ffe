import type { ActionView } from '@concordat/shared/http-actions'

import { fromToday } from '../days.ts'
import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'
import { act, decide } from '../scenes.ts'

const GM = '/boards/greater-manchester'

test('E14 an action is opened from a decision, reported, said to be done by its owner and closed by another', async ({
  people,
}) => {
  const [tom, nasreen, keith, hamish] = await people('secretariat', 'chair', 'partner-health', 'observer')
  const decision = await decide(tom, 'greater-manchester', 'A steer that asks for something')
  await hamish.visit(`${GM}/actions`)
  await expect(hamish.company).toBeVisible()

  await tom.openDecision('greater-manchester', decision)
  await tom.follow('Open an action')
  await test.step('what is missing is named, and nothing is recorded', async () => {
    await tom.press('Open this action')
    await expect(tom.alert).toContainText('Nothing was recorded')
    await expect(tom.alert).toBeFocused()
  })
  await tom.fill('What is to be done', 'Bring the costs of the joint placement service.')
  await tom.page.getByLabel('Who answers for it').selectOption({ label: 'Health partners' })
  await tom.writeDay('Due', ['1', '6', '2040'])
  await tom.press('Open this action')
  await expect(tom.heading).toHaveText('Bring the costs of the joint placement service.')
  const number = (await tom.page.title()).split(':')[0] ?? ''
  await expect(hamish.main).toContainText('Bring the costs of the joint placement service.')

  await keith.visit(`${GM}/actions?view=mine`)
  await keith.follow('Bring the costs of the joint placement service.')
  await keith.carryOut('Report how it goes', { 'How it goes': 'Two of three figures are in.' }, 'Record this report')
  await expect(keith.part('What has happened')).toContainText('Two of three figures are in.')
  await test.step('saying that it is done takes a sentence or evidence', async () => {
    await keith.carryOut('Say that it is done', {}, 'Say that it is done')
    await expect(keith.alert).toContainText('Give a sentence, or a paper and where it is kept')
  })
  await keith.carryOut(
    'Say that it is done',
    { 'What was done': 'All three are in the paper.', Evidence: 'Cost paper', 'Where it is kept': 'File 7, item 2' },
    'Say that it is done',
  )
  await expect(keith.main).toContainText('Said to be done')
  await expect(keith.act('Close it')).toHaveCount(0)

  await nasreen.visit(`${GM}/actions/${number}`)
  const closing = await nasreen.openAct('Close it')
  await expect(closing).toContainText('Keith Aspinall says it is done: All three are in the paper.')
  await nasreen.carryOut('Close it', { Note: 'Thank you.' }, 'Accept and close')
  await expect(keith.part('What has happened')).toContainText('Closed')
  await expect(keith.act('Report how it goes')).toHaveCount(0)
  await hamish.visit(`${GM}/actions?view=closed`)
  await expect(hamish.main).toContainText('Bring the costs of the joint placement service.')

  const told = await hamish.ask<ActionView>(`/api${GM}/actions/${number}`)
  expect(told).toMatchObject({ state: 'closed', owner: { kind: 'body', title: 'Health partners' } })
  await expect
    .poll(() => actsOn(hamish, 'greater-manchester', number))
    .toEqual([
      'secretariat action.open',
      'partner-health action.report',
      'partner-health action.claim-done',
      'chair action.close',
    ])
})

test('E14 an overdue action says by how many days, and goes on to another owner with a reason', async ({ people }) => {
  const [tom, hamish] = await people('secretariat', 'observer')
  const { number } = await act(
    tom,
    'greater-manchester',
    'action.open',
    {
      text: 'Write to the Department about the bid.',
      ownerBody: 'org-psr-team',
      due: fromToday(-10),
      openedOn: fromToday(-30),
      source: { kind: 'ask', id: 'ask-06' },
    },
    'scene-overdue-action',
  )
  await hamish.visit(`${GM}/actions?view=overdue`)
  const line = hamish.main.getByRole('listitem').filter({ hasText: 'Write to the Department about the bid.' })
  await expect(line).toContainText('Overdue by 10 days')
  await expect(line).toContainText('PSR Team')

  await tom.visit(`${GM}/actions/${number}`)
  await tom.carryOut(
    'Give it to another',
    { 'Who answers for it': 'Joint Commissioning Board', Why: 'The bid is theirs.' },
    'Give it to them',
  )
  await expect(line).toContainText('Joint Commissioning Board')
  await expect
    .poll(() => actsOn(tom, 'greater-manchester', String(number)))
    .toEqual(['secretariat action.open', 'secretariat action.reassign'])
})

test('28 E14 an action is given to a post: whoever holds it now is shown, answers for it, and it goes on to another post', async ({
  people,
}) => {
  const [tom, tariq, lena, hamish] = await people('secretariat', 'ce-oldham', 'programme-lead', 'observer')
  const text = 'Name the office that keeps the joint register.'
  const oldham = 'Chief executive, Oldham Council (Tariq Mahmoudi)'
  const lead = 'Programme lead, Greater Manchester Combined Authority (Lena Okafor)'

  await tom.visit(`${GM}/actions/new?kind=ask&of=ask-06`)
  await tom.fill('What is to be done', text)
  const owner = tom.page.getByLabel('Who answers for it')
  await test.step('without a mouse: the letters of a body lead to it, and its posts stand below', async () => {
    await tom.tabTo(owner)
    await tom.page.keyboard.type('Oldham')
    await tom.key('ArrowDown')
    await expect(owner.locator('option:checked')).toHaveText(oldham)
  })
  await tom.writeDay('Due', ['1', '6', '2040'])
  await tom.press('Open this action')
  await expect(tom.heading).toHaveText(text)
  await expect(tom.main).toContainText(oldham)
  await expect(tom.part('What has happened')).toContainText('Opened: Chief executive, Oldham Council')
  const number = (await tom.page.title()).split(':')[0] ?? ''

  await hamish.visit(`${GM}/actions`)
  const line = hamish.main.getByRole('listitem').filter({ hasText: text })
  await expect(line).toContainText(oldham)

  await tariq.visit(`${GM}/actions?view=mine`)
  await tariq.follow(text)
  await tariq.carryOut('Report how it goes', { 'How it goes': 'Our registrar is asked.' }, 'Record this report')
  await expect(tom.part('What has happened')).toContainText('Our registrar is asked.')
  await expect(tariq.act('Give it to another')).toHaveCount(0)

  await tom.carryOut(
    'Give it to another',
    { 'Who answers for it': lead, Why: 'It is for the whole programme.' },
    'Give it to them',
  )
  await expect(line).toContainText(lead)
  await expect(tariq.act('Report how it goes')).toHaveCount(0)
  await lena.visit(`${GM}/actions?view=mine`)
  await expect(lena.main).toContainText(text)

  const told = await hamish.ask<ActionView>(`/api${GM}/actions/${number}`)
  expect(told.owner).toMatchObject({ kind: 'post', id: 'post-programme-lead', holder: { person: 'programme-lead' } })
})
