/** From this size on a frame is handed on as it is: copying it together with others would cost more than a piece of its own. */
const LARGE_BYTES = 16 * 1024
/** Binary, whole (RFC 6455, section 5.2). A server's frames are not masked. */
const BINARY_FRAME = 0x82

/** Up to this size what was sent last is remembered, in case the next one is sent the same. */
const REMEMBERED_BYTES = 256 * 1024

const SLAB_BYTES = 64 * 1024
/** Smaller pieces Node cuts from a slab of its own. */
const CUT_FROM_BYTES = 1_024

/**
 * Memory for the pieces of one room, many in one allocation. For a reader who has stopped reading they wait by the thousand, and as
 * allocations of their own they had V8 collect its whole heap twice a second, which everyone else waited for (fault F13, goal 9). Not
 * shared between rooms: what waits would keep the pieces of others too.
 */
export class Slab {
  #memory: Buffer | undefined
  #used = 0

  /** Room for a piece; undefined for one that is small enough for Node's own, or large enough for an allocation. */
  cut(bytes: number): Buffer | undefined {
    if (bytes < CUT_FROM_BYTES || bytes > SLAB_BYTES / 2) return undefined
    if (this.#memory === undefined || this.#used + bytes > SLAB_BYTES) {
      this.#memory = Buffer.allocUnsafeSlow(SLAB_BYTES)
      this.#used = 0
    }
    this.#used += bytes
    return this.#memory.subarray(this.#used - bytes, this.#used)
  }
}

let lastFrames: readonly Uint8Array[] | undefined
let lastPieces: readonly Uint8Array[] = []

/**
 * Frames of the sync protocol as WebSocket messages, one each, ready for the wire: small ones together in one piece. Whoever is sent
 * the same list as the one before gets the very same bytes: what a room tells everyone is put together once. A list that was
 * handed over may not be changed any more. Pieces are cut from `slab` where it has a use for them.
 */
export function onTheWire(frames: readonly Uint8Array[], slab?: Slab): readonly Uint8Array[] {
  if (frames === lastFrames) return lastPieces
  const pieces = piecesOf(frames, slab)
  const isSmall = pieces.reduce((bytes, { byteLength }) => bytes + byteLength, 0) <= REMEMBERED_BYTES
  lastFrames = isSmall ? frames : undefined
  lastPieces = isSmall ? pieces : []
  return pieces
}

function piecesOf(frames: readonly Uint8Array[], slab: Slab | undefined): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < frames.length;) {
    let end = at
    let bytes = 0
    for (; end < frames.length; end += 1) {
      const { byteLength } = frames[end] ?? NOTHING
      bytes += headerBytes(byteLength)
      if (byteLength >= LARGE_BYTES) break
      bytes += byteLength
    }
    const piece = slab?.cut(bytes) ?? Buffer.allocUnsafe(bytes)
    let to = 0
    for (; at < end; at += 1) {
      const frame = frames[at] ?? NOTHING
      to = writeHeader(piece, to, frame.byteLength)
      piece.set(frame, to)
      to += frame.byteLength
    }
    pieces.push(piece)
    const large = frames[end]
    if (large === undefined) break
    writeHeader(piece, to, large.byteLength)
    pieces.push(large)
    at = end + 1
  }
  return pieces
}

const NOTHING = new Uint8Array()

const headerBytes = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10)

function writeHeader(piece: Buffer, at: number, length: number): number {
  piece[at] = BINARY_FRAME
  if (length < 126) {
    piece[at + 1] = length
    return at + 2
  }
  if (length < 65_536) {
    piece[at + 1] = 126
    return piece.writeUInt16BE(length, at + 2)
  }
  piece[at + 1] = 127
  return piece.writeBigUInt64BE(BigInt(length), at + 2)
}
