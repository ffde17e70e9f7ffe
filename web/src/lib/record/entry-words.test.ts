import { entryWords } from '@concordat/shared/entry-words'
import type { Entry } from '@concordat/shared/http'
import { expect, test } from 'vitest'

import { ENTRY_FILTERS, foldSetUp, passes } from './entry-words.ts'

const entry = (type: string, payload: Entry['payload'], role = 'chief-executive'): Entry => ({
  seq: 7,
  type,
  at: '2026-07-14T13:30:00.000Z',
  actor: { person: 'ce-bolton', role, post: 'post-ce-bolton', body: 'org-bolton' },
  payload,
  prevHash: '0'.repeat(64),
  hash: '1'.repeat(64),
})
const names = {
  'ce-bolton': 'Ruth Hargreave',
  'post-ce-bolton': 'Chief executive',
  'org-bolton': 'Bolton',
  'ask-05': 'ask 5',
}

test('[J1] a sign-off reads as who, in which capacity, signed which edition for whom, and leads to its receipt', () => {
  const words = entryWords(
    entry('sign-off.give', {
      askId: 'ask-05',
      part: 'a',
      body: 'org-bolton',
      answer: 'signed',
      wordingVersion: 2,
      receipt: 'BOL-05A-2026-01',
    }),
    names,
  )
  expect(words).toEqual({
    who: 'Ruth Hargreave',
    capacity: 'Chief executive',
    deed: 'signed ask 5, part a, edition 2, for Bolton',
    href: 'receipts/7',
    note: 'Signed, receipt BOL-05A-2026-01',
    rating: null,
    signOff: 'signed',
  })
})

test('what was loaded from a sample says so, and names nobody as having done it', () => {
  const words = entryWords(entry('pillar.add', { id: 'pil-1', title: 'Early help' }, 'loader'), names)
  expect([words.who, words.deed]).toEqual(['Loaded from sample', 'added the pillar Early help'])
})

test('an entry of a type this page does not know is still told', () => {
  expect(entryWords(entry('risk.score', {}), names).deed).toContain('risk')
})

test('every entry passes exactly one filter besides "All"', () => {
  for (const type of [
    'sign-off.give',
    'decision.supersede',
    'rating.give',
    'wording.issue',
    'snapshot.publish',
    'milestone.claim-done',
    'milestone.add',
    'entry.correct',
    'body.add',
    'risk.score',
  ]) {
    const passed = ENTRY_FILTERS.filter(({ value }) => passes({ type }, value)).map(({ value }) => value)
    expect(passed, type).toHaveLength(2)
    expect(passed[0]).toBe('all')
  }
})

test('a long run of setting-up is folded; what somebody answers for stays in view, in order', () => {
  const setUp = [1, 2, 3, 4].map((seq) => ({ ...entry('body.add', {}, 'loader'), seq }))
  const act = { ...entry('sign-off.give', {}), seq: 5 }
  const runs = foldSetUp([...setUp, act, { ...entry('body.add', {}), seq: 6 }])
  expect(runs.map((run) => (run.kind === 'one' ? run.entry.seq : run.entries.map(({ seq }) => seq)))).toEqual([
    [1, 2, 3, 4],
    5,
    6,
  ])
})
