/** From this size on a frame is handed on as it is: copying it together with others would cost more than a piece of its own. */
const LARGE_BYTES = 16 * 1024
/** Binary, whole (RFC 6455, section 5.2). A server's frames are not masked. */
const BINARY_FRAME = 0x82

/** Up to this size what was sent last is remembered, in case the next one is sent the same. */
const REMEMBERED_BYTES = 256 * 1024

let lastFrames: readonly Uint8Array[] | undefined
let lastPieces: readonly Uint8Array[] = []

/**
 * Frames of the sync protocol as WebSocket messages, one each, ready for the wire: small ones together in one piece. Whoever is sent
 * the same list as the one before gets the very same bytes: what a room tells everyone is put together once. A list that was
 * handed over may not be changed any more.
 */
export function onTheWire(frames: readonly Uint8Array[]): readonly Uint8Array[] {
  if (frames === lastFrames) return lastPieces
  const pieces = piecesOf(frames)
  const isSmall = pieces.reduce((bytes, { byteLength }) => bytes + byteLength, 0) <= REMEMBERED_BYTES
  lastFrames = isSmall ? frames : undefined
  lastPieces = isSmall ? pieces : []
  return pieces
}

function piecesOf(frames: readonly Uint8Array[]): Uint8Array[] {
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
    const piece = Buffer.allocUnsafe(bytes)
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
