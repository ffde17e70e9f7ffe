import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { readDecision, readDecisionList } from '@concordat/db/read/decisions'
import { Slug } from '@concordat/shared/payloads/shapes'
import { DecisionList, DecisionView, ProblemShape } from '@concordat/shared/http'

const tags = ['decisions']

/** The register of decisions (E11, E12). */
const decisions: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/boards/:board/decisions',
    {
      schema: {
        summary: 'Decisions, newest first',
        tags,
        params: z.object({ board: Slug }),
        response: { 200: DecisionList, '4xx': ProblemShape },
      },
    },
    async (request) => app.boards.read(request, request.params.board, readDecisionList),
  )

  app.get(
    '/api/boards/:board/decisions/*',
    {
      schema: {
        summary: 'One decision by its number',
        description: 'The number stands as it is in the address: /decisions/GM/2026/3.',
        tags,
        params: z.object({ board: Slug, '*': z.string().max(40) }),
        response: { 200: DecisionView, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, (tx, board, asking) =>
        readDecision(tx, board, request.params['*'], asking),
      ),
  )
}

export default fp(decisions, { name: 'decisions', dependencies: ['boards', 'commands'] })
