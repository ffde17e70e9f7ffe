import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'

import { freePort } from './app.ts'

/** Why tests of several nodes are skipped; null when they can run. */
export const whyNoRedis = (): string | null =>
  findRedisServer() === undefined ? 'no redis-server is on the path' : null

/** A Redis of the test's own, so that it can be taken away: nothing on disk, gone with the process. */
export class TestRedis {
  readonly port: number
  #server: ChildProcess | undefined

  private constructor(port: number) {
    this.port = port
  }

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort())
    await redis.start()
    return redis
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  /** Empty again when it was running before: nothing is kept on disk. */
  async start(): Promise<void> {
    const program = findRedisServer()
    if (program === undefined) throw new Error('There is no redis-server')
    this.#server = spawn(
      program,
      ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      {
        stdio: 'ignore',
      },
    )
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await this.say('PING').catch(() => '')).startsWith('+PONG')) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error('redis-server does not answer')
  }

  async kill(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined || server.exitCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }

  /** Stops answering without closing a connection, as a network does that drops packets. */
  freeze(): void {
    this.#server?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#server?.kill('SIGCONT')
  }

  /** One command, and the first line of its answer. */
  async say(command: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1')
    socket.write(`${command}\r\n`)
    try {
      const [answer] = (await Promise.race([
        once(socket, 'data'),
        once(socket, 'error').then(([error]) => Promise.reject(error as Error)),
      ])) as [Buffer]
      return answer.toString()
    } finally {
      socket.destroy()
    }
  }
}

function findRedisServer(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find((program) => existsSync(program))
}
