import { expect, test } from 'vitest'

import { closureGaps, closurePayload, closureRows, emptyClosure } from './closure-draft.ts'

const checklist = {
  actions: [
    { number: 'A/1', text: 'Hand over the keys.' },
    { number: 'A/2', text: 'Tell the schools.' },
  ],
  posts: [{ id: 'post-5', title: 'Workstream lead', organisation: 'Manchester City Council', holder: 'Delroy Grant' }],
}
const whole = { receivingBody: 'Education services ', residualRisks: 'None', benefitsOwner: 'Director', owners: {} }

test('[WL-5.3] an open action without a new owner blocks and is listed', () => {
  expect(closureGaps(emptyClosure(), checklist).map(({ field }) => field)).toEqual([
    'receivingBody',
    'residualRisks',
    'benefitsOwner',
    'action:A/1',
    'action:A/2',
  ])
  expect(closureGaps({ ...whole, owners: { 'A/1': 'post-5' } }, checklist)).toEqual([
    { field: 'action:A/2', text: 'Action A/2 has no new owner: Tell the schools.' },
  ])
})

test('[A9] the check page repeats what is recorded', () => {
  const draft = { ...whole, owners: { 'A/1': 'post-5', 'A/2': 'post-5', 'A/9': 'gone' } }
  expect(closurePayload('ws-5', draft, checklist)).toEqual({
    workstreamId: 'ws-5',
    receivingBody: 'Education services',
    residualRisks: 'None',
    benefitsOwner: 'Director',
    actions: [
      { number: 'A/1', owner: 'post-5' },
      { number: 'A/2', owner: 'post-5' },
    ],
  })
  expect(closureRows(draft, checklist).at(-1)?.detail).toBe(
    'Tell the schools. Goes to Workstream lead, Manchester City Council: Delroy Grant',
  )
})
