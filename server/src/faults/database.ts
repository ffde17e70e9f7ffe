import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'

import { close, createDb } from '@concordat/db/client'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@concordat/db/embedded/start-embedded-postgres'
import { makeDataDir } from '@concordat/db/test/postgres'

import { Wire } from './wire.ts'

/** A Postgres of its own that can be restarted and killed, and is always found at the same address. */
export class FaultyDatabase {
  readonly wire: Wire
  /** The way of those who only look on: no fault is made on it. */
  readonly #sight: Wire
  readonly #dataDir: string
  #server: EmbeddedPostgres

  private constructor(dataDir: string, server: EmbeddedPostgres, wire: Wire, sight: Wire) {
    this.#dataDir = dataDir
    this.#server = server
    this.wire = wire
    this.#sight = sight
  }

  /** As in production: without `synchronous_commit` a killed Postgres forgets what it has confirmed. */
  static async start(): Promise<FaultyDatabase> {
    const dataDir = await makeDataDir()
    const server = await startEmbeddedPostgres({ dataDir })
    const port = portOf(server.url)
    return new FaultyDatabase(dataDir, server, await Wire.open(port), await Wire.open(port))
  }

  /** Through the wire that faults are made on; or directly, for whoever looks on. */
  urlOf(database: string, way: 'wire' | 'direct' | Wire = 'wire'): string {
    const url = new URL(this.#server.url)
    url.pathname = `/${database}`
    url.port = String((way === 'wire' ? this.wire : way === 'direct' ? this.#sight : way).port)
    return url.href
  }

  get port(): number {
    return portOf(this.#server.url)
  }

  async copy(template: string, name: string): Promise<void> {
    await this.ask(`create database ${name} template ${template}`)
  }

  async drop(name: string): Promise<void> {
    await this.ask(`drop database if exists ${name} with (force)`)
  }

  /** One statement as the owner, past the wire. */
  async ask(statement: string): Promise<void> {
    const db = createDb(this.#server.url, { max: 1 })
    try {
      await db.$client.unsafe(statement)
    } finally {
      await close(db)
    }
  }

  /** `pg_ctl restart -m fast`: every connection is ended, everything is written down. */
  async restart(): Promise<void> {
    await this.#server.stop()
    await this.#startAgain()
  }

  /** `kill -9` of the postmaster; the next start recovers from the write-ahead log. */
  async kill(): Promise<void> {
    const db = createDb(this.#server.url, { max: 1 })
    const [backend] = await db.$client<{ pid: number }[]>`select pg_backend_pid() as pid`
    const postmaster = Number(/PPid:\s+(\d+)/u.exec(readFileSync(`/proc/${backend?.pid}/status`, 'utf8'))?.[1])
    await close(db)
    if (!(postmaster > 1)) throw new Error('The postmaster was not found')
    process.kill(postmaster, 'SIGKILL')
    await this.#server.stop()
    await this.#startAgain()
  }

  async stop(): Promise<void> {
    await this.wire.close()
    await this.#sight.close()
    await this.#server.stop()
    await rm(this.#dataDir, { recursive: true, force: true })
  }

  async #startAgain(): Promise<void> {
    this.#server = await startEmbeddedPostgres({ dataDir: this.#dataDir })
    for (const wire of [this.wire, this.#sight]) wire.leadTo(portOf(this.#server.url))
  }
}

const portOf = (url: string): number => Number(new URL(url).port)
