import type { DecisionView, TermsView } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'
import { actsOn, entriesOf } from '../ledger.ts'
import type { Person } from '../people.ts'
import { decide } from '../scenes.ts'

const GM = '/boards/greater-manchester'
const LOCALITY = '/boards/manchester-locality'

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

  // The register grows under whoever reads it: not while they press.
  await expect(hamish.main).toContainText('One duty rota, from November')
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

test('C5 E12 drafted terms are adopted under a decision, and the edition in force is there for every reader', async ({
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
  await expect(nasreen.alert).toContainText('Say whether this edition lets its body decide')
  await nasreen.page.getByRole('radio', { name: /^Recommend only/u }).check()
  await nasreen.fill('Who decides on its recommendations', 'the leaders of the ten councils')
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

  await test.step('E12 the body that may only recommend is offered the recommendation, and nothing typed is lost', async () => {
    await nasreen.visit(`${GM}/decisions/new`)
    await nasreen.fillDecision({
      title: 'Pooled budget',
      text: 'That the ten authorities pool their placement budgets from April.',
      kind: 'Decided within delegation',
      rests: ['Terms of reference', 'Clause 2'],
    })
    await nasreen.page.getByLabel('Made by (optional)').selectOption({ label: 'Joint Commissioning Board' })
    await nasreen.goOn()
    await nasreen.press('Record this decision')
    await expect(nasreen.alert).toContainText('does not let this body decide')
    await expect(nasreen.alert).toContainText('Nothing was recorded')
    await nasreen.press('Make it a recommendation to the leaders of the ten councils')
    await expect(nasreen.page.getByLabel('Recommended to')).toHaveValue('the leaders of the ten councils')
    await expect(nasreen.page.getByLabel('The exact words as put')).toHaveValue(/^That the ten authorities pool/u)
    await nasreen.goOn()
    await nasreen.press('Record this decision')
    await expect(nasreen.heading).toHaveText('Pooled budget')
    await hamish.openDecision('greater-manchester', await nasreen.decisionNumber())
    await expect(hamish.fact('Type')).toHaveText('Recommended to the leaders of the ten councils')
  })
})

test('E13 a key decision has no effect while it may be called in, and a milestone that waits for it is locked', async ({
  people,
}) => {
  const [tom, nasreen, siân] = await people('secretariat', 'chair', 'lead-6')
  await tom.visit(`${LOCALITY}/decisions/new`)
  await tom.fillDecision({ title: 'One youth justice service', text: 'That the three teams become one service.' })
  const clocks = await tom.openPart('Key decision and call-in')
  await clocks.getByRole('radio', { name: 'Yes', exact: true }).check()
  const others = await tom.openPart('Who carries it out, review, papers')
  await others.getByLabel('Background papers (optional)').fill('Review of 2019 | Committee file 12')
  const agreement = await tom.openPart('How it was agreed, who was there, dissent')
  await agreement.getByRole('radio', { name: 'By a vote' }).check()
  await agreement.getByLabel('Result of the vote').fill('Nine for, one against')
  await agreement.getByLabel('Dissent that members asked to be recorded (optional)').fill('Health: the timing')

  await test.step('what a key decision needs is asked for', async () => {
    await tom.goOn()
    await expect(tom.alert).toContainText('Give its reference in the forward plan')
    await expect(tom.alert).toContainText('Give the day on which notice was given')
  })

  await clocks.getByLabel('Reference in the forward plan').fill('FP/26/41')
  await tom.writeDay('Notice was given on', ['1', '4', '2020'])
  await tom.goOn()
  await expect(tom.fact('Key decision')).toContainText('FP/26/41')
  await expect(tom.fact('Result')).toHaveText('Nine for, one against')
  await tom.press('Record this decision')
  await expect(tom.main).toContainText('In call-in period')
  await expect(tom.main).toContainText('It has no effect yet')
  await expect(tom.fact('Background papers')).toContainText('Review of 2019: Committee file 12')
  const number = await tom.decisionNumber()

  await test.step('the milestone that waits for it is locked, and a claim is refused', async () => {
    await siân.openMilestone('manchester-locality', 'ms-6-2')
    await siân.carryOut(
      'It waits for something else',
      { 'What it waits for': `${number}: One youth justice service` },
      'Record that it waits',
    )
    await expect(siân.main).toContainText('Locked')
    await siân.carryOut(
      'Say that it is done',
      { 'Done on': '1 July 2019', Evidence: 'The plan', 'Where it is kept': 'File 3' },
      'Say that it is done',
    )
    await expect(siân.alert).toContainText('takes effect on')
    await expect(siân.alert).toContainText('Nothing was recorded')
  })

  await test.step('it is called in, and then confirmed', async () => {
    await nasreen.openDecision('manchester-locality', number)
    await nasreen.carryOut(
      'Record that it was called in',
      { 'Called in by': 'Children’s scrutiny committee', Reason: 'The saving is not shown.' },
      'Record the call-in',
    )
    await expect(tom.main).toContainText('Called in')
    await expect(siân.main).toContainText('is not in effect')
    await nasreen.carryOut('Confirm it as it stands', { Reason: 'The saving was shown.' }, 'Confirm the decision')
    await expect(tom.main).toContainText('In effect since')
    await siân.button('Say that it is done').click()
    await expect(siân.main).toContainText('Said to be done, not yet accepted')
  })

  const told = await tom.ask<DecisionView>(`/api${LOCALITY}/decisions/${number}`)
  expect(told).toMatchObject({
    state: 'effective',
    callIn: { outcome: { outcome: 'confirmed' } },
    dissent: 'Health: the timing',
  })
  await expect
    .poll(() => actsOn(tom, 'manchester-locality', number))
    .toEqual([
      'secretariat decision.record',
      'lead-6 dependency.add',
      'chair decision.call-in',
      'chair decision.resolve-call-in',
    ])
  await expect.poll(() => actsOn(tom, 'manchester-locality', 'ms-6-2')).toContain('lead-6 milestone.claim-done')
})

test('11 a slip is noted beside the words, which stay as they were put', async ({ people }) => {
  const [tom, hamish] = await people('secretariat', 'observer')
  const number = await decide(tom, 'manchester-locality', 'A steer with a slip')
  await hamish.openDecision('manchester-locality', number)
  const words = hamish.words('That the programme office brings one list of open questions to the next meeting.')
  await expect(words.first()).toBeVisible()

  await tom.openDecision('manchester-locality', number)
  await tom.carryOut(
    'Note a clerical slip',
    { 'What the slip is, and what it should say': '“Next meeting” should read “October meeting”.' },
    'Record this note',
  )
  await expect(tom.onRecord).toBeVisible()

  await expect(hamish.main).toContainText('“Next meeting” should read “October meeting”.')
  await expect(words.first()).toBeVisible()
  await expect(hamish.act('Note a clerical slip')).toHaveCount(0)
})

test('20 an exempt decision is unseen by whoever is not entitled: on the page, in the record, over the socket', async ({
  people,
}) => {
  const [tom, hamish] = await people('secretariat', 'observer')
  const heard = overheard(hamish)
  await hamish.openDecisions('manchester-locality')
  await expect(hamish.company).toBeVisible()

  await tom.visit(`${LOCALITY}/decisions/new`)
  await tom.fillDecision({ title: 'Award to Kestrel', text: 'That the contract is awarded to Kestrel.' })
  const exemption = await tom.openPart('Exempt from publication')
  await exemption.getByRole('radio', { name: 'Yes', exact: true }).check()
  await exemption.getByLabel('Paragraph that exempts it').selectOption({ index: 3 })
  await exemption.getByLabel(/^Why the public interest/u).fill('Kestrel would raise its price.')
  await exemption.getByLabel('Office that decided so').fill('Monitoring officer')
  await tom.writeDay('Looked at again on', ['1', '4', '2040'])
  await tom.goOn()
  await tom.press('Record this decision')
  await expect(tom.heading).toHaveText('Award to Kestrel')
  await expect(tom.main).toContainText('Exempt: paragraph 3')
  const number = await tom.decisionNumber()
  const later = await decide(tom, 'manchester-locality', 'A steer after the exempt one')

  await expect(hamish.main).toContainText('A steer after the exempt one')
  await expect(hamish.main).not.toContainText('Kestrel')
  await hamish.visit(`${LOCALITY}/decisions/${number}`)
  await expect(hamish.main).not.toContainText('Kestrel')
  const ledger = JSON.stringify(await entriesOf(hamish, 'manchester-locality'))
  expect(ledger).toContain(later)
  expect(ledger).not.toContain('Kestrel')
  expect(heard.join('\n')).toContain(later)
  expect(heard.join('\n')).not.toContain('Kestrel')
})

/** Every frame that reaches this person's screen from now on, as it came over the wire. */
function overheard({ page }: Person): string[] {
  const heard: string[] = []
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => void heard.push(String(payload))))
  return heard
}
