import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { freePort } from '../test/app.ts'

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** The version of the `redis-server` on the path; undefined when there is none. */
export const whereRedisIs = (): Promise<string | undefined> =>
  new Promise((resolve) =>
    execFile('redis-server', ['--version'], (error, said) => resolve(error === null ? said.trim() : undefined)),
  )

/** A Redis that keeps nothing on disk: every restart is an empty one. */
export class FaultyRedis {
  readonly port: number
  readonly #folder: string
  #child: ChildProcess | undefined

  private constructor(port: number, folder: string) {
    this.port = port
    this.#folder = folder
  }

  static async start(): Promise<FaultyRedis> {
    const redis = new FaultyRedis(await freePort(), await mkdtemp(join(tmpdir(), 'concordat-redis-')))
    await redis.start()
    return redis
  }

  async start(): Promise<void> {
    const child = spawn(
      'redis-server',
      ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      {
        cwd: this.#folder,
        stdio: 'ignore',
      },
    )
    this.#child = child
    running.add(child)
    child.on('exit', () => running.delete(child))
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (await answers(this.port)) return
      await sleep(50)
    }
    throw new Error('Redis did not start')
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  async stop(): Promise<void> {
    await this.kill()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.on('data', (bytes) => {
      resolve(bytes.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.on('error', () => resolve(false))
  })
