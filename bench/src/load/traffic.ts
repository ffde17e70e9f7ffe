import { setTimeout as sleep } from 'node:timers/promises'

import type { Client } from './client.ts'
import type { Window } from './jobs.ts'
import { Latencies } from './latencies.ts'
import type { Pen } from './pens.ts'
import { eachSpan } from './spans.ts'

interface Author {
  readonly pen: Pen
  readonly client: Client
  /** When each clock left, by clock. NaN: no edit, or not of this window. */
  readonly sentAt: number[]
  /** When each update left, by number. */
  readonly updateSentAt: number[]
  acknowledgedUntil: number
  /** How many others are in the document. */
  others: number
  dueAt: number
}

const TICK_MS = 1

/**
 * Edits on their way: who typed what when, and who has it. Latency is from the write of the author's frame to the read of the bytes by
 * each other client, on one clock, as all of them live in this process.
 */
export class Traffic {
  readonly #authors = new Map<number, Author>()
  readonly #present = new Map<string, number>()
  #latencies = new Latencies()
  #across = new Latencies()
  #acknowledgements = new Latencies()
  #windowFrom = Infinity
  #edits = 0
  #expected = 0
  #delivered = 0
  #carets = 0
  #closes: Record<string, number> = {}
  #withCarets = false
  #perSecond = 0
  #isTyping = false
  #loop: Promise<void> = Promise.resolve()

  /** Events for the clients that take part. */
  readonly events = {
    onUpdate: (client: Client, frame: Uint8Array, start: number, end: number, at: number): void => {
      if (client.isStuck) return
      eachSpan(frame, start, end, (id, clock, length) => {
        const author = this.#authors.get(id)
        if (author === undefined || author.client === client) return
        for (let edit = clock; edit < clock + length; edit += 1) {
          const sentAt = author.sentAt[edit]
          if (sentAt === undefined || !(sentAt >= this.#windowFrom)) continue
          this.#delivered += 1
          this.#latencies.record(at - sentAt)
          if (client.seat.port !== author.client.seat.port) this.#across.record(at - sentAt)
        }
      })
    },
    onAcknowledged: (client: Client, count: number, at: number): void => {
      const author = this.#authors.get(client.seat.clientId)
      if (author === undefined) return
      for (; author.acknowledgedUntil < count; author.acknowledgedUntil += 1) {
        const sentAt = author.updateSentAt[author.acknowledgedUntil]
        if (sentAt !== undefined && sentAt >= this.#windowFrom) this.#acknowledgements.record(at - sentAt)
      }
    },
    onCarets: (): void => {
      this.#carets += 1
    },
    onEnd: (client: Client, code: number, reason: string): void => {
      if (client.isStuck || code === 1000) return
      // Without the hint when to come back, which is another one for everybody.
      const why = `${code} ${reason.split(';', 1)[0] ?? ''}`.trim()
      this.#closes[why] = (this.#closes[why] ?? 0) + 1
    },
  }

  /** Says who is there; before the first edit. */
  seat(clients: readonly Client[]): void {
    for (const { seat } of clients) this.#present.set(seat.document, (this.#present.get(seat.document) ?? 0) + 1)
  }

  /** Gives a client a pen, and has it write what comes before the first edit. */
  equip(client: Client, pen: Pen): void {
    const opening = pen.open()
    const author: Author = {
      pen,
      client,
      sentAt: [],
      updateSentAt: [],
      acknowledgedUntil: 0,
      others: (this.#present.get(client.seat.document) ?? 1) - 1,
      dueAt: 0,
    }
    author.sentAt.length = pen.clock
    this.#authors.set(client.seat.clientId, author)
    if (opening === null) return
    author.updateSentAt.push(Number.NaN)
    client.send(opening)
  }

  /** Types at this rate, each author in turn and not all at once, until `stop`. */
  start(perSecond: number, withCarets = false): void {
    this.#perSecond = perSecond
    this.#withCarets = withCarets
    this.#isTyping = true
    const now = performance.now()
    const authors = [...this.#authors.values()]
    authors.forEach((author, index) => (author.dueAt = now + (index / authors.length) * (1000 / perSecond)))
    this.#loop = this.#type(authors)
  }

  async stop(): Promise<void> {
    this.#isTyping = false
    await this.#loop
  }

  async #type(authors: readonly Author[]): Promise<void> {
    const gapMs = 1000 / this.#perSecond
    while (this.#isTyping) {
      const now = performance.now()
      for (const author of authors) {
        // What a busy moment held up is written at once after it, as a server would get it from as many people.
        for (; author.dueAt <= now; author.dueAt += gapMs) this.#write(author)
      }
      await sleep(TICK_MS)
    }
  }

  #write(author: Author): void {
    const { pen, client } = author
    if (client.endedWith !== null) return
    const clock = pen.clock
    const update = pen.next()
    const sentAt = performance.now()
    author.sentAt[clock] = sentAt
    author.updateSentAt.push(sentAt)
    client.send(update)
    if (sentAt >= this.#windowFrom) {
      this.#edits += 1
      this.#expected += author.others
    }
    if (this.#withCarets) client.sendCaret(clock)
  }

  /** Types for a while and waits until all of it has arrived, or `drainMs` have passed. */
  async measure(options: {
    readonly perSecond: number
    readonly seconds: number
    readonly carets?: boolean
    readonly drainMs?: number
  }): Promise<Window> {
    const { perSecond, seconds, carets = false, drainMs = 5_000 } = options
    this.#latencies = new Latencies()
    this.#across = new Latencies()
    this.#acknowledgements = new Latencies()
    this.#edits = this.#expected = this.#delivered = this.#carets = 0
    this.#closes = {}
    const cpu = process.cpuUsage()
    const from = performance.now()
    this.#windowFrom = from
    this.start(perSecond, carets)
    await sleep(seconds * 1000)
    await this.stop()
    const typedMs = performance.now() - from
    const patience = performance.now() + drainMs
    while (this.#delivered < this.#expected && performance.now() < patience && Object.keys(this.#closes).length === 0)
      await sleep(2)
    const { user, system } = process.cpuUsage(cpu)
    const wholeMs = performance.now() - from
    this.#windowFrom = Infinity
    return {
      edits: this.#edits,
      delivered: this.#delivered,
      missing: this.#expected - this.#delivered,
      seconds: typedMs / 1000,
      latency: this.#latencies.summary(),
      across: this.#across.summary(),
      acknowledged: this.#acknowledgements.summary(),
      carets: this.#carets,
      generatorCore: (user + system) / 1000 / wholeMs,
      generatorMs: (user + system) / 1000,
      closes: this.#closes,
    }
  }

  /** What each author has written, had acknowledged, and had shown to others, as clocks. */
  get authors(): readonly { readonly client: Client; readonly clock: number; readonly sentAt: readonly number[] }[] {
    return [...this.#authors.values()].map(({ client, pen, sentAt }) => ({ client, clock: pen.clock, sentAt }))
  }
}
