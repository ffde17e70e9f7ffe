import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { DOCUMENT_SCHEMA_VERSION } from '@concordat/shared/documents/schema'
import { DomainError } from '@concordat/shared/errors'
import type { DocumentSession, OfflineWorkAnswer } from '@concordat/shared/http'

import type { Session } from '../identity/identity.ts'
import { accessTo } from './access.ts'
import { systemClock, type Clock } from './clock.ts'
import { CLOSE, type CloseCode } from './closes.ts'
import type { Reading } from './draft.ts'
import { LIMITS, type Limits } from './limits.ts'
import { UNMETERED, type Meter } from './meter.ts'
import { answerFor, mayBring, type Known } from './offline-work.ts'
import type { Peer } from './peer.ts'
import type { DocumentPorts, Log } from './ports.ts'
import { NoSuchDocument, Registry, Stopping } from './registry.ts'
import { Sockets, SYNC_PATH } from './sockets.ts'
import type { DocumentStore } from './store.ts'

/** Channel, message type and length in front of an update. */
const FRAME_HEAD_BYTES = 16

/** The sync engine, as the rest of the house sees it. */
export interface Documents {
  /** The handshake before an editor binds: a fresh client id for this person, and what they may do. Refuses with `not-found`. */
  openSession(documentId: string, session: Session): Promise<DocumentSession>
  /**
   * Takes work done offline that is more than a frame holds, and answers once it is on disk. Refuses with `not-found`, `forbidden`,
   * `stale`, `conflict`, `invalid` and `unavailable`; nothing is taken then.
   */
  bring(documentId: string, session: Session, update: Uint8Array, known: Known): Promise<OfflineWorkAnswer>
  /** Every accepted update committed, then read: for commands that freeze text. Refuses with `not-found` and `unavailable`. */
  settle(documentId: string): Promise<Reading>
  /** What is committed now. Refuses with `not-found`. */
  read(documentId: string): Promise<Reading>
  /** Takes over an upgrade to `/sync/…`. Checks `Origin` by itself as well. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Ends the sync connections that `concerns` picks. For ended sessions this happens by itself. */
  closePeers(concerns: (peer: Peer) => boolean, code: CloseCode, reason: string): void
  /** Asks the policy again for everyone on this board, and closes whose answer has changed: after a command that moves seats. */
  recheckBoard(boardId: string): Promise<void>
  /** Writes projections that a crash left behind. */
  projectAll(): Promise<void>
  /** How much is open, and how much is waiting. */
  count(): {
    readonly documents: number
    readonly live: number
    readonly sockets: number
    readonly bufferedBytes: number
    readonly unsavedBytes: number
  }
  /** Graceful stop: nothing new, everything accepted written and acknowledged, 1012 to all (P5). */
  stop(): Promise<void>
}

export interface DocumentsParts {
  readonly store: DocumentStore
  readonly ports: DocumentPorts
  /** `PUBLIC_URL`'s origin. */
  readonly origin: string
  readonly log: Log
  readonly limits?: Limits
  readonly clock?: Clock
  readonly meter?: Meter
}

export function createDocuments({
  store,
  ports,
  origin,
  log,
  limits = LIMITS,
  clock = systemClock,
  meter = UNMETERED,
}: DocumentsParts): Documents {
  const registry = new Registry({
    store,
    clock,
    limits,
    log,
    meter,
    otherNodes: ports.otherNodes,
    onProjected: (document, seq) => ports.onProjected(document, seq),
    onShrunk: (document) => ports.onShrunk?.(document),
  })
  const sockets = new Sockets({ origin, registry, store, ports, clock, limits, log, meter })

  const stopListening = ports.identity.onEnded(({ session, reason }) => {
    // In another post the person may still be allowed: the browser opens a new session of the document and finds out.
    const code = reason === 'capacity' ? CLOSE.forbidden : CLOSE.notSignedIn
    sockets.close(
      (connection) => connection.session.id === session,
      code,
      reason === 'capacity' ? 'rights have changed' : 'the session has ended',
    )
  })

  return {
    async openSession(documentId, session) {
      const access = await accessTo(documentId, session, { store, ports })
      if (access === null) throw notFound()
      const clientId = await store.issueClient({
        documentId,
        personId: session.person.id,
        postId: session.post,
        issuedAt: new Date(clock.now()),
      })
      return {
        clientId,
        epoch: access.document.epoch,
        schema: DOCUMENT_SCHEMA_VERSION,
        abilities: [...access.abilities],
        path: `${SYNC_PATH}${documentId}`,
        updateBytes: Math.min(limits.updateBytes, limits.frameBytes - FRAME_HEAD_BYTES),
      }
    },
    async bring(documentId, session, update, known) {
      const access = await accessTo(documentId, session, { store, ports })
      if (access === null) throw notFound()
      mayBring(access, known)
      const personId = session.person.id
      const clients = new Set(await store.clientsOf(documentId, personId))
      const author = { personId, clients, clientId: [...clients].at(-1) ?? 0 }
      const verdict = await registry.bring(documentId, update, author).catch(inOurWords)
      if (verdict.type === 'refused') {
        const { code, reason } = verdict
        log.warn(
          { event: 'sec.sync.refused', person: personId, document: documentId, code, reason },
          'offline work was refused',
        )
      }
      return answerFor(verdict)
    },
    settle: (documentId) => registry.settle(documentId).catch(inOurWords),
    read: (documentId) => registry.read(documentId).catch(inOurWords),
    handleUpgrade: (request, socket, head) => sockets.handleUpgrade(request, socket, head),
    closePeers: (concerns, code, reason) => registry.closePeers(concerns, code, reason),
    recheckBoard: (boardId) => sockets.recheck((connection) => connection.boardId === boardId),
    projectAll: () => registry.projectAll(),
    count: () => ({
      documents: registry.size,
      live: registry.live,
      sockets: sockets.size,
      bufferedBytes: sockets.bufferedBytes,
      unsavedBytes: registry.unsavedBytes,
    }),
    async stop() {
      stopListening()
      sockets.stop()
      await registry.stop()
      sockets.close(() => true, CLOSE.restart, 'the service is restarting')
    },
  }
}

function inOurWords(error: unknown): never {
  if (error instanceof NoSuchDocument) throw notFound()
  if (error instanceof Stopping) throw stopping()
  throw error
}

const stopping = (): DomainError =>
  new DomainError({
    kind: 'unavailable',
    title: 'The service is restarting.',
    detail: 'Nothing was recorded. Try again in a few seconds.',
  })

const notFound = (): DomainError =>
  new DomainError({
    kind: 'not-found',
    title: 'There is no draft here for you.',
    detail:
      'Check the address. If someone sent you the link, ask them whether you should be able to see it in the post you act in now.',
  })
