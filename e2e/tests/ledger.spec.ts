import { verifyChain } from '@concordat/shared/ledger'

import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from '../fixtures.ts'
import { entriesOf, verdictOn } from '../ledger.ts'
import { act, decide, publish } from '../scenes.ts'

const run = promisify(execFile)

test('J1 a reader checks the chain in their own browser, and filters what they read', async ({ people }) => {
  const [hamish, siân] = await people('observer', 'lead-6')
  await act(siân, 'manchester-locality', 'rating.give', {
    subject: { kind: 'workstream', id: 'ws-6' },
    value: 'green',
    explanation: 'The dates are those of the source, years back',
  })

  await hamish.openRecord('manchester-locality')
  const given = hamish.entries.filter({ hasText: 'Siân Prosser' }).filter({ hasText: 'rated Youth Justice Green' })
  await expect(given).toBeVisible()
  // Others may have confirmed a rating on this board: “confirmed that the rating stands for …”.
  const others = hamish.entries.filter({ hasNotText: /\b(rated|rating)\b/u })

  await test.step('filters have an address', async () => {
    await hamish.filter('Ratings').click()
    await expect(given).toBeVisible()
    await expect(others).toHaveCount(0)
    const address = hamish.page.url()
    await hamish.visit(address)
    await expect(hamish.filter('Ratings')).toHaveAttribute('aria-current', 'true')
    await expect(others).toHaveCount(0)
  })

  await hamish.press('Check in this browser')
  await expect(hamish.part('Chain unbroken')).toContainText(
    /All [\d,]+ were\s+checked in this browser, from the first to the last/u,
  )

  const told = /All ([\d,]+) were/u.exec(await hamish.part('Chain unbroken').innerText())?.[1]
  const checked = Number(told?.replaceAll(',', ''))
  const verdict = await verdictOn(hamish, 'manchester-locality')
  expect(verdict.ok).toBe(true)
  expect(verdict.entries).toBeGreaterThanOrEqual(checked)
  expect(checked).toBeGreaterThan(100)
})

test('LG4 the chains of all boards verify, here as on the server', async ({ people }) => {
  const [hamish] = await people('observer')
  for (const board of ['greater-manchester', 'manchester-locality', 'new-unitary'] as const) {
    const entries = await entriesOf(hamish, board)
    expect(verifyChain(entries)).toMatchObject({ ok: true, entries: entries.length })
    expect(await verdictOn(hamish, board)).toMatchObject({ ok: true })
  }
})

test('J1 a stranger takes the record, the verifier and a checkpoint away, and checks them with nothing but node', async ({
  people,
}) => {
  const [hamish, tom, nasreen] = await people('observer', 'secretariat', 'chair')
  // Every publication signs the head of the record.
  await publish(tom, nasreen, 'manchester-locality', 'Report for the audit')
  await hamish.openRecord('manchester-locality')
  await expect(hamish.part('Keep a checkpoint')).toContainText(/\d+, signed /u)
  // The checkpoint first: the record may grow meanwhile, and a checkpoint ahead of it would not agree.
  const [note, record, verifier] = [
    await hamish.download('Download'),
    await hamish.download('The whole record'),
    await hamish.download('The verifier'),
  ]
  const folder = await mkdtemp(path.join(tmpdir(), 'concordat-stranger-'))
  const file = (name: string): string => path.join(folder, name)
  for (const { name, bytes } of [verifier, note]) await writeFile(file(name), bytes)
  await writeFile(file('record.jsonl'), record.bytes)
  const verify = (name: string) =>
    run(process.execPath, [file(verifier.name), file(name), '--checkpoint', file(note.name)], { env: {} })

  const { stdout } = await verify('record.jsonl')
  expect(stdout).toMatch(/\d+ entries/iu)

  await test.step('one word changed, and it says so', async () => {
    const text = record.bytes.toString('utf8')
    expect(text).toContain('Youth Justice')
    await writeFile(file('changed.jsonl'), text.replace('Youth Justice', 'Youth Justise'))
    await expect(verify('changed.jsonl')).rejects.toMatchObject({ code: 1 })
  })
  await rm(folder, { recursive: true, force: true })

  await test.step('the note is checked on the page, and one of another record is told apart', async () => {
    const checking = hamish.part(/^(Check a checkpoint you kept|The record)/u)
    await checking.getByLabel('Checkpoint').fill(note.bytes.toString('utf8'))
    await hamish.press('Check it')
    await expect(hamish.part('The record agrees')).toContainText('Agrees.')
    await hamish
      .part('The record agrees')
      .getByLabel('Checkpoint')
      .fill(note.bytes.toString('utf8').replace(/head (.)/u, (_, first: string) => `head ${first === '0' ? '1' : '0'}`))
    await hamish.press('Check it')
    await expect(hamish.main).toContainText(/does NOT agree|Does not agree|No checkpoint/u)
  })
})

test('J3 an entry is corrected by another that names it, and the record is narrowed by who did what', async ({
  people,
}) => {
  const [tom, hamish] = await people('secretariat', 'observer')
  const number = await decide(tom, 'greater-manchester', 'A steer entered on the wrong day')
  const entry = (await entriesOf(hamish, 'greater-manchester')).find(({ payload }) => payload['number'] === number)
  await act(tom, 'greater-manchester', 'entry.correct', {
    corrects: entry?.seq ?? 0,
    says: 'It was made a day earlier than entered.',
  })
  await hamish.visit(`/boards/greater-manchester/record?entry=${entry?.seq}`)
  const line = hamish.main.locator(`#entry-${entry?.seq}`)
  await expect(line).toContainText('Corrected')
  await expect(line).toContainText('which says what is so')

  await hamish.openRecord('greater-manchester')
  await hamish.page.getByText('Choose by day, person or subject').click()
  await hamish.page.getByLabel('Person').selectOption({ label: 'Tom Wadsworth' })
  await hamish.press('Show these')
  await expect(hamish.page).toHaveURL(/actor=secretariat/u)
  await expect(hamish.entries.filter({ hasText: 'Tom Wadsworth' }).first()).toBeVisible()
  await expect(hamish.entries.filter({ hasNotText: 'Tom Wadsworth' })).toHaveCount(0)
})
