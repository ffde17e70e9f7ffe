import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'

import { BENCH, ROOT } from './processes.ts'
import type { Figures } from './scenarios/turn.ts'
import type { Mode, Sizes } from './sizes.ts'

export const RESULTS = join(BENCH, 'results')

export interface Run {
  readonly server: string
  readonly repetition: number
  readonly figures?: Figures
  /** Why there are none. */
  readonly failed?: string
}

export interface ScenarioResult {
  readonly startedAt: string
  /** Load averages over one minute, before and after. */
  readonly load: readonly [number, number]
  readonly runs: readonly Run[]
}

/** What one run of the harness found out, as it is kept. */
export interface Result {
  readonly format: 1
  readonly startedAt: string
  readonly mode: Mode
  readonly commit: string
  /** The working tree of the product differed from the commit. */
  readonly isDirty: boolean
  readonly machine: {
    readonly cpu: string
    readonly cores: number
    readonly memoryGib: number
    readonly kernel: string
    readonly node: string
  }
  readonly servers: readonly { readonly name: string; readonly title: string; readonly version: string }[]
  readonly skipped: readonly { readonly name: string; readonly reason: string }[]
  readonly sizes: Sizes
  readonly large: { readonly bytes: number; readonly edits: number; readonly bytesPerUpdate: number | null }
  readonly scenarios: Record<string, ScenarioResult>
}

/** Null where this is no checkout, but a copy of one. */
function git(...args: string[]): string | null {
  try {
    return execFileSync('git', ['--no-optional-locks', ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    // There is no git, or nothing for it to read.
    return null
  }
}

export function circumstances(): Pick<Result, 'startedAt' | 'commit' | 'isDirty' | 'machine'> {
  return {
    startedAt: new Date().toISOString(),
    commit: git('rev-parse', '--short=10', 'HEAD') ?? 'unknown',
    isDirty: (git('status', '--porcelain', '--', 'server', 'shared', 'db', 'package-lock.json') ?? '') !== '',
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGib: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
      node: process.version,
    },
  }
}

export const loadNow = (): number => loadavg()[0] ?? 0

/** Writes after every scenario, so that a run that is cut off leaves what it has. */
export function write(result: Result): string {
  mkdirSync(RESULTS, { recursive: true })
  const name = `${result.startedAt.slice(0, 16).replace(':', '')}-${result.commit}`
  const file = join(RESULTS, `${name}.json`)
  writeFileSync(file, `${JSON.stringify(result, rounded, 1)}\n`)
  return file
}

/** Five digits are more than any of these numbers is good for. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value

/** A scenario's newest measurement, with the run it comes from. */
export interface Newest {
  readonly result: Result
  readonly scenario: ScenarioResult
}

/** Repetitions that the guide asks for before a ratio counts. */
export const ENOUGH_REPETITIONS = 5

/** How often the servers have had a turn at it. */
export const repetitionsOf = ({ runs }: ScenarioResult): number =>
  Math.max(0, ...runs.map(({ repetition }) => repetition))

/** Turns that came to no figures: of the servers that can, whoever was sent away, ended or was too late. */
export const failuresOf = ({ runs }: ScenarioResult): Run[] => runs.filter(({ failed }) => failed !== undefined)

/** Full size and often enough, full size, or small. */
function rankOf({ result: { mode }, scenario }: Newest): number {
  if (mode === 'short' || mode === 'check') return 0
  return repetitionsOf(scenario) >= ENOUGH_REPETITIONS ? 2 : 1
}

/** What is kept, the oldest first. */
function kept(): Result[] {
  return readdirSync(RESULTS)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(RESULTS, name), 'utf8')) as Result)
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt))
}

/** Turns at this scenario that failed in other runs than this one. */
export const failedElsewhere = (id: string, shown: Result): { readonly result: Result; readonly run: Run }[] =>
  kept()
    .filter(({ startedAt }) => startedAt !== shown.startedAt)
    .flatMap((result) => {
      const scenario = result.scenarios[id]
      return scenario === undefined ? [] : failuresOf(scenario).map((run) => ({ result, run }))
    })

/**
 * For each scenario the newest measurement in which our own server got to an end, of those that were done best: full size and five times
 * before full size, and that before small.
 */
export function newest(): Map<string, Newest> {
  const found = new Map<string, Newest>()
  for (const result of kept()) {
    for (const [id, scenario] of Object.entries(result.scenarios)) {
      const known = found.get(id)
      const hasOurs = scenario.runs.some(({ server, figures }) => server === 'concordat' && figures !== undefined)
      const isBetter = hasOurs && (known === undefined || rankOf({ result, scenario }) >= rankOf(known))
      if (known === undefined || isBetter) found.set(id, { result, scenario })
    }
  }
  return found
}

export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
  readonly count: number
}

/** Over the repetitions of one server; null when nothing was measured. */
export function spreadOf({ runs }: ScenarioResult, server: string, key: string): Spread | null {
  const values = runs
    .filter((run) => run.server === server)
    .map(({ figures }) => figures?.[key])
    .filter((value) => typeof value === 'number')
    .sort((a, b) => a - b)
  const [least] = values
  const most = values.at(-1)
  if (least === undefined || most === undefined) return null
  const middle = values.length / 2
  const median =
    values.length % 2 === 1
      ? (values[Math.floor(middle)] ?? least)
      : ((values[middle - 1] ?? least) + (values[middle] ?? most)) / 2
  return { median, least, most, count: values.length }
}

/** Of all repetitions of one server together; null when nothing was measured. */
export function sumOf({ runs }: ScenarioResult, server: string, key: string): number | null {
  const values = runs
    .filter((run) => run.server === server)
    .map(({ figures }) => figures?.[key])
    .filter((value) => typeof value === 'number')
  return values.length > 0 ? values.reduce((all, value) => all + value, 0) : null
}

/** The last word a server's runs had for a figure that is no number. */
export function wordOf({ runs }: ScenarioResult, server: string, key: string): string | null {
  const words = runs.filter((run) => run.server === server).map(({ figures }) => figures?.[key])
  const word = words.findLast((value) => typeof value === 'string')
  return typeof word === 'string' ? word : null
}
