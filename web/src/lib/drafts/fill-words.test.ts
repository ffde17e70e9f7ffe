import { expect, it } from 'vitest'

import { readCondition } from '@concordat/shared/documents/condition'

import { fillInWords } from './fill-words.ts'

it('[abuse 34] says how full a draft is from 70% on, and what to do', () => {
  expect(fillInWords(null)).toBeUndefined()
  expect(fillInWords({ fill: 0.69, hold: null })).toBeUndefined()
  expect(fillInWords({ fill: 0.83, hold: null })?.title).toBe('This draft is 83% full.')
  expect(fillInWords({ fill: 0.83, hold: null })?.detail).toContain('take out what is no longer needed')
  expect(fillInWords({ fill: 0.999, hold: null })?.title).toBe('This draft is 99% full.')
})

it('[abuse 34, F28] held, it says what is not done, and that the text is kept', () => {
  for (const hold of ['full', 'damaged'] as const) {
    const words = fillInWords({ fill: 1, hold })
    expect(words?.detail).toMatch(/nothing/iu)
    expect(words?.detail).toContain('stays on this page and on this device')
  }
})

it('reads what the server says, and passes over what it does not know', () => {
  expect(readCondition('{"fill":0.83,"hold":null}')).toEqual({ fill: 0.83, hold: null })
  expect(readCondition('{"fill":1.2,"hold":"full","more":1}')).toEqual({ fill: 1.2, hold: 'full' })
  for (const other of ['', '7', 'null', '{}', '{"fill":"much","hold":null}', '{"fill":1,"hold":"new"}'])
    expect(readCondition(other)).toBeNull()
})
