import type { AskDetail } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'
import { answer } from '../scenes.ts'

const GM = '/boards/greater-manchester'

test('PO-5 CE-3 a change said to be editorial is confirmed by a second person, accepted by one, and opened again by an objection', async ({
  person,
  elsewhere: at,
}) => {
  const [nasreen, tom, imran, tariq, adaeze] = [
    await person('chair', { at }),
    await person('secretariat', { at }),
    await person('ce-bury', { at }),
    await person('ce-oldham', { at }),
    await person('ce-trafford', { at }),
  ]
  let receipt = 0
  for (const signer of [imran, tariq, adaeze]) {
    const seq = await answer(signer, 5, { part: 'a', answer: 'signed' })
    if (signer === imran) receipt = seq
  }
  const { ask } = await nasreen.ask<AskDetail>(`/api${GM}/asks/ask-05`)
  const [edition, words] = [ask.wording?.version ?? 0, ask.wording?.text ?? '']
  await imran.visit(`${GM}/receipts/${receipt}`)
  await expect(imran.company).toBeVisible()

  await test.step('PO-5.1 the screen says beforehand whom it touches, and what of weight changes', async () => {
    await nasreen.visit(`${GM}/asks/ask-05/issue`)
    await nasreen.fill('Wording', `${words} The first payment is £250,000 on 1 April 2041.`)
    await expect(nasreen.main).toContainText(/\d+ signed cells will show as changed/u)
    await expect(nasreen.section('Words of weight that change')).toBeVisible()
    await nasreen.page.getByRole('radio', { name: 'Editorial' }).check()
    await nasreen.goOn()
    await expect(nasreen.alert).toContainText('Nothing is issued')
    await nasreen.fill('Why is it editorial?', 'The paper said so already.')
    await nasreen.goOn()
    await expect(nasreen.fact('Kind of change')).toHaveText(/^Editorial: The paper said so already\./u)
    await nasreen.press(/^Issue edition/u)
    await expect(nasreen.main).toContainText(`Edition ${edition + 1} is said to be editorial`)
    await expect(nasreen.act('Confirm that the change is editorial')).toHaveCount(0)
  })

  await test.step('CE-3.1 whoever signed is told, and cannot accept before the second person has confirmed', async () => {
    await expect(imran.main).toContainText('The wording has changed since.')
    await imran.openSigning(5, 'a')
    await expect(imran.heading).toContainText('Ask 5a was reworded on')
    await expect(imran.insertions.first()).toContainText('£250,000')
    await expect(imran.link('Accept as editorial')).toHaveCount(0)
  })

  await test.step('CE-3.5 a second person confirms, naming every weighty change', async () => {
    await tom.openAsk(5)
    const confirming = await tom.openAct('Confirm that the change is editorial')
    await confirming.getByRole('button').last().click()
    await expect(tom.alert).toContainText('Tick everything that changes')
    for (const box of await confirming.getByRole('checkbox').all()) await box.check()
    await confirming.getByRole('button').last().click()
    await expect(tom.act('Confirm that the change is editorial')).toHaveCount(0)
  })

  await test.step('CE-3.2 one accepts, and is signed again', async () => {
    await imran.follow('Accept as editorial')
    await imran.press('Accept as editorial for Bury Council')
    await nasreen.openAsks()
    await expect(nasreen.cell('5a', 'Bury')).toHaveAccessibleName('Ask 5a, Bury: Signed')
  })

  await test.step('PO-5.3 the matrix shows who is drifted, and the filter finds them', async () => {
    await nasreen.visit(`${GM}/asks?show=drifted`)
    await expect(nasreen.cell('5a', 'Oldham')).toHaveAccessibleName(
      `Ask 5a, Oldham: Signed, wording since changed, signed edition ${edition}, now edition ${edition + 1}`,
    )
  })

  await test.step('CE-3.2 another objects: the change is substantive for everyone', async () => {
    await tariq.openSigning(5, 'a')
    await tariq.follow(`Object to edition ${edition + 1}`)
    await tariq.goOn()
    await expect(tariq.alert).toContainText('Write why it is more than editorial')
    await tariq.fill('Why is this more than an editorial change?', 'It names a sum and a day.')
    await tariq.goOn()
    await tariq.press('Object for Oldham Council')
    await expect(nasreen.cell('5a', 'Bury')).toHaveAccessibleName(/^Ask 5a, Bury: Signed, wording since changed/u)
  })

  await test.step('CE-3.4 the old receipt still stands for the old words', async () => {
    await imran.visit(`${GM}/receipts/${receipt}`)
    await expect(imran.heading).toHaveText('Signed for Bury Council')
    await expect(imran.fact('Words')).toContainText(`Edition ${edition}`)
  })
  const told = await tom.ask<AskDetail>(`/api${GM}/asks/ask-05`)
  expect(told.wordings[0]).toMatchObject({ version: edition + 1, state: 'substantive' })
  expect(told.ask.signOffs.filter(({ state }) => state === 'signed' && told.ask.id === 'ask-05')).toEqual([])
})
