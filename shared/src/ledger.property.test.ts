import fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  canonicalJson,
  GENESIS_HASH,
  hashEntry,
  verifyChain,
  type ChainVerdict,
  type Json,
  type LedgerEntry,
} from './ledger.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => value.isWellFormed())
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.integer(),
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
})).value

const draft = fc.record({
  type: fc.constantFrom('sign-off.give', 'wording.issue', 'rating.give'),
  at: fc
    .date({ min: new Date('2016-01-01'), max: new Date('2036-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  actor: fc.record({ person: text, role: text, post: fc.option(text), body: fc.option(text) }),
  payload: fc.dictionary(text, json, { maxKeys: 4 }),
})

const chainOf = ({ minLength, maxLength }: { minLength: number; maxLength: number }) =>
  fc.array(draft, { minLength, maxLength }).map((drafts) => {
    const chain: LedgerEntry[] = []
    for (const entry of drafts) {
      const last = chain.at(-1)
      const linked = { ...entry, seq: chain.length + 1, prevHash: last?.hash ?? GENESIS_HASH }
      chain.push({ ...linked, hash: hashEntry(linked) })
    }
    return chain
  })

/** One thing wrong with a chain, before its last entry or in it. */
type Corruption = (chain: readonly LedgerEntry[], at: number) => LedgerEntry[]
const altering =
  (change: (entry: LedgerEntry) => LedgerEntry): Corruption =>
  (chain, at) =>
    chain.map((entry, index) => (index === at ? change(entry) : entry))
const flipped = (hash: string): string => (hash.startsWith('0') ? '1' : '0') + hash.slice(1)

const CORRUPTIONS: { readonly [name: string]: Corruption } = {
  'type altered': altering((entry) => ({ ...entry, type: `${entry.type}x` })),
  'instant altered': altering((entry) => ({ ...entry, at: new Date(Date.parse(entry.at) + 1).toISOString() })),
  'person altered': altering((entry) => ({ ...entry, actor: { ...entry.actor, person: `${entry.actor.person}x` } })),
  'role altered': altering((entry) => ({ ...entry, actor: { ...entry.actor, role: `${entry.actor.role}x` } })),
  'body altered': altering((entry) => ({ ...entry, actor: { ...entry.actor, body: `${entry.actor.body ?? ''}x` } })),
  'payload altered': altering((entry) => ({ ...entry, payload: { ...entry.payload, added: true } })),
  'payload emptied': altering((entry) => ({
    ...entry,
    payload: Object.keys(entry.payload).length === 0 ? { a: 1 } : {},
  })),
  'link altered': altering((entry) => ({ ...entry, prevHash: flipped(entry.prevHash) })),
  'hash altered': altering((entry) => ({ ...entry, hash: flipped(entry.hash) })),
  'number altered': altering((entry) => ({ ...entry, seq: entry.seq + 1 })),
  'rehashed after an alteration': (chain, at) =>
    chain.map((entry, index) => {
      if (index !== at) return entry
      const forged = { ...entry, type: `${entry.type}x` }
      return { ...forged, hash: hashEntry(forged) }
    }),
  'dropped before the last': (chain, at) => chain.filter((_, index) => index !== Math.min(at, chain.length - 2)),
  'told twice': (chain, at) => chain.flatMap((entry, index) => (index === at ? [entry, entry] : [entry])),
  moved: (chain, at) => {
    const next = Math.min(at, chain.length - 2)
    const [one, other] = [chain[next], chain[next + 1]]
    return chain.map((entry, index) =>
      index === next ? (other ?? entry) : index === next + 1 ? (one ?? entry) : entry,
    )
  },
}

test.each(Object.entries(CORRUPTIONS))('[43] a chain with an entry %s does not verify', (name, corrupt) => {
  fc.assert(
    fc.property(chainOf({ minLength: 2, maxLength: 8 }), fc.nat(), (chain, pick) => {
      expect(verifyChain(chain)).toMatchObject({ ok: true, entries: chain.length })
      // The forged entry at the very end has nothing after it to betray it: only a kept head does.
      const at = pick % (name === 'rehashed after an alteration' ? chain.length - 1 : chain.length)
      expect(verifyChain(corrupt(chain, at)).ok).toBe(false)
    }),
    { numRuns: 60 },
  )
})

test('[43] a chain cut at its end verifies, which is why the head is kept elsewhere', () => {
  fc.assert(
    fc.property(chainOf({ minLength: 2, maxLength: 8 }), (chain) => {
      const verdict = verifyChain(chain.slice(0, -1))
      expect(verdict.ok && verdict.head?.hash).not.toBe(chain.at(-1)?.hash)
    }),
    { numRuns: 40 },
  )
})

test('a chain verified in pieces gets the verdict of the whole', () => {
  fc.assert(
    fc.property(chainOf({ minLength: 1, maxLength: 10 }), fc.integer({ min: 1, max: 4 }), (chain, size) => {
      let verdict: ChainVerdict = verifyChain([])
      for (let from = 0; from < chain.length; from += size) {
        if (!verdict.ok) break
        verdict = verifyChain(chain.slice(from, from + size), verdict)
      }
      expect(verdict).toEqual(verifyChain(chain))
    }),
    { numRuns: 60 },
  )
})

test('canonical JSON reads back as it was and does not depend on the order of keys', () => {
  fc.assert(
    fc.property(fc.dictionary(text, json, { maxKeys: 6 }), (value) => {
      const written = canonicalJson(value)
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(JSON.parse(written) as Json)).toBe(written)
      expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(written)
    }),
  )
})
