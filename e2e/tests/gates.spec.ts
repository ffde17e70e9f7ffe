import { dayAfter, formatDay } from '@concordat/shared/dates'
import type { AskDetail } from '@concordat/shared/http'

import { fromToday } from '../days.ts'
import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'
import { act, answer, decide } from '../scenes.ts'

test('7 8 a gate without a rule stays shut, opens by its rule, and is flagged when a signature is withdrawn', async ({
  person,
  elsewhere: at,
}) => {
  const [tom, dominic, helen, hamish] = [
    await person('secretariat', { at }),
    await person('ce-salford', { at }),
    await person('ce-manchester', { at }),
    await person('observer', { at }),
  ]
  await hamish.openAsk(12)
  const gate = hamish.part('Gate')
  await expect(gate).toContainText('No rule has been set: the gate stays shut.')
  await answer(dominic, 12, { answer: 'signed' })
  await hamish.reload()
  await expect(gate).toContainText('No rule has been set: the gate stays shut.')

  const decision = await decide(tom, 'greater-manchester', 'The rule of the gate', 'decided')
  await tom.openAsk(12)
  const ruling = await tom.openAct('Set the rule of the gate')
  await ruling.getByRole('radio', { name: 'These authorities have signed' }).check()
  await ruling.getByRole('checkbox', { name: 'Salford' }).check()
  await ruling.getByRole('checkbox', { name: 'Manchester' }).check()
  await ruling.getByLabel(/^What it opens/u).selectOption({ label: 'Phase two starts' })
  await ruling.getByLabel('Number of the decision').fill('GM/2026/999')
  await ruling.getByLabel('Why').fill('The board chose the two that go first.')
  await ruling.getByRole('button', { name: 'Set this rule' }).click()
  await expect(tom.alert).toContainText('There is no decision GM/2026/999 on this board')
  await ruling.getByLabel('Number of the decision').fill(decision)
  await ruling.getByRole('button', { name: 'Set this rule' }).click()
  await expect(gate).toContainText('1 of 2 signed')
  await expect(gate).toContainText('Still missing')

  await helen.openSigning(12)
  await helen.choose('Sign')
  await helen.goOn()
  await helen.press('Sign for Manchester City Council')
  await expect(helen.heading).toHaveText('Signed for Manchester City Council')
  await expect(gate).toContainText('2 of 2 signed: the rule is met.')
  await expect(gate).toContainText(/Opened \d/u)

  const { ask } = await helen.ask<AskDetail>('/api/boards/greater-manchester/asks/ask-12')
  await act(helen, 'greater-manchester', 'sign-off.withdraw', { askId: ask.id, reason: 'Budget has gone.' })
  await expect(gate).toContainText('The gate is open and its rule no longer holds. Nothing shuts by itself')

  const later = await decide(tom, 'greater-manchester', 'The gate stays open', 'decided')
  const resolving = await tom.openAct('Record what the board decided about the open gate')
  await resolving.getByRole('radio', { name: 'It stays open' }).check()
  await resolving.getByLabel('Number of the decision').fill(later)
  await resolving.getByLabel('Why').fill('One authority follows within the quarter.')
  await resolving.getByRole('button', { name: 'Record the decision about the gate' }).click()
  await expect(gate).toContainText('The board decided that it stays open')
  await expect
    .poll(() => actsOn(hamish, 'greater-manchester', 'ask-12'))
    .toEqual(
      expect.arrayContaining([
        'secretariat gate.set-rule',
        'ce-manchester sign-off.withdraw',
        'secretariat gate.resolve',
      ]),
    )
})

test('7 the office makes a gate of an ask that was none, and is told so although the form goes with it', async ({
  person,
  elsewhere: at,
}) => {
  const [tom, hamish] = [await person('secretariat', { at }), await person('observer', { at })]
  const decision = await decide(tom, 'greater-manchester', 'Ask 3 opens a gate', 'decided')
  await tom.visit('/boards/greater-manchester/asks/ask-03/settings')
  const ruling = await tom.openAct('Make it a gate')
  await ruling.getByRole('radio', { name: 'So many authorities have signed' }).check()
  await ruling.getByLabel('How many').fill('7')
  await ruling.getByLabel('Number of the decision').fill(decision)
  await ruling.getByLabel('Why').fill('Seven are enough to begin.')
  await ruling.getByRole('button', { name: 'Set this rule' }).click()
  await expect(tom.act('Make it a gate')).toHaveCount(0)
  await expect(tom.page.getByText(/Make it a gate\. On record as entry \d+\./u)).toBeVisible()

  await hamish.openAsk(3)
  await expect(hamish.part('Gate')).toContainText(/\d of 7 signed/u)
  await expect.poll(() => actsOn(hamish, 'greater-manchester', 'ask-03')).toContain('secretariat gate.set-rule')
})

test('7 D6 a gate that waits for a call-in period says from which day it opens, and no longer when that is called in', async ({
  person,
  elsewhere: at,
}) => {
  const [tom, colin, hamish] = [
    await person('secretariat', { at }),
    await person('ce-tameside', { at }),
    await person('observer', { at }),
  ]
  const decision = await decide(tom, 'greater-manchester', 'Ask 6 opens a gate', 'decided')
  const rule = { kind: 'named' as const, bodies: ['org-tameside'] }
  await act(tom, 'greater-manchester', 'gate.set-rule', { askId: 'ask-06', rule, decision, reason: 'One goes first.' })
  const callInUntil = fromToday(5)
  await answer(colin, 6, {
    answer: 'signed',
    authorisedBy: { body: 'Cabinet', on: fromToday(-1), reference: 'CAB/26/41', callInUntil },
  })
  await hamish.openAsk(6)
  const gate = hamish.part('Gate')
  await expect(gate).toContainText(
    `If the answers stay as they are, it opens by itself on ${formatDay(dayAfter(callInUntil))}`,
  )

  await act(colin, 'greater-manchester', 'sign-off.call-in', {
    askId: 'ask-06',
    reason: 'Called in by scrutiny',
    deferredTo: 'Full council',
    until: fromToday(40),
  })
  await expect(gate).toContainText('Still missing')
  await expect(gate).not.toContainText('opens by itself')
})
