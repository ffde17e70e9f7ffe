import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from './processes.ts'
import {
  ENOUGH_REPETITIONS,
  failedElsewhere,
  failuresOf,
  newest,
  repetitionsOf,
  spreadOf,
  sumOf,
  wordOf,
  type Newest,
  type Result,
  type Run,
  type ScenarioResult,
  type Spread,
} from './results.ts'
import { SCENARIOS } from './scenarios/all.ts'
import type { Column, Scenario } from './scenarios/turn.ts'

const OURS = 'concordat'

const shown = (value: number, digits = 1): string =>
  value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })

function spreadShown({ median, least, most, count }: Spread, digits: number | undefined): string {
  return count > 1 ? `${shown(median, digits)} (${shown(least, digits)}–${shown(most, digits)})` : shown(median, digits)
}

/** One scenario as a table: medians with least and most, and what the first column is to the relay's and what ours is to each. */
export function tableOf(scenario: Scenario, result: Result, measured: ScenarioResult | undefined): string {
  if (measured === undefined) return ''
  const [main] = scenario.columns
  if (main === undefined) return ''
  const relay = spreadOf(measured, 'relay', main.key)
  const own = spreadOf(measured, OURS, main.key)
  const cell = (server: string, { key, digits }: Column): string => {
    const spread = spreadOf(measured, server, key)
    return spread === null ? (wordOf(measured, server, key) ?? '–') : spreadShown(spread, digits)
  }
  const ratio = (of: Spread | null, to: Spread | null): string =>
    of === null || to === null || to.median === 0 ? '–' : `×${shown(of.median / to.median, 2)}`
  const rows = result.servers
    .filter(({ name }) => measured.runs.some(({ server }) => server === name))
    .map(({ name, title }) => {
      const spread = spreadOf(measured, name, main.key)
      const failures = measured.runs.filter(({ server, failed }) => server === name && failed !== undefined)
      const cells = scenario.columns.map((column) => cell(name, column))
      const first =
        failures.length > 0
          ? [
              `${cells[0] ?? ''} (${failures.length} of ${measured.runs.filter(({ server }) => server === name).length} turns failed)`,
            ]
          : [cells[0] ?? '']
      return [
        name === OURS ? `**${title}**` : title,
        ...first,
        ratio(spread, relay),
        name === OURS ? '' : ratio(own, spread),
        ...cells.slice(1),
      ]
    })
  const head = [
    'server',
    main.title,
    'to the relay',
    'Concordat to it',
    ...scenario.columns.slice(1).map(({ title }) => title),
  ]
  return [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

/** What is known about why a goal is missed: from profiles, not from these measurements. By goal. */
const WHY: Readonly<Record<string, string>> = {
  '1': 'Every edit is decoded and held against the gate, hashed, committed and acknowledged before it is sent; a relay does none of it. Its share shrinks as more people read what one writes.',
  '2': 'An edit is shown only after its commit: the wait for the disk and for its round (at most 5 ms apart under load) comes before anything is sent.',
  '3': 'With three people in a room the work per edit is shared by two readers only. In the profile a quarter is writing to sockets, a quarter the gate and applying, a tenth the database’s messages; no single part stands out. The wait for the round (5 ms) is all of the p99.',
  '4': 'The gate and the log bound how many edits one process takes; see goal 1.',
  '5': 'Nothing is encoded for a join; what is left is the opening of the session (its rights and client ids are read from the database) and 1.4 MB through the socket, on the thread that serves everyone else.',
  '6': 'What is folded is sent as bytes and nothing is built from it; what is left is a good half the reading of it from the database, and rights and rows. The peer’s own times spread far from one repetition to the next.',
  '7': 'Acknowledged means on disk, and on this machine the disk answers in milliseconds only while nothing else writes.',
  '8': 'The memory of the process after all have left holds what V8 has not given back to the system; whether a second crowd would add to it was not measured here (the faults compare it, S8).',
  '9': 'The reader is cut off at 4 MiB. What waits for it until then lies in slabs of its room; as allocations of their own the pieces had V8 collect its whole heap twice a second.',
  '10': 'At 40 edits a second nothing is gathered: each edit is a round of its own, with a message to the database (a sixth of the profile), an acknowledgement and a write to each reader (two fifths).',
  '11': 'What is written on one node is committed, told over Redis, and read there from the stream before it is sent: two more turns of two processes, with two cores for everything.',
}

const whyMissed = (goals: readonly string[]): string =>
  goals.length === 0
    ? ''
    : `Why, as far as profiles tell:\n\n${goals.map((goal) => `- Goal ${goal}: ${WHY[goal] ?? 'not known yet.'}`).join('\n')}`

/** What a goal of performance.md section 4 asks for, and what was found. */
interface Verdict {
  readonly goal: string
  /** Scenarios it is judged by. */
  readonly from: readonly string[]
  readonly asked: string
  readonly found: string
  readonly isMet: boolean | null
}

type Pick = (id: string, server: string, key: string) => number | null
type PickWord = (id: string, server: string, key: string) => string | null

function verdicts(at: Pick, sum: Pick, word: PickWord): Verdict[] {
  const over = (a: number | null, b: number | null): number | null =>
    a === null || b === null || b === 0 ? null : a / b
  const times = (value: number | null): string => (value === null ? 'not measured' : `×${shown(value, 2)}`)
  const plain = (value: number | null, unit: string, digits = 1): string =>
    value === null ? 'not measured' : `${shown(value, digits)} ${unit}`
  const all = (...parts: (boolean | null)[]): boolean | null =>
    parts.includes(null) ? null : parts.every((part) => part === true)
  const most = (value: number | null, limit: number): boolean | null => (value === null ? null : value <= limit)
  const sqlite = 'hocuspocus-sqlite'

  const cpu = (id: string): number | null => over(at(id, OURS, 'cpuUs'), at(id, 'relay', 'cpuUs'))
  const cpuToSqlite = (id: string): number | null => over(at(id, OURS, 'cpuUs'), at(id, sqlite, 'cpuUs'))
  const p95ToRelay = over(at('b', OURS, 'p95'), at('b', 'relay', 'p95'))
  const p95Beyond = (id: string): number | null => {
    const [own, relay] = [at(id, OURS, 'p95'), at(id, 'relay', 'p95')]
    return own === null || relay === null ? null : own - relay
  }
  const roomsCpu = over(at('c', OURS, 'cpuUs'), at('c', 'hocuspocus', 'cpuUs'))
  const roomsP99 = over(at('c', OURS, 'p99'), at('c', 'hocuspocus', 'p99'))
  const peak = over(at('d', OURS, 'peak'), at('d', 'relay', 'peak'))
  const peakToSqlite = over(at('d', OURS, 'peak'), at('d', sqlite, 'peak'))
  const peakCpu = over(at('d', OURS, 'cpuUs'), at('d', 'relay', 'cpuUs'))
  const join = over(at('e', OURS, 'p50'), at('e', sqlite, 'p50'))
  const storm = over(at('e', OURS, 'stormMs'), at('e', sqlite, 'stormMs'))
  const restart = over(at('f', OURS, 'ms'), at('f', sqlite, 'ms'))
  // Any loss is one too many: of all repetitions together.
  const lost = sum('g', OURS, 'lost')
  const kills = sum('g', OURS, 'trials')
  const acknowledged = at('j', OURS, 'acknowledgedP95')
  const connection = over(at('h', OURS, 'perConnectionKib'), at('h', 'relay', 'perConnectionKib'))
  const document = over(
    at('h', OURS, 'perDocumentKib'),
    at('h', 'hocuspocus', 'perDocumentKib') ?? at('h', sqlite, 'perDocumentKib'),
  )
  const after = at('h', OURS, 'afterShare')
  const growth = at('i', OURS, 'growthMib')
  const others = at('i', OURS, 'p95Ratio')
  const sent = at('i', OURS, 'sentMib')
  const carets = at('j', OURS, 'ratio')
  const [across, one] = [at('l', OURS, 'acrossP50'), at('l', OURS, 'oneP50')]
  const lostOnTwo = sum('l', OURS, 'lost')
  const caretsToYWebsocket = over(at('j', OURS, 'cpuUs'), at('j', 'y-websocket', 'cpuUs'))

  return [
    {
      goal: '1',
      from: ['a', 'b'],
      asked:
        'CPU per delivered edit ≤ 1.35 × relay at 50 clients, 800 edits/s and at 200 × 20, and no more than Hocuspocus + SQLite',
      found: `${times(cpu('a'))} and ${times(cpu('b'))}; to Hocuspocus + SQLite ${times(cpuToSqlite('a'))} and ${times(cpuToSqlite('b'))}`,
      isMet: all(most(cpu('a'), 1.35), most(cpu('b'), 1.35), most(cpuToSqlite('a'), 1), most(cpuToSqlite('b'), 1)),
    },
    {
      goal: '2',
      from: ['a', 'b', 'c', 'k'],
      asked: 'p95 ≤ 1.5 × relay at 200 × 20, and at most 10 ms more anywhere',
      found: `${times(p95ToRelay)}; ${(['a', 'b', 'c', 'k'] as const).map((id) => plain(p95Beyond(id), 'ms')).join(', ')} more (a, b, c, k)`,
      isMet: all(most(p95ToRelay, 1.5), ...(['a', 'b', 'c', 'k'] as const).map((id) => most(p95Beyond(id), 10))),
    },
    {
      goal: '3',
      from: ['c'],
      asked: '200 rooms × 3: CPU ≤ 1.05 × Hocuspocus in memory and p99 ≤ 2 × its',
      found: `${times(roomsCpu)}; p99 ${times(roomsP99)}`,
      isMet: all(most(roomsCpu, 1.05), most(roomsP99, 2)),
    },
    {
      goal: '4',
      from: ['d'],
      asked:
        'peak ≥ 4.5 × relay, within one step (1.5) of Hocuspocus + SQLite, at ≤ 0.5 × the relay’s CPU per delivery',
      found: `${times(peak)}; to Hocuspocus + SQLite ${times(peakToSqlite)}; CPU ${times(peakCpu)}`,
      isMet: all(
        peak === null ? null : peak >= 4.5,
        peakToSqlite === null ? null : peakToSqlite >= 1 / 1.55,
        most(peakCpu, 0.5),
      ),
    },
    {
      goal: '5',
      from: ['e'],
      asked:
        'join of the large document, with 20 edits/s going on: ≤ 0.25 × Hocuspocus and ≤ 10 ms; 20 at once ≤ 0.2 ×',
      found: `${times(join)}, ${plain(at('e', OURS, 'p50'), 'ms')}; at once ${times(storm)}`,
      isMet: all(most(join, 0.25), most(at('e', OURS, 'p50'), 10), most(storm, 0.2)),
    },
    {
      goal: '6',
      from: ['f'],
      asked: 'first join after a restart ≤ 0.25 × Hocuspocus + SQLite',
      found: `${times(restart)}, ${plain(at('f', OURS, 'ms'), 'ms', 0)}`,
      isMet: most(restart, 0.25),
    },
    {
      goal: '7',
      from: ['g', 'j'],
      asked: 'acknowledged or seen edits lost on SIGKILL: 0 in 50 kills; ack p95 ≤ 25 ms at 50 × 5',
      found: `${plain(lost, 'lost', 0)} in ${plain(kills, 'kills', 0)}; ack p95 ${plain(acknowledged, 'ms')}`,
      isMet: all(lost === null ? null : lost === 0, most(acknowledged, 25)),
    },
    {
      goal: '8',
      from: ['h'],
      asked:
        'memory ≤ 2 × relay per idle connection, ≤ 0.5 × Hocuspocus per open document, within 10 % of empty after all have left',
      found: `${times(connection)}; ${times(document)}; ${times(after)} of empty`,
      isMet: all(most(connection, 2), most(document, 0.5), most(after, 1.1)),
    },
    {
      goal: '9',
      from: ['i'],
      asked: 'one stuck reader: growth ≤ 16 MiB, cut off, others’ p95 ≤ 1.2 ×',
      found: `${plain(growth, 'MiB')} while ${plain(sent, 'MiB')} went to each, ${word('i', OURS, 'wasCut') ?? 'not measured'} cut off; others ${times(others)}`,
      // Less than that fits into the kernel's buffers, and then there was nothing to bound.
      isMet: sent === null || sent < 16 ? null : all(most(growth, 16), most(others, 1.2)),
    },
    {
      goal: '10',
      from: ['j'],
      asked: 'cursors: CPU ≤ 1.6 × without, and below y-websocket',
      found: `${times(carets)}; to y-websocket ${times(caretsToYWebsocket)}`,
      isMet: all(most(carets, 1.6), most(caretsToYWebsocket, 1)),
    },
    {
      goal: '11',
      from: ['l'],
      asked: 'two nodes: p50 ≤ one node + 5 ms, nothing lost when either is killed',
      found: `${plain(across, 'ms')} across, ${plain(one, 'ms')} on one; ${plain(lostOnTwo, 'lost', 0)} in ${plain(sum('l', OURS, 'kills'), 'kills', 0)}`,
      isMet: all(
        across === null || one === null ? null : across <= one + 5,
        lostOnTwo === null ? null : lostOnTwo === 0,
      ),
    },
  ]
}

/** Foreign load above this share of a core makes latencies worth little. */
const BUSY_CORES = 0.3

function mostForeign({ scenario }: Newest): number | null {
  const shares = scenario.runs
    .map(({ figures }) => figures?.['foreignCores'])
    .filter((value) => typeof value === 'number')
  return shares.length > 0 ? Math.max(...shares) : null
}

/** Where no window tells, the load average does: what runs here itself takes no more than two cores. */
function wasBusy(measured: Newest): boolean {
  const foreign = mostForeign(measured)
  return foreign === null ? Math.max(...measured.scenario.load) > 3 : foreign > BUSY_CORES
}

/** Too few repetitions, too short, or beside other work: an answer, and no verdict. */
const isProvisional = (measured: Newest): boolean =>
  measured.result.mode === 'short' || repetitionsOf(measured.scenario) < ENOUGH_REPETITIONS || wasBusy(measured)

/** What was done, by the sizes of that run: short runs do less than the guide asks for. */
function asRun({ size }: Scenario, { sizes, large }: Result): string {
  const chosen = sizes[size]
  const words = Object.entries(typeof chosen === 'object' ? chosen : {}).map(([name, value]) =>
    Array.isArray(value)
      ? `${value.length} ${name}`
      : `${name} ${shown(Number(value), Number.isInteger(value) ? 0 : 1)}`,
  )
  const document = size === 'join' ? [`document of ${shown(large.bytes / 1e6, 2)} MB`] : []
  return `As run: ${[...document, ...words].join(', ')}.`
}

function caveatOf(measured: Newest): string {
  const { result, scenario } = measured
  const repetitions = repetitionsOf(scenario)
  const foreign = mostForeign(measured)
  const parts = [
    `${result.startedAt.slice(0, 10)}, commit ${result.commit}${result.isDirty ? ' with uncommitted changes' : ''}, mode ${result.mode}, ${repetitions === 1 ? 'one repetition' : `${repetitions} repetitions`}`,
    `load average ${shown(scenario.load[0])} before and ${shown(scenario.load[1])} after`,
  ]
  if (foreign !== null) parts.push(`other programs had up to ${shown(foreign, 2)} cores during a window`)
  if (wasBusy(measured)) parts.push('**taken under other load**')
  return `${parts.join('; ')}.`
}

/** Writes docs/performance.md from the newest results. */
export function writePerformance(): void {
  const found = newest()
  const any = [...found.values()].at(-1)
  if (any === undefined) throw new Error('There are no results yet: npm run bench')
  const median: Pick = (id, server, key) => {
    const measured = found.get(id)?.scenario
    return measured === undefined ? null : (spreadOf(measured, server, key)?.median ?? null)
  }
  const sum: Pick = (id, server, key) => {
    const measured = found.get(id)?.scenario
    return measured === undefined ? null : sumOf(measured, server, key)
  }
  const word: PickWord = (id, server, key) => {
    const measured = found.get(id)?.scenario
    return measured === undefined ? null : wordOf(measured, server, key)
  }
  const judged = verdicts(median, sum, word)
  const { machine } = any.result
  const sections = SCENARIOS.map((scenario) => {
    const measured = found.get(scenario.id)
    if (measured === undefined)
      return `### ${scenario.id}. ${scenario.title}\n\nNot measured${scenario.unable ? `: ${scenario.unable() ?? 'not run'}` : ''}.`
    return `### ${scenario.id}. ${scenario.title}\n\n${asRun(scenario, measured.result)} ${caveatOf(measured)}\n\n${tableOf(scenario, measured.result, measured.scenario)}`
  })
  const isWeak = [...found.values()].some(isProvisional)
  const metShown = (isMet: boolean | null, from: readonly string[]): string => {
    if (isMet === null) return 'cannot be told'
    const measured = from.map((id) => found.get(id)).filter((each) => each !== undefined)
    return `${isMet ? 'yes' : '**no**'}${measured.some(isProvisional) ? ', provisionally' : ''}`
  }
  const missed = judged.filter(({ isMet }) => isMet === false)
  const skipped = new Map(
    [...found.values()].flatMap(({ result }) => result.skipped.map(({ name, reason }) => [name, reason] as const)),
  )

  const page = `# What the sync server costs, beside others

<!-- Written by "npm run bench -- --report" from bench/results. Change bench/src/report.ts, not this page. -->

Our server as it is shipped (embedded Postgres with fsync, sessions, policy, the gate, every limit) beside servers one can install from npm,
in the same run, on the same machine, taking turns. Machine: ${machine.cores} cores (${machine.cpu}), ${machine.memoryGib} GiB, Linux ${machine.kernel},
Node ${machine.node}, everything on the loopback, no TLS, no compression.

${isWeak ? '**Some of these numbers are provisional: fewer than five repetitions, the short mode, or other programs at work on the machine, as each section says. CPU ratios closer than 0.3 say nothing then, nor do latencies, whatever their factor, where a section was taken under other load.**\n' : ''}
The relay is the yardstick: a \`ws\` server that hands messages on unread, keeps nothing and checks nothing. Only Concordat and the two stores
survive a restart, and only Concordat shows an edit to nobody before it is on disk.

## Goals

| # | asked | found (Concordat) | met |
| --- | --- | --- | --- |
${judged.map(({ goal, asked, found: what, isMet, from }) => `| ${goal} | ${asked} | ${what} | ${metShown(isMet, from)} |`).join('\n')}

${missed.length === 0 ? 'No goal that was measured is missed.' : `**Where we do not reach what we asked of ourselves: ${missed.map(({ goal }) => `goal ${goal}`).join(', ')}.** ${whereOthersLead(found)}`}

${whyMissed(missed.map(({ goal }) => goal))}

## Measurements

In each table: the median, and in brackets the least and the most of the repetitions. "To the relay" and "Concordat to it" are ratios of the first
column's medians: below 1 Concordat costs less.

${sections.join('\n\n')}

## Turns that failed

${failedTurns(found)}

## How it is measured

- \`npm run bench\` (under half an hour; a, b, c, j and k five times, the others once), \`-- --long\` (everything five times against every server: hours), \`-- --short\`, \`-- --only a,c\`, \`-- --check\`, \`-- --report\`, \`-- --model\`; \`bench/\` has its own lock file and is no
  part of the product.
- The load generator is a process of its own and speaks WebSocket by hand; its CPU is not the server's. Every edit is a real Yjs update of one
  letter or one cell; latency is from the write of the author's frame to the read of its bytes at each other client.
- CPU is user and system time of the server's process alone, from \`/proc/<pid>/stat\`, over the window and until the last edit has arrived, divided
  by deliveries to others. Postgres is a process of its own and is shown apart; the SQLite and LevelDB of the peers run inside theirs and are in their number.
- Our limits stay as shipped. People are invented, and added to a sample board through the sample loader's commands, because one person may have
  20 sockets and 5 on one document; a socket may send 60 frames a second, so the peak is climbed with 200 writers for every server.
- Client ids come from \`POST /api/documents/:id/session\`, which a join here does not include.
- Peers are started as their own guides do, at their defaults, without authorisation. Hocuspocus stores after 2 s of quiet or 10 s.
- The large document of our server lies in its log as every single edit that made it; peers are sent it as one update.
- Known weaknesses: one machine carries server, database and generator; RSS holds garbage; "screen" is the arrival of bytes, without a browser.
${skipped.size === 0 ? '' : `- Left out: ${[...skipped].map(([name, reason]) => `${name} (${reason})`).join('; ')}.\n`}`
  writeFileSync(join(ROOT, 'docs/performance.md'), page)
}

/** Every turn without figures, of the runs that are shown and of later ones that are not: a result may not be picked by leaving them out. */
function failedTurns(found: ReadonlyMap<string, Newest>): string {
  const lines = [...found].flatMap(([id, { result, scenario }]) => [
    ...failuresOf(scenario).map((run) => failedLine(id, result, run, 'in the run that is shown')),
    ...failedElsewhere(id, result).map(({ result: other, run }) =>
      failedLine(id, other, run, 'in a run that is not shown'),
    ),
  ])
  return lines.length === 0 ? 'None, in the runs that are kept.' : lines.join('\n')
}

const failedLine = (
  id: string,
  { startedAt, mode, commit }: Result,
  { server, repetition, failed }: Run,
  where: string,
): string =>
  `- ${id}, ${server}, repetition ${repetition}, ${where} (${startedAt.slice(0, 16).replace('T', ' ')}, mode ${mode}, commit ${commit}): ${(failed ?? '').split('\n', 1)[0] ?? ''}`

/** Names, per scenario, the servers that hold something and whose first figure is better than ours. */
function whereOthersLead(found: ReadonlyMap<string, Newest>): string {
  const leads = SCENARIOS.flatMap((scenario) => {
    const measured = found.get(scenario.id)
    const [main] = scenario.columns
    if (measured === undefined || main === undefined) return []
    const own = spreadOf(measured.scenario, OURS, main.key)
    if (own === null) return []
    const isMoreBetter = scenario.id === 'd'
    const ahead = measured.result.servers.filter(({ name }) => {
      const other = name === OURS || name === 'relay' ? null : spreadOf(measured.scenario, name, main.key)
      return other !== null && (isMoreBetter ? other.median > own.median : other.median < own.median)
    })
    return ahead.length > 0 ? [`${scenario.id}: ${ahead.map(({ title }) => title).join(', ')}`] : []
  })
  return leads.length > 0 ? `Peers ahead of us in the first column: ${leads.join('; ')}.` : ''
}
