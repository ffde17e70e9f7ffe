import { describe, expect, test } from 'vitest'

import { DOCUMENT_KINDS } from '@concordat/shared/documents/schema'

import { REGRESSIONS } from './regressions.ts'
import { digestOf, keeping, playSeed, shrink, storyOf } from './seeds.ts'
import { noTally, type Tally } from './world.ts'

const SEEDS = 200

test(`[P7, P1] ${SEEDS} seeds: whatever happens to wires, database and process, all copies and the log end up equal, and nothing acknowledged is lost`, async () => {
  const seen = noTally()
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const tally = await playSeed(storyOf(seed)).catch((error: unknown) => {
      throw new Error(`seed ${seed} failed: npm run fuzz -- --seeds 1 --from ${seed}`, { cause: error })
    })
    for (const key of Object.keys(seen) as (keyof Tally)[]) seen[key] += tally[key]
  }
  // The generator made something of it.
  expect(seen.updates).toBeGreaterThan(1_500)
  expect(seen.crashes).toBeGreaterThan(60)
  expect(seen.promises).toBeGreaterThan(200)
  expect(seen.lost).toBeGreaterThan(200)
  expect(seen.rows).toBeGreaterThan(300)
}, 180_000)

test('[P7] the seeds take every kind of document in turn, and the same seed is the same story', () => {
  const kinds = new Set(Array.from({ length: 10 }, (_, seed) => storyOf(seed).kind))
  expect(kinds).toEqual(new Set(DOCUMENT_KINDS))
  expect(digestOf(storyOf(7))).toBe(digestOf(storyOf(7)))
  expect(digestOf(storyOf(7))).not.toBe(digestOf(storyOf(12)))
})

test('[P7] a story that fails is shrunk to the steps that matter', async () => {
  const broken = {
    do: () => {
      throw new Error('as if the editor failed')
    },
  }
  const story = storyOf(5)
  const at = story.steps.findIndex(({ type }) => type === 'edit')
  const steps = story.steps.map((step, index) =>
    index === at && step.type === 'edit' ? { ...step, deed: { ...step.deed, ...broken } } : step,
  )
  expect(await shrink({ ...story, steps })).toEqual([at])
}, 60_000)

describe('seeds that failed once', () => {
  test('are listed once each, by name', () => {
    expect(new Set(REGRESSIONS.map(({ name }) => name)).size).toBe(REGRESSIONS.length)
  })

  for (const { name, seed, keep, digest } of REGRESSIONS)
    test(`[P7] ${name}`, async () => {
      const story = storyOf(seed)
      expect(digestOf(story)).toBe(digest)
      await playSeed(keeping(story, keep))
    })
})
