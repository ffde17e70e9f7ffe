import type { AskDetail } from '@concordat/shared/http'

import { fromToday } from '../days.ts'
import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'
import { act, answer } from '../scenes.ts'

const GM = '/boards/greater-manchester'

// Both are about Bolton, whose chief executive has gone at the end: only one after the other do they find what they need.

test('CE-1.11 a deputy without delegation prepares an answer, and the chief executive gives it', async ({
  person,
  elsewhere: at,
}) => {
  const [ruth, jamila] = [await person('ce-bolton', { at }), await person('deputy-bolton', { at })]
  await jamila.openSigning(11)
  await expect(jamila.main).toContainText(
    'You hold no authority to sign for Bolton. You can prepare it for the chief executive.',
  )
  await jamila.page.getByRole('radio', { name: 'Sign with conditions', exact: true }).check()
  await jamila.fill('Condition 1', 'The timetable follows the school year.')
  await jamila.fill(/^Note for the chief executive/u, 'As discussed on Monday.')
  await jamila.goOn()
  await expect(jamila.heading).toHaveText('Check what you prepare')
  await jamila.main.getByRole('button', { name: /^Prepare|^Lay/u }).click()
  await expect(jamila.heading).toHaveText('Prepared for the chief executive of Bolton')
  const prepared = await ruth.ask<AskDetail>(`/api${GM}/asks/ask-11`)
  expect(prepared.ask.signOffs.find(({ body }) => body === 'org-bolton')?.state).toBe('in-preparation')

  await ruth.openMyAuthority()
  await ruth.follow('Check the prepared answer to ask 11')
  await expect(ruth.part('An answer lies prepared for Bolton')).toContainText('As discussed on Monday.')
  await ruth.press('Check this answer and give it')
  await expect(ruth.fact('Conditions')).toContainText('The timetable follows the school year.')
  await ruth.press('Sign with conditions for Bolton Council')
  await expect(ruth.heading).toHaveText('Signed with conditions for Bolton Council')
  await expect
    .poll(() => actsOn(ruth, 'greater-manchester', 'ask-11'))
    .toEqual(['deputy-bolton sign-off.prepare', 'ce-bolton sign-off.give conditions'])
})

test('CE-4 a deputy signs under a recorded delegation; the next chief executive affirms, withdraws and keeps the deputy', async ({
  person,
  elsewhere: at,
}) => {
  const [ruth, jamila, tom, nasreen] = [
    await person('ce-bolton', { at }),
    await person('deputy-bolton', { at }),
    await person('secretariat', { at }),
    await person('chair', { at }),
  ]
  await answer(ruth, 8, { part: 'a', answer: 'signed' })
  await answer(ruth, 8, { part: 'b', answer: 'signed' })
  await nasreen.openAsks()

  await test.step('CE-4.1 a deputy is named for one ask and some days, with the document', async () => {
    await ruth.visit(`${GM}/delegations`)
    await ruth.follow('Name a deputy')
    await ruth.goOn()
    await expect(ruth.alert).toContainText('Nothing is recorded')
    await ruth.page.getByRole('radio', { name: 'Jamila Ahmed' }).check()
    await ruth.page.getByRole('radio', { name: 'Some asks' }).check()
    await ruth.page.getByRole('checkbox', { name: /^4 /u }).check()
    await ruth.writeDay('Last day', ['31', '12', '2040'])
    await ruth.fill('Document that delegates', 'Scheme of delegation')
    await ruth.fill('Its number, or where it can be read', 'BMBC/26/12')
    await ruth.goOn()
    await expect(ruth.fact('Last day')).toContainText('31 December 2040')
    await ruth.press('Delegate the signature of Bolton Council')
    await expect(ruth.main).toContainText('The delegation is on record')
  })

  await test.step('CE-4.2 the deputy signs, and the receipt says under what', async () => {
    await jamila.openSigning(4, 'a')
    await jamila.choose('Sign')
    await jamila.goOn()
    await jamila.press('Sign for Bolton Council')
    await expect(jamila.fact('By')).toContainText('acting under delegation of')
    await expect(jamila.fact('By')).toContainText('BMBC/26/12')
    await expect(nasreen.cell('4a', 'Bolton')).toHaveAccessibleName(
      'Ask 4a, Bolton: Signed, by Jamila Ahmed, under a delegation',
    )
    await jamila.openSigning(10, 'a')
    await expect(jamila.main).toContainText('You hold no authority to sign for Bolton')
  })

  await test.step('CE-4.4 whoever has left is told nothing', async () => {
    await act(tom, 'greater-manchester', 'appointment.end', {
      postId: 'post-ce-bolton',
      personId: 'ce-bolton',
      on: fromToday(0),
      reason: 'Retired',
    })
    await ruth.visit(`${GM}/my-authority`)
    await expect(ruth.heading).toHaveText('There is nothing at this address')
    await expect(ruth.main).not.toContainText('Bolton')
  })

  await act(tom, 'greater-manchester', 'post.appoint', {
    post: { id: 'post-ce-bolton', title: 'Chief executive', organisation: 'Bolton Council' },
    person: 'newcomer',
    role: 'chief-executive',
    body: 'org-bolton',
    from: fromToday(0),
  })
  await expect(nasreen.cell('8a', 'Bolton')).toHaveAccessibleName('Ask 8a, Bolton: Signed by predecessor')
  const robert = await person('newcomer', { at })

  await test.step('CE-4.3 what the predecessor signed is affirmed, or withdrawn with reasons', async () => {
    await robert.openMyAuthority()
    await expect(robert.main).toContainText('Your predecessor')
    await robert.follow(/^Affirm .*ask 8a$/u)
    await robert.press('Affirm for Bolton Council')
    await expect(nasreen.cell('8a', 'Bolton')).toHaveAccessibleName('Ask 8a, Bolton: Signed')
    await robert.openMyAuthority()
    await robert.follow(/^Withdraw with reasons .*ask 8b$/u)
    await robert.fill('Why is it withdrawn?', 'The service is under review.')
    await robert.goOn()
    await robert.press('Withdraw for Bolton Council')
    await expect(nasreen.cell('8b', 'Bolton')).toHaveAccessibleName('Ask 8b, Bolton: Withdrawn')
  })

  await test.step('the delegation of the predecessor holds again once it is confirmed', async () => {
    await jamila.openSigning(4, 'b')
    await expect(jamila.main).toContainText('You hold no authority to sign for Bolton')
    await robert.visit(`${GM}/delegations`)
    await robert.carryOut('Keep up your predecessor’s delegation to Jamila Ahmed', {}, 'Confirm the delegation')
    await expect(robert.main).toContainText('Confirmed by')
    await jamila.openSigning(4, 'b')
    await expect(jamila.answer('Sign')).toBeVisible()
  })

  const { ask } = await nasreen.ask<AskDetail>(`/api${GM}/asks/ask-08`)
  expect(ask.signOffs.filter(({ body }) => body === 'org-bolton')).toMatchObject([
    { state: 'signed', byPredecessor: false },
    { state: 'withdrawn' },
  ])
})
