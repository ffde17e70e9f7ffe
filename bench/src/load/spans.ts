import * as Y from 'yjs'

const STRING = 4
const ORIGIN = 0x80
const RIGHT_ORIGIN = 0x40

/**
 * Tells which edits an update holds: client, first clock, number. One letter typed is read by hand, as there are millions of them; all
 * else by Yjs. Only plain ASCII is typed here, so a string is as long as its bytes.
 */
export function eachSpan(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (client: number, clock: number, length: number) => void,
): void {
  at = start
  const clients = readUint(bytes)
  if (clients === 0) return
  if (clients === 1 && readUint(bytes) === 1) {
    const client = readUint(bytes)
    const clock = readUint(bytes)
    const info = bytes[at] ?? 0
    at += 1
    if ((info & 0x1f) === STRING && (info & (ORIGIN | RIGHT_ORIGIN)) !== 0) {
      if ((info & ORIGIN) !== 0) skipId(bytes)
      if ((info & RIGHT_ORIGIN) !== 0) skipId(bytes)
      return visit(client, clock, readUint(bytes))
    }
  }
  const { from, to } = Y.parseUpdateMeta(bytes.subarray(start, end))
  for (const [client, clock] of from) visit(client, clock, (to.get(client) ?? clock) - clock)
}

function skipId(bytes: Uint8Array): void {
  readUint(bytes)
  readUint(bytes)
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
