import { describe, expect, it } from 'vitest'

import { EMPTY_RATING, payloadOf, problemsIn } from './rating-form.ts'

const subject = { kind: 'workstream', id: 'front-door' } as const
const whole = {
  ...EMPTY_RATING,
  value: 'amber',
  cause: 'Leases',
  effect: 'Late',
  action: 'Desks',
  owner: 'Estates',
  by: '2026-09-30',
} as const

describe('[B5] a rating of amber or worse', () => {
  it.each(['amber', 'amber-red', 'red'] as const)('%s asks for cause, effect, way back, owner and date', (value) => {
    expect(problemsIn({ ...EMPTY_RATING, value }).map(({ field }) => field)).toEqual([
      'cause',
      'effect',
      'action',
      'owner',
      'by',
    ])
  })
  it.each(['green', 'amber-green'] as const)('%s does not', (value) =>
    expect(problemsIn({ ...EMPTY_RATING, value })).toEqual([]),
  )
  it('may have 400 characters, counted as people count them', () => {
    expect(problemsIn({ ...whole, cause: '😀'.repeat(400) })).toEqual([])
    expect(problemsIn({ ...whole, cause: 'x'.repeat(402) })).toEqual([
      { field: 'cause', text: 'Take away 2 characters: councillors read at most 400' },
    ])
  })
})

it('nothing is chosen at first, and that is said first', () => {
  expect(problemsIn(EMPTY_RATING)).toEqual([{ field: 'value', text: 'Choose a rating' }])
})

it('not rated needs its reason', () => {
  expect(problemsIn({ ...EMPTY_RATING, value: 'not-rated' })).toEqual([
    { field: 'reason', text: 'Write why there is no rating' },
  ])
})

it('a change for the better says why; the first rating and a confirmed one need not', () => {
  const green = { ...EMPTY_RATING, value: 'green' } as const
  expect(problemsIn(green, { before: 'amber' })).toEqual([
    { field: 'reason', text: 'Write why it changes from Amber to Green' },
  ])
  expect(problemsIn(green, { before: 'green' })).toEqual([])
  expect(problemsIn(green)).toEqual([])
})

it('sends only what belongs to the rating', () => {
  expect(payloadOf(subject, whole)).toEqual({
    subject,
    value: 'amber',
    cause: 'Leases',
    effect: 'Late',
    action: 'Desks',
    owner: 'Estates',
    by: '2026-09-30',
  })
  expect(payloadOf(subject, { ...whole, value: 'green', reason: ' On course ' })).toEqual({
    subject,
    value: 'green',
    reason: 'On course',
  })
})
