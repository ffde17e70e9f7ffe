import { expect, test } from 'vitest'

import { canonicalJson, GENESIS_HASH, hashEntry, verifyChain } from './ledger.ts'

test('canonical JSON follows RFC 8785', () => {
  // The example of RFC 8785, section 3.2.2, without the number that a float would need.
  expect(canonicalJson({ literals: [null, true, false], string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/' })).toBe(
    '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
  // Keys sort by UTF-16 unit (section 3.2.3): the emoji's surrogate comes before U+FB33.
  expect(
    canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }),
  ).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
  expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}')
})

test('canonical JSON refuses what JSON cannot hold', () => {
  expect(() => canonicalJson('\ud800')).toThrow(TypeError)
  expect(() => canonicalJson(Number.NaN)).toThrow(TypeError)
  expect(() => canonicalJson(Infinity)).toThrow(TypeError)
})

test('[J2] one entry has this digest for ever, so that a verifier of any age agrees', () => {
  const entry = {
    seq: 1,
    type: 'sign-off.give',
    at: '2026-07-14T11:00:00.000Z',
    actor: { person: 'ce-bolton', role: 'chief-executive', post: 'post-ce-bolton', body: 'org-bolton' },
    payload: { askId: 'ask-12', answer: 'signed', wordingVersion: 1 },
    prevHash: GENESIS_HASH,
  }
  const hash = 'c7ce7a7ff2b2354298dc7052f880e272fca1745b01773fc81697173c0f643c22'
  expect(hashEntry(entry)).toBe(hash)
  expect(verifyChain([{ ...entry, hash }])).toEqual({ ok: true, entries: 1, head: { seq: 1, hash } })
})

test('an empty chain verifies and has no head', () => {
  expect(verifyChain([])).toEqual({ ok: true, entries: 0, head: null })
})
