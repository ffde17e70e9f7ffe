import type { Db } from '@concordat/db/client'
import type { EntryFilter } from '@concordat/db/ledger'
import { readShown } from '@concordat/db/read/ledger'
import { entryWords } from '@concordat/shared/entry-words'
import type { Entry } from '@concordat/shared/http'
import type { z } from 'zod'

import { BYTE_ORDER_MARK, csvLine } from '../platform/csv.ts'

type Shown = z.infer<typeof Entry>
type Names = Readonly<Record<string, string>>

const PIECE = 500

/** The entries that a filter lets through, in order, read piece by piece up to the head that the reader saw. */
async function* pieces(
  db: Db,
  board: { readonly id: string; readonly headSeq: number },
  filter: EntryFilter,
): AsyncGenerator<{ readonly entries: readonly Shown[]; readonly names: Names }> {
  let after = 0
  for (;;) {
    const piece = await readShown(db, board.id, { ...filter, after, before: board.headSeq + 1, limit: PIECE })
    if (piece.entries.length > 0) yield piece
    if (piece.entries.length < PIECE) return
    after = piece.entries.at(-1)?.seq ?? board.headSeq
  }
}

const COLUMNS = [
  'Entry',
  'Recorded at',
  'True from',
  'Type',
  'Who',
  'Capacity',
  'For',
  'What',
  'Note',
  'Corrected by',
  'Digest',
]

/** The filtered record as a table for a spreadsheet (J1). */
export async function* csvOf(
  db: Db,
  board: { readonly id: string; readonly headSeq: number },
  filter: EntryFilter,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(COLUMNS)
  for await (const { entries, names } of pieces(db, board, filter)) {
    yield entries
      .map((entry) => {
        const { who, capacity, deed, note } = entryWords(entry, names)
        const { body } = entry.actor
        return csvLine([
          entry.seq,
          entry.at,
          entry.trueFrom ?? '',
          entry.type,
          who,
          capacity,
          body === null ? '' : (names[body] ?? body),
          deed,
          note ?? '',
          (entry.correctedBy ?? []).join(', '),
          entry.hash,
        ])
      })
      .join('')
  }
}

/** The filtered record as lines of JSON. With gaps between entries it cannot be verified: that is what the export is for. */
export async function* jsonLinesOf(
  db: Db,
  board: { readonly id: string; readonly headSeq: number },
  filter: EntryFilter,
): AsyncGenerator<string> {
  for await (const { entries } of pieces(db, board, filter))
    yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}
