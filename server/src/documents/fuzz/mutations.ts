import assert from 'node:assert/strict'

import fc from 'fast-check'
import * as Y from 'yjs'

import { readDocument } from '@concordat/shared/documents/content'
import { createDoc } from '@concordat/shared/documents/doc'
import { DOCUMENT_KINDS, rootsOf, type DocumentKind } from '@concordat/shared/documents/schema'
import { deedOn } from '@concordat/shared/test/document-arbitraries'

import { gate, type Verdict } from '../gate.ts'
import { Author } from '../test/author.ts'
import { decodeExactly, encodeDecoded, type Decoded } from '../update-bytes.ts'

const AMARA = 5_000
const BEN = 6_000
const PER_SEED = 40

/** What a run has seen, by answer of the gate. */
export type Outcomes = { [type in Verdict['type'] | 'within one root']: number }

export const noOutcomes = (): Outcomes => ({ accepted: 0, known: 0, gap: 0, refused: 0, 'within one root': 0 })

/** Damage to bytes: what a broken wire or a fuzzer makes of an update. */
const bytesDamage: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ at: fc.nat(), bit: fc.nat(7) }).map(
    ({ at, bit }): Mutation =>
      (bytes) =>
        bytes.map((byte, index) => (index === at % bytes.length ? byte ^ (1 << bit) : byte)),
  ),
  fc.record({ at: fc.nat(), byte: fc.nat(255) }).map(
    ({ at, byte }): Mutation =>
      (bytes) =>
        new Uint8Array([...bytes.subarray(0, at % bytes.length), byte, ...bytes.subarray(at % bytes.length)]),
  ),
  fc.nat().map(
    (at): Mutation =>
      (bytes) =>
        new Uint8Array([...bytes.subarray(0, at % bytes.length), ...bytes.subarray((at % bytes.length) + 1)]),
  ),
  fc.nat().map(
    (at): Mutation =>
      (bytes) =>
        bytes.slice(0, at % bytes.length),
  ),
  fc.record({ at: fc.nat(), to: fc.nat(), length: fc.nat(8) }).map(({ at, to, length }): Mutation => (bytes) => {
    const copy = bytes.slice()
    copy.copyWithin(to % bytes.length, at % bytes.length, (at % bytes.length) + length)
    return copy
  }),
)

/** Forgery: bytes that decode, with one struct or one deletion changed by somebody who knows the format. */
const forgery: fc.Arbitrary<Mutation> = fc
  .record({
    what: fc.constantFrom('client', 'clock', 'origin', 'right', 'parent', 'root', 'key', 'swap', 'delete'),
    at: fc.nat(),
    client: fc.constantFrom(AMARA, BEN, 1, 2 ** 32 - 1),
    clock: fc.oneof({ weight: 4, arbitrary: fc.nat(60) }, { weight: 1, arbitrary: fc.nat(2 ** 40) }),
    root: fc.constantFrom(
      'meta',
      '__proto__',
      ...new Set(DOCUMENT_KINDS.flatMap((kind) => Object.keys(rootsOf(kind)))),
    ),
    key: fc.constantFrom('title', 'order', 'text', 'owner', 'level', '__proto__', 'r-9'),
  })
  .map(
    (change): Mutation =>
      (bytes) =>
        forge(bytes, change),
  )

type Mutation = (bytes: Uint8Array) => Uint8Array

interface Forgery {
  readonly what: string
  readonly at: number
  readonly client: number
  readonly clock: number
  readonly root: string
  readonly key: string
}

function forge(bytes: Uint8Array, { what, at, client, clock, root, key }: Forgery): Uint8Array {
  const decoded = decodeExactly(bytes)
  if (decoded === undefined) return bytes
  const structs = [...decoded.structs]
  const deletes = new Map(decoded.deletes)
  const place = at % Math.max(1, structs.length)
  const struct = structs[place]
  if (what === 'delete') deletes.set(client, [...(deletes.get(client) ?? []), { clock, len: 1 + (at % 9) }])
  if (struct !== undefined) {
    const id = Y.createID(client, clock)
    if (what === 'client') struct.id = Y.createID(client, struct.id.clock)
    if (what === 'clock') struct.id = Y.createID(struct.id.client, clock)
    if (what === 'swap') structs.push(...structs.splice(place, 1))
    if (struct instanceof Y.Item) {
      if (what === 'origin') struct.origin = at % 5 === 0 ? null : id
      if (what === 'right') struct.rightOrigin = at % 5 === 0 ? null : id
      if (what === 'parent') forgeParent(struct, id)
      // Yjs writes a root's name from a type; decoded from bytes it is a string.
      if (what === 'root') forgeParent(struct, root)
      if (what === 'key') struct.parentSub = struct.parentSub === null ? key : at % 3 === 0 ? null : key
    }
  }
  return written({ structs, deletes }) ?? bytes
}

function forgeParent(item: Y.Item, parent: Y.ID | string): void {
  item.origin = null
  item.rightOrigin = null
  ;(item as { parent: unknown }).parent = parent
}

/** Undefined for what Yjs itself cannot write down. */
function written(decoded: Decoded): Uint8Array | undefined {
  try {
    return encodeDecoded(decoded)
  } catch {
    return undefined
  }
}

const sceneOn = (kind: DocumentKind) =>
  fc.record({
    before: fc.array(deedOn(kind), { minLength: 2, maxLength: 12 }),
    meanwhile: fc.array(deedOn(kind), { maxLength: 4 }),
    deeds: fc.array(deedOn(kind), { minLength: 1, maxLength: 5 }),
    mutations: fc.array(fc.array(fc.oneof(bytesDamage, forgery), { minLength: 1, maxLength: 3, size: 'max' }), {
      minLength: PER_SEED,
      maxLength: PER_SEED,
      size: 'max',
    }),
  })

/**
 * One draft, one honest update to it, and forty mutations of that. Throws `AssertionError` unless the gate leaves the document
 * alone, and what it lets through applies without an exception, leaves nothing pending, opens no root, can be read, and stays
 * inside the one root when the sender may write only that (P24, M-15, M-16).
 */
export function tryMutations(seed: number): Outcomes {
  const outcomes = noOutcomes()
  const kind = DOCUMENT_KINDS[seed % DOCUMENT_KINDS.length] ?? 'workstream'
  const [scene] = fc.sample(sceneOn(kind), { seed, numRuns: 1 })
  assert.ok(scene)
  const ben = new Author(kind, BEN, createDoc(kind))
  for (const deed of scene.before) deed.do(ben.doc)
  const amara = new Author(kind, AMARA, ben.doc)
  for (const deed of scene.meanwhile) deed.do(ben.doc)
  for (const deed of scene.deeds) deed.do(amara.doc)
  const { doc } = ben
  const honest = Y.encodeStateAsUpdate(amara.doc, Y.encodeStateVector(doc))
  const before = Y.encodeStateAsUpdate(doc)
  const roots = Object.keys(rootsOf(kind))

  for (const [index, mutations] of scene.mutations.entries()) {
    const bytes = mutations.reduce((sofar, mutate) => (sofar.length > 0 ? mutate(sofar) : sofar), honest)
    const clients = new Set([AMARA])
    const verdict = gate(doc, kind, bytes, { clients })
    outcomes[verdict.type] += 1
    if (verdict.type === 'accepted') applies(kind, before, verdict.update)

    const own = roots[index % roots.length] ?? ''
    const limited = gate(doc, kind, bytes, { clients, roots: new Set([own]) })
    if (limited.type === 'accepted' && roots.length > 1) {
      outcomes['within one root'] += 1
      staysWithin(kind, before, limited.update, own)
    }
    assert.deepEqual(Y.encodeStateAsUpdate(doc), before, 'the gate changed the document')
  }
  return outcomes
}

function copyOf(kind: DocumentKind, state: Uint8Array): Y.Doc {
  const copy = createDoc(kind)
  Y.applyUpdate(copy, state)
  return copy
}

function applies(kind: DocumentKind, before: Uint8Array, update: Uint8Array): void {
  const copy = copyOf(kind, before)
  Y.applyUpdate(copy, update)
  assert.deepEqual([copy.store.pendingStructs, copy.store.pendingDs], [null, null], 'left something pending')
  assert.deepEqual([...copy.share.keys()], Object.keys(rootsOf(kind)), 'opened another root')
  readDocument(copy, kind)
}

function staysWithin(kind: DocumentKind, before: Uint8Array, update: Uint8Array, own: string): void {
  const copy = copyOf(kind, before)
  const others = (): unknown[] =>
    Object.entries(rootsOf(kind))
      .filter(([root]) => root !== own)
      .map(([root, { type }]) =>
        type === 'rich-text' ? copy.getXmlFragment(root).toJSON() : copy.getMap(root).toJSON(),
      )
  const untouched = others()
  Y.applyUpdate(copy, update)
  assert.deepEqual(others(), untouched, `wrote outside ${own}`)
}

export const MUTATIONS_PER_SEED = PER_SEED
