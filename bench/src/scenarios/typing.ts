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

/** Long values replaced over and over, so that many bytes go out and the document stays small: without, then with a client that does not read. */
export const STUCK: Scenario = {
  id: 'i',
  title: 'One reader stops reading',
  size: 'stuck',
  goals: [9],
  columns: [
    { key: 'growthMib', title: 'memory beyond the peak without it, MiB', digits: 1 },
    { key: 'plainGrowthMib', title: 'growth before, under the same load, MiB', digits: 1 },
    { key: 'sentMib', title: 'sent to each MiB', digits: 1 },
    { key: 'wasCut', title: 'cut off' },
    { key: 'p95Ratio', title: 'others’ p95, with ÷ without', digits: 2 },
    { key: 'p95', title: 'others’ p95 ms with', digits: 1 },
  ],
  takesPart: everyone,
  async turn(turn) {
    const { clients, perSecond, seconds } = turn.sizes.stuck
    const running = await turn.start()
    const documents = running.documents('plan', 1)
    const seats = await running.seats(over(documents, clients + 1))
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
      stuck: first(seats),
      ...fillFrom(turn, turn.originals.planFile),
    }
    const highest = { plain: 0, stuck: 0 }
    let watching: NodeJS.Timeout | undefined
    const watch = (window: keyof typeof highest): void => {
      const look = (): void => void (highest[window] = Math.max(highest[window], measure(running.pid).rssKib))
      look()
      watching = setInterval(look, 100)
    }
    const { result, marks } = await costed(running, job, (name) => {
      clearInterval(watching)
      if (name === 'start') watch('plain')
      if (name === 'stuck-start') watch('stuck')
    })
    clearInterval(watching)
    await running.stop()
    const { window, withStuck } = result
    if (withStuck === undefined) throw new Error('There was no second window')
    sound(window)
    sound(withStuck)
    const plain = window.latency.p95
    const p95 = withStuck.latency.p95
    return {
      // Peak against peak: what the same load makes a heap grow by itself is not the reader's.
      growthMib: Math.max(0, highest.stuck - highest.plain) / 1024,
      plainGrowthMib: (highest.plain - markOf(marks, 'start').rssKib) / 1024,
      sentMib: withStuck.bytesToEach / 1024 / 1024,
      wasCut: withStuck.stuckCode === null ? 'no' : withStuck.stuckCode === 0 ? 'yes' : `yes, ${withStuck.stuckCode}`,
      p95Ratio: plain !== null && p95 !== null && plain > 0 ? p95 / plain : null,
      p95,
      plainP95: plain,
      missing: withStuck.missing,
    }
  },
}
