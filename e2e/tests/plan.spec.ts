import type { WorkView } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'

test('B1 two people add, edit and move rows of one plan at once, and both see the same order', async ({ people }) => {
  const [lena, agnieszka, nasreen] = await people('programme-lead', 'lead-4', 'chair')
  await nasreen.openBoard('manchester-locality')
  for (const lead of [lena, agnieszka]) {
    await lead.openWorkstream('ws-4')
    await lead.edit()
  }
  await expect.poll(() => lena.planOrder()).toHaveLength(5)
  const before = await lena.planOrder()
  const [first = '', second = ''] = before

  await test.step('both add a milestone at the same time', async () => {
    await Promise.all([lena.addMilestone('Duty rota agreed'), agnieszka.addMilestone('Caseloads counted')])
    await expect
      .poll(async () => (await lena.planOrder()).toSorted())
      .toEqual([...before, 'Duty rota agreed', 'Caseloads counted'].toSorted())
    await expect.poll(() => agnieszka.planOrder()).toEqual(await lena.planOrder())
  })

  await test.step('one writes in the title while the other moves the row', async () => {
    await Promise.all([
      (async () => {
        await (await lena.milestoneCell('Duty rota agreed', 'Milestone')).press('End')
        await lena.goOnWriting(' by all three teams')
      })(),
      agnieszka.moveByKeyboard('Caseloads counted', 'up'),
    ])
    await expect.poll(() => agnieszka.planOrder()).toContain('Duty rota agreed by all three teams')
    await agnieszka.moveByMenu(first, 'Move down')
    await expect.poll(async () => (await agnieszka.planOrder()).slice(0, 2)).toEqual([second, first])
    await expect.poll(async () => (await lena.planOrder()).join()).toBe((await agnieszka.planOrder()).join())
  })

  await test.step('a forecast is typed and read as a date; the board says only what is reported', async () => {
    const title = 'Options appraisal for social work teams'
    const whole = before.find((row) => row.startsWith('Options appraisal')) ?? title
    const forecast = await agnieszka.milestoneCell(whole, 'Forecast of')
    await forecast.fill('when it is ready')
    await expect(forecast).toHaveAccessibleDescription(/Not read as a date/u)
    await forecast.fill('March 2020')
    await expect(forecast).toHaveAccessibleDescription(/working days from the first baseline/u)
    await expect(await lena.milestoneCell(whole, 'Forecast of')).toHaveValue('March 2020')
    await expect(nasreen.milestoneLine(whole)).not.toContainText('March 2020')
  })

  const order = await lena.planOrder()
  await expect
    .poll(async () => {
      const { draft } = await lena.ask<WorkView>('/api/boards/manchester-locality/workstreams/ws-4')
      return draft?.rows['plan']?.map((row) => row['title'])
    })
    .toEqual(order)
})
