import type { CloseCode } from './closes.ts'
import type { Slab } from './wire.ts'

/** How others see a person in a document. Said by the server, never by their browser. */
export interface PresenceUser {
  readonly id: string
  readonly name: string
  readonly initials: string
  readonly role: string
  /** 1 to 6, stable for the person. */
  readonly colour: number
}

/** One open connection, as a room sees it: no socket, only what may be said to it and what it may do. */
export interface Peer {
  readonly documentId: string
  readonly boardId: string
  readonly personId: string
  readonly sessionId: string
  readonly user: PresenceUser
  readonly mayWrite: boolean
  /** Reads more slowly than is written: presence waits, edits do not. */
  readonly isBehind?: boolean
  /** Client ids issued to this person for this document, the newest last. */
  readonly clients: ReadonlySet<number>
  /**
   * Hands over all there is to say in this turn, to be written at once. Never throws; what a closed connection is told is lost. `slab`: of
   * the room, for what it tells everyone.
   */
  send(frames: readonly Uint8Array[], slab?: Slab): void
  /** Ends the connection. The room forgets the peer by itself. */
  close(code: CloseCode, reason: string): void
}
