import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import type { RawData, WebSocket } from 'ws'

import type { Session } from '../identity/identity.ts'
import type { Clock } from './clock.ts'
import { CLOSE, type CloseCode } from './closes.ts'
import { KEEP_ALIVE_FRAME } from './frames.ts'
import type { Limits } from './limits.ts'
import type { Log } from './ports.ts'
import { onTheWire, type Slab } from './wire.ts'

export interface ConnectionParts {
  readonly webSocket: WebSocket
  /** Below the WebSocket: what is written between cork and uncork leaves in one piece. */
  readonly socket: Duplex
  readonly request: IncomingMessage
  readonly session: Session
  readonly documentId: string
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Log
  readonly onClosed: () => void
  /** The hint that goes with 1012 and 1013. */
  readonly returnAfterMs: () => number
}

/**
 * One WebSocket of a signed-in person: its buffers, heartbeat and end. Frames that arrive before the document is open wait, within
 * limits. Knows nothing of Yjs.
 */
export class Connection {
  readonly session: Session
  readonly documentId: string
  readonly request: IncomingMessage
  /** Known once the document is. */
  boardId: string | undefined
  mayWrite = false
  readonly #parts: ConnectionParts
  #onFrame: ((frame: Uint8Array) => void) | undefined
  #early: Uint8Array[] = []
  #earlyBytes = 0
  #isClosing = false
  #heardAt: number
  #saidAt: number
  #cancelHandshake: (() => void) | undefined

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    this.session = parts.session
    this.documentId = parts.documentId
    this.request = parts.request
    this.#heardAt = parts.clock.now()
    this.#saidAt = parts.clock.now()
    this.#cancelHandshake = parts.clock.after(parts.limits.handshakeMs, () =>
      this.close(CLOSE.silent, 'nothing was said'),
    )

    const { webSocket } = parts
    webSocket.on('message', (data: RawData, isBinary: boolean) => this.#hear(data, isBinary))
    webSocket.on('pong', () => {
      this.#heardAt = parts.clock.now()
    })
    // Without a listener a broken frame would end the process (reliability P18). `ws` closes with 1002, 1007 or 1009 by itself.
    webSocket.on('error', (error) =>
      parts.log.info({ err: error, person: this.session.person.id }, 'a sync socket failed'),
    )
    webSocket.on('close', () => {
      this.#isClosing = true
      this.#early = []
      this.#cancelHandshake?.()
      parts.onClosed()
    })
  }

  /** What its reader has not taken yet. */
  get bufferedBytes(): number {
    return this.#parts.webSocket.bufferedAmount
  }

  get isClosing(): boolean {
    return this.#isClosing
  }

  /** From here on frames go to `onFrame`, those that waited first. */
  listen(onFrame: (frame: Uint8Array) => void): void {
    this.#onFrame = onFrame
    const early = this.#early
    this.#early = []
    for (const frame of early) if (!this.#isClosing) onFrame(frame)
  }

  /** Writes frames as one piece. Nothing is sent to a peer that has stopped reading: it is sent away, and comes back by its state vector (P20). */
  send(frames: readonly Uint8Array[], slab?: Slab): void {
    const { webSocket, socket, limits, log, clock } = this.#parts
    if (this.#isClosing || webSocket.readyState !== webSocket.OPEN) return
    if (webSocket.bufferedAmount > limits.bufferedBytes) {
      log.warn(
        { person: this.session.person.id, document: this.documentId, buffered: webSocket.bufferedAmount },
        'a slow reader was cut off',
      )
      return this.close(CLOSE.overloaded, 'this connection is too slow')
    }
    this.#saidAt = clock.now()
    // Past the WebSocket, which would put a header and a piece of its own to each frame for each reader. Without compression it
    // queues nothing either, so that what it sends itself keeps its place.
    const pieces = onTheWire(frames, slab)
    if (pieces.length > 1) socket.cork()
    for (const piece of pieces) socket.write(piece)
    if (pieces.length > 1) socket.uncork()
  }

  close(code: CloseCode, reason: string): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#early = []
    const { webSocket, clock, limits } = this.#parts
    const comesBack = code === CLOSE.restart || code === CLOSE.overloaded
    webSocket.close(code, comesBack ? `${reason}; come back in ${this.#parts.returnAfterMs()} ms` : reason)
    // One who has stopped reading never sees the farewell.
    const cancel = clock.after(limits.closeGraceMs, () => webSocket.terminate())
    webSocket.once('close', cancel)
  }

  /** Once every `pingMs`: cuts off who has not answered, asks again, and breaks a silence that would make y-websocket reconnect. */
  beat(): void {
    const { webSocket, clock, limits } = this.#parts
    const now = clock.now()
    if (now - this.#heardAt >= limits.deadMs) return webSocket.terminate()
    if (this.#isClosing) return
    webSocket.ping()
    if (now - this.#saidAt >= limits.pingMs - 1_000) this.send([KEEP_ALIVE_FRAME])
  }

  #hear(data: RawData, isBinary: boolean): void {
    if (this.#isClosing) return
    const { clock, limits } = this.#parts
    this.#heardAt = clock.now()
    this.#cancelHandshake?.()
    // The protocol has no text frames.
    if (!isBinary || !(data instanceof Uint8Array)) return this.close(CLOSE.malformed, 'not a binary frame')
    if (this.#onFrame) return this.#onFrame(data)
    this.#early.push(data)
    this.#earlyBytes += data.byteLength
    if (this.#early.length > limits.preJoinFrames || this.#earlyBytes > limits.preJoinBytes)
      this.close(CLOSE.overloaded, 'the document is not open yet')
  }
}
