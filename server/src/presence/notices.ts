import { createServer, type IncomingMessage } from 'node:http'

import type { FastifyInstance } from 'fastify'
import { Server, type ServerOptions } from 'socket.io'
import { z } from 'zod'

import { findBoardHead } from '@concordat/db/identity'
import { colourOf } from '@concordat/shared/colour-of'
import { Slug } from '@concordat/shared/payloads/shapes'
import type { Here, Notice } from '@concordat/shared/notices'
import { may } from '@concordat/shared/policy'

import { problemOf } from '../errors.ts'
import { comesFromUs } from '../platform/origin.ts'
import type { Audience } from './aimed-notices.ts'
import { WhoIsHere } from './here.ts'
import { listenToNodes } from './other-nodes.ts'
import { roomOf, type NoticeServer, type NoticeSocket } from './rooms.ts'
import { shownPage } from './shown-page.ts'

/** Tells the people on a board what is now on its record. Never the fact itself (architecture 2). */
export interface Notices {
  /** To be called after the commit that made them, and only then. Never throws: a lost notice is late, not lost (architecture 3). */
  publish(notices: readonly Notice[]): void
  /** The same, of one thing that only some people on the board can act on: nobody else hears of it. */
  tell(notice: Notice, audience: Audience): void
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly notices: Notices
  }
}

const MAX_MESSAGE_BYTES = 64 * 1024
const PRESENCE_EVERY_MS = 250
/** A right lost without a word (an appointment that ran out at midnight) is noticed within this time (P15 allows a minute). */
const RECHECK_EVERY_MS = 30_000

const HereTold = z.tuple([Slug, z.string().max(300), z.enum(['reading', 'writing', 'away'])])

/** The socket.io server, not yet reachable: requests and upgrades are brought to `engine` by the platform. */
export function createNoticeServer(
  app: FastifyInstance,
  origin: string,
  adapter?: ServerOptions['adapter'],
): NoticeServer {
  const io: NoticeServer = new Server({
    path: '/socket.io',
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    httpCompression: false,
    destroyUpgrade: false,
    ...(adapter !== undefined && { adapter }),
    // CORS settings are no check of the origin (reliability M-24).
    allowRequest: (request: IncomingMessage, done) => done(null, comesFromUs(request, origin)),
  })
  // Attached to a server that never listens: there is one router for requests and one dispatcher for upgrades, both ours.
  io.attach(createServer())

  const here = new WhoIsHere()
  const dueBoards = new Set<string>()
  const changedHere = new Set<string>()
  const changed = (board: string): void => {
    dueBoards.add(board)
    changedHere.add(board)
  }
  const tellNodes = (board: string): void =>
    app.otherNodes?.tell('board.here', JSON.stringify({ board, people: here.onThisNode(board) }))
  const telling = setInterval(() => {
    // Each node tells its own people: what it knows of the others is never newer than what they know themselves.
    for (const board of dueBoards) {
      io.local.to(roomOf(board)).emit('here', board, here.on(board))
      if (changedHere.delete(board)) tellNodes(board)
    }
    dueBoards.clear()
  }, PRESENCE_EVERY_MS).unref()
  const nodes = app.otherNodes === null ? undefined : listenToNodes(app, { io, here, dueBoards, tellNodes })
  const rechecking = setInterval(() => void recheckAll(), RECHECK_EVERY_MS).unref()

  io.use((socket, next) => {
    app.identity.sessionOf(socket.request).then(
      (session) => {
        if (session === null) return next(new Error('unauthenticated'))
        socket.data = { session, boards: new Map() }
        next()
      },
      (error: unknown) => next(new Error(problemOf(error, socket.id).kind)),
    )
  })

  io.on('connection', (socket) => {
    socket.on('error', (error) => app.log.info({ err: error }, 'a notice socket failed'))
    socket.on('board.open', (board, done) => {
      if (typeof done !== 'function') return
      openBoard(socket, board).then(done, (error: unknown) => {
        app.log.warn({ err: error }, 'a board could not be opened for notices')
        done({ ok: false, kind: problemOf(error, socket.id).kind })
      })
    })
    socket.on('board.close', (board) => closeBoard(socket, board))
    socket.on('here.tell', (...told) => {
      const parsed = HereTold.safeParse(told)
      if (parsed.success) tellWhere(socket, ...parsed.data)
    })
    socket.on('disconnect', () => {
      for (const board of socket.data.boards.keys()) closeBoard(socket, board)
    })
  })

  async function openBoard(
    socket: NoticeSocket,
    board: unknown,
  ): Promise<{ ok: true; seq: number } | { ok: false; kind: string }> {
    const slug = Slug.safeParse(board)
    const found = slug.success ? await findBoardHead(app.db, slug.data) : null
    const actor = found && (await app.identity.actorOn(socket.data.session, found.id))
    // What one may not see does not exist.
    if (!slug.success || !found || !actor || !may(actor, 'board.read')) return { ok: false, kind: 'not-found' }

    socket.data.boards.set(slug.data, { id: found.id, actor })
    await socket.join(roomOf(slug.data))
    socket.emit('here', slug.data, here.on(slug.data))
    // The head is read again once in the room: an entry between the first look and the join would else be missed by both.
    const head = await findBoardHead(app.db, slug.data)
    return { ok: true, seq: head?.headSeq ?? found.headSeq }
  }

  function closeBoard(socket: NoticeSocket, board: string): void {
    if (!socket.data.boards.delete(board)) return
    void socket.leave(roomOf(board))
    if (here.leave(board, socket.id)) changed(board)
  }

  function tellWhere(socket: NoticeSocket, board: string, told: string, doing: Here['doing']): void {
    const actor = socket.data.boards.get(board)?.actor
    if (!actor?.role || !may(actor, 'presence.show')) return
    const { id, name } = socket.data.session.person
    const page = shownPage(told)
    here.tell(board, socket.id, { person: id, name, role: actor.role, page, doing, colour: colourOf(id) })
    changed(board)
  }

  async function recheckAll(board?: string): Promise<void> {
    for (const socket of io.of('/').sockets.values()) {
      if (board !== undefined && !socket.data.boards.has(board)) continue
      try {
        await recheck(socket)
      } catch (error) {
        // The socket stays as it is and is asked about again next time; every fact it leads to is checked anew by HTTP.
        app.log.warn({ err: error }, 'the rights of a notice socket could not be checked')
      }
    }
  }

  async function recheck(socket: NoticeSocket): Promise<void> {
    const session = await app.identity.sessionOf(socket.request)
    if (session === null) {
      socket.disconnect(true)
      return
    }
    for (const [slug, { id }] of socket.data.boards) {
      const actor = await app.identity.actorOn(session, id)
      if (!may(actor, 'board.read')) closeBoard(socket, slug)
      // In another seat than before, and so perhaps of another audience.
      else socket.data.boards.set(slug, { id, actor })
    }
  }

  const stopRechecking = app.revocations.onRightsMoved((board) => void recheckAll(board))
  const stopListening = app.revocations.onSessionEnd(({ session, reason }) => {
    for (const socket of io.of('/').sockets.values()) {
      if (socket.data.session.id !== session) continue
      // Closing the connection makes the client come back by itself, in its new capacity; `disconnect` makes it stay away.
      if (reason === 'capacity') socket.conn.close()
      else socket.disconnect(true)
    }
  })

  app.addHook('preClose', async () => {
    clearInterval(telling)
    clearInterval(rechecking)
    stopListening()
    stopRechecking()
    nodes?.stop()
    for (const board of here.boards) app.otherNodes?.tell('board.here', JSON.stringify({ board, people: [] }))
    // Clients see the transport close and come back to whoever serves next.
    for (const socket of io.of('/').sockets.values()) socket.conn.close()
    await io.close()
  })

  return io
}

/** Emits to the room of each notice's board. */
export const publishTo = (io: NoticeServer): Pick<Notices, 'publish'> => ({
  publish(notices) {
    for (const notice of notices) io.to(roomOf(notice.board)).emit('notice', notice)
  },
})
