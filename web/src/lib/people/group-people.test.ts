import type { DemoPerson } from '@concordat/shared/http'
import { expect, test } from 'vitest'

import { groupByRole, safeReturn } from './group-people.ts'

const person = (id: string, role: DemoPerson['role']): DemoPerson => ({
  id,
  name: id,
  post: 'Post',
  body: 'Body',
  role,
  boards: [],
})

test('people are listed under their role, in order of responsibility, with a word on what each can do', () => {
  const groups = groupByRole([person('b', 'chief-executive'), person('a', 'chair'), person('c', 'chief-executive')])
  expect(groups.map(({ title, people }) => [title, people.map(({ id }) => id)])).toEqual([
    ['Chair', ['a']],
    ['Chief executive', ['b', 'c']],
  ])
  expect(groups.every(({ can }) => can.length > 10)).toBe(true)
})

test('sign-in leads back to a page of ours and to no other site', () => {
  expect(safeReturn('/boards/greater-manchester/asks?view=list')).toBe('/boards/greater-manchester/asks?view=list')
  for (const elsewhere of [null, '', 'https://evil.example', '//evil.example', '/\\evil.example', '/sign-in?to=/']) {
    expect(safeReturn(elsewhere)).toBe('/')
  }
})
