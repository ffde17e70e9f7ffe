import fc from 'fast-check'
import { expect, test } from 'vitest'

import { weightyChanges } from './weighty-changes.ts'

const amount = fc.oneof(
  fc.integer({ min: 1, max: 999 }).map((n) => `£${n}m`),
  fc.integer({ min: 1, max: 100 }).map((n) => `${n}%`),
  fc.integer({ min: 2, max: 1800 }).map(String),
)
const date = fc
  .tuple(
    fc.integer({ min: 1, max: 28 }),
    fc.constantFrom('January', 'June', 'October'),
    fc.integer({ min: 2020, max: 2035 }),
  )
  .map(([day, month, year]) => `${day} ${month} ${year}`)
const duty = fc.constantFrom('will', 'must', 'shall', 'may', 'should')
const addressee = fc.constantFrom(
  'Bolton',
  'the chief executive',
  'education partners',
  'each authority',
  'the council',
)
const filler = fc.constantFrom(
  'and then',
  'for the work',
  'in good time',
  'across boundaries',
  ',',
  ';',
  'so that',
  'better',
)
const word = fc.oneof(amount, date, duty, addressee, filler)
const prose = fc.array(word, { maxLength: 14 }).map((words) => words.join(' '))
const anything = fc.oneof(prose, fc.string({ unit: 'binary', maxLength: 60 }))
const bodies = [{ id: 'org-bolton', names: ['Bolton', 'Bolton Council'] }]

test('[D3] a text against itself changes nothing of weight, whatever it holds', () => {
  fc.assert(
    fc.property(anything, (text) => {
      expect(weightyChanges(text, text, bodies)).toEqual([])
    }),
  )
})

test('[D3] every change names words that stand in the text it is of', () => {
  fc.assert(
    fc.property(anything, anything, (before, after) => {
      for (const change of weightyChanges(before, after, bodies)) {
        expect(before).toContain(change.before)
        expect(after).toContain(change.after)
        expect(change.before).not.toBe(change.after)
      }
    }),
  )
})

test('[D3] what is warned about one way round is warned about the other way round', () => {
  fc.assert(
    fc.property(prose, prose, (before, after) => {
      const there = weightyChanges(before, after, bodies).length > 0
      expect(weightyChanges(after, before, bodies).length > 0).toBe(there)
    }),
  )
})

const replaced = (kind: string, of: fc.Arbitrary<string>): void => {
  fc.assert(
    fc.property(prose, of, of, prose, (head, was, is, tail) => {
      fc.pre(was !== is)
      const changes = weightyChanges(`${head} ; ${was} ; ${tail}`, `${head} ; ${is} ; ${tail}`, bodies)
      expect(changes.some((change) => change.kind === kind)).toBe(true)
    }),
  )
}
test('[D3] an amount put in the place of another is always seen', () => replaced('amount', amount))
test('[D3] a date put in the place of another is always seen', () => replaced('date', date))
test('[D3] a word of duty put in the place of another is always seen', () => replaced('duty', duty))
test('[D3] an addressee put in the place of another is always seen', () => replaced('addressee', addressee))
