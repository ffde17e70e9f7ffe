/** What a spreadsheet may take for a formula or a command at the start of a cell, also in its wide forms and behind blanks. */
const RISKY = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u
const NUL = /\u0000/gu

/**
 * One line of a CSV file (RFC 4180): every cell quoted, line end CR LF. A cell that a spreadsheet might run gets an apostrophe
 * before it (reliability case 44); numbers are written as they are.
 */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** For the beginning of a file: without it Excel does not read UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF'

function csvCell(cell: string | number): string {
  if (typeof cell === 'number') return String(cell)
  const text = cell.replace(NUL, '')
  return `"${(RISKY.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
