import type { DocumentList, DocumentSession, TermsView, WorkView } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'

const SAVED = /Saved \d\d:\d\d:\d\d/u

test('BM-2.2 two people write in the same sentence, and both texts survive', async ({ people }) => {
  const [nasreen, tom] = await people('chair', 'secretariat')
  for (const writer of [nasreen, tom]) {
    await writer.openTerms('manchester-locality', 'tor-llg-north')
    await writer.edit()
  }
  await tom.write('The group meets in public.', 'at the end')
  await expect(nasreen.draft).toHaveText('The group meets in public.')

  await nasreen.write('', { after: 'The group meets'.length })
  await tom.write('', 'at the end')
  await tom.key('ArrowLeft')
  await expect(nasreen.caretOf(tom)).toBeVisible()
  await expect(tom.caretOf(nasreen)).toBeVisible()
  await Promise.all([
    nasreen.goOnWriting(' on the first Monday of each month'),
    tom.goOnWriting(' and publishes its papers a week before'),
  ])

  const sentence = 'The group meets on the first Monday of each month in public and publishes its papers a week before.'
  await expect(nasreen.draft).toHaveText(sentence)
  await expect(tom.draft).toHaveText(sentence)
  await expect(nasreen.statusLine).toHaveText(SAVED)
  await expect(tom.statusLine).toHaveText(SAVED)

  await tom.reload()
  await expect(tom.draftPanel).toContainText(sentence)
  await expect
    .poll(() =>
      nasreen
        .ask<TermsView>('/api/boards/manchester-locality/terms/tor-llg-north')
        .then(({ draft }) => draft.texts['text']),
    )
    .toBe(sentence)
})

test('BM-2.5 what is written without a network is sent on return, once and in its place', async ({ people }) => {
  const [lena, tom] = await people('programme-lead', 'secretariat')
  for (const writer of [lena, tom]) {
    await writer.openTerms('manchester-locality', 'tor-llg-central')
    await writer.edit()
  }
  await tom.write('First. Last.', 'at the end')
  await expect(lena.draft).toHaveText('First. Last.')
  await expect(lena.statusLine).toHaveText(SAVED)

  await lena.loseNetwork()
  await lena.write(' The deputy takes the chair. Both names are on the page.', { after: 'First.'.length })
  await expect(lena.statusLine).toContainText(/(Not saved|Reconnecting|Not connected): \d+ changes waiting/u)
  await expect(lena.draft).toHaveText('First. The deputy takes the chair. Both names are on the page. Last.')
  await tom.write(' Written meanwhile.', 'at the end')
  await expect(tom.draft).toHaveText('First. Last. Written meanwhile.')

  await lena.findNetwork()

  const whole = 'First. The deputy takes the chair. Both names are on the page. Last. Written meanwhile.'
  await expect(lena.statusLine).toContainText(SAVED)
  await expect(lena.draft).toHaveText(whole)
  await expect(tom.draft).toHaveText(whole)
  await expect
    .poll(() =>
      tom
        .ask<TermsView>('/api/boards/manchester-locality/terms/tor-llg-central')
        .then(({ draft }) => draft.texts['text']),
    )
    .toBe(whole)
})

test('X4 whoever closes the tab with unsent words is asked, and finds them on this device when they come back', async ({
  people,
}) => {
  const [lena] = await people('programme-lead')
  const programme = '/boards/manchester-locality/programmes/prog-locality-model'
  await lena.visit(programme)
  await lena.edit()
  await lena.draft.click()
  await expect(lena.liveOrSaved).toContainText('Saved')

  await lena.loseNetwork()
  await lena.write('Written in a tunnel. ', 'at the start')
  await expect(lena.statusLine).toContainText(/changes waiting/u)
  expect(await lena.closeTab()).toBe(true)

  await lena.findNetwork()
  await lena.openNewTab()
  await lena.visit(programme)
  await expect(lena.words('Text you had not sent was found on this device.')).toBeVisible()
  await expect(lena.draftPanel).toContainText('Written in a tunnel.')
  await expect
    .poll(async () => (await lena.ask<WorkView>(`/api${programme}`)).draft?.texts['narrative'])
    .toContain('Written in a tunnel.')
})

test('X2 a lost line is told in words, and formal acts wait for it with the reason beside them', async ({ people }) => {
  const [mei] = await people('lead-gm')
  await mei.visit('/boards/greater-manchester/programmes/prog-reform-capability')
  await mei.openRatingForm()
  await mei.chooseRating('Green')
  await expect(mei.company).toBeVisible()

  await mei.loseNetwork()
  await expect(mei.statusLine).toContainText('Reconnecting')
  await expect(mei.banner).toContainText('You can keep drafting', { timeout: 40_000 })
  await expect(mei.statusLine).toContainText('Not connected')
  await expect(mei.button('Give the rating Green')).toBeDisabled()
  await expect(mei.button('Give the rating Green')).toHaveAccessibleDescription(/^Not connected/u)

  await mei.findNetwork()
  await expect(mei.button('Give the rating Green')).toBeEnabled()
  await expect(mei.statusLine).not.toContainText('Not connected')
})

test('BM-2.3 a reader sees the draft and cannot write in it', async ({ people }) => {
  const [hamish, tom] = await people('observer', 'secretariat')
  await hamish.openTerms('manchester-locality', 'tor-llg-south')
  await tom.openTerms('manchester-locality', 'tor-llg-south')
  await tom.edit()
  await tom.write('The group covers the south of the city.', 'at the end')

  await expect(hamish.draftPanel).toContainText('The group covers the south of the city.')
  await expect(hamish.button(/^Edit /u)).toHaveCount(0)
  await hamish.key('e')
  await expect(hamish.draft).toHaveCount(0)
  await expect(hamish.statusLine).toContainText('Live, read only')

  const { documents } = await hamish.ask<DocumentList>('/api/boards/manchester-locality/documents')
  const draft = documents.find(({ of }) => of === 'tor-llg-south')
  const session = await hamish.context.request.post(`/api/documents/${draft?.id}/session`, { data: {} })
  expect(((await session.json()) as DocumentSession).abilities).not.toContain('document.write')
})
