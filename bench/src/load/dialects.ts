import * as encoding from 'lib0/encoding'

/** What is spoken on the wire. */
export type DialectName = 'relay' | 'y' | 'hocuspocus'

/** What a server's frame is; `start` and `end` bound the bytes it carries. */
export interface Heard {
  type: 'step-1' | 'step-2' | 'update' | 'awareness' | 'acknowledged' | 'one-acknowledged' | 'other'
  start: number
  end: number
  /** Of `acknowledged`: how many so far. */
  count: number
}

export interface Dialect {
  /** What a client says first. */
  readonly greeting: readonly Uint8Array[]
  /** Says when the document is there; a relay does not. */
  readonly syncs: boolean
  step2(update: Uint8Array): Uint8Array
  update(update: Uint8Array): Uint8Array
  awareness(states: Uint8Array): Uint8Array
  /** Reads into `heard`, so that millions of frames make no garbage. */
  read(frame: Uint8Array, heard: Heard): void
}

const SYNC = 0
const AWARENESS = 1
const AUTH = 2
const SYNC_REPLY = 4
const SYNC_STATUS = 8
/** Concordat's: how many of this socket's updates are on disk. */
const ACKNOWLEDGEMENT = 100

const NOTHING_KNOWN = Uint8Array.of(0)
const SYNC_TYPES = ['step-1', 'step-2', 'update'] as const

/** y-websocket's frames; Hocuspocus puts the document's name in front of the same. */
export function dialectOf(name: DialectName, document: string): Dialect {
  const prefix =
    name === 'hocuspocus' ? encoding.encode((encoder) => encoding.writeVarString(encoder, document)) : new Uint8Array()
  const framed = (write: (encoder: encoding.Encoder) => void): Uint8Array =>
    encoding.encode((encoder) => {
      encoding.writeUint8Array(encoder, prefix)
      write(encoder)
    })
  const sync = (type: number, bytes: Uint8Array): Uint8Array =>
    framed((encoder) => {
      encoding.writeVarUint(encoder, SYNC)
      encoding.writeVarUint(encoder, type)
      encoding.writeVarUint8Array(encoder, bytes)
    })
  const token = (): Uint8Array =>
    framed((encoder) => {
      encoding.writeVarUint(encoder, AUTH)
      encoding.writeVarUint(encoder, 0)
      encoding.writeVarString(encoder, '')
    })
  const greeting = name === 'relay' ? [] : [...(name === 'hocuspocus' ? [token()] : []), sync(0, NOTHING_KNOWN)]

  return {
    greeting,
    syncs: name !== 'relay',
    step2: (update) => sync(1, update),
    update: (update) => sync(2, update),
    awareness: (states) =>
      framed((encoder) => {
        encoding.writeVarUint(encoder, AWARENESS)
        encoding.writeVarUint8Array(encoder, states)
      }),
    read(frame, heard) {
      heard.type = 'other'
      at = prefix.byteLength
      const channel = readUint(frame)
      switch (channel) {
        case SYNC:
        case SYNC_REPLY: {
          heard.type = SYNC_TYPES[readUint(frame)] ?? 'other'
          const length = readUint(frame)
          heard.start = at
          heard.end = at + length
          return
        }
        case AWARENESS: {
          const length = readUint(frame)
          heard.type = 'awareness'
          heard.start = at
          heard.end = at + length
          return
        }
        case SYNC_STATUS:
          heard.type = 'one-acknowledged'
          return
        case ACKNOWLEDGEMENT:
          heard.type = 'acknowledged'
          heard.count = readUint(frame)
      }
    },
  }
}

let at = 0

function readUint(bytes: Uint8Array): number {
  let value = 0
  let factor = 1
  for (;;) {
    const byte = bytes[at] ?? 0
    at += 1
    value += (byte & 0x7f) * factor
    if (byte < 0x80) return value
    factor *= 128
  }
}
