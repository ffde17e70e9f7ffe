import { expect, it } from 'vitest'

import { isAnswer, nextLook, stateOf } from './session-clock.ts'

it('[X7] warns two minutes before the end, and says when it is over', () => {
  expect(stateOf(120_001, false)).toBe('far')
  expect(stateOf(120_000, false)).toBe('near')
  expect(stateOf(1, true)).toBe('last')
  expect(stateOf(0, false)).toBe('over')
})

it('[X7] looks again in time, and every ten minutes in case the machine has slept', () => {
  expect(nextLook(12 * 3_600_000)).toBe(600_000)
  expect(nextLook(180_000)).toBe(60_000)
  expect(nextLook(120_000)).toBe(120_000)
  expect(nextLook(-5)).toBeUndefined()
})

it('[X7] any one key answers, but not one that is held for another', () => {
  expect([' ', 'Enter', 'a', 'Escape', 'Tab'].every((key) => isAnswer({ key }))).toBe(true)
  expect(['Shift', 'Control', 'Meta'].some((key) => isAnswer({ key }))).toBe(false)
})
