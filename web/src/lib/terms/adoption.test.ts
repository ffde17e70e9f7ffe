import { describe, expect, it } from 'vitest'

import { adoptionGaps, adoptionPayload, editionLine, emptyAdoption, yearAfter } from './adoption.ts'

const filled = {
  ...emptyAdoption(3, 'Joint Commissioning Board', '2026-07-14'),
  basis: 'terms',
  ref: 'Clause 14',
  reasons: 'Yearly review',
  power: 'recommend',
  recommendsTo: 'The ten authorities',
} as const

describe('[C5] an adoption', () => {
  it('comes with the words of the next edition, and asks for authority and reasons', () => {
    const fresh = emptyAdoption(3, 'Joint Commissioning Board', '2026-07-14')
    expect(fresh.text).toBe('That edition 3 of these terms of reference is adopted, to replace edition 2.')
    expect(adoptionGaps(fresh).map(({ field }) => field)).toEqual(['basis', 'reasons', 'power'])
  })
  it('is whole with these, and never reviewed before it is in force', () => {
    expect(adoptionGaps(filled)).toEqual([])
    expect(adoptionGaps({ ...filled, reviewBy: '2026-07-13' }).map(({ field }) => field)).toEqual(['reviewBy'])
  })
  it('[E12] says whether the body may decide, and to whom it recommends when it may not', () => {
    expect(adoptionGaps({ ...filled, recommendsTo: ' ' }).map(({ field }) => field)).toEqual(['recommendsTo'])
    const deciding = adoptionPayload('jcb', 'a'.repeat(64), {
      ...filled,
      power: 'decide',
      powerLimits: 'Up to £50,000',
    })
    expect(deciding.powers).toEqual({ mayDecide: true, limits: 'Up to £50,000' })
  })
  it('binds the digest that was on the screen', () => {
    expect(adoptionPayload('jcb', 'a'.repeat(64), filled)).toMatchObject({
      termsId: 'jcb',
      expectHash: 'a'.repeat(64),
      decision: { type: 'decided', authority: { basis: 'terms', ref: 'Clause 14' } },
      howAgreed: 'By consensus',
      powers: { mayDecide: false, recommendsTo: 'The ten authorities' },
      inForceFrom: '2026-07-14',
      reviewBy: '2027-07-14',
    })
  })
})

it('a year after a leap day is the last of February', () => expect(yearAfter('2028-02-29')).toBe('2029-02-28'))

it('an edition is named with its days and what it supersedes', () => {
  expect(
    editionLine({
      edition: 3,
      adoptedAt: '2026-07-14T13:00:00.000Z',
      inForceFrom: '2026-07-15',
      reviewBy: '2027-07-14',
    }),
  ).toBe('Edition 3, adopted 14 July 2026, in force from 15 July 2026, review by 14 July 2027, supersedes edition 2')
})
