import type { WorkView } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'
import { act, decide } from '../scenes.ts'

const LOCALITY = '/boards/manchester-locality'

test('WL-5 a workstream goes over into business as usual: an open action blocks it, the board decides, nothing moves after', async ({
  person,
  elsewhere: at,
}) => {
  const [delroy, tom, hamish] = [
    await person('lead-5', { at }),
    await person('secretariat', { at }),
    await person('observer', { at }),
  ]
  const { number } = await act(tom, 'manchester-locality', 'action.open', {
    text: 'Hand the cluster map to the schools team.',
    ownerPost: 'post-lead-5',
    due: '2099-06-01',
    source: { kind: 'workstream', id: 'ws-5' },
  })
  await hamish.openWorkstream('ws-5')
  await expect(hamish.company).toBeVisible()

  await delroy.openWorkstream('ws-5')
  await delroy.follow('Recommend its closure')
  await delroy.fill('Who takes it into business as usual', 'Schools and education team')
  await delroy.fill('What remains at risk', 'Two clusters have no lead school.')
  await delroy.fill('Who answers for the benefits', 'Head of schools')
  await test.step('WL-5.3 an open action without a new owner blocks the recommendation and is named', async () => {
    await delroy.goOn()
    await expect(delroy.alert).toContainText('Nothing was recorded')
    await expect(delroy.alert).toContainText(String(number))
    await delroy.page.getByLabel(`New owner of ${number}`).selectOption({ index: 1 })
  })
  await delroy.goOn()
  await expect(delroy.fact('What remains at risk')).toHaveText('Two clusters have no lead school.')
  await delroy.press('Recommend closure to the board')
  await expect(delroy.fact('Taken over by')).toHaveText('Schools and education team')
  await expect(hamish.part('Closing')).toContainText('To be taken over by Schools and education team')
  await expect(delroy.act('Close it by a decision')).toHaveCount(0)

  const decision = await decide(tom, 'manchester-locality', 'Closing of the school clusters', 'decided')
  await tom.visit(`${LOCALITY}/workstreams/ws-5/closure`)
  await tom.carryOut(
    'Close it by a decision',
    { 'Number of the decision': decision },
    'Close it: transferred to business as usual',
  )

  await test.step('WL-5.2 it says so with the day, and is read-only', async () => {
    await expect(hamish.part('Closing')).toContainText(/Transferred to business as usual, \d+ \w+ \d{4}/u)
    await delroy.openWorkstream('ws-5')
    await expect(delroy.button(/^Edit /u)).toHaveCount(0)
    await expect(delroy.button('Give a rating')).toHaveCount(0)
    await delroy.visit(`${LOCALITY}/workstreams/ws-5/update`)
    await expect(delroy.main).toContainText('It is read-only')
  })
  const work = await hamish.ask<WorkView>(`/api${LOCALITY}/workstreams/ws-5`)
  expect(work.closure).toMatchObject({ state: 'transferred', decision })
  await expect
    .poll(() => actsOn(hamish, 'manchester-locality', 'ws-5'))
    .toEqual(['secretariat action.open', 'lead-5 workstream.recommend-closure', 'secretariat workstream.close'])
})
