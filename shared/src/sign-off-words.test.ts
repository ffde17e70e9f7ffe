import { expect, test } from 'vitest'

import { bySaid } from './sign-off-words.ts'

const given = {
  person: 'deputy',
  name: 'J. Ahmed',
  post: 'Deputy chief executive',
  role: 'delegate',
  body: null,
} as const
const plain = { given, delegation: null, provenance: 'given' } as const

test('[CE-4.2] a delegated sign-off names its instrument’s day', () => {
  const delegation = {
    seq: 7,
    on: '2026-05-01',
    from: '2026-05-02',
    to: '2026-08-31',
    instrument: { title: 'Scheme of delegation', reference: 'HR/12' },
  }
  expect(bySaid({ ...plain, capacity: 'delegate', delegation }, 'Bolton')).toBe(
    'by J. Ahmed, acting under delegation of 1 May 2026',
  )
})

test('[D4] every capacity is said, and hearsay is said to be no more', () => {
  expect(bySaid({ ...plain, capacity: 'holder' }, 'Bolton')).toBe('by J. Ahmed, Deputy chief executive')
  expect(bySaid({ ...plain, capacity: 'acting' }, 'Bolton')).toBe('by J. Ahmed, acting deputy chief executive')
  expect(bySaid({ ...plain, capacity: 'partner' }, 'Health')).toBe(
    'by J. Ahmed, Deputy chief executive, for the partner Health',
  )
  expect(bySaid({ ...plain, capacity: 'on-behalf', provenance: 'recorded' }, 'Bolton')).toBe(
    'recorded by J. Ahmed, Deputy chief executive, on behalf of Bolton',
  )
  expect(bySaid({ ...plain, capacity: 'on-behalf', provenance: 'reported' }, 'Bolton')).toBe(
    'reported to J. Ahmed, Deputy chief executive; unverified',
  )
})
