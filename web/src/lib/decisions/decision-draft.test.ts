import { expect, test } from 'vitest'

import { decisionGaps, emptyDecision, toPayload } from './decision-draft.ts'

const whole = emptyDecision({
  title: 'Residential care',
  text: 'That one specification is commissioned.',
  type: 'recommended',
  basis: 'recommendation-only',
  recommendedTo: 'The ten authorities',
  reasons: 'Costs differ.',
  options: 'None',
  implications: 'None',
})

test('[E12] a decision cannot rest on a recommendation; the form offers "Recommended" instead', () => {
  expect(decisionGaps({ ...whole, type: 'decided' }).map(({ field }) => field)).toEqual(['basis'])
  expect(decisionGaps(whole)).toEqual([])
})

test('[invariant 12] every field that a decision must carry is asked for by name, all at once', () => {
  expect(decisionGaps(emptyDecision()).map(({ field }) => field)).toEqual([
    'title',
    'text',
    'type',
    'basis',
    'reasons',
    'options',
    'implications',
  ])
  expect(decisionGaps({ ...whole, recommendedTo: ' ' }).map(({ field }) => field)).toEqual(['recommendedTo'])
  expect(decisionGaps({ ...whole, basis: 'terms', ref: '' }).map(({ field }) => field)).toEqual(['ref'])
})

test('what was left empty is left out, and nothing else', () => {
  expect(toPayload(whole)).toEqual({
    title: 'Residential care',
    text: 'That one specification is commissioned.',
    type: 'recommended',
    authority: { basis: 'recommendation-only' },
    recommendedTo: 'The ten authorities',
    reasons: 'Costs differ.',
    options: 'None',
    interests: 'None declared',
    implications: 'None',
    financial: 'None',
    legal: 'None',
    equality: 'None',
    dataProtection: 'None',
    carbon: 'None',
    consultation: 'None recorded',
    dispensations: 'None',
  })
})

test('[spec 4.4] an implication may be none and never blank', () => {
  expect(decisionGaps({ ...whole, carbon: ' ' }).map(({ field }) => field)).toEqual(['carbon'])
})

test('[18] a key decision asks for its notice, and for the reason when there was not time', () => {
  const key = { ...whole, isKey: 'yes' as const }
  expect(decisionGaps(key).map(({ field }) => field)).toEqual(['forwardPlanRef', 'noticeOn'])
  const urgent = { ...key, forwardPlanRef: 'FP/7', noticeOn: '2026-07-10', exception: 'special-urgency' as const }
  expect(decisionGaps(urgent).map(({ field }) => field)).toEqual(['exceptionReason'])
  expect(toPayload({ ...urgent, exceptionReason: 'The lease ends.' }).key).toEqual({
    forwardPlanRef: 'FP/7',
    noticeOn: '2026-07-10',
    exception: 'special-urgency',
    exceptionReason: 'The lease ends.',
  })
  expect(toPayload({ ...urgent, isKey: 'no' })).not.toHaveProperty('key')
})

test('[20] what is exempt says why, who decided so, and when it is looked at again', () => {
  const exempt = { ...whole, isExempt: 'yes' as const }
  expect(decisionGaps(exempt).map(({ field }) => field)).toEqual([
    'exemptParagraph',
    'publicInterest',
    'exemptDecidedBy',
    'exemptReviewOn',
  ])
})

test('background papers are read line by line; one without its place is asked for it', () => {
  const papers = 'Options paper | Shared drive, 14 June\n\nLegal advice'
  expect(decisionGaps({ ...whole, background: papers }).map(({ field }) => field)).toEqual(['background'])
  expect(toPayload({ ...whole, background: 'Options paper | Shared drive' }).background).toEqual([
    { title: 'Options paper', reference: 'Shared drive' },
  ])
})
