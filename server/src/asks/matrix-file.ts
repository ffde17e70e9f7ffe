import writeXlsx, { type Row } from 'write-excel-file/node'

import type { Matrix, MatrixLine } from '@concordat/db/read/matrix'
import { formatInstant, londonDay, plural } from '@concordat/shared/dates'
import { SIGN_OFF_WORDS, tallyInWords } from '@concordat/shared/sign-offs'

import { BYTE_ORDER_MARK, csvLine } from '../platform/csv.ts'

/** The matrix as a file: a line for each ask, part and body, states in words, and what it is a copy of. */

interface Column {
  readonly title: string
  readonly width: number
  readonly of: (line: MatrixLine) => string | number | null
}

const COLUMNS: readonly Column[] = [
  { title: 'Number', width: 8, of: ({ number }) => number },
  { title: 'Ask', width: 48, of: ({ ask }) => ask },
  { title: 'Part', width: 28, of: ({ part }) => part },
  { title: 'Body', width: 24, of: ({ body }) => body },
  { title: 'Addressed as', width: 14, of: ({ isPartner }) => (isPartner ? 'Partner' : 'Authority') },
  { title: 'State', width: 30, of: ({ state }) => SIGN_OFF_WORDS[state] },
  { title: 'Remarks', width: 32, of: (line) => remarksOn(line) },
  { title: 'Wording version', width: 10, of: ({ wordingVersion }) => wordingVersion },
  { title: 'Version in force', width: 10, of: ({ inForce }) => inForce },
  { title: 'Digest of the wording (SHA-256)', width: 24, of: ({ wordingHash }) => wordingHash },
  {
    title: 'Conditions open',
    width: 10,
    of: ({ conditionsOpen, receipt }) => (receipt === null ? null : conditionsOpen),
  },
  { title: 'Deferred to', width: 20, of: ({ deferredTo }) => deferredTo },
  { title: 'Deferred until', width: 12, of: ({ until }) => until },
  { title: 'Answered on', width: 12, of: ({ answeredAt }) => answeredAt && londonDay(answeredAt) },
  { title: 'Due', width: 12, of: ({ dueDay }) => dueDay },
  { title: 'Days overdue', width: 10, of: ({ overdueDays }) => overdueDays },
  { title: 'Receipt', width: 20, of: ({ receipt }) => receipt },
]

const ON_BEHALF = {
  unconfirmed: 'Recorded on behalf, not yet confirmed',
  confirmed: 'Recorded on behalf, confirmed',
  disputed: 'Recorded on behalf, disputed',
} as const

function remarksOn({ marks: { onBehalf, reported, byPredecessor, isAskWithdrawn } }: MatrixLine): string {
  return [
    ...(onBehalf === null ? [] : [ON_BEHALF[onBehalf]]),
    ...(isAskWithdrawn ? ['The ask was withdrawn'] : []),
    ...(byPredecessor ? ['Given by a predecessor'] : []),
    ...(reported === 0 ? [] : [`${plural(reported, 'report')}, unverified`]),
  ].join('; ')
}

/** What the file is a copy of, name by value. Without it nobody could say which state of the record it shows. */
function provenanceOf(
  { board, asOf, head, totals, cells, lines }: Matrix,
  filter: string,
): readonly (readonly [string, string | number])[] {
  return [
    ['Board', board.title],
    ['As at', `${formatInstant(asOf)} (${asOf.toISOString()})`],
    ['Last ledger entry', head.seq],
    ['Digest of that entry', head.hash],
    ['Shown', filter],
    ['Lines', lines.length],
    ['These lines', tallyInWords(cells)],
    ['All asks of the board, authorities by whole ask', tallyInWords(totals)],
  ]
}

/** RFC 4180 in UTF-8. The provenance follows the lines, after an empty one, so that the first line names the columns. */
export function matrixCsv(matrix: Matrix, filter: string): string {
  return [
    BYTE_ORDER_MARK,
    csvLine(COLUMNS.map(({ title }) => title)),
    ...matrix.lines.map((line) => csvLine(COLUMNS.map(({ of }) => of(line) ?? ''))),
    '\r\n',
    ...provenanceOf(matrix, filter).map((row) => csvLine(row)),
  ].join('')
}

/** Two sheets: the matrix, and what it is a copy of. Every cell says that it is text or a number, so that none is a formula. */
export async function matrixXlsx(matrix: Matrix, filter: string): Promise<Buffer> {
  const head = COLUMNS.map(({ title }) => ({ ...typed(title), fontWeight: 'bold' as const, wrap: true }))
  const lines = matrix.lines.map((line): Row => COLUMNS.map(({ of }) => typed(of(line))))
  const about = provenanceOf(matrix, filter).map(([name, value]): Row => [
    { ...typed(name), fontWeight: 'bold' as const },
    { ...typed(value), wrap: true },
  ])
  return writeXlsx([
    {
      sheet: 'Asks by authority',
      data: [head, ...lines],
      columns: COLUMNS.map(({ width }) => ({ width })),
      stickyRowsCount: 1,
      orientation: 'landscape',
    },
    { sheet: 'About this file', data: about, columns: [{ width: 44 }, { width: 72 }] },
  ]).toBuffer()
}

const typed = (value: string | number | null) =>
  value === null
    ? null
    : typeof value === 'number'
      ? { value, type: Number }
      : // XML has no place for these, and no reader would see them.
        { value: value.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu, ''), type: String }
