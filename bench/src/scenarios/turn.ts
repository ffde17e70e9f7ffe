import type { Contestant, Running } from '../contestants.ts'
import type { Job, Results, Window } from '../load/jobs.ts'
import type { Originals } from '../ours.ts'
import { load, measure, type Measure } from '../processes.ts'
import type { Sizes } from '../sizes.ts'

/** What a scenario measured of one server in one turn. Null: this server has no such thing. */
export type Figures = { readonly [key: string]: number | string | null }

/** One server's turn at one scenario, with a server and a folder of its own. */
export interface Turn {
  readonly contestant: Contestant
  readonly originals: Originals
  readonly sizes: Sizes
  /** Starts the server, or starts it again on the same folder. */
  start(): Promise<Running>
}

/** How a figure is shown. */
export interface Column {
  readonly key: string
  readonly title: string
  readonly digits?: number
}

export interface Scenario {
  readonly id: string
  readonly title: string
  /** Which of the sizes it goes by. */
  readonly size: keyof Sizes
  /** Numbers of the goals in performance.md section 4. */
  readonly goals: readonly number[]
  /** Columns of its table; the first is the one that ratios are made of. */
  readonly columns: readonly Column[]
  readonly takesPart: (contestant: Contestant) => boolean
  /** Why it cannot run here at all, or null. */
  readonly unable?: () => string | null
  turn(turn: Turn): Promise<Figures>
}

export const target = (
  { contestant }: Turn,
  { port }: Running,
): { readonly port: number; readonly dialect: Contestant['dialect'] } => ({
  port,
  dialect: contestant.dialect,
})

/** Does a job, and takes the server's measure at each of its marks. */
export async function costed<J extends Job>(
  running: Running,
  job: J,
  atMark: (name: string) => void | Promise<void> = () => undefined,
): Promise<{ readonly result: Results[J['type']]; readonly marks: Readonly<Record<string, Measure>> }> {
  const marks: Record<string, Measure> = {}
  const result = await load(job, async (name) => {
    marks[name] = measure(running.pid)
    await atMark(name)
  })
  return { result, marks }
}

export function markOf(marks: Readonly<Record<string, Measure>>, name: string): Measure {
  const mark = marks[name]
  if (mark === undefined) throw new Error(`The load generator set no mark "${name}"`)
  return mark
}

/** Throws when the server sent somebody away or lost something on the way: then its figures mean nothing. */
export function sound(window: Window): Window {
  const codes = Object.entries(window.closes).map(([code, count]) => `${count} × ${code}`)
  if (codes.length > 0) throw new Error(`The server closed connections: ${codes.join(', ')}`)
  return window
}

/** CPU and latency of a window. Microseconds of CPU for each edit at each of the others who got it, milliseconds of latency. */
export function costOf(window: Window, from: Measure, to: Measure): Figures {
  const per = (ms: number): number | null => (window.delivered > 0 ? (ms * 1000) / window.delivered : null)
  const serverMs = to.serverMs - from.serverMs
  const databaseMs = to.databaseMs - from.databaseMs
  return {
    cpuUs: per(serverMs),
    databaseUs: per(databaseMs),
    p50: window.latency.p50,
    p95: window.latency.p95,
    p99: window.latency.p99,
    acknowledgedP50: window.acknowledged.p50,
    acknowledgedP95: window.acknowledged.p95,
    edits: window.edits,
    delivered: window.delivered,
    missing: window.missing,
    serverCore: serverMs / (to.at - from.at),
    generatorCore: window.generatorCore,
    foreignCores: foreignCores(from, to, window.generatorMs),
    rssMib: to.rssKib / 1024,
  }
}

/** Cores that neither the server, its database nor the generator had: the load of others beside the measurement. */
export function foreignCores(from: Measure, to: Measure, generatorMs: number): number {
  const ours = to.serverMs - from.serverMs + (to.databaseMs - from.databaseMs) + generatorMs
  return Math.max(0, (to.machineMs - from.machineMs - ours) / (to.at - from.at))
}

/** What has to be sent into a document of this server before it can be used, as part of a job. */
export const fillFrom = ({ contestant }: Turn, file: string): { readonly fill?: string } =>
  contestant.brings || !contestant.holds ? {} : { fill: file }

/** `count` names, the documents in turn. */
export const over = (documents: readonly string[], count: number): string[] =>
  Array.from({ length: count }, (_, index) => documents[index % documents.length] ?? '')

export function first<T>(items: readonly T[]): T {
  const [item] = items
  if (item === undefined) throw new Error('There is none')
  return item
}

export const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
