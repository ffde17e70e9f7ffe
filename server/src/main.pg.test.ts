import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { resolve } from 'node:path'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

import { createTestDatabase, makeDataDir, type TestDatabase } from '@concordat/db/test/postgres'

import { freePort } from './test/app.ts'

const MAIN = resolve(import.meta.dirname, 'main.ts')
const running = new Set<ChildProcess>()

interface Run {
  readonly child: ChildProcess
  readonly output: () => string
  /** Exit code; null when it was killed. */
  readonly ended: Promise<number | null>
  /** Resolves when the output holds `words`; rejects when the process ends before. */
  readonly until: (words: string) => Promise<void>
}

function run(env: Record<string, string>): Run {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  const watchers = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const watch of watchers) watch()
    })
  }
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code as number | null
  })
  return {
    child,
    ended,
    output: () => output,
    async until(words) {
      const seen = new Promise<void>((done) => {
        const watch = (): void => {
          if (output.includes(words)) done()
        }
        watchers.add(watch)
        watch()
      })
      const early = ended.then((code) => Promise.reject(new Error(`Ended with ${code} before "${words}":\n${output}`)))
      await Promise.race([seen, early])
    },
  }
}

let database: TestDatabase
beforeAll(async () => (database = await createTestDatabase()))
afterEach(() => running.forEach((child) => child.kill('SIGKILL')))
afterAll(() => database.drop())

describe('a start that cannot succeed says why in one sentence and ends with 1', () => {
  test('a busy port', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { ended, output } = run({ PORT: String(port), DATABASE_URL: database.url })
    expect(await ended).toBe(1)
    expect(output()).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program. End it, or choose another port: PORT=${port + 1} npm start.\n`,
    )
    other.close()
  })

  test('an address of another machine', async () => {
    const { ended, output } = run({ PORT: String(await freePort()), HOST: '203.0.113.7', DATABASE_URL: database.url })
    expect(await ended).toBe(1)
    expect(output()).toMatch(/^HOST 203\.0\.113\.7 is not an address of this machine\..*\n$/u)
  })

  test('a DATABASE_URL where nobody answers', async () => {
    const port = await freePort()
    const { ended, output } = run({
      PORT: String(await freePort()),
      DATABASE_URL: `postgres://me:secret@127.0.0.1:${port}/board`,
    })
    expect(await ended).toBe(1)
    expect(output()).toBe(
      `No PostgreSQL server answers at 127.0.0.1:${port}. Start it, or correct the host and port in DATABASE_URL.\n`,
    )
  })

  test('a DATABASE_URL that names no such database', async () => {
    const url = new URL(database.url)
    url.pathname = '/no_such_database'
    const { ended, output } = run({ PORT: String(await freePort()), DATABASE_URL: url.href })
    expect(await ended).toBe(1)
    expect(output()).toMatch(/^The server at \S+ has no database "no_such_database"\..*\n$/u)
  })

  test('a DATA_DIR that is no folder', async () => {
    const { ended, output } = run({ PORT: String(await freePort()), DATA_DIR: MAIN })
    expect(await ended).toBe(1)
    expect(output().trim().split('\n')).toEqual([expect.stringContaining(MAIN)])
  })

  test('a setting that cannot be', async () => {
    const { ended, output } = run({ DEMO: '1', HOST: '0.0.0.0' })
    expect(await ended).toBe(1)
    expect(output()).toMatch(/^DEMO=1 lets anyone sign in as anyone.*\n$/u)
  })
})

describe('a start on a database of its own', () => {
  test('says its address, refuses a second start on the folder, stops when told, and starts again', async () => {
    const dataDir = await makeDataDir()
    const port = await freePort()
    // Not a demonstration: samples are not what is tested here.
    const env = { PORT: String(port), DATA_DIR: dataDir, DEMO: '0' }
    const first = run(env)
    await first.until(`Concordat is ready at http://127.0.0.1:${port}\n`)
    expect((await fetch(`http://127.0.0.1:${port}/api/ready`)).status).toBe(200)

    const second = run({ ...env, PORT: String(await freePort()) })
    expect(await second.ended).toBe(1)
    expect(second.output().trim().split('\n')).toHaveLength(1)

    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    expect(first.output()).toMatch(/Stopping…\n$/u)

    const again = run(env)
    await again.until('Concordat is ready')
    again.child.kill('SIGINT')
    expect(await again.ended).toBe(0)
    await rm(dataDir, { recursive: true, force: true })
  }, 90_000)
})

test('[P5] told to stop with a request under way, it says it is not ready and ends within ten seconds', async () => {
  const port = await freePort()
  const { child, ended, until } = run({ PORT: String(port), DATABASE_URL: database.url })
  await until('Concordat is ready')
  // A keep-alive connection that nobody closes.
  await fetch(`http://127.0.0.1:${port}/api/health`)
  const start = performance.now()
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(performance.now() - start).toBeLessThan(10_000)
})
