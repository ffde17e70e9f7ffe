import { expect, test } from 'vitest'

import { abbreviations, byAsk, cellsAt, filtered, matrixOf, wholeCell } from './matrix.ts'
import { ask, list, MIXED, signOff } from './test/asks.ts'

const TODAY = '2026-07-24'
const states = (key: string) =>
  matrixOf(MIXED, TODAY)
    .rows.find((row) => row.key === key)
    ?.cells.map(({ state }) => state)

test('[D1] every ask and part is a row, every authority a column, in the order of the record', () => {
  const matrix = matrixOf(MIXED, TODAY)
  expect(matrix.rows.map(({ key, span }) => [key, span])).toEqual([
    ['ask-01.', 1],
    ['ask-02.a', 2],
    ['ask-02.b', 0],
  ])
  expect(matrix.columns.map(({ abbreviation }) => abbreviation)).toEqual(['Bol', 'Bur', 'Wig'])
})

test('[D13] an authority that is not addressed is not asked, which is no empty cell', () => {
  expect(states('ask-02.a')).toEqual(['drifted', 'deferred', 'not-asked'])
})

test('[D8] an unanswered cell is overdue the day after its day, and never by silence anything else', () => {
  expect(states('ask-01.')).toEqual(['signed', 'conditions', 'overdue'])
  const onTheDay = matrixOf(MIXED, '2026-07-10').rows[0]?.cells[2]
  expect(onTheDay).toMatchObject({ state: 'awaiting', daysPast: 0 })
})

test('[invariant 5] conditions and drifted answers are not counted as signed', () => {
  const matrix = matrixOf(MIXED, TODAY)
  expect(matrix.rows.map(({ signed, of }) => [signed, of])).toEqual([
    [1, 3],
    [0, 2],
    [1, 2],
  ])
  expect(matrix.columns.map(({ signed, of }) => [signed, of])).toEqual([
    [2, 3],
    [0, 3],
    [0, 1],
  ])
  expect([matrix.signed, matrix.of]).toEqual([2, 7])
})

test('row and column totals both add up to the whole', () => {
  const matrix = matrixOf(MIXED, TODAY)
  const sum = (all: readonly { signed: number }[]) => all.reduce((total, { signed }) => total + signed, 0)
  expect([sum(matrix.rows), sum(matrix.columns)]).toEqual([matrix.signed, matrix.signed])
})

test('without a wording nobody is asked', () => {
  expect(matrixOf(list([ask(1, { wording: null })]), TODAY).of).toBe(0)
})

test('[D1] a filter keeps the rows it is about and leaves totals alone', () => {
  const matrix = matrixOf(MIXED, TODAY)
  const deferred = filtered(matrix, 'deferred', null)
  expect(deferred.rows.map(({ key, span }) => [key, span])).toEqual([['ask-02.a', 1]])
  expect([deferred.signed, deferred.of]).toEqual([2, 7])
  expect(filtered(matrix, 'gate', null).rows).toEqual([])
  const bury = filtered(matrix, 'all', 'org-bury')
  expect(bury.columns.map(({ authority }) => authority.id)).toEqual(['org-bury'])
  expect(bury.rows.map(({ cells }) => cells.length)).toEqual([1, 1, 1])
  expect(filtered(matrix, 'all', 'org-unknown').columns).toHaveLength(3)
})

test('[X11] an address names one cell, or all parts of an ask for one authority', () => {
  const matrix = matrixOf(MIXED, TODAY)
  expect(cellsAt(matrix, 'ask-02.a.org-bolton').map(({ key }) => key)).toEqual(['ask-02.a.org-bolton'])
  expect(cellsAt(matrix, 'ask-02.org-bolton').map(({ key }) => key)).toEqual([
    'ask-02.a.org-bolton',
    'ask-02.b.org-bolton',
  ])
  expect(cellsAt(matrix, 'ask-09.org-nowhere')).toEqual([])
})

test('[invariant 6] an ask in parts is signed as a whole only when every part is', () => {
  const cells =
    byAsk(matrixOf(MIXED, TODAY).rows)[1]
      ?.rows.map((row) => row.cells[0])
      .filter((cell) => cell !== undefined) ?? []
  expect(wholeCell(cells)).toBe('drifted')
  expect(wholeCell(cells.slice(1))).toBe('signed')
})

test('a cell of part a does not take the answer of part b', () => {
  const only = list([
    ask(3, {
      parts: [
        { id: 'a', title: 'A' },
        { id: 'b', title: 'B' },
      ],
      signOffs: [signOff('org-bury', 'declined', { part: 'b' })],
    }),
  ])
  expect(matrixOf(only, TODAY).rows.map((row) => row.cells[1]?.state)).toEqual(['awaiting', 'declined'])
})

test('abbreviations are as short as they stay unique', () => {
  expect(abbreviations(['Bolton', 'Bury', 'Northumberland', 'North Tyneside', 'Ely'])).toEqual([
    'Bol',
    'Bur',
    'Northu',
    'North T',
    'Ely',
  ])
})

test('[D1] what needs the reader is what only their own body can do', () => {
  const only = list([
    ask(1, { signOffs: [signOff('org-bury', 'conditions')] }),
    ask(2, { signOffs: [signOff('org-bury', 'signed')] }),
    ask(3, { signOffs: [signOff('org-bury', 'signed', { onBehalf: 'unconfirmed' })] }),
    ask(4, { withdrawn: { seq: 9, at: '2026-07-01T09:00:00.000Z', decision: 'GM/1', reason: 'Over' } }),
  ])
  const shown = filtered(matrixOf(only, TODAY), 'needs-me', null, 'org-bury')
  expect(shown.rows.map(({ ask: { number } }) => number)).toEqual([1, 3])
  expect(filtered(matrixOf(only, TODAY), 'needs-me', null, null).rows).toEqual([])
})

test('[PO-5.4] a withdrawn ask counts in no total, and nobody is overdue for it', () => {
  const gone = ask(1, {
    dueDay: '2026-07-01',
    signOffs: [signOff('org-bolton', 'signed')],
    withdrawn: { seq: 9, at: '2026-07-01T09:00:00.000Z', decision: 'GM/1', reason: 'Over' },
  })
  const matrix = matrixOf(list([gone]), TODAY)
  expect([matrix.signed, matrix.of]).toEqual([0, 0])
  expect(matrix.rows[0]?.cells.map(({ state }) => state)).toEqual(['signed', 'awaiting', 'awaiting'])
})

test('[D8] an answer in preparation past its day tells the days, and stays what it is', () => {
  const late = ask(1, {
    dueDay: '2026-07-10',
    signOffs: [signOff('org-bolton', 'in-preparation', { overdueDays: 14 })],
  })
  expect(matrixOf(list([late]), TODAY).rows[0]?.cells[0]).toMatchObject({ state: 'in-preparation', daysPast: 14 })
})

test('[D13] a partner answers in a column of its own and counts in no total', () => {
  const health = { id: 'org-health', title: 'Health partners', short: 'Health partners' }
  const matrix = matrixOf(
    list([ask(1, { partners: ['org-health'], partnerSignOffs: [signOff('org-health', 'signed')] }), ask(2)]),
    TODAY,
    [health, { id: 'org-none', title: 'None', short: 'None' }],
  )
  expect(matrix.columns.map(({ isPartner, signed }) => [isPartner, signed])).toEqual([
    [false, 0],
    [false, 0],
    [false, 0],
    [true, 1],
  ])
  expect(matrix.rows.map(({ cells }) => cells[3]?.state)).toEqual(['signed', 'not-asked'])
  expect([matrix.signed, matrix.of]).toEqual([0, 6])
})
