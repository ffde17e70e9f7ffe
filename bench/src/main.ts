import { setTimeout as sleep } from 'node:timers/promises'

import { dropHome, makeHome, tryPeers, type Contestant } from './contestants.ts'
import { writeModel } from './model.ts'
import { furnish } from './ours.ts'
import { tableOf, writePerformance } from './report.ts'
import { circumstances, loadNow, write, type Result, type Run } from './results.ts'
import { SCENARIOS } from './scenarios/all.ts'
import type { Scenario, Turn } from './scenarios/turn.ts'
import { MODES, needsOf, type Mode, type Sizes } from './sizes.ts'

const HELP = `npm run bench [-- options]
  (no option)          what the goals need, in under half an hour on a machine that does nothing else: a, b, c, j, k five times
  --long               everything five times, against every server: some three hours
  --short              everything once and small: about three minutes; verifies the harness
  --check              as little as shows that every part answers; writes no results
  --only a,c,j         these scenarios: ${SCENARIOS.map(({ id }) => id).join(' ')}
  --servers x,y        these servers: relay y-websocket y-websocket-leveldb hocuspocus hocuspocus-sqlite concordat
  --repetitions n      another number of repetitions
  --report             writes docs/performance.md from the newest results, and measures nothing
  --model              recomputes the model in docs/scaling.md from the newest results, and measures nothing`

function valueOf(option: string): string | undefined {
  const index = process.argv.indexOf(option)
  return index < 0 ? undefined : process.argv[index + 1]
}
const has = (option: string): boolean => process.argv.includes(option)

async function run(): Promise<void> {
  const mode: Mode = has('--check') ? 'check' : has('--short') ? 'short' : has('--long') ? 'long' : 'full'
  const given = Number(valueOf('--repetitions'))
  const sizes: Sizes = { ...MODES[mode], ...(given > 0 && { repetitions: given, once: [] }) }
  const only = valueOf('--only')?.split(',')
  const scenarios = SCENARIOS.filter(({ id }) => only?.includes(id) ?? true)
  const asked = valueOf('--servers')?.split(',')
  const servers = asked ?? sizes.servers
  const wants = (name: string): boolean => servers?.includes(name) ?? true

  say(
    `Mode ${mode}, ${sizes.repetitions} × ${scenarios.map(({ id }) => id).join(' ')}. Load average ${loadNow().toFixed(1)}.`,
  )
  const { able, skipped } = await tryPeers(wants)
  for (const { name, reason } of skipped) say(`Left out: ${name}: ${reason}`)
  say('Preparing our data folder, with people, drafts and a large document…')
  const house = await furnish(needsOf(sizes))
  const contestants = [...able, ...(wants('concordat') ? [house.contestant] : [])]

  const result: Result = {
    format: 1,
    ...circumstances(),
    mode,
    servers: contestants.map(({ name, title, version }) => ({ name, title, version })),
    skipped,
    sizes,
    large: {
      bytes: house.originals.largeBytes,
      edits: house.originals.largeEdits,
      bytesPerUpdate: house.originals.bytesPerUpdate,
    },
    scenarios: {},
  }
  for (const scenario of scenarios) {
    const reason = scenario.unable?.() ?? null
    if (reason !== null) {
      say(`Not run: ${scenario.title}: ${reason}`)
      continue
    }
    const before = loadNow()
    const startedAt = new Date().toISOString()
    const runs = await takeTurns(scenario, contestants, { originals: house.originals, sizes, servers: asked })
    result.scenarios[scenario.id] = { startedAt, load: [before, loadNow()], runs }
    say(`\n${tableOf(scenario, result, result.scenarios[scenario.id])}\n`)
    if (mode !== 'check') write(result)
  }
  if (mode !== 'check') {
    say(`Written: ${write(result)}`)
    writePerformance()
    writeModel()
  }
  house.drop()
  const failed = Object.values(result.scenarios).flatMap(({ runs }) => runs.filter((each) => each.failed !== undefined))
  if (failed.length > 0) {
    say(`${failed.length} turns failed.`)
    process.exitCode = 1
  }
}

/** Within a repetition the servers take turns, each time another one first, so that a busy minute of the machine meets none more than others. */
async function takeTurns(
  scenario: Scenario,
  contestants: readonly Contestant[],
  parts: Pick<Turn, 'originals' | 'sizes'> & {
    /** Asked for by name: then they take part everywhere. */
    readonly servers: readonly string[] | undefined
  },
): Promise<Run[]> {
  const runs: Run[] = []
  const { servers, sizes } = parts
  const rivals = servers === undefined ? sizes.serversOf?.[scenario.id] : undefined
  const taking = contestants.filter(scenario.takesPart).filter(({ name }) => rivals?.includes(name) ?? true)
  const repetitions = sizes.once?.includes(scenario.id) === true ? 1 : sizes.repetitions
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    const shift = (repetition - 1) % Math.max(1, taking.length)
    for (const contestant of [...taking.slice(shift), ...taking.slice(0, shift)]) {
      runs.push(await takeTurn(scenario, contestant, repetition, parts))
    }
  }
  return runs
}

async function takeTurn(
  scenario: Scenario,
  contestant: Contestant,
  repetition: number,
  parts: Pick<Turn, 'originals' | 'sizes'>,
): Promise<Run> {
  const home = makeHome()
  const startedAt = performance.now()
  let running: Awaited<ReturnType<Contestant['start']>> | undefined
  try {
    const start: Turn['start'] = async () => (running = await contestant.start(home))
    const figures = await scenario.turn({ contestant, start, ...parts })
    const { key, title } = scenario.columns[0] ?? { key: '', title: '' }
    const value = figures[key]
    say(
      `${scenario.id} ${repetition} ${contestant.name}: ${typeof value === 'number' ? value.toFixed(1) : value} ${title} (${seconds(startedAt)})`,
    )
    return { server: contestant.name, repetition, figures }
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error)
    say(
      `${scenario.id} ${repetition} ${contestant.name}: FAILED after ${seconds(startedAt)}: ${failed}\n${running?.output().slice(-1_000) ?? ''}`,
    )
    return { server: contestant.name, repetition, failed: failed.slice(0, 500) }
  } finally {
    await running?.kill()
    dropHome(home)
    // Ports in TIME_WAIT and a database that is just closing are not the next one's business.
    await sleep(200)
  }
}

const seconds = (from: number): string => `${((performance.now() - from) / 1000).toFixed(0)} s`

function say(line: string): void {
  console.log(line)
}

if (has('--help')) say(HELP)
else if (has('--report')) writePerformance()
else if (has('--model')) say(writeModel())
else await run()
