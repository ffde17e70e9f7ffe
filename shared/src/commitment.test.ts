import fc from 'fast-check'
import { expect, test } from 'vitest'

import { commitmentTo } from './commitment.ts'
import { sha256Hex } from './hash.ts'

const salt = () => fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const content = () => fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)))

test('[rule 22] SHA-256 over the salt followed by canonical JSON, as an outsider would work it out', () => {
  expect(commitmentTo('ab'.repeat(32), { b: 1, a: 'x' })).toBe(sha256Hex(`${'ab'.repeat(32)}{"a":"x","b":1}`))
})

test('[rule 22] another salt or other content is another commitment; the order of members is not', () => {
  fc.assert(
    fc.property(salt(), salt(), content(), (one, other, facts) => {
      const reversed = Object.fromEntries(Object.entries(facts).reverse())
      expect(commitmentTo(one, reversed)).toBe(commitmentTo(one, facts))
      expect(commitmentTo(one, { ...facts, added: 'more' }) === commitmentTo(one, facts)).toBe(
        facts['added'] === 'more',
      )
      expect(commitmentTo(other, facts) === commitmentTo(one, facts)).toBe(one === other)
    }),
  )
})
