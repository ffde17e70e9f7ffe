import type { MilestoneView } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'
import type { Person } from '../people.ts'
import { act, decide } from '../scenes.ts'

// Each journey has a milestone of its own.

const milestone = (asker: Person, board: string, id: string): Promise<MilestoneView> =>
  asker.ask(`/api/boards/${board}/milestones/${id}`)

test('WL-2 a baseline is asked to move, cannot be moved by hand, and moves by a decision; the first one stays', async ({
  people,
}) => {
  const [mei, tom, hamish] = await people('lead-gm', 'secretariat', 'observer')
  const id = 'ms-psr-programme'
  await hamish.openMilestone('greater-manchester', id)
  await expect(hamish.company).toBeVisible()
  await expect(hamish.fact('Baseline')).toContainText('never moved')

  await test.step('WL-2.1 proposed, with its reason', async () => {
    await mei.openMilestone('greater-manchester', id)
    await mei.carryOut('Propose a new baseline', { 'New baseline': 'soon' }, 'Propose this baseline')
    await expect(mei.alert).toContainText('Give a date')
    await mei.carryOut(
      'Propose a new baseline',
      {
        'New baseline': '30 September 2040',
        Why: 'The funding came a year late.',
        'What it does to others': 'The joint commissioning plan waits for it.',
      },
      'Propose this baseline',
    )
  })

  await test.step('WL-2.2 until it is decided the old one stays', async () => {
    await expect(hamish.fact('Baseline')).toContainText('by July 2016')
    await expect(hamish.fact('Baseline')).toContainText('Re-baseline proposed: 30 September 2040')
  })

  await test.step('WL-2.4 nobody moves it by hand: no form for a lead, and the server names the route', async () => {
    await expect(mei.act(/^Move the baseline/u)).toHaveCount(0)
    const move = { milestoneId: id, baseline: (await milestone(mei, 'greater-manchester', id)).baseline?.first.date }
    await expect(
      act(mei, 'greater-manchester', 'baseline.move', { ...move, reason: 'It suits us' } as never),
    ).rejects.toThrow('by a decision of the board and in no other way')
  })

  await test.step('a decision that decides nothing does not move it', async () => {
    const steer = await decide(tom, 'greater-manchester', 'A steer on the date')
    await tom.openMilestone('greater-manchester', id)
    await tom.carryOut(
      'Move the baseline to 30 September 2040, as proposed by Mei-Ling Tsang',
      { 'Number of the decision': steer },
      'Move the baseline',
    )
    await expect(tom.alert).toContainText('decides nothing')
    await expect(tom.alert).toContainText('Nothing was recorded')
  })

  const decision = await decide(tom, 'greater-manchester', 'A new date for the reform programme', 'decided')
  await tom.carryOut(
    'Move the baseline to 30 September 2040, as proposed by Mei-Ling Tsang',
    { 'Number of the decision': decision },
    'Move the baseline',
  )

  await test.step('WL-2.3 the new one carries the decision; the first and the count remain', async () => {
    await expect(hamish.fact('Baseline')).toContainText('30 September 2040')
    await expect(hamish.fact('Baseline')).toContainText('first by July 2016; moved 1 time, by decision')
    await expect(hamish.fact('Baseline').getByRole('link', { name: decision })).toBeVisible()
    await expect(hamish.fact('Baseline')).not.toContainText('Re-baseline proposed')
  })
  const told = await milestone(hamish, 'greater-manchester', id)
  expect(told.baseline).toMatchObject({ moves: 1, decisions: [decision], first: { date: { text: 'by July 2016' } } })
  await expect
    .poll(() => actsOn(hamish, 'greater-manchester', id))
    .toEqual(['lead-gm baseline.propose', 'secretariat baseline.move'])
})

test('25 done is claimed with evidence, sent back, claimed again and accepted by somebody else', async ({ people }) => {
  const [yusuf, lena] = await people('lead-1', 'programme-lead')
  const id = 'ms-1-2'
  for (const lead of [yusuf, lena]) await lead.openMilestone('manchester-locality', id)
  const evidence = { 'Done on': '1 July 2019', Evidence: 'Review report', 'Where it is kept': 'File 12' }

  await yusuf.carryOut('Say that it is done', { 'Done on': '1 July 2019' }, 'Say that it is done')
  await expect(yusuf.alert).toContainText('Name the evidence')
  await yusuf.carryOut('Say that it is done', evidence, 'Say that it is done')
  await expect(yusuf.main).toContainText('Said to be done, not yet accepted')
  await expect(yusuf.act('Accept the evidence')).toHaveCount(0)
  await expect(yusuf.fact('Actual')).toHaveText('Not done')

  await lena.carryOut(
    'The evidence is not enough',
    { 'What is missing': 'The report is a draft.' },
    'Send the claim back',
  )
  await expect(yusuf.main).toContainText('The report is a draft.')
  await yusuf.carryOut('Say that it is done', { ...evidence, Evidence: 'Final review report' }, 'Say that it is done')
  await expect(lena.main).toContainText('Final review report')
  await lena.carryOut('Accept the evidence', {}, 'Accept: it is complete')

  await expect(yusuf.fact('Actual')).toHaveText('1 July 2019')
  await expect(yusuf.act('Say that it is done')).toHaveCount(0)
  await expect
    .poll(() => actsOn(lena, 'manchester-locality', id))
    .toEqual([
      'lead-1 milestone.claim-done',
      'programme-lead milestone.reject-claim',
      'lead-1 milestone.claim-done',
      'programme-lead milestone.accept-done',
    ])
})

test('B11 a milestone is followed by authority, each tells its own, and the sum is said as a count', async ({
  people,
}) => {
  const [mei, gwen, hamish] = await people('lead-gm', 'ce-rochdale', 'observer')
  const id = 'ms-jcb-tor'
  for (const reader of [mei, gwen, hamish]) await reader.openMilestone('greater-manchester', id)
  const choosing = await mei.openAct('Follow it by authority')
  await choosing.getByRole('checkbox', { name: 'Rochdale' }).check()
  await choosing.getByRole('checkbox', { name: 'Salford' }).check()
  await choosing.getByRole('button', { name: 'Follow these' }).click()
  await expect(hamish.part('By authority')).toContainText('0 of 2')

  await expect(gwen.act('Update Rochdale')).toBeVisible()
  await expect(gwen.act('Update Salford')).toHaveCount(0)
  const row = await gwen.openAct('Update Rochdale')
  await row.getByRole('radio', { name: 'Complete' }).check()
  await row.getByRole('button', { name: 'Record this for Rochdale' }).click()

  await expect(hamish.part('By authority')).toContainText('1 of 2')
  const told = await milestone(hamish, 'greater-manchester', id)
  expect(told.rollUp?.words).toContain('1 of 2')
  await expect
    .poll(() => actsOn(hamish, 'greater-manchester', id))
    .toEqual(['lead-gm milestone.track', 'ce-rochdale milestone.set-row'])
})

test('B10 what waits for what is shown at both ends, and a circle is refused before and after sending', async ({
  people,
}) => {
  const [delroy, lena] = await people('lead-5', 'programme-lead')
  await lena.openMilestone('manchester-locality', 'ms-5-8')
  await delroy.openMilestone('manchester-locality', 'ms-5-7')
  await delroy.carryOut(
    'It waits for something else',
    { 'What it waits for': 'City-wide model for special schools (School Clusters)' },
    'Record that it waits',
  )
  await expect(delroy.part('Dependencies')).toContainText('City-wide model for special schools')
  await expect(lena.part('Dependencies')).toContainText('Bridging the Gap pilot')

  const back = await lena.openAct('It waits for something else')
  await back
    .getByLabel('What it waits for')
    .selectOption({ label: 'Bridging the Gap pilot at Lily Lane Primary (School Clusters)' })
  await expect(back.getByRole('status')).toContainText('This would close a circle')
  await back.getByRole('button', { name: 'Record that it waits' }).click()
  await expect(lena.alert).toContainText('This would close a circle')
  await expect(lena.alert).toContainText('Nothing was recorded')
  expect((await milestone(lena, 'manchester-locality', 'ms-5-8')).waitsFor).toEqual([])
  await expect.poll(() => actsOn(lena, 'manchester-locality', 'ms-5-8')).toEqual(['lead-5 dependency.add'])
})
