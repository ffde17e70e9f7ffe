import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'

import { answerErrors, NO_ANSWER, type AnswerDraft, type AnswerError } from './answer.ts'
import AnswerForm from './AnswerForm.svelte'

const NOW = new Date('2026-07-24T10:00:00Z')

/** The form as its page holds it: what is typed comes back, pressing Continue says what is missing. */
async function show() {
  let draft: AnswerDraft = NO_ANSWER
  let errors: readonly AnswerError[] = []
  const dates: Record<string, string> = {}
  const props = () => ({
    authority: 'Bolton',
    answers: ['signed', 'conditions', 'deferred', 'declined'] as const,
    draft,
    errors,
    onchange: (change: Partial<AnswerDraft>) => {
      draft = { ...draft, ...change }
      void screen.rerender(props())
    },
    ondateproblem: (field: string, problem: string) => void (dates[field] = problem),
    onsubmit: () => {
      errors = answerErrors(draft, NOW, dates)
      void screen.rerender(props())
    },
  })
  const screen = await render(AnswerForm, props())
  return { screen, draft: () => draft, errors: () => errors.map(({ text }) => text) }
}

test('[CE-1.3] nothing is chosen beforehand, and Continue without a choice says so and takes the focus there', async () => {
  const { screen } = await show()
  expect(screen.container.querySelectorAll('input:checked')).toHaveLength(0)
  await screen.getByRole('button', { name: 'Continue' }).click()
  await expect
    .element(screen.getByRole('alert'))
    .toHaveTextContent('The answer is not complete Nothing is recorded. Choose an answer')
  await screen.getByRole('link', { name: 'Choose an answer' }).click()
  expect(document.activeElement?.getAttribute('type')).toBe('radio')
})

test('[CE-1.4] conditions must be written; they can be added and taken away', async () => {
  const { screen, draft, errors } = await show()
  await screen.getByRole('radio', { name: /with conditions/u }).click()
  await screen.getByRole('button', { name: 'Continue' }).click()
  expect(errors()).toEqual(['Write at least one condition, or choose another answer'])
  await screen.getByLabelText('Condition 1').fill('Funds are pooled from April')
  await screen.getByRole('button', { name: 'Add a condition' }).click()
  await expect.element(screen.getByLabelText('Condition 2')).toHaveFocus()
  await screen.getByLabelText('Condition 2').fill('Staff stay employed')
  await screen.getByRole('button', { name: 'Remove condition 1' }).click()
  expect(draft().conditions).toEqual(['Staff stay employed'])
  await screen.getByRole('button', { name: 'Continue' }).click()
  expect(errors()).toEqual([])
})

test('[CE-1.4] a deferral needs a body and a day to come', async () => {
  const { screen, draft, errors } = await show()
  await screen.getByRole('radio', { name: /Defer/u }).click()
  await screen.getByRole('button', { name: 'Continue' }).click()
  expect(errors()).toEqual(['Name the body that will decide', 'Give the day of the decision'])
  await screen.getByLabelText('Which body will decide?').fill('Cabinet')
  await screen.getByLabelText('Day').fill('31')
  await screen.getByLabelText('Month').fill('June')
  await screen.getByLabelText('Year').fill('2027')
  await screen.getByRole('button', { name: 'Continue' }).click()
  expect(errors()).toEqual(['There is no 31 June 2027'])
  await screen.getByLabelText('Day').fill('8')
  await screen.getByRole('button', { name: 'Continue' }).click()
  expect(errors()).toEqual([])
  expect(draft()).toMatchObject({ deferredTo: 'Cabinet', until: '2027-06-08' })
})

test('[CE-1.4] a refusal needs its reasons, and what was typed outlives a change of mind', async () => {
  const { screen, draft, errors } = await show()
  await screen.getByRole('radio', { name: /^Decline/u }).click()
  await screen.getByRole('button', { name: 'Continue' }).click()
  expect(errors()).toEqual(['Write why the ask is declined'])
  await screen.getByLabelText('Why does Bolton decline?').fill('No money before April')
  await screen.getByRole('radio', { name: 'Sign', exact: true }).click()
  await screen.getByRole('radio', { name: /^Decline/u }).click()
  await expect.element(screen.getByLabelText('Why does Bolton decline?')).toHaveValue('No money before April')
  expect(draft().answer).toBe('declined')
})

test('[D6] the decision behind an answer is asked for only when there is one, and needs its call-in day for a signature only', async () => {
  const { screen, draft, errors } = await show()
  await screen.getByRole('radio', { name: 'Sign', exact: true }).click()
  expect(screen.container.querySelector('#decision-body')).toBeNull()
  await screen.getByRole('checkbox', { name: 'A decision of Bolton stands behind this answer' }).click()
  await screen.getByRole('button', { name: 'Continue' }).click()
  expect(errors()).toEqual(['Say who decided', 'Give the day it decided', 'Give its number or where to find it'])
  await screen.getByLabelText('Who decided?').fill('Cabinet')
  await screen.getByLabelText('Number or place').fill('C/2026/41')
  const decided = screen.getByRole('group', { name: 'When was it decided?' })
  await decided.getByLabelText('Day').fill('20')
  await decided.getByLabelText('Month').fill('July')
  await decided.getByLabelText('Year').fill('2026')
  await expect.element(screen.getByRole('group', { name: /^Subject to call-in until/u })).toBeVisible()
  await screen.getByRole('button', { name: 'Continue' }).click()
  expect(errors()).toEqual([])
  expect(draft()).toMatchObject({ decisionBody: 'Cabinet', decisionOn: '2026-07-20' })
  await screen.getByRole('radio', { name: /^Decline/u }).click()
  await expect.element(screen.getByRole('group', { name: /^Subject to call-in until/u })).not.toBeInTheDocument()
})
