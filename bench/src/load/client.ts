import { dialectOf, type Dialect, type DialectName, type Heard } from './dialects.ts'
import type { Seat } from './jobs.ts'
import { caret } from './pens.ts'
import { Wire } from './wire.ts'

/** The empty Yjs update: the answer of somebody without edits. */
const EMPTY = Uint8Array.of(0, 0)
const OPEN_WITHIN_MS = 30_000

export interface ClientEvents {
  /** An update, not the first state: bytes from `start` to `end` of `frame`. */
  readonly onUpdate?: (client: Client, frame: Uint8Array, start: number, end: number, at: number) => void
  /** So many of this client's updates are acknowledged. */
  readonly onAcknowledged?: (client: Client, count: number, at: number) => void
  readonly onCarets?: (client: Client) => void
  readonly onEnd?: (client: Client, code: number, reason: string) => void
}

/** One open document in one browser, without the browser. Answers as y-websocket's and Hocuspocus's clients do. */
export class Client {
  readonly seat: Seat
  readonly index: number
  readonly wire: Wire
  /** The document is there: resolves with the bytes of content it came with, never before `contentBytes` of them. */
  readonly ready: Promise<number>
  acknowledged = 0
  endedWith: number | null = null
  /** Has stopped reading on purpose: what it gets and how it ends counts for itself. */
  isStuck = false
  /** Keeps what arrives before `ready`, for whoever wants to look into it. */
  readonly content: Uint8Array[] = []
  readonly #dialect: Dialect
  readonly #events: ClientEvents
  readonly #contentBytes: number
  readonly #keepsContent: boolean
  #contentCame = 0
  #hasSynced = false
  #isReady = false
  #statuses = 0
  #caretClock = 0
  #setReady: (bytes: number) => void = () => undefined
  #fail: (error: Error) => void = () => undefined

  constructor(
    target: { readonly port: number; readonly dialect: DialectName },
    seat: Seat,
    options: ClientEvents & {
      readonly index?: number
      readonly contentBytes?: number
      readonly keepsContent?: boolean
    } = {},
  ) {
    this.seat = seat
    this.index = options.index ?? 0
    this.#dialect = dialectOf(target.dialect, seat.document)
    this.#events = options
    this.#contentBytes = options.contentBytes ?? 0
    this.#keepsContent = options.keepsContent ?? false
    this.ready = new Promise((resolve, reject) => {
      this.#setReady = resolve
      this.#fail = reject
    })
    const late = setTimeout(
      () => this.#fail(new Error(`${seat.path} was not there after ${OPEN_WITHIN_MS / 1000} s`)),
      OPEN_WITHIN_MS,
    )
    void this.ready.finally(() => clearTimeout(late)).catch(() => undefined)

    this.wire = new Wire({
      port: seat.port ?? target.port,
      path: seat.path,
      headers: seat.headers,
      onFrame: (frame, at) => this.#hear(frame, at),
      onEnd: (code, reason) => {
        this.endedWith = code
        this.#fail(new Error(`${seat.path} was closed with ${code} ${reason} before it was there`))
        options.onEnd?.(this, code, reason)
      },
    })
    this.wire.opened.then(
      () => {
        for (const frame of this.#dialect.greeting) this.wire.send(frame)
        if (!this.#dialect.syncs) this.#becomeReady()
      },
      (error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))),
    )
  }

  send(update: Uint8Array): void {
    this.wire.send(this.#dialect.update(update))
  }

  sendCaret(itemClock: number): void {
    this.#caretClock += 1
    this.wire.send(this.#dialect.awareness(caret(this.seat.clientId, this.#caretClock, itemClock)))
  }

  close(): void {
    this.wire.close()
  }

  #hear(frame: Uint8Array, at: number): void {
    this.#dialect.read(frame, heard)
    switch (heard.type) {
      case 'update':
        if (this.#isReady) this.#events.onUpdate?.(this, frame, heard.start, heard.end, at)
        else this.#takeContent(frame)
        return
      case 'step-2':
        this.#hasSynced = true
        return this.#takeContent(frame)
      case 'step-1':
        return this.wire.send(this.#dialect.step2(EMPTY))
      case 'awareness':
        return this.#events.onCarets?.(this)
      case 'acknowledged':
        this.acknowledged = heard.count
        return this.#events.onAcknowledged?.(this, heard.count, at)
      case 'one-acknowledged':
        // Hocuspocus acknowledges the opening step 2 as well, and first.
        this.#statuses += 1
        if (this.#statuses === 1) return
        this.acknowledged = this.#statuses - 1
        return this.#events.onAcknowledged?.(this, this.acknowledged, at)
      case 'other':
    }
  }

  #takeContent(frame: Uint8Array): void {
    this.#contentCame += heard.end - heard.start
    if (this.#keepsContent) this.content.push(frame.slice(heard.start, heard.end))
    if (this.#hasSynced && this.#contentCame >= this.#contentBytes) this.#becomeReady()
  }

  #becomeReady(): void {
    this.#isReady = true
    this.#setReady(this.#contentCame)
  }
}

const heard: Heard = { type: 'other', start: 0, end: 0, count: 0 }

const AT_ONCE = 25

/** Opens all seats, some at a time, and waits until their documents are there. */
export async function openAll(
  target: { readonly port: number; readonly dialect: DialectName },
  seats: readonly Seat[],
  events: ClientEvents & { readonly contentBytes?: number; readonly keepsContent?: boolean } = {},
): Promise<Client[]> {
  const clients: Client[] = []
  for (let first = 0; first < seats.length; first += AT_ONCE) {
    const group = seats
      .slice(first, first + AT_ONCE)
      .map((seat, index) => new Client(target, seat, { ...events, index: first + index }))
    clients.push(...group)
    await Promise.all(group.map(({ ready }) => ready))
  }
  return clients
}
