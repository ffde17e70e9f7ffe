/**
 * A checkpoint: the head of one board's ledger at one instant, signed with Ed25519 (RFC 8032). Whoever keeps one can tell later
 * whether the record up to it is still the same (J2). It is plain text, so that it can be read, printed and put in a mail:
 *
 *     concordat/greater-manchester
 *     size 812
 *     head 64 hex digits
 *     time 2026-07-14T11:05:00.000Z
 *
 *     key 16 hex digits
 *     signature 88 characters of base64
 *
 * Signed are the UTF-8 bytes of the first four lines, each with its line feed. docs/ledger.md is the description for others.
 */
export interface Checkpoint {
  /** Slug. */
  readonly board: string
  readonly seq: number
  readonly hash: string
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string
}

export interface SignedCheckpoint extends Checkpoint {
  /** First 16 hex digits of the SHA-256 of the raw public key. */
  readonly keyId: string
  /** Base64. */
  readonly signature: string
}

/** What is signed. */
export const checkpointText = ({ board, seq, hash, at }: Checkpoint): string =>
  `concordat/${board}\nsize ${seq}\nhead ${hash}\ntime ${at}\n`

/** The note as it is kept and handed on. */
export const checkpointNote = (checkpoint: SignedCheckpoint): string =>
  `${checkpointText(checkpoint)}\nkey ${checkpoint.keyId}\nsignature ${checkpoint.signature}\n`

const NOTE =
  /concordat\/([a-z0-9][a-z0-9-]{0,63}) size ([1-9]\d{0,14}) head ([0-9a-f]{64}) time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) key ([0-9a-f]{16}) signature ([A-Za-z0-9+/]{86}==)/gu

/** Every checkpoint in a text, whatever a mail program did to its blanks, lines and quotation marks. Total. */
export function readCheckpoints(text: string): SignedCheckpoint[] {
  const flat = text.replaceAll(/(?:[\s>]|\uFEFF)+/gu, ' ')
  return [...flat.matchAll(NOTE)].map(([, board = '', seq, hash = '', at = '', keyId = '', signature = '']) => ({
    board,
    seq: Number(seq),
    hash,
    at,
    keyId,
    signature,
  }))
}
