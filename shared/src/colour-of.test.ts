import { expect, test } from 'vitest'

import { colourOf } from './colour-of.ts'

test('a colour is one of six, the same every time, and all six are in use', () => {
  const colours = Array.from({ length: 100 }, (_, index) => colourOf(`lead-${index}`))
  expect(new Set(colours)).toEqual(new Set([1, 2, 3, 4, 5, 6]))
  expect(colourOf('ce-bolton')).toBe(colourOf('ce-bolton'))
})
