import { inspect, parseArgs } from 'node:util'

import { inWords, noTally, type Tally } from './world.ts'
import { digestOf, keeping, playSeed, shrink, storyOf } from './seeds.ts'
import { MUTATIONS_PER_SEED, noOutcomes, tryMutations, type Outcomes } from './mutations.ts'

const HELP = `npm run fuzz -- [--seeds 10000] [--from 1] [--mutations 100000]
  --seeds      how many stories of four editors to play; 0 for none
  --from       the first seed
  --mutations  how many damaged and forged updates to put to the gate; 0 for none`

const SAY_EVERY_MS = 10_000

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    mutations: { type: 'string', default: '100000' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(HELP)
else process.exitCode = (await main(whole('seeds'), whole('from'), whole('mutations'))) ? 0 : 1

function whole(name: 'seeds' | 'from' | 'mutations'): number {
  const value = Number(values[name])
  if (Number.isSafeInteger(value) && value >= 0) return value
  console.error(`--${name} takes a whole number.\n\n${HELP}`)
  process.exit(2)
}

async function main(seeds: number, from: number, mutations: number): Promise<boolean> {
  return (await converges(seeds, from)) && holds(Math.ceil(mutations / MUTATIONS_PER_SEED), from)
}

async function converges(seeds: number, from: number): Promise<boolean> {
  const seen = noTally()
  const startedAt = Date.now()
  let saidAt = startedAt
  for (let seed = from; seed < from + seeds; seed += 1) {
    try {
      const tally = await playSeed(storyOf(seed))
      for (const key of Object.keys(seen) as (keyof Tally)[]) seen[key] += tally[key]
    } catch (error) {
      await tell(seed, error)
      return false
    }
    if (Date.now() - saidAt < SAY_EVERY_MS) continue
    saidAt = Date.now()
    console.log(`${seed - from + 1} of ${seeds} seeds`)
  }
  console.log(
    `Convergence: ${seeds} seeds from ${from} in ${Math.round((Date.now() - startedAt) / 1000)} s, none failed.`,
  )
  console.log(
    `  ${seen.updates} updates stored, ${seen.crashes} crashes, ${seen.promises} promises of "saved" looked up in the log, ${seen.lost} frames lost, repeated or swapped, ${seen.closed} connections closed for gaps, ${seen.rows} rows in the end`,
  )
  if (seeds < 100 || (seen.updates > 0 && seen.crashes > 0 && seen.promises > 0 && seen.lost > 0 && seen.rows > 0))
    return true
  console.log('The generator made nothing of one of these: this run proves nothing.')
  return false
}

/** The seed, what failed, the fewest steps that still fail, and the entry to keep. */
async function tell(seed: number, error: unknown): Promise<void> {
  const story = storyOf(seed)
  console.log(`Seed ${seed} FAILED on a ${story.kind} document:`, inspect(error, { depth: 6 }))
  console.log('Looking for the fewest steps that fail…')
  const keep = await shrink(story)
  for (const step of keeping(story, keep).steps) console.log(`  ${inWords(step)}`)
  console.log('Once it is understood, keep it in server/src/documents/fuzz/regressions.ts:')
  console.log(`  { name: '…', seed: ${seed}, keep: [${keep.join(', ')}], digest: '${digestOf(story)}' },`)
}

function holds(seeds: number, from: number): boolean {
  const seen = noOutcomes()
  const startedAt = Date.now()
  for (let seed = from; seed < from + seeds; seed += 1) {
    try {
      const outcomes = tryMutations(seed)
      for (const key of Object.keys(seen) as (keyof Outcomes)[]) seen[key] += outcomes[key]
    } catch (error) {
      console.log(`Mutations of seed ${seed} FAILED:`, inspect(error, { depth: 6 }))
      console.log(`Again: npm run fuzz -- --seeds 0 --from ${seed} --mutations 1`)
      return false
    }
  }
  const { accepted, known, gap, refused } = seen
  console.log(
    `Gate: ${accepted + known + gap + refused} damaged and forged updates in ${Math.round((Date.now() - startedAt) / 1000)} s. ${accepted} let through and applied without an exception or anything pending, ${seen['within one root']} of them again for a sender of one root, ${known} with nothing new, ${gap} with gaps, ${refused} refused.`,
  )
  return seeds < 50 || (accepted > 0 && gap > 0 && refused > 0 && seen['within one root'] > 0)
}
