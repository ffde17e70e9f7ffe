import type { WordingView } from '@concordat/shared/http'

import type { Tx } from '../client.ts'
import type { WordingRow } from './ask-standings.ts'
import { readSignatories } from './signatories.ts'
import { readWordingStandings } from './wording-standing.ts'

/** Wordings as pages show them, with what their change counts as (D3). A fixed number of queries, whatever the number of wordings. */
export async function readWordingViews(
  tx: Tx,
  boardId: string,
  rows: readonly WordingRow[],
): Promise<(row: WordingRow) => WordingView> {
  const [signatory, standing] = await Promise.all([
    readSignatories(
      tx,
      boardId,
      rows.map(({ seq }) => seq),
    ),
    readWordingStandings(tx, boardId, [...new Set(rows.map(({ askId }) => askId))]),
  ])
  return (row) => {
    const { askId: _, issuedAt, issuedBy: _by, ...rest } = row
    return { ...rest, ...standing(row), issuedAt: issuedAt.toISOString(), issuedBy: signatory(row.seq) }
  }
}
