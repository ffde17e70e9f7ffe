import { expect, test } from 'vitest'

import type { Here } from '@concordat/shared/notices'

import { WhoIsHere } from './here.ts'

const at = (person: string, page: string, doing: Here['doing']): Here => ({
  person,
  name: person.toUpperCase(),
  role: 'chair',
  page,
  doing,
  colour: 1,
})

test('a person with several tabs is listed once, where they are most alive', () => {
  const here = new WhoIsHere()
  here.tell('gm', 'tab-1', at('amina', '/asks', 'writing'))
  here.tell('gm', 'tab-2', at('amina', '/', 'reading'))
  here.tell('gm', 'tab-3', at('bruno', '/', 'away'))
  expect(here.on('gm')).toEqual([at('amina', '/asks', 'writing'), at('bruno', '/', 'away')])
})

test('of two tabs alike, the one told last counts', () => {
  const here = new WhoIsHere()
  here.tell('gm', 'tab-1', at('amina', '/asks', 'reading'))
  here.tell('gm', 'tab-2', at('amina', '/', 'reading'))
  here.tell('gm', 'tab-1', at('amina', '/terms', 'reading'))
  expect(here.on('gm')).toEqual([at('amina', '/terms', 'reading')])
})

test('who leaves with one tab stays with the other, and leaving twice is no news', () => {
  const here = new WhoIsHere()
  here.tell('gm', 'tab-1', at('amina', '/asks', 'writing'))
  here.tell('gm', 'tab-2', at('amina', '/', 'reading'))
  expect([here.leave('gm', 'tab-1'), here.leave('gm', 'tab-1')]).toEqual([true, false])
  expect(here.on('gm')).toEqual([at('amina', '/', 'reading')])
  here.leave('gm', 'tab-2')
  expect(here.on('gm')).toEqual([])
})

test('boards do not see each other', () => {
  const here = new WhoIsHere()
  here.tell('gm', 'tab-1', at('amina', '/', 'reading'))
  expect(here.on('manchester')).toEqual([])
})
