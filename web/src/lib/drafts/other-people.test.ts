import { expect, it } from 'vitest'

import { otherOf } from './other-people.ts'

it('shows another person as the server names them, with the cell they stand in', () => {
  const state = {
    user: { id: 'lead-2', name: 'Samir Patel', initials: 'SP', colour: 2 },
    at: { root: 'plan', row: 'a', cell: 'title' },
  }
  expect(otherOf(7, state)).toEqual({
    client: 7,
    person: 'lead-2',
    name: 'Samir Patel',
    initials: 'SP',
    colour: 2,
    at: { root: 'plan', row: 'a', cell: 'title' },
    isWriting: true,
  })
})

it.each([{}, { user: null }, { user: { name: 7 } }, { user: { name: '' } }])('shows nobody for %j', (state) => {
  expect(otherOf(7, state)).toBeUndefined()
})

it('takes nothing on trust: long names are cut, unknown colours and places fall away', () => {
  const odd = otherOf(7, { user: { name: 'x'.repeat(500), colour: 99 }, at: { root: 'plan' } })
  expect(odd).toMatchObject({ colour: 1, at: null, isWriting: false })
  expect(odd?.name).toHaveLength(80)
})
