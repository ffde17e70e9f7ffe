import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { readLedgerPage, verifyLedger } from '@concordat/db/read/ledger'
import { Slug } from '@concordat/shared/commands'
import { LedgerPage, LedgerVerdict, ProblemShape } from '@concordat/shared/http'

const tags = ['ledger']
const OneBoard = z.object({ board: Slug })
const Seq = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const MAX_ENTRIES = 500

/** The ledger, readable and checkable by every reader of the board (J1). */
const ledger: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/boards/:board/ledger',
    {
      schema: {
        summary: 'Entries of the ledger, in order',
        description:
          'From the start; `after` continues from an entry; `before` alone gives the last entries before one.',
        tags,
        params: OneBoard,
        querystring: z.object({
          after: Seq.optional(),
          before: Seq.optional(),
          limit: z.coerce.number().int().min(1).max(MAX_ENTRIES).default(100),
          type: z.string().max(40).optional(),
        }),
        response: { 200: LedgerPage, '4xx': ProblemShape },
      },
    },
    async (request) => {
      const { after, before, limit, type } = request.query
      const range = {
        limit,
        ...(after === undefined ? {} : { after }),
        ...(before === undefined ? {} : { before }),
        ...(type === undefined ? {} : { type }),
      }
      return app.boards.read(
        request,
        request.params.board,
        (tx, board) => readLedgerPage(tx, board, range),
        'ledger.read',
      )
    },
  )

  app.get(
    '/api/boards/:board/ledger/verify',
    {
      schema: {
        summary: 'Verify the chain of entries from the first to the head',
        tags,
        params: OneBoard,
        response: { 200: LedgerVerdict, '4xx': ProblemShape },
      },
    },
    async (request) => {
      const board = await app.boards.read(request, request.params.board, async (_tx, row) => row, 'ledger.read')
      return verifyLedger(app.db, board)
    },
  )
}

export default fp(ledger, { name: 'ledger', dependencies: ['boards'] })
