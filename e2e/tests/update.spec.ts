import type { WorkView } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'
import { act } from '../scenes.ts'

const LOCALITY = '/boards/manchester-locality'

test('WL-1 a lead sends a two-minute update from a phone: what is late, what contradicts it, and that nothing changed since', async ({
  person,
  elsewhere: at,
}) => {
  const [joan, lena, nasreen] = [
    await person('lead-3', { at, phone: true }),
    await person('programme-lead', { at }),
    await person('chair', { at }),
  ]
  await act(lena, 'manchester-locality', 'dependency.add', {
    from: 'ms-3-1',
    on: { kind: 'milestone', id: 'ms-3-5' },
  })
  await nasreen.openBoard('manchester-locality')
  await expect(nasreen.company).toBeVisible()

  await test.step('WL-1.1 what is due stands first, and nothing is there yet to confirm', async () => {
    await joan.visit(`${LOCALITY}/workstreams/ws-3/update`)
    await expect(joan.part('What is due')).toContainText('Start Well partnership board')
    await expect(joan.part('What is due')).toContainText('Late')
    await expect(joan.button('Nothing changed')).toBeDisabled()
    await expect(joan.button('Nothing changed')).toHaveAccessibleDescription(/Nothing has been rated or forecast yet/u)
  })

  await test.step('WL-1.3 how late it would be, and who waits for it, before anything is sent', async () => {
    await joan
      .forecast('Start Well partnership board')
      .getByLabel(/^(New forecast|Forecast)/u)
      .fill('30 September 2040')
    await expect(joan.forecast('Start Well partnership board')).toContainText('working days')
    await expect(joan.forecast('Start Well partnership board')).toContainText('iThrive in use')
    await expect(joan.forecast('Start Well partnership board')).toContainText('needs it')
  })

  await test.step('WL-1.5 Green against the record is taken only with a sentence', async () => {
    await joan.press('Give a rating')
    await joan.chooseRating('Green')
    await expect(joan.main).toContainText('The record contradicts Green')
    await joan.press('Send this update')
    await expect(joan.alert).toContainText('Nothing was recorded')
    expect(await actsOn(joan, 'manchester-locality', 'ws-3')).toEqual([])
    await joan.fill('Why it comes later', 'The partners met for the first time in May.')
    await joan.fill(/^Why is it Green all the same/u, 'The new partnership has met; the date in the plan is of 2019.')
    await joan.press('Send this update')
    await expect(joan.main).toContainText('Your update is on record')
  })

  await test.step('WL-1.8 WL-1.5 the board shows the rating at once, and the page says both', async () => {
    await expect(nasreen.workstreamLine('Early Help and Early Years')).toContainText('Rating Green')
    await nasreen.openWorkstream('ws-3')
    await expect(nasreen.ratingPanel).toContainText('The record says otherwise')
    await expect(nasreen.ratingPanel).toContainText('The new partnership has met')
  })

  await test.step('WL-1.2 nothing changed is a confirmation of its own', async () => {
    await joan.press('Write another')
    await joan.press('Nothing changed')
    await expect(joan.part('This confirms, as of today')).toContainText('30 September 2040')
    await joan.press('Confirm: nothing changed')
    await expect(joan.main).toContainText('Your update is on record')
    await expect(nasreen.ratingPanel).toContainText('Confirmed by')
  })

  await test.step('WL-1.7 without signal it is kept on the phone, and sent on return', async () => {
    await joan.press('Write another')
    await joan.fill(/^A word on it/u, 'Written in the basement of the town hall.')
    await joan.loseNetwork()
    await joan.press('Send this update')
    await expect(joan.main).toContainText('Kept on this phone, not yet in the record')
    await expect(nasreen.main).not.toContainText('Written in the basement')
    await joan.findNetwork()
    await expect(joan.main).toContainText('Your update is on record', { timeout: 30_000 })
    await expect(nasreen.main).toContainText('Written in the basement of the town hall.')
  })

  const { reports, ratings } = await nasreen.ask<WorkView>(`/api${LOCALITY}/workstreams/ws-3`)
  expect(reports.map(({ unchanged, note }) => ({ unchanged, note }))).toEqual([
    { unchanged: false, note: 'Written in the basement of the town hall.' },
    { unchanged: true, note: null },
    { unchanged: false, note: null },
  ])
  expect(ratings).toHaveLength(1)
})

test('WL-1.6 H7 two who forecast the same milestone see both dates with names, and the second chooses', async ({
  person,
  elsewhere: at,
}) => {
  const [agnieszka, lena] = [await person('lead-4', { at, phone: true }), await person('programme-lead', { at })]
  const title = 'Demand under the David Thorpe model analysed'
  for (const lead of [agnieszka, lena]) {
    await lead.visit(`${LOCALITY}/workstreams/ws-4/update`)
    await lead
      .forecast(title)
      .getByLabel(/^Forecast/u)
      .fill(lead === lena ? '1 May 2040' : '1 June 2040')
    await lead.forecast(title).getByLabel('Why it comes later').fill('The data came late.')
  }
  await lena.press('Send this update')
  await expect(lena.main).toContainText('Your update is on record')

  await agnieszka.press('Send this update')
  await expect(agnieszka.alert).toContainText('Somebody else changed this while you wrote')
  await expect(agnieszka.alert).toContainText('Lena Okafor')
  await agnieszka.press('Go on with what I chose')
  await expect(agnieszka.alert).toContainText('Choose one')
  await expect(agnieszka.page.getByRole('radio', { name: 'Theirs: 1 May 2040' })).toBeVisible()
  await agnieszka.page.getByRole('radio', { name: 'Mine: 1 June 2040' }).check()
  await agnieszka.press('Go on with what I chose')
  await expect(agnieszka.main).toContainText('Your update is on record')

  await lena.openMilestone('manchester-locality', 'ms-4-3')
  await expect(lena.fact('Forecast')).toContainText('1 June 2040')
  await expect
    .poll(async () =>
      (await actsOn(lena, 'manchester-locality', 'ms-4-3')).filter((act) => act.endsWith('forecast.report')),
    )
    .toEqual(['programme-lead forecast.report', 'lead-4 forecast.report'])
})
