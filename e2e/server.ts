import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')

/** A Concordat that a test may kill: the same entry that `npm start` runs, on a folder and port of its own. */
export class TestServer {
  readonly url: string
  readonly #port: number
  readonly #dataDir: string
  #process: ChildProcess | undefined
  #said = ''

  constructor(dataDir: string, port: number) {
    this.#dataDir = dataDir
    this.#port = port
    this.url = `http://127.0.0.1:${port}`
  }

  /** Starts it and waits until it is ready to serve. Throws with what it printed when it stops before that. */
  async start(): Promise<void> {
    this.#said = ''
    const { DATABASE_URL: _database, REDIS_URL: _redis, PUBLIC_URL: _public, ...env } = process.env
    const child = spawn(process.execPath, ['server/src/main.ts'], {
      cwd: root,
      env: { ...env, PORT: String(this.#port), HOST: '127.0.0.1', DATA_DIR: this.#dataDir, DEMO: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    const hear = (bytes: Buffer): void => void (this.#said = (this.#said + bytes.toString()).slice(-20_000))
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)

    const deadline = Date.now() + 120_000
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`The server stopped with ${child.exitCode}:\n${this.#said}`)
      if (await this.#isReady()) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`The server was not ready within two minutes:\n${this.#said}`)
  }

  /** Ends it at once, as a power cut would end the process (`kill -9`). */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/api/ready`)).ok
    } catch {
      return false
    }
  }
}

/**
 * A port nobody listens on now, below those the system gives out by itself: a server takes seconds to start, and one that was
 * killed wants its port back, which nobody else may have been given meanwhile.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
  throw new Error('No free port')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
