import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

import type { DocumentUpdate } from '@concordat/db/documents'

/** What a node tells the others after a commit: where the log of a document stands, and the rows themselves when they are small. */
export interface Hint {
  readonly documentId: string
  readonly epoch: number
  /** Last number that was written. */
  readonly seq: number
  /** Empty: to be read from the log. */
  readonly rows: readonly DocumentUpdate[]
}

/** Larger ones are read from Postgres: Redis is to be fast, not full. */
const MOST_BYTES = 16 * 1024

export function encodeHint(written: readonly [DocumentUpdate, ...DocumentUpdate[]]): Uint8Array {
  const [{ documentId, epoch }] = written
  const bytes = written.reduce((sum, { update }) => sum + update.byteLength, 0)
  const rows = bytes > MOST_BYTES ? [] : written
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, documentId)
    encoding.writeVarUint(encoder, epoch)
    encoding.writeVarUint(encoder, written.at(-1)?.seq ?? 0)
    encoding.writeVarUint(encoder, rows.length)
    for (const { seq, personId, clientId, at, update } of rows) {
      encoding.writeVarUint(encoder, seq)
      encoding.writeVarString(encoder, personId)
      encoding.writeVarUint(encoder, clientId)
      encoding.writeVarUint(encoder, at.getTime())
      encoding.writeVarUint8Array(encoder, update)
    }
  })
}

/** Throws when it is none. */
export function decodeHint(bytes: Uint8Array): Hint {
  const decoder = decoding.createDecoder(bytes)
  const documentId = decoding.readVarString(decoder)
  const epoch = decoding.readVarUint(decoder)
  const seq = decoding.readVarUint(decoder)
  const rows = Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    documentId,
    epoch,
    seq: decoding.readVarUint(decoder),
    personId: decoding.readVarString(decoder),
    clientId: decoding.readVarUint(decoder),
    at: new Date(decoding.readVarUint(decoder)),
    // A copy: what comes over the line is a window into a larger buffer, and a row is kept.
    update: decoding.readVarUint8Array(decoder).slice(),
  }))
  return { documentId, epoch, seq, rows }
}

/** Presence of the people on one node, for those on the others: the document, and an awareness update. */
export const encodePresence = (documentId: string, states: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarString(encoder, documentId)
    encoding.writeVarUint8Array(encoder, states)
  })

export function decodePresence(bytes: Uint8Array): { readonly documentId: string; readonly states: Uint8Array } {
  const decoder = decoding.createDecoder(bytes)
  return { documentId: decoding.readVarString(decoder), states: decoding.readVarUint8Array(decoder) }
}
