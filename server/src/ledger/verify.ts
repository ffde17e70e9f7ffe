import { readCheckpoints as readStored, readHashes } from '@concordat/db/checkpoints'
import type { Db, Tx } from '@concordat/db/client'
import { verifyBoard } from '@concordat/db/ledger'
import type { SignedCheckpoint } from '@concordat/shared/checkpoint'
import { formatInstant } from '@concordat/shared/dates'
import type { LedgerVerdict } from '@concordat/shared/http'
import type { NoteResult, VerdictOnNotes } from '@concordat/shared/http-ledger'
import type { ChainVerdict } from '@concordat/shared/ledger'

import { isSigned } from './key.ts'

/** Raw public keys as hex, by their ids. */
export type Keys = ReadonlyMap<string, string>
/** A board whose record is checked. */
export interface Checked {
  readonly id: string
  readonly slug: string
}

/** Checks everything: each entry of the chain, each stored checkpoint, and what `held` elsewhere says (J2, F29, case 55). */
export async function verifyRecord(
  db: Db | Tx,
  board: Checked,
  keys: Keys,
  held: readonly SignedCheckpoint[] = [],
): Promise<LedgerVerdict> {
  return verdictOn(db, board, keys, await verifyBoard(db, board.id), held)
}

/** As `verifyRecord`, when the chain itself has been gone through. */
export async function verdictOn(
  db: Db | Tx,
  board: Checked,
  keys: Keys,
  chain: ChainVerdict,
  held: readonly SignedCheckpoint[] = [],
): Promise<LedgerVerdict> {
  if (!chain.ok) return { ...chain, head: null, detail: chainDetail(chain.at, chain.reason) }
  const stored = await readStored(db, board, { limit: 100_000 })
  const signed = [...stored, ...held].sort((a, b) => a.seq - b.seq)
  const newest = stored[0]?.seq ?? null
  const hashes = await readHashes(db, board.id, [...new Set(signed.map(({ seq }) => seq))])
  let last = 0
  for (const checkpoint of signed) {
    const result = resultOf(checkpoint, board, keys, hashes)
    if (result === 'holds') {
      last = checkpoint.seq
      continue
    }
    const isAhead = result === 'ahead'
    return {
      ok: false,
      entries: chain.entries,
      head: null,
      at: isAhead ? (chain.head?.seq ?? 0) + 1 : checkpoint.seq,
      reason: result === 'differs' || isAhead ? 'checkpoint' : 'signature',
      detail: checkpointDetail(checkpoint, result, chain.head?.seq ?? 0, last),
      checkpoints: { checked: signed.length, newest },
    }
  }
  return { ...chain, checkpoints: { checked: signed.length, newest } }
}

/** Holds a witness's checkpoints against the record. One that was signed here, and does not hold, turns the verdict red. */
export async function verifyNotes(
  db: Db | Tx,
  board: Checked,
  keys: Keys,
  notes: readonly SignedCheckpoint[],
): Promise<VerdictOnNotes> {
  const hashes = await readHashes(
    db,
    board.id,
    notes.map(({ seq }) => seq),
  )
  const judged = notes.map((note) => ({ note, result: resultOf(note, board, keys, hashes) }))
  // What others made up proves nothing about us; what was signed here does.
  const ours = judged.filter(({ result }) => result === 'holds' || result === 'differs' || result === 'ahead')
  const verdict = await verifyRecord(
    db,
    board,
    keys,
    ours.map(({ note }) => note),
  )
  const end = verdict.head?.seq ?? verdict.entries
  return {
    ...verdict,
    notes: judged.map(({ note, result }) => ({
      seq: note.seq,
      at: note.at,
      result,
      detail: checkpointDetail(note, result, end, 0),
    })),
  }
}

function resultOf(
  checkpoint: SignedCheckpoint,
  board: Checked,
  keys: Keys,
  hashes: ReadonlyMap<number, string>,
): NoteResult {
  if (checkpoint.board !== board.slug) return 'other-board'
  const key = keys.get(checkpoint.keyId)
  if (key === undefined) return 'unknown-key'
  if (!isSigned(checkpoint, key)) return 'bad-signature'
  const there = hashes.get(checkpoint.seq)
  if (there === undefined) return 'ahead'
  return there === checkpoint.hash ? 'holds' : 'differs'
}

const number = (seq: number): string => seq.toLocaleString('en-GB')

function chainDetail(at: number, reason: 'gap' | 'link' | 'hash' | 'order'): string {
  switch (reason) {
    case 'gap':
      return `Entries are missing before or at entry ${number(at)}.`
    case 'link':
      return `Entry ${number(at)} does not carry the digest of the entry before it.`
    case 'hash':
      return `Entry ${number(at)} does not match its digest: it was changed after it was recorded.`
    case 'order':
      return `Entry ${number(at)} is out of order.`
  }
}

function checkpointDetail({ seq, at, keyId }: SignedCheckpoint, result: NoteResult, end: number, last: number): string {
  const signed = `The head signed on ${formatInstant(at)} at entry ${number(seq)}`
  switch (result) {
    case 'holds':
      return `${signed} is the digest of that entry now: nothing up to it was changed.`
    case 'ahead':
      return `${signed} lies beyond the end of the record, which is entry ${number(end)}: entries were cut off, or an old copy was put in its place.`
    case 'differs':
      return `${signed} is not the digest of that entry now: something from entry ${number(last + 1)} to entry ${number(seq)} was rewritten.`
    case 'other-board':
      return `${signed} belongs to another board.`
    case 'unknown-key':
      return `${signed} names the key ${keyId}, which this service has never signed with.`
    case 'bad-signature':
      return `${signed} does not carry a true signature: the text was changed after it was signed, or was never signed.`
  }
}
