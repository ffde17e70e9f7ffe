import fp from 'fastify-plugin'
import { z } from 'zod'

import type { SessionEnd } from '../identity/identity.ts'

/** Rights that have ended, on whichever node: whoever holds sockets closes them within two seconds (reliability P15). */
export interface Revocations {
  /** A session has ended or changed capacity. Returns how to stop. */
  onSessionEnd(listener: (end: SessionEnd) => void): () => void
  /** Posts or seats of a board have changed hands; `board` is its slug. Returns how to stop. */
  onRightsMoved(listener: (board: string) => void): () => void
  /** To be said after the commit that moved them. */
  rightsMoved(board: string): void
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly revocations: Revocations
  }
}

const End = z.object({ session: z.string(), person: z.string(), reason: z.enum(['signed-out', 'expired', 'capacity']) })

/** Below the hint to the other nodes lies a net: every socket asks for its rights again each minute. */
export default fp(
  async (app) => {
    const ends = new Set<(end: SessionEnd) => void>()
    const moves = new Set<(board: string) => void>()
    const ended = (end: SessionEnd): void => ends.forEach((listener) => listener(end))
    const moved = (board: string): void => moves.forEach((listener) => listener(board))

    const stops = [
      app.identity.onEnded((end) => {
        ended(end)
        app.otherNodes?.tell('session.ended', JSON.stringify(end))
      }),
      app.otherNodes?.hear('session.ended', (body) => ended(End.parse(JSON.parse(Buffer.from(body).toString())))),
      app.otherNodes?.hear('rights.moved', (body) => moved(Buffer.from(body).toString())),
    ]
    app.addHook('onClose', async () => stops.forEach((stop) => stop?.()))

    app.decorate('revocations', {
      onSessionEnd(listener) {
        ends.add(listener)
        return () => void ends.delete(listener)
      },
      onRightsMoved(listener) {
        moves.add(listener)
        return () => void moves.delete(listener)
      },
      rightsMoved(board) {
        moved(board)
        app.otherNodes?.tell('rights.moved', board)
      },
    })
  },
  { name: 'revocations', dependencies: ['identity', 'cluster'] },
)
