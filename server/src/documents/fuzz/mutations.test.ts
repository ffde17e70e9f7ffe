import { expect, test } from 'vitest'

import { MUTATIONS_PER_SEED, noOutcomes, tryMutations, type Outcomes } from './mutations.ts'

const SEEDS = 100

test(`[P24, M-15, M-16] of ${SEEDS * MUTATIONS_PER_SEED} damaged and forged updates none that passes throws in apply, stays pending or writes elsewhere`, () => {
  const seen = noOutcomes()
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const outcomes = tryMutations(seed)
    for (const key of Object.keys(seen) as (keyof Outcomes)[]) seen[key] += outcomes[key]
  }
  expect(seen.accepted + seen.known + seen.gap + seen.refused).toBe(SEEDS * MUTATIONS_PER_SEED)
  // The generator made something of every kind.
  expect(seen.accepted).toBeGreaterThan(100)
  expect(seen.gap).toBeGreaterThan(100)
  expect(seen.refused).toBeGreaterThan(1_000)
  expect(seen['within one root']).toBeGreaterThan(30)
}, 120_000)
