import { Redis, type RedisOptions } from 'ioredis'

import type { OtherNodes } from './cluster.ts'

interface Log {
  info(what: object, message: string): void
  warn(what: object, message: string): void
}

export interface RedisLineParts {
  readonly url: string
  /** Name of the stream: all nodes on one database share it. */
  readonly key: string
  readonly node: string
  readonly log: Log
  readonly canaryMs?: number
  /** Without a word for so long the line counts as deaf, whatever the connection says of itself (fault F9). */
  readonly deafMs?: number
}

const CANARY_MS = 5_000
const DEAF_MS = 15_000
const BLOCK_MS = 2_000
const READ_AT_ONCE = 500
/** Some minutes of a busy house. Whoever was away longer reads Postgres, as everyone does in the end. */
const ENTRIES_KEPT = 5_000
const PAUSE_AFTER_FAULT_MS = 250
const CONNECT_WITHIN_MS = 2_000
const MOST_BETWEEN_TRIES_MS = 2_000

/** What never makes anyone wait: without a connection a command fails at once, and the next one may pass. */
const IMPATIENT = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: CONNECT_WITHIN_MS,
  retryStrategy: (tries: number) => Math.min(MOST_BETWEEN_TRIES_MS, 50 * 2 ** Math.min(tries, 10)),
} satisfies RedisOptions

/**
 * What nodes tell each other at once, over one Redis stream. A hint and never the truth: whatever is lost here is in Postgres, and
 * `onMissed` says when to look. Says a word to itself every few seconds, so that a line which has fallen silent without an error is
 * noticed and opened anew. Never throws, never makes anyone wait, and never ends the process.
 */
export class RedisLine implements OtherNodes {
  readonly #parts: RedisLineParts
  readonly #writer: Redis
  readonly #reader: Redis
  readonly #listeners = new Map<string, Set<(body: Uint8Array, node: string) => void>>()
  readonly #missed = new Set<() => void>()
  readonly #canary: NodeJS.Timeout
  /** Last entry that was read; undefined until the stream has been looked at. */
  #at: string | undefined
  /** The connection is new: entries may have been missed, and the stream may be another one. */
  #isUnsure = true
  #heardAt = Date.now()
  #provenAt = 0
  #isDeaf = false
  #isClosed = false

  constructor(parts: RedisLineParts) {
    this.#parts = parts
    this.#writer = new Redis(parts.url, { ...IMPATIENT, enableAutoPipelining: true, commandTimeout: CONNECT_WITHIN_MS })
    this.#reader = new Redis(parts.url, IMPATIENT)
    for (const redis of [this.#writer, this.#reader])
      redis.on('error', (error) => parts.log.info({ err: error }, 'the line between the nodes has a fault'))
    this.#reader.on('ready', () => {
      this.#isUnsure = true
    })
    this.#canary = setInterval(() => this.#check(), parts.canaryMs ?? CANARY_MS)
    this.#canary.unref()
    this.#writer.on('ready', () => this.#say())
    void this.#listen()
  }

  tell(topic: string, body: Uint8Array | string): void {
    if (this.#writer.status !== 'ready') return
    const { key, node } = this.#parts
    this.#writer
      .xadd(key, 'MAXLEN', '~', ENTRIES_KEPT, '*', 'node', node, 'topic', topic, 'body', Buffer.from(body))
      .catch((error: unknown) => this.#parts.log.info({ err: error, topic }, 'a hint to the other nodes was lost'))
  }

  hear(topic: string, listener: (body: Uint8Array, node: string) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set()
    listeners.add(listener)
    this.#listeners.set(topic, listeners)
    return () => void listeners.delete(listener)
  }

  onMissed(listener: () => void): () => void {
    this.#missed.add(listener)
    return () => void this.#missed.delete(listener)
  }

  get health(): { readonly isDeaf: boolean; readonly silentMs: number } {
    return { isDeaf: this.#isDeaf, silentMs: Date.now() - this.#heardAt }
  }

  /** Everything that was told before this moment has been heard. */
  get provenAt(): number {
    return this.#provenAt
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#canary)
    this.#writer.disconnect()
    this.#reader.disconnect()
  }

  #say(): void {
    this.tell('canary', String(Date.now()))
  }

  #check(): void {
    this.#say()
    const { silentMs } = this.health
    if (silentMs < (this.#parts.deafMs ?? DEAF_MS)) return
    if (!this.#isDeaf)
      this.#parts.log.warn({ silentMs }, 'nothing is heard of the other nodes; the log is read instead')
    this.#isDeaf = true
    // A connection that is there and says nothing is worth no more than none.
    if (this.#reader.status === 'ready') this.#reader.disconnect(true)
    if (this.#writer.status === 'ready') this.#writer.disconnect(true)
    this.#sayMissed()
  }

  #sayMissed(): void {
    for (const listener of this.#missed) listener()
  }

  async #listen(): Promise<void> {
    while (!this.#isClosed) {
      try {
        if (this.#reader.status !== 'ready') throw new Error('not connected')
        if (this.#isUnsure) await this.#find()
        await this.#read()
      } catch {
        // The client reconnects by itself and says so in the log.
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAULT_MS).unref())
      }
    }
  }

  /** Where to go on: after what was read last, or at the end of a stream that is new or has been emptied (redis-streams-adapter 32). */
  async #find(): Promise<void> {
    this.#isUnsure = false
    try {
      const [last] = await this.#reader.xrevrange(this.#parts.key, '+', '-', 'COUNT', 1)
      const newest = last?.[0] ?? '0-0'
      if (this.#at === undefined || isBefore(newest, this.#at)) this.#at = newest
    } catch (error) {
      this.#isUnsure = true
      throw error
    }
    this.#sayMissed()
  }

  async #read(): Promise<void> {
    const answer = await this.#reader.xreadBuffer(
      'COUNT',
      READ_AT_ONCE,
      'BLOCK',
      BLOCK_MS,
      'STREAMS',
      this.#parts.key,
      this.#at ?? '0-0',
    )
    for (const [, entries] of (answer ?? []) as unknown as readonly [
      Buffer,
      readonly [Buffer, readonly Buffer[]][],
    ][]) {
      for (const [id, fields] of entries) {
        this.#at = id.toString()
        this.#take(fields)
      }
    }
  }

  #take(fields: readonly Buffer[]): void {
    this.#heardAt = Date.now()
    if (this.#isDeaf) {
      this.#isDeaf = false
      this.#parts.log.warn({}, 'the other nodes are heard again')
      this.#sayMissed()
    }
    const [, node, , topic, , body] = fields
    if (node === undefined || topic === undefined || body === undefined) return
    if (node.toString() === this.#parts.node) {
      if (topic.toString() === 'canary') this.#provenAt = Math.max(this.#provenAt, Number(body.toString()))
      return
    }
    for (const listener of this.#listeners.get(topic.toString()) ?? []) {
      try {
        listener(body, node.toString())
      } catch (error) {
        // One message that cannot be read is no reason to stop listening.
        this.#parts.log.warn({ err: error, topic: topic.toString() }, 'a message of another node could not be taken')
      }
    }
  }
}

function isBefore(one: string, other: string): boolean {
  const [ms = 0, n = 0] = one.split('-').map(Number)
  const [otherMs = 0, otherN = 0] = other.split('-').map(Number)
  return ms < otherMs || (ms === otherMs && n < otherN)
}

/**
 * A client for the adapter of socket.io: what it writes fails at once while Redis is away, what it reads waits. The adapter leaves the
 * promise of its subscription to itself, and a rejection nobody hears would end the process.
 */
export function clientForAdapter(url: string, log: Log): Redis {
  const redis = new Redis(url, IMPATIENT)
  redis.on('error', (error) => log.info({ err: error }, 'the line between the nodes has a fault'))
  redis.duplicate = () => {
    const reader = new Redis(url, { ...IMPATIENT, enableOfflineQueue: true, maxRetriesPerRequest: null })
    const subscribe = reader.subscribe.bind(reader)
    reader.subscribe = async (...channels: unknown[]) =>
      (subscribe as (...all: unknown[]) => Promise<unknown>)(...channels).catch(() => 0)
    return reader
  }
  return redis
}
