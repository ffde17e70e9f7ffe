import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'

import { readDocument } from '@concordat/shared/documents/content'
import { createDoc } from '@concordat/shared/documents/doc'
import { DOCUMENT_KINDS, type DocumentKind } from '@concordat/shared/documents/schema'
import { deedOn, type Deed } from '@concordat/shared/test/document-arbitraries'

import { gate } from './gate.ts'
import { Author } from './test/author.ts'

const AMARA = 5_000
const BEN = 6_000

const draft = fc.constantFrom(...DOCUMENT_KINDS).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    before: fc.array(deedOn(kind), { minLength: 1, maxLength: 12 }),
    meanwhile: fc.array(deedOn(kind), { maxLength: 4 }),
    deeds: fc.array(deedOn(kind), { minLength: 1, maxLength: 5 }),
  }),
)

interface Draft {
  readonly kind: DocumentKind
  readonly before: readonly Deed[]
  readonly meanwhile: readonly Deed[]
  readonly deeds: readonly Deed[]
}

/** A document that Ben wrote and has gone on with, and what Amara did to it in the meantime, as one update. */
function scene({ kind, before, meanwhile, deeds }: Draft): { doc: Y.Doc; update: Uint8Array } {
  const ben = new Author(kind, BEN, createDoc(kind))
  for (const deed of before) deed.do(ben.doc)
  const amara = new Author(kind, AMARA, ben.doc)
  for (const deed of meanwhile) deed.do(ben.doc)
  for (const deed of deeds) deed.do(amara.doc)
  return { doc: ben.doc, update: Y.encodeStateAsUpdate(amara.doc, Y.encodeStateVector(ben.doc)) }
}

/** A document like `doc` that nothing has been done to. */
function copyOf(kind: DocumentKind, doc: Y.Doc): Y.Doc {
  const copy = createDoc(kind)
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

test('[RB2] whatever people do to a draft passes the gate and leaves nothing pending', () => {
  let accepted = 0
  fc.assert(
    fc.property(draft, (made) => {
      const { doc, update } = scene(made)
      const verdict = gate(doc, made.kind, update, { clients: new Set([AMARA]) })
      expect(['accepted', 'known']).toContain(verdict.type)
      if (verdict.type !== 'accepted') return
      accepted += 1
      Y.applyUpdate(doc, verdict.update)
      expect(doc.store.pendingStructs).toBeNull()
      expect(doc.store.pendingDs).toBeNull()
      expect(() => readDocument(doc, made.kind)).not.toThrow()
    }),
    { numRuns: 300 },
  )
  expect(accepted).toBeGreaterThan(100)
})

/** One way of damaging bytes. */
const damage = fc.oneof(
  fc.record({ at: fc.nat(), bit: fc.nat(7) }).map(
    ({ at, bit }) =>
      (bytes: Uint8Array) =>
        bytes.map((byte, index) => (index === at % bytes.length ? byte ^ (1 << bit) : byte)),
  ),
  fc.nat().map((at) => (bytes: Uint8Array) => bytes.slice(0, at % bytes.length)),
  fc.record({ at: fc.nat(), byte: fc.nat(255) }).map(
    ({ at, byte }) =>
      (bytes: Uint8Array) =>
        new Uint8Array([...bytes.subarray(0, at % bytes.length), byte, ...bytes.subarray(at % bytes.length)]),
  ),
  fc
    .nat()
    .map(
      (at) => (bytes: Uint8Array) =>
        new Uint8Array([...bytes.subarray(0, at % bytes.length), ...bytes.subarray((at % bytes.length) + 1)]),
    ),
  fc.record({ at: fc.nat(), to: fc.nat(), length: fc.nat(8) }).map(({ at, to, length }) => (bytes: Uint8Array) => {
    const copy = bytes.slice()
    copy.copyWithin(to % bytes.length, at % bytes.length, (at % bytes.length) + length)
    return copy
  }),
)

test('[P24, M-15] of 5,000 damaged updates none that passes throws, leaves anything pending or opens another root', () => {
  const outcomes = { accepted: 0, other: 0 }
  fc.assert(
    fc.property(
      draft,
      fc.array(fc.array(damage, { minLength: 1, maxLength: 2 }), { minLength: 20, maxLength: 20 }),
      (made, damages) => {
        const { doc, update } = scene(made)
        const roots = [...doc.share.keys()]
        for (const steps of damages) {
          const bytes = steps.reduce((sofar, step) => (sofar.length > 0 ? step(sofar) : sofar), update)
          const before = Y.encodeStateAsUpdate(doc)
          const verdict = gate(doc, made.kind, bytes, { clients: new Set([AMARA]) })
          expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
          if (verdict.type !== 'accepted') {
            outcomes.other += 1
            continue
          }
          outcomes.accepted += 1
          const copy = copyOf(made.kind, doc)
          Y.applyUpdate(copy, verdict.update)
          expect(copy.store.pendingStructs).toBeNull()
          expect(copy.store.pendingDs).toBeNull()
          expect([...copy.share.keys()]).toEqual(roots)
          expect(() => readDocument(copy, made.kind)).not.toThrow()
        }
      },
    ),
    { numRuns: 250 },
  )
  expect(outcomes.accepted + outcomes.other).toBe(5_000)
  expect(outcomes.accepted).toBeGreaterThan(60)
  expect(outcomes.other).toBeGreaterThan(1_000)
})

test('[P24, M-1] no bytes at all make the gate throw', () => {
  const doc = createDoc('workstream')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(() => gate(doc, 'workstream', bytes, { clients: new Set([AMARA]) })).not.toThrow()
    }),
    { numRuns: 5_000 },
  )
})
