import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

import type { FromLoad, Job, Results, ToLoad } from './load/jobs.ts'

export const BENCH = join(import.meta.dirname, '..')
export const ROOT = join(BENCH, '..')

const children = new Set<ChildProcess>()

process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

/** The process ends with this one. */
export function keep(child: ChildProcess): ChildProcess {
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

export interface Started {
  readonly child: ChildProcess
  readonly pid: number
  readonly ended: Promise<void>
  output(): string
}

const STARTS_WITHIN_MS = 120_000

/** Runs a module of Node until its output holds `readyWhen`. The process ends with this one. */
export async function startNode(
  module: string,
  options: {
    readonly env: Record<string, string>
    readonly args?: readonly string[]
    /** For Node itself. */
    readonly nodeArgs?: readonly string[]
    readonly readyWhen: string
  },
): Promise<Started> {
  // Nothing else of the environment: an operator's DATABASE_URL is not what is measured.
  const { PATH = '' } = process.env
  const child = keep(
    spawn(
      process.execPath,
      [...(options.nodeArgs ?? []), '--import', join(BENCH, 'servers/tether.mjs'), module, ...(options.args ?? [])],
      {
        cwd: ROOT,
        env: { PATH, NODE_ENV: 'production', ...options.env },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    ),
  )
  let output = ''
  const ended = once(child, 'exit').then(() => undefined)
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`${module} did not say "${options.readyWhen}":\n${output}`)),
      STARTS_WITHIN_MS,
    )
    const hear = (text: string): void => {
      if (output.length < 100_000) output += text
      if (output.includes(options.readyWhen)) settle(resolve)
    }
    const settle = (then: () => void): void => {
      clearTimeout(late)
      then()
    }
    child.stdout?.setEncoding('utf8').on('data', hear)
    child.stderr?.setEncoding('utf8').on('data', hear)
    void ended.then(() => settle(() => reject(new Error(`${module} ended:\n${output}`))))
  })
  if (child.pid === undefined) throw new Error(`${module} has no process`)
  return { child, pid: child.pid, ended, output: () => output }
}

/** Runs a module of Node to its end and gives its output. */
export async function runNode(module: string, args: readonly string[]): Promise<string> {
  const { PATH = '' } = process.env
  const child = keep(
    spawn(process.execPath, [module, ...args], { cwd: ROOT, env: { PATH }, stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${module} ended with ${code}:\n${output}`)
  return output
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port was given')
  return address.port
}

/** Has a load generator of its own do one job. `onMark` is called at each of the job's marks; the job waits for it. */
export async function load<J extends Job>(
  job: J,
  onMark: (name: string) => void | Promise<void> = () => undefined,
): Promise<Results[J['type']]> {
  const child = keep(
    fork(join(import.meta.dirname, 'load/main.ts'), {
      cwd: ROOT,
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  )
  try {
    return await new Promise<Results[J['type']]>((resolve, reject) => {
      child.on('message', (message: FromLoad) => {
        if (message.type === 'done') resolve(message.result as Results[J['type']])
        else if (message.type === 'failed') reject(new Error(message.message))
        else
          void (async () => {
            await onMark(message.name)
            child.send({ type: 'go' } satisfies ToLoad)
          })().catch(reject)
      })
      child.on('exit', (code) => reject(new Error(`The load generator ended with ${code}`)))
      child.send({ type: 'job', job } satisfies ToLoad)
    })
  } finally {
    child.removeAllListeners('exit')
    children.delete(child)
    child.kill('SIGKILL')
  }
}

/** Milliseconds of CPU, user and system, since each process began; resident size. */
export interface Measure {
  readonly serverMs: number
  /** Of the database that the server brought, all its processes; 0 where there is none. */
  readonly databaseMs: number
  readonly rssKib: number
  readonly databaseRssKib: number
  /** Of the whole machine, all cores. */
  readonly machineMs: number
  readonly at: number
}

/** Ticks of /proc: 100 a second on every Linux that Node runs on. */
const TICK_MS = 10

export function measure(pid: number): Measure {
  const own = statOf(pid)
  let databaseMs = 0
  let databaseRssKib = 0
  for (const below of descendantsOf(pid)) {
    const stat = statOf(below)
    if (stat === null) continue
    // Backends that have ended are counted with their parent.
    databaseMs += stat.ms + stat.endedChildrenMs
    databaseRssKib += rssOf(below)
  }
  return {
    serverMs: own?.ms ?? 0,
    databaseMs,
    rssKib: rssOf(pid),
    databaseRssKib,
    machineMs: machineMs(),
    at: performance.now(),
  }
}

function statOf(
  pid: number,
): { readonly ms: number; readonly endedChildrenMs: number; readonly parent: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [
      fields[1],
      fields[11],
      fields[12],
      fields[13],
      fields[14],
    ]
    return { ms: (utime + stime) * TICK_MS, endedChildrenMs: (cutime + cstime) * TICK_MS, parent }
  } catch {
    // It has ended.
    return null
  }
}

function rssOf(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    // It has ended.
    return 0
  }
}

function descendantsOf(pid: number): number[] {
  const childrenOf = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/u.test(name)) continue
    const parent = statOf(Number(name))?.parent
    if (parent !== undefined) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)])
  }
  const found: number[] = []
  for (const waiting = [...(childrenOf.get(pid) ?? [])]; waiting.length > 0;) {
    const next = waiting.pop()
    if (next === undefined) break
    found.push(next)
    waiting.push(...(childrenOf.get(next) ?? []))
  }
  return found
}

function machineMs(): number {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.trim().split(/\s+/u).slice(1).map(Number) ?? []
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = fields
  return (user + nice + system + irq + softirq) * TICK_MS
}
