import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface WireOptions {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** `frame` is a view that is valid only during the call. `at` is when its bytes were read. */
  readonly onFrame: (frame: Uint8Array, at: number) => void
  /** Told once: close code and what the server said, or 0 when the connection ended without one. */
  readonly onEnd: (code: number, reason: string) => void
}

const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * The client's end of a WebSocket, down to the bytes: a load generator on the library's client would cost more than the servers it
 * measures. Frames go out masked with zeros, which every server has to undo like any other mask. No compression is offered.
 */
export class Wire {
  readonly #socket: Socket
  readonly #options: WireOptions
  #head: Buffer | null = Buffer.alloc(0)
  #parts: Buffer[] = []
  #length = 0
  #needed = 2
  #hasEnded = false
  readonly opened: Promise<void>
  #settle: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined
  received = 0

  constructor(options: WireOptions) {
    this.#options = options
    this.opened = new Promise((resolve, reject) => (this.#settle = { resolve, reject }))
    const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true })
    this.#socket = socket
    socket.on('connect', () => socket.write(upgradeRequest(options)))
    socket.on('data', (chunk) => this.#hear(chunk))
    socket.on('error', (error) => this.#end(0, error))
    socket.on('close', () => this.#end(0))
  }

  /** Sends one binary frame. */
  send(payload: Uint8Array): void {
    if (!this.#hasEnded) this.#socket.write(frameOf(OPCODE.binary, payload))
  }

  /** Bytes accepted and not on the way yet. */
  get unsent(): number {
    return this.#socket.writableLength
  }

  /** Reads no more: the kernel's buffers fill, then the server's. */
  stopReading(): void {
    this.#socket.pause()
  }

  readOn(): void {
    this.#socket.resume()
  }

  close(): void {
    if (this.#hasEnded) return
    this.#socket.write(frameOf(OPCODE.close, Uint8Array.of(0x03, 0xe8)))
    this.#end(1000)
    this.#socket.end()
    setTimeout(() => this.#socket.destroy(), 1_000).unref()
  }

  #hear(chunk: Buffer): void {
    const at = performance.now()
    this.received += chunk.byteLength
    const rest = this.#head === null ? chunk : this.#hearHead(chunk)
    if (rest === undefined || rest.byteLength === 0) return
    this.#parts.push(rest)
    this.#length += rest.byteLength
    if (this.#length < this.#needed) return

    // A long frame is put together once, not with every piece of it.
    const bytes = this.#parts.length === 1 ? rest : Buffer.concat(this.#parts, this.#length)
    const used = this.#readFrames(bytes, at)
    const left = bytes.subarray(used)
    this.#parts = left.byteLength > 0 ? [left] : []
    this.#length = left.byteLength
  }

  #hearHead(chunk: Buffer): Buffer | undefined {
    const head = Buffer.concat([this.#head ?? Buffer.alloc(0), chunk])
    const end = head.indexOf(HEAD_END)
    if (end < 0) {
      this.#head = head
      return undefined
    }
    this.#head = null
    const [status = ''] = head.toString('latin1', 0, end).split('\r\n', 1)
    if (!status.includes(' 101 ')) {
      this.#end(0, new Error(`The upgrade of ${this.#options.path} was answered: ${status}`))
      this.#socket.destroy()
      return undefined
    }
    this.#settle?.resolve()
    return head.subarray(end + HEAD_END.byteLength)
  }

  /** Reads all whole frames and gives where the first incomplete one begins. */
  #readFrames(bytes: Buffer, at: number): number {
    let start = 0
    for (;;) {
      const have = bytes.byteLength - start
      this.#needed = 2
      if (have < 2) return start
      const opcode = (bytes[start] ?? 0) & 0x0f
      const short = (bytes[start + 1] ?? 0) & 0x7f
      const header = short < 126 ? 2 : short === 126 ? 4 : 10
      this.#needed = header
      if (have < header) return start
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(start + 2) : Number(bytes.readBigUInt64BE(start + 2))
      this.#needed = header + length
      if (have < header + length) return start
      const payload = bytes.subarray(start + header, start + header + length)
      start += header + length
      if (opcode === OPCODE.binary) this.#options.onFrame(payload, at)
      else if (opcode === OPCODE.ping) this.#socket.write(frameOf(OPCODE.pong, payload))
      else if (opcode === OPCODE.close)
        this.#end(length >= 2 ? payload.readUInt16BE(0) : 1005, undefined, payload.toString('utf8', 2))
      else if (opcode === OPCODE.continuation)
        throw new Error('A server sent a frame in pieces, which is not looked for here')
    }
  }

  #end(code: number, error?: Error, reason = ''): void {
    this.#settle?.reject(error ?? new Error(`The connection to ${this.#options.path} ended`))
    this.#settle = undefined
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#options.onEnd(code, reason)
  }
}

function upgradeRequest({ port, path, headers }: WireOptions): string {
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`)
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

function frameOf(opcode: number, payload: Uint8Array): Buffer {
  const { byteLength } = payload
  const header = byteLength < 126 ? 6 : byteLength < 65_536 ? 8 : 14
  const frame = Buffer.alloc(header + byteLength)
  frame[0] = 0x80 | opcode
  if (header === 6) frame[1] = 0x80 | byteLength
  else if (header === 8) {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(byteLength, 2)
  } else {
    frame[1] = 0x80 | 127
    frame.writeBigUInt64BE(BigInt(byteLength), 2)
  }
  frame.set(payload, header)
  return frame
}
