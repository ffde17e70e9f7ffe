import { expect, test } from 'vitest'

import { placeAfter, within } from './roving.ts'

const size = { rows: 19, columns: 10 }
const middle = { row: 4, column: 5 }

test.each([
  ['ArrowUp', { row: 3, column: 5 }],
  ['ArrowDown', { row: 5, column: 5 }],
  ['ArrowLeft', { row: 4, column: 4 }],
  ['ArrowRight', { row: 4, column: 6 }],
  ['Home', { row: 4, column: 0 }],
  ['End', { row: 4, column: 9 }],
])('%s moves the one tab stop', (key, place) => {
  expect(placeAfter(key, middle, size)).toEqual(place)
})

test('Control with Home and End goes to the first and the last cell', () => {
  expect(placeAfter('Home', middle, size, true)).toEqual({ row: 0, column: 0 })
  expect(placeAfter('End', middle, size, true)).toEqual({ row: 18, column: 9 })
})

test('arrows stop at the edges and never go round', () => {
  expect(placeAfter('ArrowLeft', { row: 0, column: 0 }, size)).toEqual({ row: 0, column: 0 })
  expect(placeAfter('ArrowUp', { row: 0, column: 0 }, size)).toEqual({ row: 0, column: 0 })
  expect(placeAfter('ArrowDown', { row: 18, column: 9 }, size)).toEqual({ row: 18, column: 9 })
  expect(placeAfter('ArrowRight', { row: 18, column: 9 }, size)).toEqual({ row: 18, column: 9 })
})

test.each(['Enter', ' ', 'Tab', 'a', 'Escape'])('%s is left to the browser', (key) => {
  expect(placeAfter(key, middle, size)).toBeNull()
})

test('the tab stop stays inside a grid that a filter has made smaller', () => {
  expect(within({ row: 12, column: 9 }, { rows: 3, columns: 1 })).toEqual({ row: 2, column: 0 })
  expect(within({ row: 1, column: 1 }, { rows: 0, columns: 0 })).toEqual({ row: 0, column: 0 })
})
