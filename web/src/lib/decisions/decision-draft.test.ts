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
  })
})
