import type { FastifyInstance } from 'fastify'
import { z } from 'zod'

import { movementOf } from '@concordat/db/board-movement'
import { Slug } from '@concordat/shared/payloads/shapes'

import type { WhoIsHere } from './here.ts'
import { boardOf, roomOf, type NoticeServer } from './rooms.ts'

const TELL_EVERY_MS = 10_000
/** A node that has died says no farewell. */
const FORGET_AFTER_MS = 3 * TELL_EVERY_MS + 5_000

const Told = z.object({
  board: Slug,
  people: z.array(
    z.object({
      person: z.string(),
      name: z.string(),
      role: z.string(),
      page: z.string(),
      doing: z.enum(['reading', 'writing', 'away']),
      colour: z.number(),
    }),
  ),
})

interface Parts {
  readonly io: NoticeServer
  readonly here: WhoIsHere
  /** Boards whose people are to be told who is here. */
  readonly dueBoards: Set<string>
  readonly tellNodes: (board: string) => void
}

/**
 * Who is on a board through other nodes; and the repair of notices that were lost on the way from there (fault F9): what has moved on
 * an open board while the line was down or deaf is found in Postgres and told again, without its details.
 */
export function listenToNodes(app: FastifyInstance, { io, here, dueBoards, tellNodes }: Parts): { stop(): void } {
  const { otherNodes, db, log, clock } = app
  if (otherNodes === null) return { stop: () => undefined }

  /** How the open boards stood when everything told before was known to have arrived. */
  let known = new Map<string, string>()
  let last: { readonly at: number; readonly boards: Map<string, string> } | undefined
  let isLooking = false
  let mayHaveMissed = false

  const openBoards = (): string[] => [...io.of('/').adapter.rooms.keys()].flatMap((room) => boardOf(room) ?? [])

  async function look(): Promise<void> {
    if (otherNodes === null || isLooking) return
    isLooking = true
    try {
      if (last !== undefined && !mayHaveMissed && otherNodes.provenAt > last.at) known = last.boards
      const at = Date.now()
      const boards = new Map(await movementOf(db, openBoards()))
      if (mayHaveMissed) {
        for (const [board, movement] of boards) {
          if (known.get(board) === movement) continue
          const seq = Number(movement.split(' ', 1)[0])
          const notice = { board, seq, type: 'draft.changed', about: [], at: clock().toISOString() }
          io.local.to(roomOf(board)).emit('notice', notice)
        }
        known = boards
        mayHaveMissed = otherNodes.health.isDeaf
      }
      last = { at, boards }
    } catch (error) {
      log.warn({ err: error }, 'the open boards could not be compared with the database')
    } finally {
      isLooking = false
    }
  }

  const stops = [
    otherNodes.hear('board.here', (body, node) => {
      const { board, people } = Told.parse(JSON.parse(Buffer.from(body).toString()))
      here.tellNode(board, node, people, Date.now())
      dueBoards.add(board)
    }),
    otherNodes.hear('board.who', () => here.boards.forEach(tellNodes)),
    otherNodes.onMissed(() => {
      mayHaveMissed = true
      otherNodes.tell('board.who', '')
      void look()
    }),
  ]
  const telling = setInterval(() => {
    here.boards.forEach(tellNodes)
    for (const board of here.forgetSilent(Date.now() - FORGET_AFTER_MS)) dueBoards.add(board)
    void look()
  }, TELL_EVERY_MS).unref()

  return {
    stop() {
      clearInterval(telling)
      for (const stop of stops) stop()
    },
  }
}
