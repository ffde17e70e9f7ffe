import { sha256Hex } from '@concordat/shared/hash'
import type { SnapshotList } from '@concordat/shared/http'

import { expect, test } from '../fixtures.ts'
import { entriesOf } from '../ledger.ts'
import { act } from '../scenes.ts'

test('F1 the programme office freezes a snapshot, the chair publishes it, and scrutiny reads it without account or script', async ({
  people,
  person,
}) => {
  const [tom, nasreen, beverley] = await people('secretariat', 'chair', 'scrutiny')
  await nasreen.openSnapshots('new-unitary')
  await expect(nasreen.company).toBeVisible()

  await test.step('a snapshot without a title is not frozen', async () => {
    await tom.openSnapshots('new-unitary')
    await tom.press('Freeze a snapshot')
    await expect(tom.main).toContainText('Give the snapshot a title')
  })

  await tom.fill('Title', 'Assurance report for July')
  await tom.fill('Committee it goes to (optional)', 'Children and Young People Scrutiny Committee')
  await tom.fill('Members are asked to (optional)', 'Note the report and say what is missing.')
  await tom.press('Freeze a snapshot')
  await expect(tom.part('Snapshot 1, frozen')).toContainText('Assurance report for July')
  await expect(tom.part('Snapshot 1, frozen')).toContainText('nobody approves their own snapshot')
  await expect(tom.button('Publish snapshot 1')).toHaveCount(0)

  await expect(act(tom, 'new-unitary', 'snapshot.publish', { number: 1 })).rejects.toThrow('forbidden')

  await nasreen.publishSnapshot(1)
  await expect(nasreen.part('Snapshot 1, published')).toContainText('Assurance report for July')
  await expect(tom.part('Snapshot 1, published')).toBeVisible()

  await test.step('a scrutiny member finds it from her own page', async () => {
    await beverley.visit('/')
    await beverley.follow(/New unitary|assurance/iu)
    await beverley.follow(/Assurance report for July/u)
    await expect(beverley.heading).toContainText('Assurance report for July')
  })

  await test.step('SC-1.1 anyone reads it, without account and without JavaScript', async () => {
    const anyone = await person('anyone', { isSignedIn: false, options: { javaScriptEnabled: false } })
    const answer = await anyone.visit('/public/new-unitary/snapshots/1')
    expect(answer?.status()).toBe(200)
    await expect(anyone.heading).toContainText('Assurance report for July')
    await expect(anyone.main).toContainText('Note the report and say what is missing.')
    await expect(anyone.section('One-page summary')).toBeVisible()

    const content = await (await anyone.context.request.get('/public/new-unitary/snapshots/1.json')).text()
    await expect(anyone.foot).toContainText(sha256Hex(content))
  })

  const { snapshots } = await tom.ask<SnapshotList>('/api/boards/new-unitary/snapshots')
  expect(snapshots).toMatchObject([{ number: 1, state: 'published', frozenBy: 'Tom Wadsworth' }])
  await expect
    .poll(async () =>
      (await entriesOf(tom, 'new-unitary')).slice(-2).map(({ actor, type }) => `${actor.person} ${type}`),
    )
    .toEqual(['secretariat snapshot.freeze', 'chair snapshot.publish'])
})

test('F11 what is published does not move when the board does', async ({ people, person }) => {
  const [tom, nasreen, mei] = await people('secretariat', 'chair', 'lead-gm')
  await tom.openSnapshots('greater-manchester')
  await tom.freezeSnapshot('Report before the rating')
  await nasreen.openSnapshots('greater-manchester')
  await nasreen.publishSnapshot(1)

  const anyone = await person('anyone', { isSignedIn: false, options: { javaScriptEnabled: false } })
  await anyone.visit('/public/greater-manchester/snapshots/1')
  const before = await anyone.main.innerText()

  await mei.visit('/boards/greater-manchester/programmes/prog-joint-commissioning')
  await mei.openRatingForm()
  await mei.chooseRating('Green')
  await mei.fill(/^Why is it Green all the same/u, 'The dates are those of the source, years back.')
  await mei.press('Give the rating Green')
  await expect(mei.ratingPanel).toContainText('Mei-Ling Tsang')

  await anyone.visit('/public/greater-manchester/snapshots/1')
  expect(await anyone.main.innerText()).toBe(before)
})
