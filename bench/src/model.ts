import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from './processes.ts'
import { newest, spreadOf, type Newest } from './results.ts'

const PAGE = join(ROOT, 'docs/scaling.md')
const START =
  '<!-- model: written by "npm run bench -- --model" from bench/results; change bench/src/model.ts, not these lines -->'
const END = '<!-- end of model -->'

/** What we suppose of people, where nothing is measured. Each is one number to argue about. */
/** Resident size is good to this much for each of some hundred connections: less than it cannot be told from nothing. */
const CONNECTION_RESOLUTION_KIB = 30

const SUPPOSED = {
  boards: 1_000,
  people: 100_000,
  /** Signed in at the busiest moment. */
  onlineShare: 0.1,
  /** Of those, with a draft open. */
  openShare: 0.5,
  /** Of those, typing at one moment. */
  typingShare: 0.1,
  editsPerSecond: 4,
  /** People in one draft. */
  each: 3,
  editsPerPersonAndDay: 200,
  workingDays: 230,
  /** How busy a node's one event loop, and its database, may be at the busiest moment. */
  busyShare: 0.5,
  memoryPerNodeGib: 2,
  logYears: 7,
} as const

interface Measured {
  /** Microseconds of the server's CPU for an edit, whoever gets it, and for each who does. */
  readonly perEditUs: number
  readonly perDeliveryUs: number
  readonly databasePerEditUs: number
  readonly perConnectionKib: number
  readonly perDocumentKib: number
  readonly emptyMib: number
  readonly peak: number
  readonly joinCpuMs: number
  readonly firstJoinMs: number
  readonly secondJoinMs: number
  readonly largeEdits: number
  readonly bytesPerUpdate: number
}

/** Recomputes the model and puts it into docs/scaling.md. Answers what it wrote. */
export function writeModel(): string {
  const found = newest()
  const block = [START, '', ...linesOf(found), '', END].join('\n')
  const page = readFileSync(PAGE, 'utf8')
  const [start, end] = [page.indexOf(START), page.indexOf(END)]
  if (start < 0 || end < start) throw new Error('docs/scaling.md has lost the marks between which the model stands')
  writeFileSync(PAGE, page.slice(0, start) + block + page.slice(end + END.length))
  return block
}

function linesOf(found: ReadonlyMap<string, Newest>): string[] {
  const missing = ['b', 'c', 'd', 'e', 'f', 'h'].filter((id) => !found.has(id))
  if (missing.length > 0)
    return [
      `The model needs scenarios ${missing.join(', ')}, which have not been measured: \`npm run bench -- --only ${missing.join(',')}\`.`,
    ]
  const measured = measuredIn(found)
  if (measured === null) return ['The newest results lack figures of our own server, so there is no model.']
  const modes = [
    ...new Set(
      [...found.values()].map(
        ({ result }) =>
          `${result.mode} of ${result.startedAt.slice(0, 10)} at ${result.commit}${result.isDirty ? ' with uncommitted changes' : ''}`,
      ),
    ),
  ]
  return [
    `From: ${modes.join('; ')}. A model from short or disturbed runs is good to a factor of two; [performance.md](performance.md) says which were.`,
    '',
    ...inputsOf(measured),
    '',
    ...oneNodeOf(measured),
    '',
    ...growthOf(measured),
    '',
    ...targetOf(measured),
  ]
}

/**
 * Two unknowns. What a delivery costs is read from the draft with 200 people (b), where the edit itself is a two-hundredth of it; what
 * an edit costs, from the small rooms (c), where it hardly shares its commit with others and two get it.
 */
function measuredIn(found: ReadonlyMap<string, Newest>): Measured | null {
  const at = (id: string, key: string): number | null => {
    const measured = found.get(id)?.scenario
    return measured === undefined ? null : (spreadOf(measured, 'concordat', key)?.median ?? null)
  }
  const rooms = found.get('c')?.result.sizes.rooms
  const large = found.get('f')?.result.large
  const figures = {
    b: at('b', 'cpuUs'),
    c: at('c', 'cpuUs'),
    database: at('c', 'databaseUs'),
    perConnectionKib: at('h', 'perConnectionKib'),
    perDocumentKib: at('h', 'perDocumentKib'),
    emptyMib: at('h', 'emptyMib'),
    peak: at('d', 'peak'),
    joinCpuMs: at('e', 'cpuMs'),
    firstJoinMs: at('f', 'ms'),
    secondJoinMs: at('f', 'secondMs'),
  }
  const { b, c, database, perConnectionKib, perDocumentKib, emptyMib, peak, joinCpuMs, firstJoinMs, secondJoinMs } =
    figures
  if (
    b === null ||
    c === null ||
    database === null ||
    perConnectionKib === null ||
    perDocumentKib === null ||
    emptyMib === null
  )
    return null
  if (
    peak === null ||
    joinCpuMs === null ||
    firstJoinMs === null ||
    secondJoinMs === null ||
    rooms === undefined ||
    large === undefined
  )
    return null
  const fewOthers = rooms.each - 1
  return {
    perDeliveryUs: b,
    perEditUs: Math.max(0, fewOthers * (c - b)),
    databasePerEditUs: database * fewOthers,
    perConnectionKib: Math.max(CONNECTION_RESOLUTION_KIB, perConnectionKib),
    perDocumentKib: Math.max(1, perDocumentKib),
    emptyMib,
    peak,
    joinCpuMs,
    firstJoinMs,
    secondJoinMs,
    largeEdits: large.edits,
    bytesPerUpdate: large.bytesPerUpdate ?? 0,
  }
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-GB')
const round = (value: number): string =>
  value >= 100 ? whole(Number(value.toPrecision(2))) : value.toLocaleString('en-GB', { maximumSignificantDigits: 2 })

function inputsOf(measured: Measured): string[] {
  return [
    '| measured | |',
    '| --- | ---: |',
    `| server CPU for an edit: gate, apply, commit, acknowledge | ${round(measured.perEditUs)} µs |`,
    `| server CPU for each other person who gets it | ${round(measured.perDeliveryUs)} µs |`,
    `| Postgres CPU for an edit, in small rooms | ${round(measured.databasePerEditUs)} µs |`,
    `| memory for a connection (30 KiB is as little as can be told), for an open draft of 27 KB, empty | ${round(measured.perConnectionKib)} KiB, ${round(measured.perDocumentKib)} KiB, ${round(measured.emptyMib)} MiB |`,
    `| join of a large draft that is open: server CPU | ${round(measured.joinCpuMs)} ms |`,
    `| first join of a draft with ${whole(measured.largeEdits)} edits in its log, after a restart, and the next | ${round(measured.firstJoinMs)} ms, ${round(measured.secondJoinMs)} ms |`,
    `| highest rate in one draft before p95 passes 200 ms | ${whole(Number(measured.peak.toPrecision(2)))} deliveries/s |`,
    `| log on disk, an update | ${whole(measured.bytesPerUpdate)} bytes |`,
  ]
}

/** Microseconds of a second that a node's event loop may be busy. */
const BUDGET_US = SUPPOSED.busyShare * 1e6

function roomCostUs({ perEditUs, perDeliveryUs }: Measured, others: number): number {
  return perEditUs + perDeliveryUs * others
}

function oneNodeOf(measured: Measured): string[] {
  const memoryKib = SUPPOSED.memoryPerNodeGib * 1024 * 1024 - measured.emptyMib * 1024
  const inRoomsOf = (people: number): string => {
    const edits = BUDGET_US / Math.max(0.001, roomCostUs(measured, people - 1))
    return `| drafts of ${people} | ${round(edits)} | ${round(edits / SUPPOSED.editsPerSecond)} | ${round(edits * (people - 1))} |`
  }
  return [
    `One node at ${SUPPOSED.busyShare * 100} % of its one event loop, each typing ${SUPPOSED.editsPerSecond} edits a second:`,
    '',
    '| | edits/s | people typing at one moment | deliveries/s |',
    '| --- | ---: | ---: | ---: |',
    ...[3, 10, 50, 200].map(inRoomsOf),
    '',
    `In ${SUPPOSED.memoryPerNodeGib} GiB: ${round(memoryKib / measured.perConnectionKib)} connections, or ${round(memoryKib / measured.perDocumentKib)} open drafts of 27 KB.`,
    `Postgres on one core at ${SUPPOSED.busyShare * 100} %: ${round(BUDGET_US / Math.max(0.001, measured.databasePerEditUs))} edits a second.`,
  ]
}

function growthOf(measured: Measured): string[] {
  const perEditMs = Math.max(0, measured.firstJoinMs - measured.secondJoinMs) / measured.largeEdits
  const line = (edits: number): string =>
    `| ${whole(edits)} | ${round(measured.secondJoinMs + perEditMs * edits)} ms | ${round((edits * measured.bytesPerUpdate) / 1024 ** 2)} MiB |`
  return [
    'A draft that grows, drawn as a straight line through the one length that was measured:',
    '',
    '| edits in its log | first join after a restart | log on disk |',
    '| ---: | ---: | ---: |',
    ...[1_000, 10_000, 100_000, 1_000_000].map(line),
  ]
}

function targetOf(measured: Measured): string[] {
  const {
    boards,
    people,
    onlineShare,
    openShare,
    typingShare,
    editsPerSecond,
    each,
    editsPerPersonAndDay,
    workingDays,
    busyShare,
    memoryPerNodeGib,
    logYears,
  } = SUPPOSED
  const online = people * onlineShare
  const sockets = online * openShare
  const edits = sockets * typingShare * editsPerSecond
  const cores = (edits * roomCostUs(measured, each - 1)) / 1e6
  const databaseCores = (edits * measured.databasePerEditUs) / 1e6
  const memoryGib = (sockets * measured.perConnectionKib + (sockets / each) * measured.perDocumentKib) / 1024 ** 2
  const nodes = Math.max(cores / busyShare, memoryGib / (memoryPerNodeGib - measured.emptyMib / 1024))
  const rowsPerYear = people * editsPerPersonAndDay * workingDays
  const tibPerYear = (rowsPerYear * measured.bytesPerUpdate) / 1024 ** 4
  return [
    `**${whole(boards)} boards, ${whole(people)} people.** Supposed: ${onlineShare * 100} % signed in at the busiest moment, ${openShare * 100} % of them with a draft open, ${typingShare * 100} % of those typing ` +
      `${editsPerSecond} edits a second, ${each} to a draft; ${editsPerPersonAndDay} edits per person and working day, kept ${logYears} years.`,
    '',
    '| at the busiest moment | |',
    '| --- | ---: |',
    `| sockets on drafts, open drafts | ${round(sockets)}, ${round(sockets / each)} |`,
    `| edits/s, deliveries/s | ${round(edits)}, ${round(edits * (each - 1))} |`,
    `| server, cores at work | ${round(cores)} |`,
    `| Postgres, cores at work for edits | ${round(databaseCores)} |`,
    `| memory of connections and drafts | ${round(memoryGib)} GiB |`,
    `| nodes at ${busyShare * 100} % busy, without one to spare | ${whole(Math.ceil(nodes))} |`,
    `| a node lost and everyone on it back within 30 s: joins/s | ${round(sockets / Math.max(1, Math.ceil(nodes)) / 30)} |`,
    `| log: rows a year, on disk a year, after ${logYears} years | ${round(rowsPerYear / 1e9)} thousand million, ${round(tibPerYear)} TiB, ${round(tibPerYear * logYears)} TiB |`,
  ]
}
