import fc from 'fast-check'
import { expect, test } from 'vitest'

import { csvLine } from './csv.ts'

/** Reads what RFC 4180 writes: an independent reader, so that a mistake is not made twice. */
function readCells(line: string): string[] {
  const cells: string[] = []
  let at = 0
  while (at < line.length - 2) {
    expect(line[at]).toBe('"')
    let cell = ''
    at += 1
    while (line[at] !== '"' || line[at + 1] === '"') {
      if (line[at] === '"') at += 1
      cell += line[at]
      at += 1
    }
    cells.push(cell)
    at += 2
  }
  return cells
}

test.each([
  '=HYPERLINK("http://evil.example","Bolton")',
  '+1+cmd|calc',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  ' =1',
  '\u0000=1',
  '＝1+1',
])('[abuse 44][P26] the cell %j is no formula to a spreadsheet', (text) => {
  const [cell] = readCells(csvLine([text]))
  expect(cell).toMatch(/^'/u)
  expect(cell).toContain(text.replaceAll('\u0000', '').slice(1))
})

test('words stay as they are, numbers stay numbers', () => {
  expect(csvLine(['Bolton', 'a, b', 'she said "yes"', 'two\nlines', 7])).toBe(
    '"Bolton","a, b","she said ""yes""","two\nlines",7\r\n',
  )
})

test('[abuse 44] whatever is written, the reader gets as many cells, and none begins like a formula', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((tail) => `=${tail}`),
  )
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (cells) => {
      const read = readCells(csvLine(cells))
      expect(read).toHaveLength(cells.length)
      for (const [at, cell] of read.entries()) {
        expect(cell).not.toMatch(/^\s*[=+\-@]|^[\t\r]/u)
        expect(cell.replace(/^'/u, '')).toBe((cells[at] ?? '').replaceAll('\u0000', '').replace(/^'/u, ''))
      }
    }),
  )
})
