import { parseArgs } from 'node:util'

import { whyNoRedis } from '../test/redis.ts'
import { whyNoBrowser } from './browser-faults.ts'
import { FAULTS } from './faults.ts'
import type { Scenario } from './scenario.ts'
import { Lab } from './stage.ts'

const HELP = `npm run faults -- [--only F1,F4] [--trials 20] [--short]
  --only    these faults and no others
  --trials  how often each fault is made, instead of its own number
  --short   fewer people and shorter waits
  --list    what there is`

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    trials: { type: 'string' },
    short: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
// Servers and browsers end with this process, and that is done when it exits.
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    console.log(`  Ended by ${signal}.`)
    process.exit(130)
  })

if (values.help) console.log(HELP)
else if (values.list) for (const { id, title, trials } of FAULTS) console.log(`${id.padEnd(4)} ${title} (${trials})`)
else process.exitCode = await main()

async function main(): Promise<number> {
  const only = values.only?.split(',').map((id) => id.trim().toUpperCase())
  const wanted = FAULTS.filter(({ id }) => only?.includes(id) ?? true)
  const trials = values.trials === undefined ? undefined : Number(values.trials)
  const unknown = only?.filter((id) => !FAULTS.some((fault) => fault.id === id)) ?? []
  if (unknown.length > 0 || (trials !== undefined && !(Number.isSafeInteger(trials) && trials > 0))) {
    console.error(
      unknown.length > 0
        ? `There is no ${unknown.join(', ')}.\n\n${HELP}`
        : `--trials takes a whole number.\n\n${HELP}`,
    )
    return 2
  }

  const artefacts = 'test-results/faults'
  const lab = await Lab.open({ artefacts })
  const results: { id: string; word: 'ok' | 'FAILED' | 'NOT RUN' }[] = []
  try {
    for (const { id, title, needs, run, trials: own } of wanted) {
      console.log(`\n${id}: ${title}`)
      const reason = whyNot(needs)
      if (reason !== undefined) {
        console.log(`  NOT RUN: ${reason}`)
        results.push({ id, word: 'NOT RUN' })
        continue
      }
      const startedAt = Date.now()
      const { findings, notes } = await run(lab, { trials: trials ?? own, isShort: values.short })
      for (const [what, value] of Object.entries(notes)) console.log(`  ${what}: ${value}`)
      for (const finding of findings.slice(0, 20)) console.log(`  FOUND ${finding}`)
      if (findings.length > 20) console.log(`  … and ${findings.length - 20} more, in ${artefacts}`)
      const word = findings.length === 0 ? 'ok' : 'FAILED'
      console.log(`  ${word} in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`)
      results.push({ id, word })
    }
  } finally {
    await lab.close()
  }
  console.log(`\n${results.map(({ id, word }) => `${id} ${word}`).join(', ')}`)
  return results.every(({ word }) => word === 'ok') ? 0 : 1
}

/** Why a fault cannot be made on this machine; undefined when it can. What is not run is a failure of the run: it says so by name. */
function whyNot(needs: Scenario['needs']): string | undefined {
  if (needs === 'redis') return whyNoRedis() ?? undefined
  return needs === 'browser' ? whyNoBrowser() : undefined
}
