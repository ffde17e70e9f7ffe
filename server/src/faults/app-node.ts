import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ROOT = resolve(import.meta.dirname, '../../..')
const READY_MS = 180_000

/** What every node of a run takes for its address: they stand for one service, so there is one. Nobody listens there. */
export const ORIGIN = 'http://127.0.0.1:9'

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** One process of Concordat: the same entry that `npm start` runs, to be killed, paused and started again. */
export class AppNode {
  readonly name: string
  readonly port: number
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | undefined
  #said = ''
  #isWanted = false
  /** How it ended without being asked to, each time. */
  readonly faults: string[] = []

  constructor(name: string, port: number, env: NodeJS.ProcessEnv) {
    this.name = name
    this.port = port
    this.#env = env
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get isRunning(): boolean {
    const child = this.#child
    return child !== undefined && child.exitCode === null && child.signalCode === null
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** The last of what it printed. */
  get said(): string {
    return this.#said
  }

  /** Starts it and waits until it is ready. Rejects with what it printed when it ends before that. */
  async start(): Promise<void> {
    const { DATABASE_URL: _url, REDIS_URL: _redis, PUBLIC_URL: _public, ...env } = process.env
    const child = spawn(process.execPath, ['server/src/main.ts'], {
      cwd: ROOT,
      env: {
        ...env,
        LOG_LEVEL: 'warn',
        PUBLIC_URL: ORIGIN,
        ...this.#env,
        PORT: String(this.port),
        HOST: '127.0.0.1',
        DEMO: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    running.add(child)
    this.#isWanted = true
    child.on('exit', (code, signal) => {
      running.delete(child)
      if (this.#isWanted && this.#child === child)
        this.faults.push(`${this.name} ended by itself: ${signal ?? `code ${code}`}`)
    })
    const hear = (bytes: Buffer): void => void (this.#said = (this.#said + bytes.toString()).slice(-40_000))
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    await this.untilReady()
  }

  async untilReady(): Promise<void> {
    const deadline = Date.now() + READY_MS
    while (Date.now() < deadline) {
      if (!this.isRunning) throw new Error(`${this.name} ended before it was ready:\n${this.#said.slice(-4_000)}`)
      if (await this.isReady()) return
      await sleep(30)
    }
    throw new Error(`${this.name} was not ready within three minutes:\n${this.#said.slice(-4_000)}`)
  }

  async isReady(): Promise<boolean> {
    return fetch(`${this.url}/api/ready`, { signal: AbortSignal.timeout(3_000) }).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  /** `kill -9`: nothing is flushed. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** `kill -9` without waiting: for whoever is in the middle of something. */
  killNow(): void {
    this.#isWanted = false
    this.#child?.kill('SIGKILL')
  }

  /** As a supervisor asks for it. Gives how long it took. */
  async stop(): Promise<number> {
    const startedAt = Date.now()
    await this.#end('SIGTERM')
    return Date.now() - startedAt
  }

  pause(): void {
    this.#child?.kill('SIGSTOP')
  }

  resume(): void {
    this.#child?.kill('SIGCONT')
  }

  /** Open files and sockets, and memory in use, as the kernel counts them. */
  holdings(): { readonly handles: number; readonly bytes: number } {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8')
    return {
      handles: readdirSync(`/proc/${this.pid}/fd`).length,
      bytes: Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) * 1024,
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || !this.isRunning) return
    this.#isWanted = false
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
}
