import type { AskDetail } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'
import type { Person } from '../people.ts'
import { act, answer, sign } from '../scenes.ts'

const GM = '/boards/greater-manchester'

const cellOf = async (asker: Person, ask: string, body: string) => {
  const detail = await asker.ask<AskDetail>(`/api${GM}/asks/${ask}`)
  return detail.ask.signOffs.find((cell) => cell.body === body)
}

test('CE-1.6 an ask that needs it asks anew who one is; cancelling records nothing and keeps the answer', async ({
  person,
  elsewhere: at,
}) => {
  const [tom, imran] = [await person('secretariat', { at }), await person('ce-bury', { at })]
  await tom.visit(`${GM}/asks/ask-02/settings`)
  const setting = await tom.openAct('Set whether a proof of identity is needed')
  await setting.getByRole('radio', { name: 'proves anew who they are' }).check()
  await setting.getByRole('button', { name: 'Set this', exact: true }).click()
  await expect(tom.alert).toContainText('Say why')
  await setting.getByLabel('Why').fill('It binds money.')
  await setting.getByRole('button', { name: 'Set this', exact: true }).click()
  await expect(tom.fact('Proof of identity')).toHaveText('Whoever answers proves anew who they are')

  await imran.openSigning(2)
  await imran.choose('Sign')
  await imran.goOn()
  await imran.press('Sign for Bury Council')
  await expect(imran.dialog('Prove who you are')).toContainText('not older than five minutes')
  await imran.press('Cancel')
  await expect(imran.fact('Answer')).toContainText('Sign, as worded')
  expect(await cellOf(imran, 'ask-02', 'org-bury')).toBeUndefined()

  await imran.press('Sign for Bury Council')
  await imran.press('I am Imran Sattar')
  await expect(imran.heading).toHaveText('Signed for Bury Council')
  await expect(imran.fact('Method')).toContainText('Identity proved')
  await expect
    .poll(() => actsOn(tom, 'greater-manchester', 'ask-02'))
    .toEqual(['secretariat ask.configure', 'ce-bury sign-off.give signed'])
})

test('CE-2.4 conditions are marked met one by one, and with the last the answer counts as signed', async ({
  person,
  elsewhere: at,
}) => {
  const [tariq, nasreen] = [await person('ce-oldham', { at, phone: true }), await person('chair', { at })]
  await answer(tariq, 3, { answer: 'conditions', conditions: ['The first year is paid for.', 'Schools are asked.'] })
  await nasreen.openAsks()
  await expect(nasreen.cell('3', 'Oldham')).toHaveAccessibleName(
    'Ask 3, Oldham: Signed with conditions, 2 conditions, 0 met',
  )
  await expect(nasreen.company).toBeVisible()

  await tariq.openMyAuthority()
  await tariq.follow(/^Mark condition 1 as met .*ask 3$/u)
  await tariq.goOn()
  await expect(tariq.alert).toContainText('Write how it was met')
  await tariq.fill('How was it met?', 'Budget of 4 March 2026, page 7.')
  await tariq.goOn()
  await expect(tariq.heading).toHaveText('Check before you mark it as met')
  await tariq.press('Mark the condition as met for Oldham Council')
  await expect(nasreen.cell('3', 'Oldham')).toHaveAccessibleName(
    'Ask 3, Oldham: Signed with conditions, 2 conditions, 1 met',
  )

  await tariq.openMyAuthority()
  await tariq.follow(/^Mark condition 2 as met .*ask 3$/u)
  await tariq.fill('How was it met?', 'Heads met on 8 March 2026.')
  await tariq.goOn()
  await tariq.press('Mark the condition as met for Oldham Council')
  await expect(nasreen.cell('3', 'Oldham')).toHaveAccessibleName('Ask 3, Oldham: Signed')
  await expect
    .poll(() => actsOn(nasreen, 'greater-manchester', 'ask-03'))
    .toContain('ce-oldham sign-off.give conditions')
})

test('CE-1.4 D6 what was deferred is signed with the authority’s own decision, and may be called in', async ({
  person,
  elsewhere: at,
}) => {
  const [priya, nasreen] = [await person('ce-stockport', { at }), await person('chair', { at })]
  await answer(priya, 6, { answer: 'deferred', deferredTo: 'Cabinet', until: '2040-07-08' })
  await nasreen.openAsks()
  await expect(nasreen.cell('6', 'Stockport')).toHaveAccessibleName(
    'Ask 6, Stockport: Deferred to a formal decision, Cabinet, 8 July 2040',
  )

  await priya.openSigning(6)
  await priya.choose('Sign')
  await priya.page.getByRole('checkbox', { name: 'A decision of Stockport stands behind this answer' }).check()
  await priya.goOn()
  await expect(priya.alert).toContainText('Nothing is recorded')
  await priya.fill('Who decided?', 'Cabinet')
  await priya.writeDay('When was it decided?', ['8', '7', '2026'])
  await priya.fill('Number or place', 'CAB/26/88')
  await priya.writeDay('Subject to call-in until', ['15', '7', '2040'])
  await priya.goOn()
  await expect(priya.fact('Decision behind it')).toContainText('CAB/26/88')
  await priya.press('Sign for Stockport Council')
  await expect(priya.fact('Decision behind it')).toContainText('Subject to call-in until 15 July 2040')
  await expect(nasreen.cell('6', 'Stockport')).toHaveAccessibleName(
    'Ask 6, Stockport: Signed, subject to call-in, until 15 July 2040',
  )

  await priya.follow('The decision was called in')
  await priya.fill('Who called it in, and why?', 'Scrutiny: the saving is not shown.')
  await priya.fill('Which body will decide anew?', 'Full Council')
  await priya.writeDay('On which day?', ['1', '9', '2040'])
  await priya.goOn()
  await priya.press('Record the call-in for Stockport Council')
  await expect(nasreen.cell('6', 'Stockport')).toHaveAccessibleName(
    'Ask 6, Stockport: Deferred to a formal decision, Full Council, 1 September 2040',
  )
  expect(await cellOf(nasreen, 'ask-06', 'org-stockport')).toMatchObject({ state: 'deferred' })
})

test('CE-2.3 when all is answered the page says so, with what was answered', async ({ person, elsewhere: at }) => {
  const martin = await person('ce-wigan', { at })
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
    const { ask } = await martin.ask<AskDetail>(`/api${GM}/asks/ask-${String(number).padStart(2, '0')}`)
    if (ask.stepUp) await martin.context.request.post('/api/me/prove', { data: { person: 'ce-wigan' } })
    const parts = ask.parts.length === 0 ? [undefined] : ask.parts.map(({ id }) => id)
    for (const part of parts) {
      const given =
        number === 9 ? { answer: 'declined' as const, reason: 'We have one.' } : { answer: 'signed' as const }
      await answer(martin, number, { ...(part && { part }), ...given })
    }
  }
  await martin.openMyAuthority()
  await martin.follow('Read and answer ask 12')
  await martin.choose('Sign')
  await martin.goOn()
  await martin.press('Sign for Wigan Council')
  await martin.follow('Nothing more is waiting for Wigan')
  await expect(martin.main).toContainText('Nothing is waiting for Wigan.')
  await expect(martin.main).toContainText(/11 signed, 1 declined on \d+ \w+ \d{4}/u)
})

test('D4 an answer from a letter is recorded on behalf; its principal confirms one and disputes the other', async ({
  person,
  elsewhere: at,
}) => {
  const [tom, gwen, nasreen] = [
    await person('secretariat', { at }),
    await person('ce-rochdale', { at }),
    await person('chair', { at }),
  ]
  const record = async (part: 'a' | 'b'): Promise<void> => {
    await tom.visit(`${GM}/asks/ask-09/record`)
    await tom.page.getByLabel('Whose answer is it?').selectOption({ label: 'Rochdale' })
    await tom.page.getByRole('radio', { name: `Part ${part}`, exact: true }).check()
    await tom.page.getByRole('radio', { name: 'Sign', exact: true }).check()
    await tom.fill('Evidence', 'Letter of the chief executive')
    await tom.writeDay('On which day did it come in?', ['1', '7', '2026'])
    await tom.goOn()
    await tom.press('Record on behalf of Rochdale')
    await expect(tom.fact('Evidence')).toContainText('Letter of the chief executive')
  }
  await nasreen.openAsks()
  await record('a')
  await expect(nasreen.cell('9a', 'Rochdale')).toHaveAccessibleName(
    'Ask 9a, Rochdale: Signed, recorded on behalf, not yet confirmed',
  )
  await record('b')

  await gwen.openMyAuthority()
  await gwen.follow(/^Confirm .*ask 9a$/u)
  await gwen.press('Confirm for Rochdale Borough Council')
  await expect(nasreen.cell('9a', 'Rochdale')).toHaveAccessibleName(
    'Ask 9a, Rochdale: Signed, recorded on behalf, confirmed',
  )
  await gwen.openMyAuthority()
  await gwen.follow(/^Dispute .*ask 9b$/u)
  await gwen.fill('What is wrong with it?', 'The letter speaks of part a only.')
  await gwen.goOn()
  await gwen.press('Dispute for Rochdale Borough Council')
  await expect(nasreen.cell('9b', 'Rochdale')).toHaveAccessibleName(/^Ask 9b, Rochdale: Awaiting/u)

  await test.step('D4 hearsay is noted as reported and counts for nothing', async () => {
    await tom.visit(`${GM}/asks/ask-01/record`)
    await tom.carryOut(
      'Note what is reported',
      {
        'Who is said to have answered?': 'Rochdale',
        'What is the answer said to be?': 'That it will sign.',
        'Who says so, and where?': 'Local paper of 3 July 2026',
      },
      'Note as reported',
    )
    await expect(tom.onRecord).toBeVisible()
    await expect(nasreen.cell('1', 'Rochdale')).toHaveAccessibleName('Ask 1, Rochdale: Awaiting, 1 report, unverified')
  })
  await expect
    .poll(() => actsOn(gwen, 'greater-manchester', 'ask-09'))
    .toEqual(expect.arrayContaining(['secretariat sign-off.record signed']))
})

test('D13 a partner answers beside the authorities, and is counted among none of them', async ({
  person,
  elsewhere: at,
}) => {
  const [keith, nasreen] = [await person('partner-health', { at }), await person('chair', { at })]
  const before = (await nasreen.ask<AskDetail>(`/api${GM}/asks/ask-07`)).ask.tally.signed
  await keith.openMyAuthority()
  await keith.follow('Read and answer ask 7a')
  await expect(keith.main).toContainText('Health partners answers as a partner.')
  await keith.choose('Sign')
  await keith.goOn()
  await keith.press('Sign for Health partners')
  await expect(keith.heading).toHaveText('Signed for Health partners')

  await nasreen.openAsk(7)
  await expect(nasreen.main).toContainText('Health partners')
  const { ask } = await nasreen.ask<AskDetail>(`/api${GM}/asks/ask-07`)
  expect(ask.partnerSignOffs).toMatchObject([{ body: 'org-sector-health', state: 'signed' }])
  expect(ask.tally.signed).toBe(before)
})

test('D9 anyone checks a receipt without account or script, and other words are told apart', async ({
  person,
  people,
}) => {
  const [dominic] = await people('ce-salford')
  await dominic.visit(`${GM}/receipts/${await sign(dominic, 10, 'b')}`)
  const words = (await dominic.ask<AskDetail>(`/api${GM}/asks/ask-10`)).wordings.find(({ version }) => version === 1)
  const address = await dominic.link('Check this receipt on the public page').getAttribute('href')
  expect(address).toMatch(/^\/public\/check\?/u)

  const anyone = await person('anyone', { isSignedIn: false, options: { javaScriptEnabled: false } })
  await anyone.visit(address ?? '')
  await anyone.fill('The wording', words?.text ?? '')
  await anyone.press('Check')
  await expect(anyone.main).toContainText('Yes. This receipt is on the record of this board, for exactly these words.')
  await expect(anyone.main).toContainText('Yes. The words you pasted have the digest you gave.')

  await anyone.fill('The wording', `${words?.text} Or so.`)
  await anyone.press('Check')
  await expect(anyone.main).toContainText('No. The words you pasted do not have the digest you gave.')
  await expect(anyone.main).not.toContainText('Yes.')
})

test('D12 what the matrix shows is taken away as CSV and XLSX, states in words', async ({ people }) => {
  const [hamish, dominic] = await people('observer', 'ce-salford')
  await sign(dominic, 10, 'b')
  await hamish.openAsks()
  const csv = await hamish.download('CSV')
  expect(csv.name).toMatch(/\.csv$/u)
  expect(csv.bytes.toString('utf8')).toMatch(/Salford.*Signed/u)
  const xlsx = await hamish.download('XLSX')
  expect(xlsx.name).toMatch(/\.xlsx$/u)
  // The two letters every ZIP begins with, which is what an XLSX is.
  expect(xlsx.bytes.subarray(0, 2).toString()).toBe('PK')
})

test('CE-1 what is on offer is set per ask, and only that can be chosen', async ({ person, elsewhere: at }) => {
  const [tom, helen] = [await person('secretariat', { at }), await person('ce-manchester', { at })]
  await act(tom, 'greater-manchester', 'ask.configure', {
    askId: 'ask-01',
    answers: ['signed', 'declined'],
    reason: 'A manifesto is adopted or not.',
  })
  await helen.openSigning(1)
  await expect(helen.answer('Sign')).toBeVisible()
  await expect(helen.answer('Decline')).toBeVisible()
  await expect(helen.answer('Sign with conditions')).toHaveCount(0)
  await expect(helen.answer('Defer to a formal decision')).toHaveCount(0)
})
