import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { listBoards, readBoardView } from '@concordat/db/read/boards'
import { listDocuments } from '@concordat/db/read/documents'
import { readWork } from '@concordat/db/read/work-page'
import { Id, Slug } from '@concordat/shared/payloads/shapes'
import { BoardList, BoardView, DocumentList, ProblemShape, WorkView } from '@concordat/shared/http'

import { createBoards, type Boards } from './reading.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly boards: Boards
  }
}

const tags = ['boards']
const OneBoard = z.object({ board: Slug })
const OneRecord = z.object({ board: Slug, id: Id })

/** Boards, and the programmes, workstreams and drafts on them, as their readers see them now. */
const boards: FastifyPluginAsyncZod = async (app) => {
  app.decorate('boards', createBoards(app))

  app.get(
    '/api/boards',
    {
      schema: {
        summary: 'Boards that you may read in the post you act in',
        tags,
        response: { 200: BoardList, '4xx': ProblemShape },
      },
    },
    async (request) => {
      const session = await app.identity.require(request)
      return listBoards(app.db, await app.identity.boardsOf(session))
    },
  )

  app.get(
    '/api/boards/:board',
    {
      schema: {
        summary: 'The board on a page',
        tags,
        params: OneBoard,
        response: { 200: BoardView, '4xx': ProblemShape },
      },
    },
    async (request) => app.boards.read(request, request.params.board, readBoardView),
  )

  app.get(
    '/api/boards/:board/programmes/:id',
    { schema: { summary: 'One programme', tags, params: OneRecord, response: { 200: WorkView, '4xx': ProblemShape } } },
    async (request) =>
      app.boards.read(request, request.params.board, (tx, board, asking) =>
        readWork(tx, board, { kind: 'programme', id: request.params.id }, asking),
      ),
  )

  app.get(
    '/api/boards/:board/workstreams/:id',
    {
      schema: { summary: 'One workstream', tags, params: OneRecord, response: { 200: WorkView, '4xx': ProblemShape } },
    },
    async (request) =>
      app.boards.read(request, request.params.board, (tx, board, asking) =>
        readWork(tx, board, { kind: 'workstream', id: request.params.id }, asking),
      ),
  )

  app.get(
    '/api/boards/:board/documents',
    {
      schema: {
        summary: 'Draft documents, with what you may do to each',
        tags,
        params: OneBoard,
        response: { 200: DocumentList, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, async (tx, board, { actor }) => ({
        documents: await listDocuments(tx, board.id, actor),
      })),
  )
}

export default fp(boards, { name: 'boards', dependencies: ['database', 'identity', 'commands'] })
