import type { DecisionView, TermsView } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'

test('E11 a decision is recorded in its exact words and superseded, and both point at each other', async ({
  people,
}) => {
  const [tom, hamish] = await people('secretariat', 'observer')
  await hamish.openDecisions('manchester-locality')
  await expect(hamish.company).toBeVisible()
  await tom.openDecisions('manchester-locality')
  await tom.follow('Record a decision')

  await test.step('what is missing is named, and nothing is recorded', async () => {
    await tom.goOn()
    await expect(tom.alert).toContainText('Write the exact words as put')
    await expect(tom.alert).toContainText('Nothing was recorded')
  })

  await tom.writeDecision({
    title: 'One duty rota',
    text: 'That the three localities share one duty rota from October.',
  })
  await expect(tom.main).toContainText('That the three localities share one duty rota from October.')
  await tom.press('Record this decision')
  await expect(tom.heading).toHaveText('One duty rota')
  const earlier = await tom.decisionNumber()
  await expect(hamish.main).toContainText('One duty rota')

  await tom.follow('Supersede this decision')
  await tom.writeDecision({
    title: 'One duty rota, from November',
    text: 'That the three localities share one duty rota from November.',
  })
  await tom.press('Record and supersede')
  await expect(tom.heading).toHaveText('One duty rota, from November')
  const later = await tom.decisionNumber()
  await expect(tom.main).toContainText(`Supersedes ${earlier}`)

  await hamish.follow('One duty rota')
  await expect(hamish.main).toContainText(`Decision ${later} takes its place`)
  await expect(hamish.main).toContainText('That the three localities share one duty rota from October.')
  await expect(hamish.link('Supersede this decision')).toHaveCount(0)

  const told = await hamish.ask<DecisionView>(`/api/boards/manchester-locality/decisions/${earlier}`)
  expect(told).toMatchObject({ supersededBy: later, supersedes: null })
  await expect
    .poll(() => actsOn(tom, 'manchester-locality', earlier))
    .toEqual(['secretariat decision.record', 'secretariat decision.supersede'])
})

test('C5 drafted terms are adopted under a decision, and the edition in force is there for every reader', async ({
  people,
}) => {
  const [nasreen, keith, hamish] = await people('chair', 'partner-health', 'observer')
  const terms = 'tor-joint-commissioning-board'
  await hamish.openTerms('greater-manchester', terms)
  await expect(hamish.part('In force')).toContainText('No edition has been adopted here')

  await keith.openTerms('greater-manchester', terms)
  await keith.press('Start from the standard headings')
  await keith.draft.waitFor()
  await keith.write(' The board is dissolved when its work is done.', 'at the end')
  await expect(keith.statusLine).toContainText(/Saved \d/u)

  await nasreen.openTerms('greater-manchester', terms)
  await expect(nasreen.draftPanel).toContainText('The board is dissolved when its work is done.')
  await nasreen.follow('Adopt these terms')
  await nasreen.goOn()
  await expect(nasreen.alert).toContainText('Choose the authority it rests on')
  await nasreen.chooseBasis('Delegation', 'Leaders’ meeting, 27 May 2016')
  await nasreen.fill('Reasons', 'The board needs terms before it commissions anything.')
  await nasreen.goOn()
  await expect(nasreen.main).toContainText('The exact words of edition 1')
  await expect(nasreen.main).toContainText('The board is dissolved when its work is done.')
  await nasreen.press('Adopt edition 1')

  await expect(nasreen.main).toContainText('Edition 1 is adopted.')
  await expect(hamish.part('Edition 1, in force')).toContainText('The board is dissolved when its work is done.')

  const told = await hamish.ask<TermsView>(`/api/boards/greater-manchester/terms/${terms}`)
  expect(told.terms).toMatchObject({ draftDiffers: false, edition: { edition: 1 } })
  expect(told.editions[0]?.hash).toBe(told.draftHash)
  await expect.poll(() => actsOn(hamish, 'greater-manchester', terms)).toEqual(['chair terms.adopt'])
})
