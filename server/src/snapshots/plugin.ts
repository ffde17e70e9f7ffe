import { hash } from 'node:crypto'

import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { findPublishedBoardTitle, listPublished, readPublished, readSnapshotList } from '@concordat/db/read/snapshots'
import { Slug } from '@concordat/shared/payloads/shapes'
import { ProblemShape, SnapshotList } from '@concordat/shared/http'

import { freezeSnapshot } from './freeze-snapshot.ts'
import { renderListing, renderNothingHere } from './listing.ts'
import { policyFor } from '../platform/page-policy.ts'
import { publishSnapshot } from './publish-snapshot.ts'
import { readTypeface } from './typeface.ts'

const OneBoard = z.object({ board: Slug })
const tags = ['snapshots']

/** Snapshots: frozen, published, listed; and what the public reads, without session, cookie or script (F11). */
const snapshots: FastifyPluginAsyncZod = async (app) => {
  app.commands.on(
    'snapshot.freeze',
    freezeSnapshot((documentId) => app.documents.settle(documentId)),
  )
  app.commands.on('snapshot.publish', publishSnapshot(app.ledger))

  app.get(
    '/api/boards/:board/snapshots',
    {
      schema: {
        summary: 'Snapshots that you may see',
        tags,
        params: OneBoard,
        response: { 200: SnapshotList, '4xx': ProblemShape },
      },
    },
    async (request) => app.boards.read(request, request.params.board, readSnapshotList, 'snapshot.read-published'),
  )

  app.get(
    '/public/:board/snapshots',
    { schema: { summary: 'Published reports of a board, as a page', tags, params: z.object({ board: z.string() }) } },
    async (request, reply) => {
      const { board } = request.params
      const [title, reports] = await Promise.all([findPublishedBoardTitle(app.db, board), listPublished(app.db, board)])
      if (title === undefined) return sendNothingHere(reply)
      // The list grows, so a copy is asked about every time.
      return sendPage(request, reply, renderListing(title, board, reports), 'public, no-cache')
    },
  )

  app.get(
    '/public/:board/snapshots/:number',
    {
      schema: {
        summary: 'A published report: the sealed page, or with .json the canonical JSON that its digest is of',
        tags,
        params: z.object({ board: z.string(), number: z.string() }),
      },
    },
    async (request, reply) => {
      const asked = /^([1-9]\d{0,8})(\.json)?$/u.exec(request.params.number)
      const report = asked && (await readPublished(app.db, request.params.board, Number(asked[1])))
      if (!report) return sendNothingHere(reply)
      if (asked[2] === undefined) return sendPage(request, reply, report.html, SEALED)
      return send(request, reply, { body: report.content, type: 'application/json; charset=utf-8', caching: SEALED })
    },
  )

  app.get(
    '/typefaces/:file',
    { schema: { summary: 'A typeface of the sealed pages', tags, params: z.object({ file: z.string() }) } },
    async (request, reply) => {
      const typeface = await readTypeface(request.params.file.replace(/\.woff2$/u, ''))
      if (typeface === undefined) return sendNothingHere(reply)
      return reply.type('font/woff2').header('cache-control', FOR_EVER).send(typeface)
    },
  )
}

/** A typeface under its permanent address never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** What is sealed does not change, and may yet be marked as corrected one day: kept an hour, then asked about. */
const SEALED = 'public, max-age=3600'

async function sendNothingHere(reply: FastifyReply): Promise<FastifyReply> {
  const page = renderNothingHere()
  return reply
    .status(404)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyFor(page),
      'cache-control': 'no-cache',
    })
    .send(page)
}

async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: string,
  caching: string,
): Promise<FastifyReply> {
  reply.header('content-security-policy', policyFor(page))
  return send(request, reply, { body: page, type: 'text/html; charset=utf-8', caching })
}

async function send(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { body, type, caching }: { readonly body: string; readonly type: string; readonly caching: string },
): Promise<FastifyReply> {
  const etag = `"${hash('sha256', body, 'hex')}"`
  reply.headers({ etag, 'cache-control': caching })
  if (headers['if-none-match']?.includes(etag) === true) return reply.status(304).send()
  return reply.type(type).send(body)
}

export default fp(snapshots, { name: 'snapshots', dependencies: ['boards', 'commands', 'documents', 'ledger'] })
