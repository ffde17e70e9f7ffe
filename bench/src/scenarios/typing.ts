import type { PenKind, TypingJob } from '../load/jobs.ts'
import type { Running } from '../contestants.ts'
import { measure } from '../processes.ts'
import {
  costed,
  costOf,
  fillFrom,
  first,
  markOf,
  numbers,
  over,
  sound,
  target,
  type Column,
  type Figures,
  type Scenario,
  type Turn,
} from './turn.ts'

interface Crowd {
  readonly documents: readonly string[]
  readonly clients: number
  readonly typists: readonly number[]
  readonly perSecond: number
  readonly seconds: number
  readonly pen?: PenKind
  readonly carets?: boolean
}

export const COST: readonly Column[] = [
  { key: 'cpuUs', title: 'server CPU µs per delivered edit', digits: 1 },
  { key: 'databaseUs', title: 'Postgres CPU µs, apart', digits: 1 },
  { key: 'p50', title: 'p50 ms', digits: 1 },
  { key: 'p95', title: 'p95 ms', digits: 1 },
  { key: 'p99', title: 'p99 ms', digits: 1 },
  { key: 'rssMib', title: 'RSS MiB', digits: 0 },
]

type MakeCrowd = (documents: (content: 'text' | 'plan', count: number) => readonly string[]) => Crowd

async function watch(turn: Turn, make: MakeCrowd): Promise<Figures> {
  const running = await turn.start()
  const figures = await watchOn(running, turn, make)
  await running.stop()
  return figures
}

async function watchOn(running: Running, turn: Turn, make: MakeCrowd): Promise<Figures> {
  const crowd = make((content, count) => running.documents(content, count))
  const seats = await running.seats(over(crowd.documents, crowd.clients))
  const job: TypingJob = {
    type: 'typing',
    ...target(turn, running),
    seats,
    typists: crowd.typists,
    pen: crowd.pen ?? { kind: 'text' },
    perSecond: crowd.perSecond,
    warmUpSeconds: turn.sizes.warmUpSeconds,
    seconds: crowd.seconds,
    carets: crowd.carets ?? false,
    ...(crowd.pen !== undefined && crowd.pen.kind !== 'text' && fillFrom(turn, crowd.pen.base)),
  }
  const { result, marks } = await costed(running, job)
  return costOf(sound(result.window), markOf(marks, 'start'), markOf(marks, 'end'))
}

const everyone = (): boolean => true

export const ONE_DOCUMENT: Scenario = {
  id: 'a',
  title: 'One document, everyone types',
  size: 'one',
  goals: [1, 2],
  columns: COST,
  takesPart: everyone,
  turn: (turn) => {
    const { clients, perSecond, seconds } = turn.sizes.one
    return watch(turn, (documents) => ({
      documents: documents('text', 1),
      clients,
      typists: numbers(clients),
      perSecond,
      seconds,
    }))
  },
}

export const MANY_READERS: Scenario = {
  id: 'b',
  title: 'One document, many read, a few type',
  size: 'many',
  goals: [1, 2],
  columns: COST,
  takesPart: everyone,
  turn: (turn) => {
    const { clients, typists, perSecond, seconds } = turn.sizes.many
    return watch(turn, (documents) => ({
      documents: documents('text', 1),
      clients,
      typists: numbers(typists),
      perSecond,
      seconds,
    }))
  },
}

export const MANY_ROOMS: Scenario = {
  id: 'c',
  title: 'Many small rooms',
  size: 'rooms',
  goals: [3],
  columns: COST,
  takesPart: everyone,
  turn: (turn) => {
    const { rooms, each, perSecond, seconds } = turn.sizes.rooms
    return watch(turn, (documents) => ({
      documents: documents('text', rooms),
      clients: rooms * each,
      typists: numbers(rooms * each),
      perSecond,
      seconds,
    }))
  },
}

export const PLAN: Scenario = {
  id: 'k',
  title: 'A plan of 500 rows, its cells edited by everyone',
  size: 'plan',
  goals: [],
  columns: COST,
  takesPart: everyone,
  turn: (turn) => {
    const { clients, perSecond, seconds } = turn.sizes.plan
    return watch(turn, (documents) => ({
      documents: documents('plan', 1),
      clients,
      typists: numbers(clients),
      perSecond,
      seconds,
      pen: { kind: 'plan', base: turn.originals.planFile },
    }))
  },
}

/** Two windows on one server, without carets and with one per edit, each in a document of its own. The first also tells how long an acknowledgement takes at 50 × 5 (goal 7). */
export const CURSORS: Scenario = {
  id: 'j',
  title: 'Cursors: a caret with every edit, and without',
  size: 'cursors',
  goals: [7, 10],
  columns: [
    { key: 'cpuUs', title: 'CPU µs per delivered edit, with carets', digits: 1 },
    { key: 'plainUs', title: 'without', digits: 1 },
    { key: 'ratio', title: 'with ÷ without', digits: 2 },
    { key: 'p95', title: 'p95 ms with', digits: 1 },
    { key: 'acknowledgedP50', title: 'ack p50 ms, without', digits: 1 },
    { key: 'acknowledgedP95', title: 'ack p95 ms, without', digits: 1 },
  ],
  takesPart: everyone,
  async turn(turn) {
    const { clients, typists, perSecond, seconds } = turn.sizes.cursors
    const running = await turn.start()
    const window = (carets: boolean): Promise<Figures> =>
      watchOn(running, turn, (documents) => ({
        documents: documents('text', 1),
        clients,
        typists: numbers(typists),
        perSecond,
        seconds,
        carets,
      }))
    const plain = await window(false)
    const withCarets = await window(true)
    await running.stop()
    return {
      ...withCarets,
      plainUs: plain['cpuUs'] ?? null,
      ratio:
        typeof withCarets['cpuUs'] === 'number' && typeof plain['cpuUs'] === 'number' && plain['cpuUs'] > 0
          ? withCarets['cpuUs'] / plain['cpuUs']
          : null,
      acknowledgedP50: plain['acknowledgedP50'] ?? null,
      acknowledgedP95: plain['acknowledgedP95'] ?? null,
    }
  },
}

/**
 * Long values replaced over and over, so that many bytes go out and the document stays small: once with everyone reading, once with
 * somebody who does not, each from a fresh start. One after the other on one server would compare a young heap and document with older ones.
 */
export const STUCK: Scenario = {
  id: 'i',
  title: 'One reader stops reading',
  size: 'stuck',
  goals: [9],
  columns: [
    { key: 'growthMib', title: 'peak memory beyond that without it, MiB', digits: 1 },
    { key: 'plainGrowthMib', title: 'growth under the same load without it, MiB', digits: 1 },
    { key: 'sentMib', title: 'sent to each MiB', digits: 1 },
    { key: 'wasCut', title: 'cut off' },
    { key: 'p95Ratio', title: 'others’ p95, with ÷ without', digits: 2 },
    { key: 'p95', title: 'others’ p95 ms with', digits: 1 },
  ],
  takesPart: everyone,
  async turn(turn) {
    const plain = await replaceOn(turn, false)
    const stuck = await replaceOn(turn, true)
    return {
      growthMib: Math.max(0, stuck.peakMib - plain.peakMib),
      plainGrowthMib: plain.peakMib - plain.startMib,
      sentMib: stuck.sentMib,
      wasCut: stuck.code === null ? 'no' : stuck.code === 0 ? 'yes' : `yes, ${stuck.code}`,
      p95Ratio: stuck.p95 !== null && plain.p95 !== null && plain.p95 > 0 ? stuck.p95 / plain.p95 : null,
      p95: stuck.p95,
      plainP95: plain.p95,
      missing: stuck.missing,
    }
  },
}

interface Replaced {
  readonly startMib: number
  readonly peakMib: number
  readonly sentMib: number
  readonly p95: number | null
  readonly missing: number
  readonly code: number | null
}

const KIB_IN_MIB = 1024
const LOOK_EVERY_MS = 100

async function replaceOn(turn: Turn, withStuck: boolean): Promise<Replaced> {
  const { clients, perSecond, seconds } = turn.sizes.stuck
  const running = await turn.start()
  const seats = await running.seats(over(running.documents('plan', 1), clients + 1))
  const job: TypingJob = {
    type: 'typing',
    ...target(turn, running),
    seats: seats.slice(1),
    typists: numbers(clients),
    pen: { kind: 'replace', base: turn.originals.planFile },
    perSecond,
    warmUpSeconds: turn.sizes.warmUpSeconds,
    seconds,
    carets: false,
    ...(withStuck && { stuck: first(seats) }),
    ...fillFrom(turn, turn.originals.planFile),
  }
  let peakKib = 0
  let watching: NodeJS.Timeout | undefined
  const look = (): void => void (peakKib = Math.max(peakKib, measure(running.pid).rssKib))
  const { result, marks } = await costed(running, job, (name) => {
    clearInterval(watching)
    look()
    if (name === 'start') watching = setInterval(look, LOOK_EVERY_MS)
  })
  await running.stop()
  const { latency, missing } = sound(result.window)
  return {
    startMib: markOf(marks, 'start').rssKib / KIB_IN_MIB,
    peakMib: peakKib / KIB_IN_MIB,
    sentMib: result.bytesToEach / KIB_IN_MIB / KIB_IN_MIB,
    p95: latency.p95,
    missing,
    code: result.stuckCode,
  }
}
