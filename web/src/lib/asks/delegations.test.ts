import { expect, test } from 'vitest'

import { asksSaid, delegationGaps, noDelegation } from './delegations.ts'

const NOW = new Date('2026-05-01T10:00:00Z')
const COMPLETE = {
  person: 'deputy-bolton',
  which: 'every' as const,
  asks: [],
  from: '2026-05-01',
  to: '2026-07-31',
  title: 'Scheme of delegation',
  reference: 'SD/4',
}
const fields = (draft: Parameters<typeof delegationGaps>[0]) => delegationGaps(draft, NOW).map(({ field }) => field)

test('[CE-4.1] a delegation names its deputy, its asks, its days and its document, and begins today at the earliest', () => {
  expect(fields(noDelegation('2026-05-01'))).toEqual(['person', 'which', 'to', 'title', 'reference'])
  expect(fields(COMPLETE)).toEqual([])
  expect(fields({ ...COMPLETE, which: 'some' })).toEqual(['asks'])
  expect(fields({ ...COMPLETE, from: '2026-04-30' })).toEqual(['from'])
  expect(fields({ ...COMPLETE, to: '2026-04-30' })).toEqual(['to'])
})

test('what it covers is said by number', () => {
  const asks = [
    { id: 'ask-03', number: 3 },
    { id: 'ask-05', number: 5 },
    { id: 'ask-11', number: 11 },
  ]
  expect(asksSaid(null, asks)).toBe('Every ask')
  expect(asksSaid(['ask-05'], asks)).toBe('Ask 5')
  expect(asksSaid(['ask-11', 'ask-03', 'ask-05'], asks)).toBe('Asks 3, 5 and 11')
})
