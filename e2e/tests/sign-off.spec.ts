import type { AskDetail, ReceiptView } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'

// Each journey has an ask of its own, so that none disturbs another on the one board.

test('CE-1 a chief executive signs one ask, and another screen shows it at once', async ({ people }) => {
  const [ruth, nasreen] = await people('ce-bolton', 'chair')
  await nasreen.openAsks()
  await expect(nasreen.cell('1', 'Bolton')).toHaveAccessibleName('Ask 1, Bolton: Awaiting')
  await expect(nasreen.company).toBeVisible()

  await test.step('CE-1.3 the whole wording stands alone, and no answer is chosen', async () => {
    await ruth.openSigning(1)
    const { ask } = await ruth.ask<AskDetail>('/api/boards/greater-manchester/asks/ask-01')
    await expect(ruth.wording).toContainText(ask.wording?.text ?? 'no wording')
    await expect(
      ruth.part('What signing does').or(ruth.words('It puts Bolton on record for these exact words')).first(),
    ).toBeVisible()
    for (const answer of ['Sign', 'Sign with conditions', 'Defer to a formal decision', 'Decline']) {
      await expect(ruth.answer(answer)).not.toBeChecked()
    }
  })

  await test.step('CE-1.4 going on without an answer is refused in words', async () => {
    await ruth.goOn()
    await expect(ruth.alert).toContainText('Choose an answer')
    await expect(ruth.alert).toContainText('Nothing is recorded')
    await expect(ruth.alert).toBeFocused()
  })

  await test.step('CE-1.5 the check page repeats everything, and the button names the deed', async () => {
    await ruth.choose('Sign')
    await ruth.goOn()
    await expect(ruth.heading).toHaveText('Check before you sign')
    await expect(ruth.fact('Authority')).toContainText('Bolton Council')
    await expect(ruth.fact('You answer as')).toContainText('Ruth Hargreave, Chief executive')
    await expect(ruth.fact('Answer')).toContainText('Sign, as worded')
    await ruth.press('Sign for Bolton Council')
  })

  await test.step('CE-1.8 the matrix on the other screen updates without reload', async () => {
    await expect(nasreen.cell('1', 'Bolton')).toHaveAccessibleName('Ask 1, Bolton: Signed')
  })

  await test.step('CE-1.7 the receipt has a number, the digest and the words, and keeps its address', async () => {
    await expect(ruth.heading).toHaveText('Signed for Bolton Council')
    const receipt = await ruth.fact('Receipt').innerText()
    expect(receipt).toMatch(/\S{6,}/u)
    const address = ruth.page.url()
    await ruth.reload()
    expect(ruth.page.url()).toBe(address)
    await expect(ruth.heading).toHaveText('Signed for Bolton Council')
    await expect(ruth.fact('Receipt')).toHaveText(receipt)

    const seq = /receipts\/(\d+)/u.exec(address)?.[1]
    const told = await nasreen.ask<ReceiptView>(`/api/boards/greater-manchester/receipts/${seq}`)
    expect(told.act).toMatchObject({ body: 'org-bolton', event: 'signed', receipt })
    await expect(ruth.main).toContainText(told.act.wordingHash.slice(0, 4))
  })

  await expect.poll(() => actsOn(nasreen, 'greater-manchester', 'ask-01')).toContain('ce-bolton sign-off.give signed')
})

test('CE-1.9 words that change between opening and confirming are refused with the difference, and nothing is recorded', async ({
  people,
}) => {
  const [tariq, gwen, nasreen] = await people('ce-oldham', 'ce-rochdale', 'chair')
  const { ask } = await nasreen.ask<AskDetail>('/api/boards/greater-manchester/asks/ask-03')
  const words = ask.wording?.text ?? ''

  // Tariq's line is slow: his screen does not hear of the new words before he confirms. Gwen's does.
  await tariq.hearNothing()
  for (const signer of [tariq, gwen]) {
    await signer.openSigning(3)
    await expect(signer.company).toBeVisible()
    await signer.choose('Sign')
    await signer.goOn()
    await expect(signer.heading).toHaveText('Check before you sign')
  }

  await nasreen.issueWording(3, `${words}\n\nThe first year is paid for jointly.`)

  await expect(gwen.alert).toContainText('The wording has just changed')
  await expect(gwen.button('Sign for Rochdale Borough Council')).toBeDisabled()

  await tariq.press('Sign for Oldham Council')
  await expect(tariq.alert).toContainText('Your answer was refused: the wording has changed')
  await expect(tariq.alert).toContainText('Nothing is recorded')
  await expect(tariq.insertions).toContainText('The first year is paid for jointly')
  await expect.poll(() => actsOn(nasreen, 'greater-manchester', 'ask-03')).toEqual(['chair wording.issue'])

  await tariq.press('Start again with the new text')
  await expect(tariq.wording).toContainText('The first year is paid for jointly.')
  await expect(tariq.answer('Sign')).not.toBeChecked()
  await tariq.choose('Sign')
  await tariq.goOn()
  await tariq.press('Sign for Oldham Council')
  await expect(tariq.heading).toHaveText('Signed for Oldham Council')

  await expect
    .poll(() => actsOn(nasreen, 'greater-manchester', 'ask-03'))
    .toEqual(['chair wording.issue', 'ce-oldham sign-off.give signed'])
})

test('CE-1.10 pressed twice and on two devices, it is one sign-off, and the second attempt shows the receipt', async ({
  person,
}) => {
  const imran = await person('ce-bury')
  const imranOnHisPhone = await person('ce-bury', { phone: true })

  // The phone does not hear that the desk has signed, so that it does press a second time.
  await imranOnHisPhone.hearNothing()
  for (const device of [imran, imranOnHisPhone]) {
    await device.openSigning(2)
    await device.choose('Sign')
    await device.goOn()
  }

  await imran.button('Sign for Bury Council').dblclick()
  await expect(imran.heading).toHaveText('Signed for Bury Council')
  const receipt = await imran.fact('Receipt').innerText()

  await imranOnHisPhone.press('Sign for Bury Council')
  await expect(imranOnHisPhone.words('This answer was on record already')).toBeVisible()
  await expect(imranOnHisPhone.fact('Receipt')).toHaveText(receipt)

  await expect.poll(() => actsOn(imran, 'greater-manchester', 'ask-02')).toEqual(['ce-bury sign-off.give signed'])
})

test('CE-1.11 whoever holds no authority is told so and finds no button', async ({ people }) => {
  const [farida] = await people('dcs-bolton')

  await farida.openSigning(12)

  await expect(farida.main).toContainText('You hold no authority to sign for Bolton')
  await expect(farida.main).toContainText('Nothing is recorded')
  await expect(farida.answers).toHaveCount(0)
  await expect
    .poll(() => actsOn(farida, 'greater-manchester', 'ask-12'))
    .not.toContain('dcs-bolton sign-off.give signed')
})

test('CE-1.4 every answer but the plain one asks for what belongs to it', async ({ people }) => {
  const [colin] = await people('ce-tameside')

  await test.step('conditions', async () => {
    await colin.openSigning(8, 'a')
    await colin.choose('Sign with conditions')
    await colin.goOn()
    await expect(colin.alert).toContainText('Write at least one condition')
    await colin.fill('Condition 1', 'The model is reviewed after one year.')
    await colin.press('Add a condition')
    await colin.fill('Condition 2', 'Schools are asked first.')
    await colin.goOn()
    await expect(colin.fact('Conditions')).toContainText('Schools are asked first.')
    await colin.press('Sign with conditions for Tameside Council')
    await expect(colin.heading).toHaveText('Signed with conditions for Tameside Council')
    await expect(colin.fact('Conditions')).toContainText('The model is reviewed after one year.')
  })

  await test.step('deferral', async () => {
    await colin.openSigning(8, 'b')
    await colin.choose('Defer to a formal decision')
    await colin.goOn()
    await expect(colin.alert).toContainText('Name the body that will decide')
    await expect(colin.alert).toContainText('Give the day of the decision')
    await colin.fill('Which body will decide?', 'Cabinet')
    await colin.writeDay('On which day?', ['8', '9', '2020'])
    await colin.goOn()
    await expect(colin.alert).toContainText('must lie in the future')
    await colin.writeDay('On which day?', ['8', '9', '2040'])
    await colin.goOn()
    await expect(colin.fact('Decided by')).toContainText('Cabinet')
    await colin.press('Defer for Tameside Council')
    await expect(colin.heading).toHaveText('Deferred to a formal decision for Tameside Council')
  })

  await test.step('refusal', async () => {
    await colin.openSigning(9, 'a')
    await colin.choose('Decline')
    await colin.goOn()
    await expect(colin.alert).toContainText('Write why the ask is declined')
    await colin.fill('Why does Tameside decline?', 'The council has a service of its own.')
    await colin.goOn()
    await colin.press('Decline for Tameside Council')
    await expect(colin.heading).toHaveText('Declined for Tameside Council')
  })

  await expect
    .poll(() => actsOn(colin, 'greater-manchester', 'ask-08'))
    .toEqual(['ce-tameside sign-off.give conditions', 'ce-tameside sign-off.give deferred'])
  await expect.poll(() => actsOn(colin, 'greater-manchester', 'ask-09')).toEqual(['ce-tameside sign-off.give declined'])
})

test('D14 an ask with parts is answered part by part, and is signed only when all are', async ({ people }) => {
  const [dominic, nasreen] = await people('ce-salford', 'chair')

  await dominic.openSigning(4)
  await expect(dominic.main).toContainText('This ask has 2 parts. Each is answered by itself')
  await dominic.follow(/^a /u)
  await dominic.choose('Sign')
  await dominic.goOn()
  await dominic.press('Sign for Salford City Council')
  await expect(dominic.heading).toHaveText('Signed for Salford City Council')

  await nasreen.openAsks()
  await expect(nasreen.cell('4a', 'Salford')).toHaveAccessibleName('Ask 4a, Salford: Signed')
  await expect(nasreen.cell('4b', 'Salford')).toHaveAccessibleName('Ask 4b, Salford: Awaiting')
  const { ask } = await nasreen.ask<AskDetail>('/api/boards/greater-manchester/asks/ask-04')
  expect(ask.tally.signed).toBe(0)
  expect(ask.cells.signed).toBe(1)
})

test('CE-2 my authority lists the asks as tasks, and each is opened and answered by itself', async ({ people }) => {
  const [helen] = await people('ce-manchester')

  await helen.openMyAuthority()
  await expect(helen.heading).toHaveText('Asks to answer for Manchester')
  await expect(helen.words('12 asks wait for Manchester')).toBeVisible()
  await expect(helen.button(/sign all/iu)).toHaveCount(0)

  await helen.follow(/^Read and answer ask 7a/u)
  await helen.choose('Sign')
  await helen.goOn()
  await helen.press('Sign for Manchester City Council')
  await expect(helen.heading).toHaveText('Signed for Manchester City Council')

  await helen.openMyAuthority()
  await expect(helen.link('Receipt of ask 7a')).toBeVisible()
  await expect(helen.link(/^Read and answer ask 7b/u)).toBeVisible()
  await expect(helen.link(/^Read and answer ask 7a/u)).toHaveCount(0)

  await expect.poll(() => actsOn(helen, 'greater-manchester', 'ask-07')).toContain('ce-manchester sign-off.give signed')
})

test('CE-3 words that change after signing are told as such, in the matrix and on the receipt', async ({ people }) => {
  const [priya, nasreen, hamish] = await people('ce-stockport', 'chair', 'observer')
  const { ask } = await nasreen.ask<AskDetail>('/api/boards/greater-manchester/asks/ask-06')
  const words = ask.wording?.text ?? ''

  await priya.openSigning(6)
  await priya.choose('Sign')
  await priya.goOn()
  await priya.press('Sign for Stockport Council')
  await expect(priya.heading).toHaveText('Signed for Stockport Council')

  await hamish.openAsks()
  await expect(hamish.company).toBeVisible()
  await nasreen.issueWording(6, `Within six months. ${words}`)

  await expect(hamish.cell('6', 'Stockport')).toHaveAccessibleName(
    'Ask 6, Stockport: Signed, wording since changed, signed edition 1, now edition 2',
  )
  await hamish.cell('6', 'Stockport').click()
  await expect(hamish.drawer).toContainText('this answer counts for nothing until Stockport signs again or withdraws')
  await expect(hamish.drawer).toContainText('Within six months.')

  // Her receipt was open all the time.
  await expect(priya.words('The wording has changed since.')).toBeVisible()
  await expect(priya.insertions).toContainText('Within six months')
  await expect(priya.heading).toHaveText('Signed for Stockport Council')
  await priya.follow('Read edition 2 and answer')
  await expect(priya.wording).toContainText('Within six months.')

  const told = await nasreen.ask<AskDetail>('/api/boards/greater-manchester/asks/ask-06')
  expect(told.ask.signOffs).toMatchObject([{ body: 'org-stockport', state: 'drifted', wordingVersion: 1 }])
})

test('D10 an answer is withdrawn with a reason, and both stay on record', async ({ people }) => {
  const [adaeze] = await people('ce-trafford')
  await adaeze.openSigning(10, 'a')
  await adaeze.choose('Sign')
  await adaeze.goOn()
  await adaeze.press('Sign for Trafford Council')

  await adaeze.follow('Withdraw this answer')
  await adaeze.goOn()
  await expect(adaeze.alert).toContainText('Write why the answer is withdrawn')
  await adaeze.fill('Why is it withdrawn?', 'The full council wishes to see it first.')
  await adaeze.goOn()
  await adaeze.press('Withdraw for Trafford Council')
  await expect(adaeze.heading).toHaveText('Answer withdrawn for Trafford Council')

  await adaeze.openAsks()
  await expect(adaeze.cell('10a', 'Trafford')).toHaveAccessibleName('Ask 10a, Trafford: Withdrawn')
  await expect
    .poll(async () =>
      (await actsOn(adaeze, 'greater-manchester', 'ask-10')).filter((act) => act.startsWith('ce-trafford')),
    )
    .toEqual(['ce-trafford sign-off.give signed', 'ce-trafford sign-off.withdraw'])
})
