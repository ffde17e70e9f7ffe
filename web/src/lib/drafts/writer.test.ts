import { expect, it } from 'vitest'

import { companyInWords } from './writer.ts'

const other = (person: string, isWriting: boolean) => ({ person, name: `Person ${person}`, isWriting })

it('[H1] says who writes with one, and that someone only reads', () => {
  expect(companyInWords([], false)).toBe('')
  expect(companyInWords([], true)).toBe('You are writing')
  expect(companyInWords([other('a', false)], true)).toBe('Person a has this open too')
  expect(companyInWords([other('a', true)], true)).toBe('You and Person a are writing')
  expect(companyInWords([other('a', true), other('b', true), other('c', false)], true)).toBe(
    'You and 2 others are writing',
  )
  expect(companyInWords([other('a', true), other('a', true)], false)).toBe('Person a is writing')
})
