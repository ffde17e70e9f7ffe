import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

import { createDoc } from '@concordat/shared/documents/doc'
import type { DocumentKind } from '@concordat/shared/documents/schema'

import { ACKNOWLEDGEMENT, AWARENESS, STEP_1, STEP_2, SYNC, syncFrame, UPDATE } from '../documents/frames.ts'

/** What a caller may say of itself before it is let in. */
export interface Call {
  readonly address: string
  readonly path: string
  readonly headers: { readonly [name: string]: string }
}

/**
 * Somebody on the sync socket who says what they like: no editor and no manners. Keeps what came back, and with which code it
 * ended.
 */
export class Caller {
  readonly socket: WebSocket
  readonly doc: Y.Doc
  /** Bytes of updates that others made, as the server sent them. */
  readonly updates: Uint8Array[] = []
  readonly presence: Uint8Array[] = []
  /** How often the server has asked what it lacks. */
  asked = 0
  acknowledged = 0
  isSynced = false
  readonly closed: Promise<number>
  /** Questions that have not been answered. */
  readonly #asking: (() => void)[] = []

  private constructor(socket: WebSocket, kind: DocumentKind) {
    this.socket = socket
    this.doc = createDoc(kind)
    socket.on('message', (data: Buffer) => this.#hear(new Uint8Array(data)))
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => socket.on('close', resolve))
  }

  /** Connects; resolves before it is known whether one is let in. */
  static async call({ address, path, headers }: Call, kind: DocumentKind = 'programme'): Promise<Caller> {
    const socket = new WebSocket(`${address.replace('http', 'ws')}${path}`, { headers, perMessageDeflate: true })
    const caller = new Caller(socket, kind)
    await once(socket, 'open')
    return caller
  }

  /**
   * Asks for what the document holds and waits until it is there. Whatever was sent before has been heard by then, and whatever the server
   * had said until then has arrived.
   */
  async sync(): Promise<this> {
    const answered = new Promise<undefined>((resolve) => this.#asking.push(() => resolve(undefined)))
    this.send(syncFrame(STEP_1, Y.encodeStateVector(this.doc)))
    const code = await Promise.race([answered, this.closed])
    if (code !== undefined) throw new Error(`The document was not given: ${code}`)
    return this
  }

  /** Says so much of an opening step 2 as a browser without edits of its own does: nothing. */
  answerNothing(): this {
    this.send(syncFrame(STEP_2, new Uint8Array([0, 0])))
    return this
  }

  send(frame: Uint8Array | string): this {
    this.socket.send(frame)
    return this
  }

  update(update: Uint8Array): this {
    return this.send(syncFrame(UPDATE, update))
  }

  leave(): void {
    this.socket.terminate()
  }

  #hear(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    switch (decoding.readVarUint(decoder)) {
      case ACKNOWLEDGEMENT:
        this.acknowledged = decoding.readVarUint(decoder)
        return
      case AWARENESS:
        this.presence.push(decoding.readVarUint8Array(decoder))
        return
      case SYNC: {
        const type = decoding.readVarUint(decoder)
        const bytes = decoding.readVarUint8Array(decoder)
        if (type === STEP_1) {
          this.asked += 1
          return
        }
        Y.applyUpdate(this.doc, bytes, this)
        if (type === UPDATE && this.isSynced) this.updates.push(bytes)
        if (type !== STEP_2) return
        this.isSynced = true
        this.#asking.shift()?.()
      }
    }
  }
}

/** The status line's number when the upgrade is refused; 101 when it is not. */
export async function statusOf({ address, path, headers }: Call): Promise<number> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}${path}`, { headers })
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      socket.terminate()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', () => undefined)
  })
}

/** A bare connection: the request is written as it stands, and so is whatever else. */
export function rawCall({ address, path, headers }: Call, behind: Uint8Array = new Uint8Array()): Socket {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  const lines = {
    Host: `${hostname}:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  }
  const request = `GET ${path} HTTP/1.1\r\n${Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`
  socket.write(Buffer.concat([Buffer.from(request), behind]))
  return socket
}

/** A masked frame of RFC 6455 as a browser writes it; `first` is its first byte. */
export function wireFrame(payload: Uint8Array, first = 0x82): Buffer {
  const { byteLength: length } = payload
  const head = length < 126 ? [first, 0x80 | length] : [first, 0x80 | 126, length >> 8, length & 0xff]
  // A mask of zeros is a mask.
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload])
}
