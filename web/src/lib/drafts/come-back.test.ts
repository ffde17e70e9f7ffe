import { expect, it } from 'vitest'

import { hintIn, isCrowded, waitAfter } from './come-back.ts'

const closed = (code: number, reason = '') => ({ code, reason })
const restart = closed(1012, 'the service is restarting; come back in 4000 ms')

it('[F17] comes back when the server asks it to, not sooner, and not all at the same moment', () => {
  expect(hintIn(restart)).toBe(4_000)
  expect([0, 0.5, 1].map((chance) => waitAfter(restart, 5, chance))).toEqual([4_000, 4_400, 4_800])
  expect(waitAfter(closed(1013, 'this connection is too slow; come back in 0 ms'), 0, 0.5)).toBe(100)
})

it('is not sent away for an hour by a hint that makes no sense', () => {
  expect(hintIn(closed(1012, 'come back in 3600000 ms'))).toBe(60_000)
  expect(hintIn(closed(1012, 'come back soon'))).toBeUndefined()
})

it('[F17] without a hint waits longer each time, up to eight seconds, with jitter', () => {
  const waits = [1, 2, 3, 4, 5, 6, 60].map((attempts) => waitAfter(closed(1006), attempts, 1))
  expect(waits).toEqual([400, 800, 1_600, 3_200, 6_400, 8_000, 8_000])
  expect(waitAfter(closed(1006), 6, 0)).toBe(4_000)
})

it('[abuse 13, 32] stays away for some seconds when it was too much, and knows when it was too many windows', () => {
  expect(waitAfter(closed(4429, 'too many frames'), 1, 0)).toBe(2_500)
  expect(waitAfter(closed(4429, 'too many frames'), 9, 1)).toBe(8_000)
  expect(isCrowded(closed(4429, 'too many open connections'))).toBe(true)
  expect(isCrowded(closed(4429, 'too many frames'))).toBe(false)
})
