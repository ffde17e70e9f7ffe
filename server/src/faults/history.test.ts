import { describe, expect, test } from 'vitest'

import { GENESIS_HASH, hashEntry, type LedgerEntry } from '@concordat/shared/ledger'

import {
  agreesEverywhere,
  History,
  inventsNothing,
  keepsAcknowledged,
  leavesNothingBehind,
  neverGoesBack,
  recordsOnce,
  showsViewersNothing,
  tellsOnlyCommitted,
  type Operation,
  type Read,
} from './history.ts'

const operation = (kind: Operation['kind'], token: string, outcome: Operation['outcome']): Operation => ({
  kind,
  token,
  outcome,
  client: 'c',
  invokedAt: 0,
  endedAt: null,
})
const read = (...tokens: string[]): Read => ({ from: 'log', tokens })

function chainOf(...tokens: string[]): LedgerEntry[] {
  let prevHash = GENESIS_HASH
  return tokens.map((token, index) => {
    const draft = {
      seq: index + 1,
      type: 'rating.give',
      at: '2026-11-21T14:03:22.000Z',
      actor: { person: 'p', role: 'lead', post: null, body: null },
      payload: { cause: token },
      prevHash,
    }
    const entry = { ...draft, hash: hashEntry(draft) }
    prevHash = entry.hash
    return entry
  })
}
const headOf = (entries: readonly LedgerEntry[]) => ({
  seq: entries.length,
  hash: entries.at(-1)?.hash ?? GENESIS_HASH,
})

describe('S1, what is acknowledged stays', () => {
  test('holds when it is there once, or deleted', () => {
    const operations = [
      operation('insert', 'a', 'ok'),
      operation('insert', 'b', 'ok'),
      operation('delete', 'b', 'ok'),
      operation('insert', 'c', 'info'),
      operation('insert', 'd', 'ok'),
      operation('delete', 'd', 'info'),
    ]
    expect(keepsAcknowledged(operations, [read('a'), read('a', 'c', 'd')])).toEqual([])
  })
  test('finds a word that is lost, doubled, or back after its deletion', () => {
    expect(keepsAcknowledged([operation('insert', 'a', 'ok')], [read()])).toHaveLength(1)
    expect(keepsAcknowledged([operation('insert', 'a', 'ok')], [read('a', 'a')])).toHaveLength(1)
    expect(keepsAcknowledged([operation('insert', 'a', 'info')], [read('a', 'a')])).toHaveLength(1)
    const deleted = [operation('insert', 'a', 'ok'), operation('delete', 'a', 'ok')]
    expect(keepsAcknowledged(deleted, [read('a')])).toHaveLength(1)
    expect(
      keepsAcknowledged([operation('insert', 'a', 'ok'), operation('delete', 'a', 'fail')], [read()]),
    ).toHaveLength(1)
  })
})

test('S2 finds a word that nobody wrote', () => {
  expect(inventsNothing([operation('insert', 'a', 'info')], [read('a')])).toEqual([])
  expect(inventsNothing([operation('insert', 'a', 'info')], [read('a', 'z')])).toEqual([expect.stringContaining('z')])
})

test('S3 finds reads that differ, and a run that read nothing', () => {
  const operations = [operation('insert', 'a', 'info')]
  expect(agreesEverywhere(operations, [read('a'), read('a')])).toEqual([])
  expect(agreesEverywhere(operations, [read('a'), read()])).toHaveLength(1)
  expect(agreesEverywhere(operations, [read(), read('a')])).toHaveLength(1)
  expect(agreesEverywhere(operations, [])).toHaveLength(1)
})

describe('S4, a command is recorded once', () => {
  const entries = chainOf('qa', 'qb')
  test('holds for a whole chain with a row for each', () => {
    const operations = [
      operation('command', 'qa', 'ok'),
      operation('command', 'qb', 'info'),
      operation('command', 'qc', 'info'),
      operation('command', 'qd', 'fail'),
    ]
    expect(recordsOnce(operations, entries, headOf(entries))).toEqual([])
  })
  test('finds rows that are missing, doubled or not to be there', () => {
    expect(recordsOnce([operation('command', 'qc', 'ok')], entries, headOf(entries))).toHaveLength(1)
    expect(recordsOnce([operation('command', 'qa', 'fail')], entries, headOf(entries))).toHaveLength(1)
    const doubled = chainOf('qa', 'qa')
    expect(recordsOnce([operation('command', 'qa', 'ok')], doubled, headOf(doubled))).toHaveLength(1)
    expect(recordsOnce([operation('command', 'qa', 'info')], doubled, headOf(doubled))).toHaveLength(1)
  })
  test('finds a chain that is cut, altered, or short of its head', () => {
    expect(recordsOnce([], entries.slice(1), headOf(entries))).toHaveLength(1)
    expect(recordsOnce([], entries.slice(0, 1), headOf(entries))).toHaveLength(1)
    const altered = entries.map((entry, index) => (index === 0 ? { ...entry, payload: { cause: 'z' } } : entry))
    expect(recordsOnce([], altered, headOf(entries))).toHaveLength(1)
  })
})

test('S5 finds what went backwards or vanished in one session, and lets sessions differ', () => {
  const at = (session: string, when: number, value: number) => ({ session, at: when, marks: new Map([['x', value]]) })
  expect(neverGoesBack([at('a', 1, 1), at('a', 2, 2), at('b', 3, 1)])).toEqual([])
  expect(neverGoesBack([at('a', 1, 2), at('a', 2, 1)])).toHaveLength(1)
  expect(neverGoesBack([at('a', 1, 2), { session: 'a', at: 2, marks: new Map() }])).toHaveLength(1)
  expect(neverGoesBack([at('a', 2, 1), at('a', 1, 2)])).toHaveLength(1)
})

test('S6 finds a notice that came too early, or of a row that is not there', () => {
  const entries = chainOf('a')
  const notice = { seq: 1, type: 'rating.give', isCommitted: true }
  expect(tellsOnlyCommitted([notice], entries)).toEqual([])
  expect(tellsOnlyCommitted([{ ...notice, isCommitted: false }], entries)).toHaveLength(1)
  expect(tellsOnlyCommitted([{ ...notice, seq: 2 }], entries)).toHaveLength(1)
  expect(tellsOnlyCommitted([{ ...notice, type: 'sign-off.give' }], entries)).toHaveLength(1)
  expect(tellsOnlyCommitted([{ ...notice, type: 'draft.changed' }], entries)).toEqual([])
  expect(tellsOnlyCommitted([{ ...notice, type: 'draft.changed', seq: 2 }], entries)).toHaveLength(1)
})

test('S7 finds a word of a draft in what a viewer was sent', () => {
  const operations = [operation('insert', 'tk1x1z', 'info')]
  expect(showsViewersNothing(operations, 'a published page')).toEqual([])
  expect(showsViewersNothing(operations, '…tk1x1z…')).toHaveLength(1)
})

test('S8 finds pending structs, handles and memory that stay', () => {
  const before = { handles: 40, bytes: 200e6 }
  expect(leavesNothingBehind([{ replica: 'r', isPending: false }], before, before)).toEqual([])
  expect(leavesNothingBehind([{ replica: 'r', isPending: true }], before, before)).toHaveLength(1)
  expect(leavesNothingBehind([], before, { handles: 60, bytes: 200e6 })).toHaveLength(1)
  expect(leavesNothingBehind([], before, { handles: 40, bytes: 400e6 })).toHaveLength(1)
})

test('a history keeps the first outcome of an operation', () => {
  const history = new History()
  const one = history.invoke('insert', 'c', 'a')
  history.end(one, 'ok')
  history.end(one, 'fail')
  expect([one.outcome, history.count('insert', 'ok'), history.count('insert', 'info')]).toEqual(['ok', 1, 0])
})
