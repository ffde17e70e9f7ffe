import { overflow } from '../audit.ts'
import { expect, test } from '../fixtures.ts'
import type { Person } from '../people.ts'
import { act } from '../scenes.ts'

const GM = 'greater-manchester'
const LOCALITY = 'manchester-locality'
const MILESTONE = `/boards/${GM}/milestones/ms-psr-programme`

const WORD = 'Zusammenarbeitsvereinbarung'.repeat(3).slice(0, 80)
const REASONS = `Ten frameworks cost more than one, says ${WORD}. `.repeat(20).slice(0, 2000).trim()
const TITLE = `One framework for placements in all ten authorities, ${WORD} `.repeat(3).slice(0, 300).trim()

/** Content as an unkind day brings it: very long titles, reasons, and words that never end. */
async function writeLongWords({ tom, mei, lena, nasreen }: { readonly [name: string]: Person }): Promise<string> {
  if (!tom || !mei || !lena || !nasreen) throw new Error('Somebody is missing')
  const { number } = await act(tom, GM, 'decision.record', {
    title: TITLE,
    text: REASONS,
    type: 'decided',
    authority: { basis: 'delegation', ref: WORD },
    reasons: REASONS,
    dissent: REASONS,
    key: { forwardPlanRef: WORD, noticeOn: '2017-01-02' },
  })
  const decision = String(number)
  await act(tom, GM, 'decision.note-correction', { number: decision, note: REASONS })
  await act(tom, GM, 'decision.call-in', { number: decision, by: WORD, reason: REASONS })
  await act(mei, GM, 'baseline.propose', {
    milestoneId: 'ms-psr-programme',
    baseline: {
      text: '11 June 2031',
      from: '2031-06-11',
      to: '2031-06-11',
      precision: 'day',
      qualifier: 'on',
      basis: 'stated',
    },
    reason: REASONS,
  })
  await act(mei, GM, 'milestone.track', {
    milestoneId: 'ms-psr-programme',
    rows: ['bolton', 'bury', 'oldham'].map((authority) => ({ body: `org-${authority}` })),
  })
  await act(mei, GM, 'dependency.add', {
    from: 'ms-psr-programme',
    on: { kind: 'outside', words: TITLE },
    note: REASONS,
  })
  await act(mei, GM, 'dependency.add', { from: 'ms-psr-programme', on: { kind: 'decision', id: decision } })
  await act(lena, LOCALITY, 'workstream.recommend-closure', {
    workstreamId: 'ws-3',
    receivingBody: WORD,
    residualRisks: REASONS,
    benefitsOwner: WORD,
  })
  const frozen = await act(tom, GM, 'snapshot.freeze', {
    title: TITLE,
    committee: WORD,
    membersAskedTo: REASONS,
    introduction: REASONS,
  })
  await act(nasreen, GM, 'snapshot.publish', { number: Number(frozen.number) })
  return decision
}

test('X9 the longest words anyone writes widen no page on a phone, and paper holds what is read, not what is pressed', async ({
  person,
  ownServer,
}) => {
  // It has a server of its own to start, and turns some thirty pages.
  test.setTimeout(240_000)
  const at = ownServer.url
  const [tom, mei, lena, nasreen] = await Promise.all(
    ['secretariat', 'lead-gm', 'programme-lead', 'chair'].map((id) => person(id, { at })),
  )
  if (!tom || !mei || !lena || !nasreen) throw new Error('Somebody is missing')
  const decision = await writeLongWords({ tom, mei, lena, nasreen })

  await test.step('on a phone', async () => {
    const phone = await person('chair', { at, phone: true })
    for (const address of [
      `/boards/${GM}/decisions`,
      `/boards/${GM}/decisions/${decision}`,
      MILESTONE,
      `/boards/${LOCALITY}/workstreams/ws-3/closure`,
      `/boards/${GM}/snapshots`,
      `/boards/${GM}/record`,
      `/public/${GM}/snapshots/1`,
    ]) {
      await phone.visit(address)
      await phone.page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)))
      await expect.poll(() => overflow(phone.page), `pixels beyond the screen at ${address}`).toBeLessThanOrEqual(0)
    }
  })

  await test.step('on a phone, before it is recorded', async () => {
    const writer = await person('secretariat', { at, phone: true })
    await writer.visit(`/boards/${GM}/decisions/new`)
    await writer.writeDecision({ title: TITLE, text: REASONS })
    await expect(writer.button('Record this decision')).toBeVisible()
    await expect.poll(() => overflow(writer.page), 'pixels beyond the screen').toBeLessThanOrEqual(0)
  })

  await test.step('on a wide screen nothing stands in one column that has room for more', async () => {
    await tom.page.setViewportSize({ width: 1920, height: 1080 })
    await tom.visit(`/boards/${GM}/snapshots`)
    // What loads behind the first view may still move what is measured: asked until it lies still.
    await expect(async () => {
      const form = await tom.part('Freeze a snapshot').boundingBox()
      const sealed = await tom.part('Snapshot 1, published').boundingBox()
      expect(form?.x).toBeGreaterThan((sealed?.x ?? 0) + (sealed?.width ?? 0))
    }).toPass({ timeout: 20_000 })
    await tom.visit(MILESTONE)
    await expect(async () => {
      const [first, second] = await Promise.all(
        // Not the choices of the closed form above it, which have no place at all.
        ['Bolton', 'Bury'].map((name) =>
          tom.part('By authority').getByText(name, { exact: true }).filter({ visible: true }).first().boundingBox(),
        ),
      )
      expect(first?.y).toBeGreaterThan(0)
      expect(second?.y).toBe(first?.y)
    }).toPass({ timeout: 20_000 })
  })

  await test.step('an empty page says what comes first', async () => {
    await tom.visit('/boards/new-unitary/actions')
    await expect(tom.main).toContainText('Open one from what asked for it')
    await tom.visit('/boards/new-unitary/workstreams')
    await expect(tom.main).toContainText('Whoever sets up the board adds its programmes')
    await tom.visit('/boards/new-unitary/terms')
    await expect(tom.main).toContainText('Whoever sets up this board registers them')
    await tom.visit('/boards/new-unitary/snapshots')
    await expect(tom.main).toContainText('Freeze the first one on this page')
  })

  await test.step('on paper', async () => {
    for (const reader of [tom, nasreen]) {
      await reader.page.setViewportSize({ width: 794, height: 1123 })
      await reader.page.emulateMedia({ media: 'print' })
    }
    await tom.visit(`/boards/${GM}/decisions`)
    await expect(tom.page.getByLabel('Find in the register')).toBeHidden()
    await tom.visit(`/boards/${GM}/snapshots`)
    await expect(tom.part('Snapshot 1, published')).toBeVisible()
    await expect(tom.part('Freeze a snapshot')).toBeHidden()
    await tom.visit(`/boards/${GM}/record`)
    await expect(tom.words('Choose by day, person or subject')).toBeHidden()
    await expect(tom.page.getByRole('complementary', { name: 'Check the record' })).toBeHidden()
    await nasreen.visit(MILESTONE)
    await expect(nasreen.section('By authority')).toBeVisible()
    await expect(nasreen.section('Where it is')).toBeHidden()
    // In one piece it would not fit under the heading, and the first sheet would be empty.
    await nasreen.visit(`/boards/${GM}/decisions/${decision}`)
    await expect(nasreen.part('The words as put')).toHaveCSS('break-inside', 'auto')
    await nasreen.visit(`/boards/${LOCALITY}/workstreams/ws-2`)
    await expect(nasreen.part('Working plan')).toHaveCSS('break-inside', 'auto')
    await nasreen.visit(`/public/${GM}/snapshots/1`)
    await expect(nasreen.page.locator('.cover')).toHaveCSS('break-inside', 'auto')
    await lena.page.emulateMedia({ media: 'print' })
    await lena.visit(`/boards/${LOCALITY}/workstreams/ws-3`)
    await expect(lena.part('Closing')).toBeVisible()
    await lena.visit(`/boards/${LOCALITY}/workstreams/ws-2`)
    await expect(lena.part('Progress on record')).toBeVisible()
    await expect(lena.part('Closing')).toBeHidden()
  })
})
