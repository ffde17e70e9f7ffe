import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** What one connection through the wire is asked about each piece of bytes. `drop`: it is not passed on. */
export type Tap = (bytes: Buffer, link: Link, direction: 'up' | 'down') => 'pass' | 'drop'

/** One connection through a wire. */
export interface Link {
  /** What a tap wants to remember about it. */
  readonly notes: Map<string, unknown>
  /** Breaks both ends at once, as a router that lost its table. */
  cut(): void
}

interface Ends extends Link {
  readonly near: Socket
  readonly far: Socket
}

/**
 * A stretch of network between two programs, on a port of its own: it can be cut, fall silent without a word, become slow, and be
 * listened to. Bytes are never reordered or lost within a connection, as TCP never does; loss shows as delay.
 */
export class Wire {
  readonly port: number
  /** Reads each piece before it goes on. */
  tap: Tap | undefined
  /** How long each piece takes; asked anew for each. */
  delayMs: (() => number) | undefined
  #target: number
  #state: 'open' | 'cut' | 'silent' = 'open'
  readonly #host: string
  readonly #server: Server
  readonly #links = new Set<Ends>()

  private constructor(server: Server, port: number, target: number, host: string) {
    this.#server = server
    this.port = port
    this.#target = target
    this.#host = host
    server.on('connection', (near) => this.#join(near))
  }

  /** Leads to a port of this machine, or of the one that is named. */
  static async open(target: number, host = '127.0.0.1'): Promise<Wire> {
    const server = createServer({ allowHalfOpen: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('No port was given')
    return new Wire(server, address.port, target, host)
  }

  /** Where connections lead from now on; those that are open stay where they are. */
  leadTo(target: number): void {
    this.#target = target
  }

  /** Breaks every connection and refuses new ones. */
  cut(): void {
    this.#state = 'cut'
    for (const link of this.#links) link.cut()
  }

  /** Nothing gets through in either direction, and nobody is told (fault F14). */
  fallSilent(): void {
    this.#state = 'silent'
    for (const { near, far } of this.#links) {
      near.pause()
      far.pause()
    }
  }

  mend(): void {
    this.#state = 'open'
    for (const { near, far } of this.#links) {
      near.resume()
      far.resume()
    }
  }

  get links(): number {
    return this.#links.size
  }

  async close(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(near: Socket): void {
    if (this.#state === 'cut') return void near.destroy()
    const far = connect({ port: this.#target, host: this.#host, allowHalfOpen: true })
    near.setNoDelay(true)
    far.setNoDelay(true)
    const link: Ends = {
      near,
      far,
      notes: new Map(),
      cut: () => {
        near.destroy()
        far.destroy()
      },
    }
    this.#links.add(link)
    if (this.#state === 'silent') near.pause()
    this.#carry(near, far, link, 'up')
    this.#carry(far, near, link, 'down')
  }

  #carry(from: Socket, to: Socket, link: Ends, direction: 'up' | 'down'): void {
    let last = Promise.resolve()
    const inTurn = (deed: () => void): void => {
      if (this.delayMs === undefined) return deed()
      const arrives = Date.now() + this.delayMs()
      last = last.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, arrives - Date.now())))
        deed()
      })
    }
    from.on('data', (bytes: Buffer) => {
      if (this.tap?.(bytes, link, direction) === 'drop') return
      inTurn(() => {
        if (!to.destroyed) to.write(bytes)
      })
    })
    from.on('end', () => inTurn(() => void to.end()))
    from.on('error', () => to.destroy())
    from.on('close', () => {
      this.#links.delete(link)
      // What was silent stays so for the other side.
      if (this.#state !== 'silent') to.destroy()
    })
  }
}

const STARTUP = 196_608

/** What is known of one connection to Postgres from what went up on it. */
interface Heard {
  /** The beginning of a message whose end is still on its way. */
  rest: Buffer
  hasStarted: boolean
  /** The text of every statement prepared on it, by its name; the unnamed one too. */
  readonly prepared: Map<string, string>
}

/**
 * The statements that these bytes, with those that went up before, ask Postgres to run: in words, or by the name under which they were
 * prepared on this connection. So a connection has to be listened to from its start. Knows just as much of the protocol (version 3)
 * as that takes.
 */
export function statementsIn(bytes: Buffer, { notes }: Link): string[] {
  const heard = (notes.get('heard') ?? { rest: Buffer.alloc(0), hasStarted: false, prepared: new Map() }) as Heard
  notes.set('heard', heard)
  const found: string[] = []
  let rest = Buffer.concat([heard.rest, bytes])
  for (;;) {
    // Only what opens a connection has no letter in front of its length.
    const head = heard.hasStarted ? 1 : 0
    if (rest.length < head + 4) break
    const end = head + rest.readUInt32BE(head)
    if (rest.length < end) break
    if (!heard.hasStarted) heard.hasStarted = rest.readUInt32BE(4) === STARTUP
    else {
      const [first = '', second = ''] = rest.toString('utf8', head + 4, end).split('\0', 2)
      const letter = String.fromCharCode(rest[0] ?? 0)
      if (letter === 'Q') found.push(first)
      if (letter === 'P') heard.prepared.set(first, second)
      if (letter === 'B') found.push(heard.prepared.get(second) ?? '')
    }
    rest = rest.subarray(end)
  }
  heard.rest = rest
  return found
}

export const isCommit = (statement: string): boolean => /^\s*commit\s*;?\s*$/iu.test(statement)

/** True when Postgres says here that it has committed. */
export const saysCommitted = (bytes: Buffer): boolean => bytes.includes('COMMIT\0')
