import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { readAsk, readAskList, readReceipt } from '@concordat/db/read/asks'
import { readDelegations } from '@concordat/db/read/delegations'
import { readMyAuthority } from '@concordat/db/read/my-authority'
import { Id, Slug } from '@concordat/shared/payloads/shapes'
import { AskDetail, AskList, ProblemShape, ReceiptView } from '@concordat/shared/http'
import { DelegationList, MyAuthorityView } from '@concordat/shared/http-sign-offs'

const tags = ['asks']

/** Asks, their wording, and who has answered what to which words. */
const asks: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/boards/:board/asks',
    {
      schema: {
        summary: 'Asks by authority, with totals',
        tags,
        params: z.object({ board: Slug }),
        response: { 200: AskList, '4xx': ProblemShape },
      },
    },
    async (request) => app.boards.read(request, request.params.board, readAskList),
  )

  app.get(
    '/api/boards/:board/asks/:ask',
    {
      schema: {
        summary: 'One ask with its wordings and every answer to them',
        tags,
        params: z.object({ board: Slug, ask: Id }),
        response: { 200: AskDetail, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, (tx, board, asking) =>
        readAsk(tx, board, request.params.ask, asking),
      ),
  )

  app.get(
    '/api/boards/:board/my-authority',
    {
      schema: {
        summary: 'What waits for the body the reader speaks for; not found for readers who speak for none',
        tags,
        params: z.object({ board: Slug }),
        response: { 200: MyAuthorityView, '4xx': ProblemShape },
      },
    },
    async (request) => app.boards.read(request, request.params.board, readMyAuthority),
  )

  app.get(
    '/api/boards/:board/delegations',
    {
      schema: {
        summary: 'Who signs for whom: delegations, those that are over included',
        tags,
        params: z.object({ board: Slug }),
        response: { 200: DelegationList, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, async (tx, board, asking) => ({
        delegations: await readDelegations(tx, board.id, asking),
      })),
  )

  app.get(
    '/api/boards/:board/receipts/:seq',
    {
      schema: {
        summary: 'Receipt of an answer: the act and the words it binds to',
        tags,
        params: z.object({ board: Slug, seq: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
        response: { 200: ReceiptView, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, (tx, board) => readReceipt(tx, board, request.params.seq)),
  )
}

export default fp(asks, { name: 'asks', dependencies: ['boards', 'commands'] })
