import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { WebSocketServer, type WebSocket } from 'ws'

import { DOCUMENT_SCHEMA_VERSION } from '@concordat/shared/documents/schema'

import type { Session } from '../identity/identity.ts'
import { accessTo, presenceUser, type Access } from './access.ts'
import type { Clock } from './clock.ts'
import { CLOSE, type CloseCode, type Refusal } from './closes.ts'
import { Connection } from './connection.ts'
import type { Limits } from './limits.ts'
import type { Meter } from './meter.ts'
import type { Peer } from './peer.ts'
import type { DocumentPorts, Log } from './ports.ts'
import { NoSuchDocument, Stopping, type Registry } from './registry.ts'
import type { DocumentStore } from './store.ts'
import { TokenBucket } from './token-bucket.ts'

export const SYNC_PATH = '/sync/'

interface SocketParts {
  /** Exactly what `Origin` has to be. */
  readonly origin: string
  readonly registry: Registry
  readonly store: DocumentStore
  readonly ports: DocumentPorts
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Log
  readonly meter: Meter
}

/**
 * The door at `/sync/:documentId`. In this order: origin, session, document, rights, epoch, number of sockets; only then is a
 * frame read into the room. Nothing is read from the wire before the sender is known (P12).
 */
export class Sockets {
  readonly #parts: SocketParts
  readonly #server: WebSocketServer
  readonly #connections = new Set<Connection>()
  #cancelBeat: (() => void) | undefined
  #cancelRecheck: (() => void) | undefined
  readonly #handshakes: TokenBucket
  #waiting: { readonly socket: Duplex; readonly admit: () => Promise<void> }[] = []
  #cancelTurn: (() => void) | undefined
  #isStopped = false

  constructor(parts: SocketParts) {
    this.#parts = parts
    const { clock, limits } = parts
    this.#handshakes = new TokenBucket(clock, {
      perSecond: limits.handshakesPerSecond,
      burst: limits.handshakesBurst,
    })
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: parts.limits.frameBytes,
      perMessageDeflate: false,
      clientTracking: false,
    })
    this.#beat()
    this.#recheckLater()
  }

  /** Unsent bytes of all sockets. */
  get bufferedBytes(): number {
    let sum = 0
    for (const connection of this.#connections) sum += connection.bufferedBytes
    return sum
  }

  get size(): number {
    return this.#connections.size
  }

  /** Takes over an upgrade whose path begins with `SYNC_PATH`. Answers by itself whatever is wrong with it. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { log, origin, limits } = this.#parts
    socket.on('error', (error) => log.info({ err: error }, 'an upgrading sync socket failed'))
    if (request.headers.origin !== origin) {
      log.warn(
        { event: 'sec.ws.origin', origin: request.headers.origin, from: request.socket.remoteAddress },
        'upgrade from another origin refused',
      )
      return refuseUpgrade(socket, '403 Forbidden')
    }
    if (this.#isStopped) return refuseUpgrade(socket, '503 Service Unavailable')
    // Frames behind the request itself, from somebody nobody knows yet.
    if (head.byteLength > limits.preAuthBytes) return refuseUpgrade(socket, '400 Bad Request')

    this.#inTurn(socket, () =>
      this.#parts.ports.identity.sessionOf(request).then(
        (session) => this.#upgrade(request, socket, head, session),
        (error: unknown) => {
          log.error({ err: error }, 'a session could not be looked up for a sync socket')
          refuseUpgrade(socket, '503 Service Unavailable')
        },
      ),
    )
  }

  /** So many handshakes per second: a storm of people who come back waits in line, and those who are in go on (fault F17). */
  #inTurn(socket: Duplex, admit: () => Promise<void>): void {
    const { limits } = this.#parts
    if (this.#waiting.length === 0 && this.#handshakes.take()) return void admit()
    if (this.#waiting.length >= limits.handshakesWaiting) return refuseUpgrade(socket, '503 Service Unavailable')
    this.#waiting.push({ socket, admit })
    this.#cancelTurn ??= this.#nextTurn()
  }

  #nextTurn(): () => void {
    const { clock, limits } = this.#parts
    return clock.after(1_000 / limits.handshakesPerSecond, () => {
      this.#cancelTurn = undefined
      while (this.#waiting.length > 0 && this.#handshakes.take()) {
        const next = this.#waiting.shift()
        if (next === undefined || next.socket.destroyed) continue
        if (this.#isStopped) refuseUpgrade(next.socket, '503 Service Unavailable')
        else void next.admit()
      }
      if (this.#waiting.length > 0) this.#cancelTurn = this.#nextTurn()
    })
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, session: Session | null): void {
    if (socket.destroyed) return
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      if (session === null) return closeUnread(webSocket, { code: CLOSE.notSignedIn, reason: 'not signed in' })
      const { clock, limits, log } = this.#parts
      const connection: Connection = new Connection({
        webSocket,
        socket,
        request,
        session,
        documentId: documentIdIn(request),
        clock,
        limits,
        log,
        onClosed: () => this.#connections.delete(connection),
        returnAfterMs: () => this.#returnAfterMs(),
      })
      const refusal = this.#isStopped ? RESTARTING : this.#tooMany(connection)
      this.#connections.add(connection)
      if (refusal !== null) return this.#refuse(connection, refusal)
      this.#admit(connection, webSocket).catch((error: unknown) =>
        this.#refuse(connection, this.#refusalFor(error, connection)),
      )
    })
  }

  /** When somebody who is sent away is to come back: the more there are, the wider they are spread. */
  #returnAfterMs(): number {
    const { handshakesPerSecond, returnMostMs } = this.#parts.limits
    const spreadMs = Math.min(returnMostMs, 1_000 + (this.#connections.size / handshakesPerSecond) * 1_000)
    return Math.round(Math.random() * spreadMs)
  }

  /** The 21st socket of a person and the 6th on one document; the oldest stay (abuse case 13). */
  #tooMany({ session, documentId }: Connection): Refusal | null {
    const { socketsPerPerson, socketsPerPersonAndDocument } = this.#parts.limits
    const own = [...this.#connections].filter(
      (other) => other.session.person.id === session.person.id && !other.isClosing,
    )
    const here = own.filter((other) => other.documentId === documentId)
    return own.length >= socketsPerPerson || here.length >= socketsPerPersonAndDocument
      ? { code: CLOSE.tooMuch, reason: 'too many open connections' }
      : null
  }

  async #admit(connection: Connection, webSocket: WebSocket): Promise<void> {
    const { registry, store, limits } = this.#parts
    const { session, documentId, request } = connection
    const access = await accessTo(documentId, session, this.#parts)
    if (access === null) return this.#refuse(connection, { code: CLOSE.unknown, reason: 'no such document' })
    const outdated = outdatedFault(request, access)
    if (outdated !== null) return this.#refuse(connection, outdated)

    const peer: Peer = {
      documentId,
      boardId: access.document.boardId,
      personId: session.person.id,
      sessionId: session.id,
      user: presenceUser(session, access.actor),
      mayWrite: access.abilities.includes('document.write'),
      clients: new Set(await store.clientsOf(documentId, session.person.id)),
      get isBehind() {
        return connection.bufferedBytes > limits.presenceBufferedBytes
      },
      send: (frames, slab) => connection.send(frames, slab),
      close: (code, reason) => connection.close(code, reason),
    }
    connection.boardId = peer.boardId
    connection.mayWrite = peer.mayWrite
    const room = await registry.join(peer)
    if (connection.isClosing) return registry.leave(room, peer)
    webSocket.on('close', () => registry.leave(room, peer))
    connection.listen((frame) => room.receive(peer, frame))
  }

  #refusalFor(error: unknown, { documentId }: Connection): Refusal {
    if (error instanceof NoSuchDocument) return { code: CLOSE.unknown, reason: 'no such document' }
    if (error instanceof Stopping) return RESTARTING
    this.#parts.log.error({ err: error, document: documentId }, 'a document could not be opened')
    return { code: CLOSE.overloaded, reason: 'the document cannot be opened at the moment' }
  }

  #refuse(connection: Connection, { code, reason }: Refusal): void {
    const { session, documentId } = connection
    this.#parts.meter.refused(code, reason)
    this.#parts.log.warn(
      { event: 'sec.sync.refused', person: session.person.id, document: documentId, code, reason },
      'a sync socket was refused',
    )
    connection.close(code, reason)
  }

  #beat(): void {
    this.#cancelBeat = this.#parts.clock.after(this.#parts.limits.pingMs, () => {
      for (const connection of this.#connections) connection.beat()
      this.#beat()
    })
  }

  /** The net below the immediate closing: a right that ran out without a word is noticed within a minute (P15). */
  #recheckLater(): void {
    this.#cancelRecheck = this.#parts.clock.after(this.#parts.limits.recheckMs, () => {
      void this.recheck().then(() => {
        if (!this.#isStopped) this.#recheckLater()
      })
    })
  }

  /** Asks the policy again for every open socket that `concerns` picks, and closes whose answer has changed. */
  async recheck(concerns: (connection: Connection) => boolean = () => true): Promise<void> {
    for (const connection of [...this.#connections].filter((open) => !open.isClosing && concerns(open))) {
      try {
        const session = await this.#parts.ports.identity.sessionOf(connection.request)
        if (session?.id !== connection.session.id) {
          connection.close(CLOSE.notSignedIn, 'the session has ended')
          continue
        }
        const access = await accessTo(connection.documentId, session, this.#parts)
        if (access === null || (connection.mayWrite && !access.abilities.includes('document.write')))
          connection.close(CLOSE.forbidden, 'rights have changed')
      } catch (error) {
        // The database is away: whoever is in stays in until it can be asked.
        this.#parts.log.warn({ err: error }, 'rights of a sync socket could not be asked again')
      }
    }
  }

  /** Closes what `concerns` picks, also sockets that are not in a document yet. */
  close(concerns: (connection: Connection) => boolean, code: CloseCode, reason: string): void {
    for (const connection of this.#connections) if (concerns(connection)) connection.close(code, reason)
  }

  /** Takes no more upgrades; what is open is the registry's to close. */
  stop(): void {
    this.#isStopped = true
    this.#cancelTurn?.()
    for (const { socket } of this.#waiting.splice(0)) refuseUpgrade(socket, '503 Service Unavailable')
    this.#cancelBeat?.()
    this.#cancelRecheck?.()
  }
}

const RESTARTING: Refusal = { code: CLOSE.restart, reason: 'the service is restarting' }

const addressOf = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://localhost')

/** What follows `/sync/`, unread: whether it names a document is asked like everything else. */
function documentIdIn(request: IncomingMessage): string {
  try {
    return addressOf(request).pathname.slice(SYNC_PATH.length)
  } catch {
    // Not an address at all names no document either.
    return ''
  }
}

/** A browser that says what it knows of the document is told before it binds an editor (M-10, M-30). One that says nothing is taken at its word. */
function outdatedFault(request: IncomingMessage, { document }: Access): Refusal | null {
  const { searchParams } = addressOf(request)
  const epoch = searchParams.get('epoch')
  const schema = searchParams.get('schema')
  if (epoch !== null && epoch !== String(document.epoch))
    return { code: CLOSE.oldEpoch, reason: 'the document has a new epoch' }
  if (schema !== null && schema !== String(DOCUMENT_SCHEMA_VERSION))
    return { code: CLOSE.clientTooOld, reason: 'the document has a new schema' }
  return null
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}

function closeUnread(webSocket: WebSocket, { code, reason }: Refusal): void {
  webSocket.on('error', () => webSocket.terminate())
  webSocket.close(code, reason)
}
