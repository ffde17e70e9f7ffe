import { digest } from 'lib0/hash/sha256'

const encoder = new TextEncoder()

/** SHA-256 of a string's UTF-8 bytes or of bytes, as 64 lower-case hex digits. Synchronous, the same in browser and server. */
export function sha256Hex(input: string | Uint8Array): string {
  const hash = digest(typeof input === 'string' ? encoder.encode(input) : input)
  let hex = ''
  for (const byte of hash) hex += byte.toString(16).padStart(2, '0')
  return hex
}
