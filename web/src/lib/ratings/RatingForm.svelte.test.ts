import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'

import RatingForm from '#lib/ratings/RatingForm.svelte'

const props = () => ({
  board: 'manchester-locality',
  subject: { kind: 'workstream' as const, id: 'ws-2', title: 'Front door' },
  points: 5 as const,
  current: null,
  keepAs: 'rating:test',
  isAway: false,
  ongiven: vi.fn(),
  onleave: vi.fn(),
})

const nothingHeldAgainstIt = {
  checks: [],
  needsExplanation: false,
  suggestion: null,
  milestones: [],
  dependency: null,
}
beforeEach(() => {
  sessionStorage.clear()
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(nothingHeldAgainstIt)))
})
afterEach(() => vi.unstubAllGlobals())

test('nothing is chosen beforehand, and a rating without a choice is not sent', async () => {
  await render(RatingForm, props())
  expect(page.getByRole('radio', { checked: true }).elements()).toHaveLength(0)
  await page.getByRole('button', { name: 'Give the rating' }).click()
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Choose a rating/)
})

test('[B5] amber asks for cause, effect, way back, owner and date, and says which are missing', async () => {
  await render(RatingForm, props())
  await page.getByRole('radio', { name: 'Amber', exact: true }).click()
  await page.getByLabelText('What follows from it?').fill('Teams start apart')
  await page.getByRole('button', { name: 'Give the rating Amber' }).click()

  const alert = page.getByRole('alert')
  await expect.element(alert).toMatchTextContent(/Write why it is Amber/)
  await expect.element(alert).toMatchTextContent(/Write the way back/)
  await expect.element(alert).toMatchTextContent(/Name who answers for the way back/)
  await expect.element(alert).toMatchTextContent(/Give the date by which it is back on course/)
  await expect.element(alert).not.toMatchTextContent(/Write what follows/)
})

test('[B5] the counter goes on past 400 and the form says how many are too many', async () => {
  await render(RatingForm, props())
  await page.getByRole('radio', { name: 'Red', exact: true }).click()
  await page.getByLabelText('Why is it Red?').fill('x'.repeat(403))
  await page.getByRole('button', { name: 'Give the rating Red' }).click()
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Take away 3 characters/)
})

test('[WL-1.7] without a line it says that the words are kept and not recorded', async () => {
  const given = { ...props(), isAway: true }
  await render(RatingForm, given)
  await page.getByRole('radio', { name: 'Green', exact: true }).click()
  await expect
    .element(page.getByText('Your words are kept on this device, not in the record.', { exact: false }))
    .toBeVisible()
  expect(given.ongiven).not.toHaveBeenCalled()
})

test('[B7] a rating that the record contradicts shows the arithmetic before saving and asks for a sentence', async () => {
  const sent: string[] = []
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (path.endsWith('/commands')) {
      sent.push(typeof init.body === 'string' ? init.body : '')
      return Promise.resolve(Response.json({ seq: 9 }))
    }
    return Promise.resolve(
      Response.json({
        checks: [
          {
            rule: 'overdue-milestones',
            words: '1 milestone is overdue, by 20 working days: Family hubs open.',
            about: [{ kind: 'milestone', id: 'm', title: 'Family hubs open' }],
            needsExplanation: true,
          },
        ],
        needsExplanation: true,
        suggestion: { value: 'red', words: 'Family hubs open is 20 working days late.' },
        milestones: [],
        dependency: null,
      }),
    )
  })
  const given = props()
  await render(RatingForm, given)
  await page.getByRole('radio', { name: 'Green', exact: true }).click()
  await expect.element(page.getByText('1 milestone is overdue, by 20 working days', { exact: false })).toBeVisible()
  await expect.element(page.getByText('Suggestion of the rules, not a rating')).toBeVisible()
  await page.getByRole('button', { name: 'Give the rating Green' }).click()
  await expect.element(page.getByRole('alert')).toMatchTextContent(/Say in a sentence why it is Green all the same/)
  expect(sent).toEqual([])

  await page.getByLabelText('Why is it Green all the same?').fill('They open on Monday')
  await page.getByRole('button', { name: 'Give the rating Green' }).click()
  await expect.poll(() => given.ongiven.mock.calls).toEqual([[{ seq: 9 }]])
  expect(JSON.parse(sent[0] ?? '{}')).toMatchObject({
    type: 'rating.give',
    payload: { value: 'green', explanation: 'They open on Monday' },
  })
})
