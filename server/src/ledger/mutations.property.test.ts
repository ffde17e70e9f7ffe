import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { checkpointNote, type SignedCheckpoint } from '@concordat/shared/checkpoint'
import { commitmentTo } from '@concordat/shared/commitment'
import { sha256Hex } from '@concordat/shared/hash'
import { canonicalJson, GENESIS_HASH, hashEntry, type Json, type LedgerEntry } from '@concordat/shared/ledger'

import { loadLedgerKey, type LedgerKey } from './key.ts'
import { secondOpinion } from './second-verifier.ts'

interface Verifier {
  readonly check: (
    lines: Iterable<string>,
    options?: { checkpoints?: readonly string[]; key?: string; sealed?: string },
  ) => Promise<{ readonly holds: boolean; readonly faults: readonly { at: number | null; what: string }[] }>
}

const VERIFIER = resolve(import.meta.dirname, '../../../verifier/concordat-verify.mjs')
const { check } = (await import(pathToFileURL(VERIFIER).href)) as Verifier

const newKey = (): Promise<LedgerKey> =>
  loadLedgerKey({
    ledgerKey: generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    dataDir: '',
  })
const [key, otherKey] = [await newKey(), await newKey()]

/** A record as its export holds it. */
interface Ledger {
  readonly entries: readonly LedgerEntry[]
  readonly notes: readonly SignedCheckpoint[]
  readonly keys: readonly LedgerKey[]
}

const BOARD = 'greater-manchester'
const at = (seq: number): string => new Date(Date.UTC(2026, 6, 14, 9, seq)).toISOString()

/** Links and numbers entries anew from `from` on: what whoever can write to every table would do. */
function chain(entries: readonly Omit<LedgerEntry, 'hash' | 'prevHash' | 'seq'>[]): LedgerEntry[] {
  const chained: LedgerEntry[] = []
  for (const [index, entry] of entries.entries()) {
    const { type, actor, payload } = entry
    const draft = {
      seq: index + 1,
      type,
      at: entry.at,
      actor,
      payload,
      prevHash: chained.at(-1)?.hash ?? GENESIS_HASH,
    }
    chained.push({ ...draft, hash: hashEntry(draft) })
  }
  return chained
}

const sign = (entry: LedgerEntry, by: LedgerKey): SignedCheckpoint =>
  by.sign({ board: BOARD, seq: entry.seq, hash: entry.hash, at: entry.at })

const arbText = fc.string({ unit: 'grapheme', maxLength: 12 })
const arbDeed = fc.oneof(
  fc.record({ type: fc.constant('wording.issue'), words: arbText }),
  fc.record({ type: fc.constant('sign-off.give'), words: arbText }),
  fc.record({ type: fc.constantFrom('rating.give', 'decision.record'), words: arbText }),
)

/** 6 to 24 entries: wordings, sign-offs of the newest wording, and others; a checkpoint at some of them and at none behind the last but one. */
const arbLedger = fc
  .tuple(fc.array(arbDeed, { minLength: 6, maxLength: 24 }), fc.infiniteStream(fc.boolean()))
  .map(([deeds, coins]): Ledger => {
    let version = 0
    let hash = ''
    const entries = chain(
      deeds.map(({ type, words }, index) => {
        const actor = { person: 'chair', role: 'chair', post: 'post-chair', body: null }
        const base = { at: at(index + 1), actor }
        if (type === 'wording.issue' || (type === 'sign-off.give' && version === 0)) {
          version += 1
          hash = sha256Hex(words)
          return { ...base, type: 'wording.issue', payload: { askId: 'ask-01', version, text: words, hash } }
        }
        if (type === 'sign-off.give') {
          const receipt = `BOL-01-2026-${String(index)}`
          return { ...base, type, payload: { askId: 'ask-01', wordingVersion: version, wordingHash: hash, receipt } }
        }
        return { ...base, type, payload: { words, amount: index / 7, deep: { b: [null, words], a: true } } }
      }),
    )
    const signed = entries.filter(() => coins.next().value === true)
    return { entries, notes: signed.map((entry) => sign(entry, key)), keys: [key] }
  })

const lineOf = (value: Json): string => canonicalJson(value)

function linesOf({ entries, notes, keys }: Ledger): string[] {
  const head = entries.at(-1)
  return [
    lineOf({
      kind: 'concordat-ledger',
      version: 1,
      board: BOARD,
      title: 'Board',
      exportedAt: at(60),
      keys: keys.map(({ id, publicKey }) => ({ id, algorithm: 'Ed25519', publicKey })),
    }),
    ...entries.map((entry) => lineOf({ kind: 'entry', ...entry, actor: { ...entry.actor } })),
    ...notes.map((note) => lineOf({ kind: 'checkpoint', note: checkpointNote(note) })),
    lineOf({
      kind: 'end',
      entries: entries.length,
      checkpoints: notes.length,
      head: { seq: head?.seq ?? 0, hash: head?.hash ?? GENESIS_HASH },
    }),
  ]
}

/** One thing that may have been done to a record, and from which entry on it is no longer what it was; Infinity for nothing. */
interface Mutation {
  readonly name: string
  /** Lines as they would be handed out. */
  readonly lines: readonly string[]
  /** Found by anyone, without a checkpoint of their own. */
  readonly isSeenAlone: boolean
  /** Entries below this are as they were: a checkpoint kept there finds nothing. */
  readonly changedFrom: number
}

const replaced = <T>(items: readonly T[], index: number, item: T): T[] =>
  items.map((old, position) => (position === index ? item : old))

/** `place` is an index of an entry, never of the last one. */
const MUTATIONS: Readonly<Record<string, (ledger: Ledger, place: number) => Omit<Mutation, 'name'>>> = {
  nothing: (ledger) => ({ lines: linesOf(ledger), isSeenAlone: false, changedFrom: Number.POSITIVE_INFINITY }),
  edit: (ledger, place) => ({
    lines: linesOf({
      ...ledger,
      entries: ledger.entries.map((entry, index) =>
        index === place ? { ...entry, payload: { ...entry.payload, edited: 1 } } : entry,
      ),
    }),
    isSeenAlone: true,
    changedFrom: place + 1,
  }),
  'edit who': (ledger, place) => ({
    lines: linesOf({
      ...ledger,
      entries: ledger.entries.map((entry, index) =>
        index === place ? { ...entry, actor: { ...entry.actor, person: 'somebody-else' } } : entry,
      ),
    }),
    isSeenAlone: true,
    changedFrom: place + 1,
  }),
  drop: (ledger, place) => ({
    lines: linesOf({ ...ledger, entries: ledger.entries.filter((_, index) => index !== place) }),
    isSeenAlone: true,
    changedFrom: place + 1,
  }),
  reorder: ({ entries, ...ledger }, place) => {
    const [one, other] = [entries[place], entries[place + 1]]
    if (one === undefined || other === undefined) throw new Error('place is never the last')
    const moved = replaced(replaced(entries, place, other), place + 1, one)
    return { lines: linesOf({ ...ledger, entries: moved }), isSeenAlone: true, changedFrom: place + 1 }
  },
  double: (ledger, place) => ({
    lines: linesOf({
      ...ledger,
      entries: ledger.entries.flatMap((entry, index) => (index === place ? [entry, entry] : [entry])),
    }),
    isSeenAlone: true,
    changedFrom: place + 1,
  }),
  'break off': (ledger, place) => ({
    lines: linesOf(ledger).slice(0, place + 2),
    isSeenAlone: true,
    changedFrom: place + 2,
  }),
  truncate: (ledger, place) => ({
    lines: linesOf({
      ...ledger,
      entries: ledger.entries.slice(0, place + 1),
      notes: ledger.notes.filter(({ seq }) => seq <= place + 1),
    }),
    isSeenAlone: false,
    changedFrom: place + 2,
  }),
  'truncate and keep the checkpoints': (ledger, place) => ({
    lines: linesOf({ ...ledger, entries: ledger.entries.slice(0, place + 1) }),
    isSeenAlone: ledger.notes.some(({ seq }) => seq > place + 1),
    changedFrom: place + 2,
  }),
  rewrite: (ledger, place) => ({
    lines: linesOf({
      ...ledger,
      entries: rewritten(ledger, place),
      notes: ledger.notes.filter(({ seq }) => seq <= place),
    }),
    isSeenAlone: false,
    changedFrom: place + 1,
  }),
  'rewrite and keep the checkpoints': (ledger, place) => ({
    lines: linesOf({ ...ledger, entries: rewritten(ledger, place) }),
    isSeenAlone: ledger.notes.some(({ seq }) => seq > place),
    changedFrom: place + 1,
  }),
  'rewrite and sign anew with the key': (ledger, place) => {
    const entries = rewritten(ledger, place)
    const notes = ledger.notes.map(({ seq }) => sign(entries[seq - 1] as LedgerEntry, key))
    return { lines: linesOf({ ...ledger, entries, notes }), isSeenAlone: false, changedFrom: place + 1 }
  },
  'rewrite and sign anew with another key': (ledger, place) => {
    const entries = rewritten(ledger, place)
    const notes = ledger.notes.map(({ seq }) => sign(entries[seq - 1] as LedgerEntry, otherKey))
    // No checkpoint of the true key is known to such a file, wherever it was made.
    return { lines: linesOf({ entries, notes, keys: [otherKey] }), isSeenAlone: false, changedFrom: 0 }
  },
  'forge a checkpoint': (ledger, place) => {
    const entry = ledger.entries[place] as LedgerEntry
    const forged = { ...sign(entry, otherKey), keyId: key.id }
    return {
      lines: linesOf({ ...ledger, notes: [...ledger.notes, forged] }),
      isSeenAlone: true,
      changedFrom: Number.POSITIVE_INFINITY,
    }
  },
  'sign other words': (ledger, place) => {
    const entries = chain(
      ledger.entries.map((entry, index) =>
        index === place
          ? {
              ...entry,
              type: 'sign-off.give',
              payload: { askId: 'ask-01', wordingVersion: 1, wordingHash: sha256Hex(`other ${index}`) },
            }
          : entry,
      ),
    )
    return {
      lines: linesOf({ ...ledger, entries, notes: ledger.notes.filter(({ seq }) => seq <= place) }),
      isSeenAlone: true,
      changedFrom: place + 1,
    }
  },
}

/** Another content at `place`, and every digest from there on made to fit. */
const rewritten = ({ entries }: Ledger, place: number): LedgerEntry[] =>
  chain(entries.map((entry, index) => (index === place ? { ...entry, at: at(59) } : entry)))

const arbCase = fc
  .tuple(arbLedger, fc.constantFrom(...Object.keys(MUTATIONS)), fc.nat(), fc.nat())
  .map(([ledger, name, place, kept]) => {
    const mutate = MUTATIONS[name]
    if (mutate === undefined) throw new Error(name)
    const mutation = mutate(ledger, place % (ledger.entries.length - 1))
    return { name, ledger, keptSeq: 1 + (kept % ledger.entries.length), ...mutation }
  })

test(
  '[J2] of 1,000 mutated records two verifiers that share no line agree, and find whatever can be found',
  { timeout: 120_000 },
  async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(arbCase, async ({ name, ledger, lines, keptSeq, isSeenAlone, changedFrom }) => {
        const kept = [checkpointNote(sign(ledger.entries[keptSeq - 1] as LedgerEntry, key))]
        const file = `${lines.join('\n')}\n`
        const [alone, withNote] = [await check(lines), await check(lines, { checkpoints: kept })]
        const opinions = [await secondOpinion(file), await secondOpinion(file, kept)]
        expect(opinions.map(({ holds }) => holds)).toEqual([alone.holds, withNote.holds])
        expect(alone.holds, `${name}, without a checkpoint`).toBe(!isSeenAlone)
        expect(withNote.holds, `${name}, with a checkpoint at ${keptSeq}`).toBe(!isSeenAlone && keptSeq < changedFrom)
        seen.add(name)
      }),
      { numRuns: 1_000 },
    )
    expect([...seen].sort()).toEqual(Object.keys(MUTATIONS).sort())
  },
)

test('[J2] a verifier that is given the key it knows does not take another one’s word', async () => {
  const [ledger] = fc.sample(arbLedger, { numRuns: 1, seed: 7 })
  if (ledger === undefined) throw new Error('no ledger')
  const note = sign(ledger.entries[3] as LedgerEntry, otherKey)
  const lines = linesOf({ ...ledger, notes: [], keys: [otherKey] })
  const asked = { checkpoints: [checkpointNote(note)] }
  expect((await check(lines, asked)).holds).toBe(true)
  expect((await check(lines, { ...asked, key: key.publicKey })).holds).toBe(false)
})

test('[20] what an entry only commits to can be checked by whoever is shown it', async () => {
  const arbSalt = fc.uint8Array({ minLength: 32, maxLength: 32 })
  await fc.assert(
    fc.asyncProperty(arbLedger, fc.json(), arbSalt, async (ledger, text, bytes) => {
      const content = JSON.parse(text) as Json
      const salt = Buffer.from(bytes).toString('hex')
      const [first, ...rest] = ledger.entries
      if (first === undefined) throw new Error('no entry')
      const payload = { number: 'GM/2026/1', commitment: commitmentTo(salt, content) }
      const others = rest.filter(({ type }) => type === 'rating.give')
      const lines = linesOf({
        ...ledger,
        entries: chain([{ ...first, type: 'decision.record', payload }, ...others]),
        notes: [],
      })
      const given = (more: object) => ({ sealed: JSON.stringify([{ seq: 1, salt, content, ...more }]) })
      expect((await check(lines)).holds).toBe(true)
      expect((await check(lines, given({}))).holds).toBe(true)
      const otherSalt = `${salt.startsWith('0') ? '1' : '0'}${salt.slice(1)}`
      for (const wrong of [{ content: [content] }, { salt: otherSalt }, { seq: 2 }])
        expect((await check(lines, given(wrong))).holds).toBe(false)
    }),
    { numRuns: 50 },
  )
})

test(
  '[J2] a stranger runs the one file with nothing but Node, and the exit code tells',
  { timeout: 60_000 },
  async () => {
    const [ledger] = fc.sample(arbLedger, { numRuns: 1, seed: 11 })
    if (ledger === undefined) throw new Error('no ledger')
    const folder = await mkdtemp(join(tmpdir(), 'concordat-verify-'))
    const run = (args: readonly string[]): Promise<{ code: number; said: string }> =>
      new Promise((done) => {
        execFile(process.execPath, [VERIFIER, ...args], { cwd: folder, env: {} }, (error, out, err) =>
          done({ code: typeof error?.code === 'number' ? error.code : 0, said: out + err }),
        )
      })
    try {
      const lines = linesOf(ledger)
      const last = ledger.entries.at(-1) as LedgerEntry
      // A mail quoted it and broke its lines.
      const mailed = checkpointNote(sign(last, key))
        .split('\n')
        .map((text) => `> ${text}`)
        .join('\r\n')
        .replace('signature ', 'signature\r\n> ')
      const cut = linesOf({ ...ledger, entries: ledger.entries.slice(0, -1), notes: [] })
      for (const [name, text] of [
        ['export.jsonl', `${lines.join('\n')}\n`],
        ['cut.jsonl', `${cut.join('\n')}\n`],
        ['note.txt', `Dear all,\r\n\r\n${mailed}\r\n`],
        ['letter.txt', 'Dear all'],
      ] as const)
        await writeFile(join(folder, name), text)

      const good = await run(['export.jsonl', '--checkpoint', 'note.txt'])
      expect([good.code, good.said]).toEqual([0, expect.stringContaining('It holds.')])
      expect(good.said).toContain(`${ledger.entries.length} entries`)
      expect((await run(['cut.jsonl'])).code).toBe(0)
      const cutOff = await run(['cut.jsonl', '--checkpoint', 'note.txt'])
      expect([cutOff.code, cutOff.said]).toEqual([1, expect.stringContaining('entries were cut off')])
      for (const args of [
        ['nowhere.jsonl'],
        ['letter.txt'],
        [],
        ['export.jsonl', '--checkpoint', 'letter.txt'],
        ['export.jsonl', '--colour', 'red'],
      ])
        expect([args, (await run(args)).code]).toEqual([args, 2])
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)
