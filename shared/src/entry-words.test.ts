import fc from 'fast-check'
import { expect, test } from 'vitest'

import { CONSEQUENCES } from './payloads/gates.ts'
import { PAYLOADS } from './commands.ts'
import { DEEDS, entryWords } from './entry-words.ts'
import type { Entry } from './http.ts'

const entry = (type: string, payload: Entry['payload']): Entry => ({
  seq: 7,
  type,
  at: '2026-07-14T13:30:00.000Z',
  actor: { person: 'ce-bolton', role: 'chief-executive', post: 'post-ce-bolton', body: 'org-bolton' },
  payload,
  prevHash: '0'.repeat(64),
  hash: '1'.repeat(64),
})

test('[J1] every type of entry has a sentence, and no sentence is for a type that there is not', () => {
  const types = [...Object.keys(PAYLOADS), ...Object.keys(CONSEQUENCES)].sort()
  expect(Object.keys(DEEDS).sort()).toEqual(types)
})

test('[J1] whatever an entry holds, there are words for it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(DEEDS), 'risk.score'), fc.jsonValue(), (type, value) => {
      const payload = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { value }
      const words = entryWords(entry(type, payload), {})
      expect(words.deed.length).toBeGreaterThan(3)
      expect(words.deed).not.toMatch(/undefined|\[object/u)
    }),
  )
})

test('[J3] a correction leads to the entry it corrects', () => {
  expect(entryWords(entry('entry.correct', { corrects: 12, says: 'It was nine.' }), {})).toMatchObject({
    deed: 'corrected entry 12',
    href: 'record?entry=12',
    note: 'It was nine.',
  })
})

test('[20] an exempt decision has no words here', () => {
  const words = entryWords(entry('decision.record', { number: 'GM/2026/3', commitment: 'a'.repeat(64) }), {})
  expect([words.deed, words.note]).toEqual([
    'recorded decision GM/2026/3',
    'Exempt: the record holds a commitment to the words, not the words',
  ])
})
