import type { TermsView } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'

const SAVED = /Saved \d\d:\d\d:\d\d/u

test('X3 what was said to be saved survives a kill of the server, and what was written meanwhile is sent on return', async ({
  person,
  ownServer,
}) => {
  test.setTimeout(180_000)
  const tom = await person('secretariat', { at: ownServer.url })
  await tom.openTerms('manchester-locality', 'tor-llg-north')
  await tom.edit()
  await tom.write('Saved before the fall.', 'at the end')
  await expect(tom.statusLine).toContainText(SAVED)

  await ownServer.kill()
  await tom.goOnWriting(' Written while it was down.')
  await expect(tom.statusLine).toContainText(/changes waiting/u)
  await expect(tom.draft).toHaveText('Saved before the fall. Written while it was down.')
  await ownServer.start()

  await test.step('someone else finds the saved text', async () => {
    const nasreen = await person('chair', { at: ownServer.url })
    await nasreen.openTerms('manchester-locality', 'tor-llg-north')
    await expect(nasreen.draftPanel).toContainText('Saved before the fall.')
    await expect(nasreen.draftPanel).toContainText('Written while it was down.', { timeout: 30_000 })
  })

  await expect(tom.statusLine).toContainText(SAVED, { timeout: 30_000 })
  await expect(tom.draft).toHaveText('Saved before the fall. Written while it was down.')
  await expect
    .poll(() =>
      tom
        .ask<TermsView>('/api/boards/manchester-locality/terms/tor-llg-north')
        .then(({ draft }) => draft.texts['text']),
    )
    .toBe('Saved before the fall. Written while it was down.')
})
