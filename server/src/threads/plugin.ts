import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { readThread } from '@concordat/db/read/threads'
import { ProblemShape } from '@concordat/shared/http'
import { ThreadView } from '@concordat/shared/http-threads'
import { THREAD_KINDS } from '@concordat/shared/payloads/actions'
import { Slug } from '@concordat/shared/payloads/shapes'

/** The golden thread (A10). */
const threads: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/boards/:board/threads/:kind/*',
    {
      schema: {
        summary: 'What a record serves and what it rests on, two steps both ways',
        description:
          'The id or number stands as it is in the address: /threads/decision/GM/2026/3; a sign-off goes by its entry.',
        tags: ['threads'],
        params: z.object({ board: Slug, kind: z.enum(THREAD_KINDS), '*': z.string().min(1).max(80) }),
        response: { 200: ThreadView, '4xx': ProblemShape },
      },
    },
    async (request) => {
      const { board: slug, kind, '*': id } = request.params
      return app.boards.read(request, slug, (tx, board, asking) => readThread(tx, board, { kind, id }, asking))
    },
  )
}

export default fp(threads, { name: 'threads', dependencies: ['boards', 'commands'] })
