import { readCheckpoints, readLedgerKeys } from '@concordat/db/checkpoints'
import type { Db } from '@concordat/db/client'
import { readStoredEntries } from '@concordat/db/ledger'
import { checkpointNote } from '@concordat/shared/checkpoint'
import { canonicalJson, type Json } from '@concordat/shared/ledger'

import type { LedgerKey } from './key.ts'

const PIECE = 500

/** A board as it stands when the export begins; what is recorded later is not in it. */
export interface ExportedBoard {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly headSeq: number
  readonly headHash: string
}

/**
 * A board's whole record for outsiders, as lines of JSON: header, entries in order, checkpoints, end. Actor and payload are the very text that
 * was hashed. It is read and given in pieces, never held whole. docs/ledger.md describes it for whoever writes a verifier.
 */
export async function* exportLedger(
  db: Db,
  board: ExportedBoard,
  key: LedgerKey,
  exportedAt: Date,
): AsyncGenerator<string> {
  const keys = new Map([...(await readLedgerKeys(db)), [key.id, key.publicKey]])
  yield line({
    kind: 'concordat-ledger',
    version: 1,
    board: board.slug,
    title: board.title,
    exportedAt: exportedAt.toISOString(),
    keys: [...keys].map(([id, publicKey]) => ({ id, algorithm: 'Ed25519', publicKey })),
  })
  let seq = 0
  while (seq < board.headSeq) {
    const entries = await readStoredEntries(db, board.id, { after: seq, before: board.headSeq + 1, limit: PIECE })
    const last = entries.at(-1)
    if (last === undefined) break
    seq = last.seq
    yield entries
      .map(
        ({ actor, at, hash, payload, prevHash, seq: own, type }) =>
          `{"kind":"entry","seq":${own},"type":${JSON.stringify(type)},"at":"${at}","actor":${actor},"payload":${payload},"prevHash":"${prevHash}","hash":"${hash}"}\n`,
      )
      .join('')
  }
  let count = 0
  for (let before = board.headSeq + 1; ;) {
    const signed = await readCheckpoints(db, board, { before, limit: PIECE })
    if (signed.length === 0) break
    count += signed.length
    before = signed.at(-1)?.seq ?? 0
    yield signed.map((checkpoint) => line({ kind: 'checkpoint', note: checkpointNote(checkpoint) })).join('')
  }
  yield line({
    kind: 'end',
    entries: board.headSeq,
    checkpoints: count,
    head: { seq: board.headSeq, hash: board.headHash },
  })
}

const line = (value: Json): string => `${canonicalJson(value)}\n`
