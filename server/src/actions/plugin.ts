import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { readAction, readActionList } from '@concordat/db/read/actions'
import { readPostList } from '@concordat/db/read/posts'
import { ProblemShape } from '@concordat/shared/http'
import { ActionList, ActionView, PostList } from '@concordat/shared/http-actions'
import { ACTION_SOURCES } from '@concordat/shared/payloads/actions'
import { Slug } from '@concordat/shared/payloads/shapes'

const tags = ['actions']
const Yes = z.stringbool().default(false)

/** Actions, carried until closed (E14). */
const actions: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/boards/:board/actions',
    {
      schema: {
        summary: 'Actions, those due first first',
        description: 'Those that stand, unless `state` says otherwise. `mine`: owned by the post or body you act for.',
        tags,
        params: z.object({ board: Slug }),
        querystring: z.object({
          mine: Yes,
          overdue: Yes,
          state: z.enum(['standing', 'closed', 'cancelled', 'all']).default('standing'),
          sourceKind: z.enum(ACTION_SOURCES).optional(),
          sourceId: z.string().max(80).optional(),
        }),
        response: { 200: ActionList, '4xx': ProblemShape },
      },
    },
    async (request) => {
      const { sourceKind, sourceId, ...filter } = request.query
      const source =
        sourceKind === undefined || sourceId === undefined ? {} : { source: { kind: sourceKind, id: sourceId } }
      return app.boards.read(request, request.params.board, (tx, board, asking) =>
        readActionList(tx, board, asking, { ...filter, ...source }),
      )
    },
  )

  app.get(
    '/api/boards/:board/actions/*',
    {
      schema: {
        summary: 'One action by its number, with every step',
        description: 'The number stands as it is in the address: /actions/GM/A/12.',
        tags,
        params: z.object({ board: Slug, '*': z.string().max(40) }),
        response: { 200: ActionView, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, (tx, board, asking) =>
        readAction(tx, board, request.params['*'], asking),
      ),
  )

  app.get(
    '/api/boards/:board/posts',
    {
      schema: {
        summary: 'Posts that an action can be given to, and who holds them now',
        tags,
        params: z.object({ board: Slug }),
        response: { 200: PostList, '4xx': ProblemShape },
      },
    },
    async (request) => app.boards.read(request, request.params.board, readPostList),
  )
}

export default fp(actions, { name: 'actions', dependencies: ['boards', 'commands'] })
