import type { FastifyInstance, FastifyRequest } from 'fastify'

import type { Tx } from '@concordat/db/client'
import { atOneInstant, type Asking } from '@concordat/db/read/asking'
import { findBoard, type BoardRow } from '@concordat/db/read/boards'
import { DomainError } from '@concordat/shared/errors'
import { may, type Act } from '@concordat/shared/policy'

/** Reads of one board, behind one gate: who asks, may they know of it, and everything from one instant. */
export interface Boards {
  /**
   * Runs `read` on the board of that slug. Refuses with `unauthenticated` without a session and with `not-found` alike when
   * there is no such board, when the person may not do `act` on it, and when `read` finds nothing: what one may not see
   * cannot be told from what is not there (contract, "Refusals").
   */
  read<T>(
    request: FastifyRequest,
    slug: string,
    read: (tx: Tx, board: BoardRow, asking: Asking) => Promise<T | undefined>,
    act?: Act,
  ): Promise<T>
}

export function createBoards(app: FastifyInstance): Boards {
  return {
    async read(request, slug, read, act = 'board.read') {
      const session = await app.identity.require(request)
      // Before the transaction, which must not wait for a second connection while it holds one.
      const found = await findBoard(app.db, slug)
      if (!found) throw notFound()
      const actor = await app.identity.actorOn(session, found.id)
      if (!may(actor, act)) throw notFound()

      const answer = await atOneInstant(app.db, async (tx) => {
        const board = await findBoard(tx, slug)
        return board && read(tx, board, { actor, now: app.clock() })
      })
      if (answer === undefined) throw notFound()
      return answer
    },
  }
}

const notFound = (): DomainError =>
  new DomainError({
    kind: 'not-found',
    title: 'There is nothing here for you.',
    detail:
      'Check the address. If someone sent you the link, ask them whether you should be able to see it in the post you act in now.',
  })
