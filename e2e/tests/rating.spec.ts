import type { WorkView } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'

test('WL-1.8 a lead rates a workstream on the phone, and the board of another person shows it at once', async ({
  person,
}) => {
  const nasreen = await person('chair')
  await nasreen.openBoard('manchester-locality')
  await expect(nasreen.workstreamLine('Early Help and Early Years')).toContainText('Not rated')
  await expect(nasreen.company).toBeVisible()

  const joan = await person('lead-3', { phone: true })
  await joan.openWorkstream('ws-3')
  await joan.openRatingForm()

  await test.step('WL-1.4 amber without its way back is refused, every field named', async () => {
    await joan.chooseRating('Amber')
    await joan.press('Give the rating Amber')
    await expect(joan.alert).toBeFocused()
    for (const missing of [
      'Write why it is Amber',
      'Write what follows from it',
      'Write the way back',
      'Name who answers for the way back',
      'Give the date by which it is back on course',
    ]) {
      await expect(joan.alert).toContainText(missing)
    }
    await joan.follow('Name who answers for the way back')
    await expect(joan.focused).toHaveAccessibleName(/^Who answers for the way back/u)
    expect(await actsOn(joan, 'manchester-locality', 'ws-3')).toEqual([])
  })

  await joan.writeWayBack({
    cause: 'Two of three localities have no lead for early years.',
    effect: 'Families wait for a first visit.',
    action: 'Interviews on 8 September; cover from the city team until then.',
    owner: 'Head of early help',
    by: ['31', '10', '2040'],
  })
  await joan.press('Give the rating Amber')

  await expect(nasreen.workstreamLine('Early Help and Early Years')).toContainText('Rating Amber')
  await expect(joan.ratingPanel).toContainText('Two of three localities have no lead for early years.')
  await expect(joan.ratingPanel).toContainText('Joan Prescott')
  await expect.poll(() => actsOn(joan, 'manchester-locality', 'ws-3')).toEqual(['lead-3 rating.give amber'])
})

test('WL-1.2 a rating is confirmed unchanged with one press, and that is an act of its own', async ({ people }) => {
  const [delroy] = await people('lead-5')
  await delroy.openWorkstream('ws-5')
  await delroy.openRatingForm()
  await delroy.chooseRating('Green')
  await delroy.press('Give the rating Green')
  await expect(delroy.ratingPanel).toContainText('Given by')

  await delroy.press('Still so')

  await expect(delroy.ratingPanel).toContainText('Confirmed by')
  await expect
    .poll(() => actsOn(delroy, 'manchester-locality', 'ws-5'))
    .toEqual(['lead-5 rating.give green', 'lead-5 rating.reaffirm green'])
})

test('WL-1.6 two who rate at once see both ratings, and the second chooses', async ({ people }) => {
  const [yusuf, lena] = await people('lead-1', 'programme-lead')
  for (const rater of [yusuf, lena]) {
    await rater.openWorkstream('ws-1')
    await rater.openRatingForm()
    await expect(rater.company).toBeVisible()
  }
  await yusuf.chooseRating('Amber/Green')
  await lena.chooseRating('Green')
  await lena.press('Give the rating Green')

  await expect(yusuf.alert).toContainText('Lena Okafor gave a rating while you were writing')
  await expect(yusuf.alert).toContainText('Nothing of yours was recorded')
  await yusuf.press('Go on with mine')
  await yusuf.fill(/^What makes it Amber\/Green/u, 'The data returns are late.')
  await yusuf.press('Give the rating Amber/Green')

  await expect(lena.ratingPanel).toContainText('The data returns are late.')
  await expect
    .poll(() => actsOn(lena, 'manchester-locality', 'ws-1'))
    .toEqual(['programme-lead rating.give green', 'lead-1 rating.give amber-green'])
})

test('BM-2.3 whoever does not lead a workstream is shown its rating and no form', async ({ people }) => {
  const [samir] = await people('lead-2')
  await samir.openWorkstream('ws-6')

  await expect(samir.ratingPanel).toContainText('The leads of this workstream give its rating')
  await expect(samir.button('Give a rating')).toHaveCount(0)
  const { abilities } = await samir.ask<WorkView>('/api/boards/manchester-locality/workstreams/ws-6')
  expect(abilities).not.toContain('rating.give')
})
