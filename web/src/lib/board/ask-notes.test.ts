import { expect, test } from 'vitest'

import { ask, list, signOff } from '../asks/test/asks.ts'
import { askNotes } from './ask-notes.ts'

test('answers that are no plain signature are told in one line each, by authority, with the parts', () => {
  const parts = [
    { id: 'a', title: 'One' },
    { id: 'b', title: 'Two' },
  ]
  const notes = askNotes(
    list([
      ask(1, {
        parts,
        signOffs: [signOff('org-bury', 'declined', { part: 'b' }), signOff('org-bury', 'declined', { part: 'a' })],
      }),
      ask(2, { signOffs: [signOff('org-bolton', 'declined'), signOff('org-bury', 'conditions')] }),
    ]),
  )
  expect(notes.map(({ mark, words }) => [mark, words])).toEqual([
    ['declined', 'Declined: Bolton ask 2; Bury ask 1a and 1b.'],
    ['conditions', 'Signed with conditions: Bury ask 2.'],
  ])
})

test('[model 7] a gate without a rule is said to stay shut, however many signed', () => {
  const [note] = askNotes(list([ask(12, { gate: true, signOffs: [signOff('org-bolton', 'signed')] })]))
  expect(note?.words).toContain('without one it stays shut')
})
