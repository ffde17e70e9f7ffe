import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { Redis } from 'ioredis'

import { Wire } from '../faults/wire.ts'
import { freePort } from './app.ts'

/** Of a Redis that was lent: nothing else of it is touched. */
const LENT_DATABASE = 15
const ANSWERS_WITHIN_MS = 20_000

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * Why tests of several nodes are skipped; null when they can run: on the Redis that `REDIS_URL` names, else on a `redis-server` on the
 * path, else on Debian's, which root installs here.
 */
export function whyNoRedis(): string | null {
  if (lentUrl() !== undefined || provideRedisServer() !== undefined) return null
  return 'no REDIS_URL, no redis-server on the path, and none could be installed'
}

/**
 * A Redis that can be taken away. Its own process, with nothing on disk; or, with `REDIS_URL`, a lent one at the other end of a wire,
 * where only keys of Concordat in database 15 are ever touched.
 */
export class TestRedis {
  readonly port: number
  readonly #program: string | undefined
  readonly #lent: { readonly url: URL; readonly wire: Wire } | undefined
  readonly #folder: string
  #server: ChildProcess | undefined

  private constructor(
    port: number,
    folder: string,
    from: { program?: string | undefined; lent?: { url: URL; wire: Wire } },
  ) {
    this.port = port
    this.#folder = folder
    this.#program = from.program
    this.#lent = from.lent
  }

  static async start(): Promise<TestRedis> {
    const folder = await mkdtemp(join(tmpdir(), 'concordat-redis-'))
    const lent = lentUrl()
    const redis =
      lent === undefined
        ? new TestRedis(await freePort(), folder, { program: provideRedisServer() })
        : await TestRedis.#borrow(lent, folder)
    await redis.start()
    return redis
  }

  static async #borrow(lent: string, folder: string): Promise<TestRedis> {
    const url = new URL(lent)
    const wire = await Wire.open(Number(url.port || 6379), url.hostname)
    return new TestRedis(wire.port, folder, { lent: { url, wire } })
  }

  get url(): string {
    return this.urlAt(this.port)
  }

  /** The same Redis through a door of this machine that leads to it. */
  urlAt(port: number): string {
    const url = new URL(this.#lent?.url ?? 'redis://127.0.0.1')
    url.hostname = '127.0.0.1'
    url.port = String(port)
    if (this.#lent !== undefined) url.pathname = `/${LENT_DATABASE}`
    return url.href
  }

  /** Empty, also when it was running before. Rejects when it does not answer in time. */
  async start(): Promise<void> {
    if (this.#lent !== undefined) this.#lent.wire.mend()
    else await this.#spawn()
    const client = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
    client.on('error', () => undefined)
    const limit = setTimeout(() => client.disconnect(), ANSWERS_WITHIN_MS)
    try {
      const keys = await client.keys('concordat:*')
      if (keys.length > 0) await client.del(...keys)
    } catch (error) {
      throw new Error('Redis does not answer', { cause: error })
    } finally {
      clearTimeout(limit)
      client.disconnect()
    }
  }

  async kill(): Promise<void> {
    this.#lent?.wire.cut()
    const server = this.#server
    this.#server = undefined
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }

  /** Gone for good, with its folder. */
  async stop(): Promise<void> {
    await this.kill()
    await this.#lent?.wire.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Stops answering without closing a connection, as a network does that drops packets. */
  freeze(): void {
    this.#lent?.wire.fallSilent()
    this.#server?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#lent?.wire.mend()
    this.#server?.kill('SIGCONT')
  }

  async #spawn(): Promise<void> {
    if (this.#program === undefined) throw new Error('There is no redis-server')
    const child = spawn(
      this.#program,
      ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      { cwd: this.#folder, stdio: 'ignore' },
    )
    this.#server = child
    running.add(child)
    child.on('exit', () => running.delete(child))
    await once(child, 'spawn')
  }
}

const lentUrl = (): string | undefined => process.env['REDIS_URL'] || undefined

const findRedisServer = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'redis-server'))
    .find((program) => existsSync(program))

/** Its path, installed now where there was none and this is root on Debian. */
function provideRedisServer(): string | undefined {
  const found = findRedisServer()
  if (found !== undefined || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return found
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'redis-server']])
    spawnSync('apt-get', args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  return findRedisServer()
}
