import { describe, expect, it } from 'vitest'

import { changeInWords, pairClauses, runInWords, runsOf, splitClauses } from './clauses.ts'

const edition =
  '# 1 Purpose\n\nTo plan together.\n\n# 2 Quorum\n\nSix members.\n\n# 3 Interests\n\nDeclared at the start.\n\n# 4 Review\n\nYearly.'

describe('splitting a text into clauses', () => {
  it('takes the number from the heading, or from its place', () => {
    expect(splitClauses('# 5. Membership\n\nTen.\n\n# Chair\n\nNamed.')).toEqual([
      { number: '5', title: 'Membership', text: 'Ten.' },
      { number: '2', title: 'Chair', text: 'Named.' },
    ])
  })
  it('keeps what stands before the first heading, and headings below the highest rank', () => {
    expect(splitClauses('Agreed words.\n\n## Purpose\n\n### Scope\n\nAll.')).toEqual([
      { number: '', title: '', text: 'Agreed words.' },
      { number: '1', title: 'Purpose', text: '### Scope\n\nAll.' },
    ])
  })
  it('is one clause without headings and none without words', () => {
    expect(splitClauses('Just words.')).toEqual([{ number: '', title: '', text: 'Just words.' }])
    expect(splitClauses('')).toEqual([])
  })
})

describe('[C6] comparing two texts clause by clause', () => {
  const states = (draft: string) => pairClauses(edition, draft).map(({ title, state }) => `${title}: ${state}`)

  it('finds nothing in the same text, also when clauses were renumbered', () => {
    expect(states(edition)).toEqual(['Purpose: same', 'Quorum: same', 'Interests: same', 'Review: same'])
    expect(states(edition.replace('# 4 Review', '# 14. REVIEW').replace('REVIEW', 'Review'))).toContain('Review: same')
  })
  it('names changed, new and removed clauses in their places', () => {
    const draft =
      '# 1 Purpose\n\nTo plan together.\n\n# 2 Quorum\n\nSeven members.\n\n# 3 Chair\n\nNamed.\n\n# 4 Review\n\nYearly.'
    expect(states(draft)).toEqual([
      'Purpose: same',
      'Quorum: changed',
      'Chair: added',
      'Interests: removed',
      'Review: same',
    ])
    const quorum = pairClauses(edition, draft)[1]
    expect(quorum?.parts.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => [kind, text.trim()])).toEqual([
      ['removed', 'Six'],
      ['added', 'Seven'],
    ])
    expect(quorum && changeInWords(quorum)).toBe('2 changes')
  })
  it('calls everything new when nothing is in force', () => {
    expect(pairClauses('', edition).every(({ state }) => state === 'added')).toBe(true)
  })
})

it('folds unchanged clauses between those that differ', () => {
  const runs = runsOf(pairClauses(edition, edition.replace('Declared', 'Said aloud')))
  expect(runs.map((run) => (run.state === 'same' ? runInWords(run.pairs) : run.pair.title))).toEqual([
    'Clauses 1 to 2, unchanged',
    'Interests',
    'Clause 4, Review, unchanged',
  ])
})
