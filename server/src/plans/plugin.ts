import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { findWork } from '@concordat/db/boards'
import { findOpenActionsOf } from '@concordat/db/plans'
import { readSeatedPosts } from '@concordat/db/read/posts'
import { readMilestones } from '@concordat/db/read/milestone-views'
import { londonDay } from '@concordat/shared/dates'
import { MilestoneView, ProblemShape } from '@concordat/shared/http'
import { ClosureChecklist, PlanPreview, PlanPreviewAsk } from '@concordat/shared/http-plans'
import { Id, Slug } from '@concordat/shared/payloads/shapes'

import { previewPlan } from './preview.ts'

/** Plans, before they are saved: what a rating, a forecast or a dependency would say. */
const plans: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/boards/:board/milestones',
    {
      schema: {
        summary: 'Every milestone with its dates, claims, rows and dependencies',
        tags: ['plans'],
        params: z.object({ board: Slug }),
        response: { 200: z.object({ milestones: z.array(MilestoneView) }), '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, async (tx, board, asking) => ({
        milestones: await readMilestones(tx, board, asking),
      })),
  )

  app.get(
    '/api/boards/:board/milestones/:id',
    {
      schema: {
        summary: 'One milestone',
        tags: ['plans'],
        params: z.object({ board: Slug, id: Id }),
        response: { 200: MilestoneView, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, async (tx, board, asking) =>
        (await readMilestones(tx, board, asking)).find(({ id }) => id === request.params.id),
      ),
  )

  app.get(
    '/api/boards/:board/workstreams/:id/closure',
    {
      schema: {
        summary: 'What closing a workstream asks for: its open actions, and the posts that can take them on',
        tags: ['plans'],
        params: z.object({ board: Slug, id: Id }),
        response: { 200: ClosureChecklist, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, async (tx, board, asking) => {
        const { id } = request.params
        if ((await findWork(tx, board.id, { kind: 'workstream', id })) === undefined) return undefined
        return {
          actions: await findOpenActionsOf(tx, board.id, id),
          posts: await readSeatedPosts(tx, board.id, londonDay(asking.now)),
        }
      }),
  )

  app.post(
    '/api/boards/:board/checks',
    {
      schema: {
        summary: 'What saving a rating, forecasts or a dependency would say',
        description:
          'Reads only: contradictions with their arithmetic, the suggestion of the rules, slippage, who waits, a circle. Nothing is kept.',
        tags: ['plans'],
        params: z.object({ board: Slug }),
        body: PlanPreviewAsk,
        response: { 200: PlanPreview, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, (tx, board, asking) =>
        previewPlan(tx, board, asking, request.body),
      ),
  )
}

export default fp(plans, { name: 'plans', dependencies: ['boards'] })
