import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { readTerms, readTermsList } from '@concordat/db/read/terms'
import { Id, Slug } from '@concordat/shared/payloads/shapes'
import { ProblemShape, TermsList, TermsView } from '@concordat/shared/http'

const tags = ['terms']

/** Terms of reference: the edition in force beside the draft. */
const terms: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/boards/:board/terms',
    {
      schema: {
        summary: 'Terms of reference with the edition in force',
        tags,
        params: z.object({ board: Slug }),
        response: { 200: TermsList, '4xx': ProblemShape },
      },
    },
    async (request) => app.boards.read(request, request.params.board, readTermsList),
  )

  app.get(
    '/api/boards/:board/terms/:id',
    {
      schema: {
        summary: 'One set of terms: editions and draft',
        tags,
        params: z.object({ board: Slug, id: Id }),
        response: { 200: TermsView, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, (tx, board, asking) =>
        readTerms(tx, board, request.params.id, asking),
      ),
  )
}

export default fp(terms, { name: 'terms', dependencies: ['boards', 'commands'] })
