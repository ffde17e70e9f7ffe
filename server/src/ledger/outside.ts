import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'

import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { findCheckpoint, readCheckpoints, readLedgerKeys } from '@concordat/db/checkpoints'
import { findBoard } from '@concordat/db/read/boards'
import { findPublishedBoardTitle } from '@concordat/db/read/snapshots'
import { checkpointNote, readCheckpoints as readNotes, type SignedCheckpoint } from '@concordat/shared/checkpoint'
import { DomainError } from '@concordat/shared/errors'
import { ProblemShape } from '@concordat/shared/http'
import { CheckpointList, LedgerKeys, VerdictOnNotes, WitnessNotes } from '@concordat/shared/http-ledger'
import { Slug } from '@concordat/shared/payloads/shapes'

import { exportLedger } from './export.ts'
import { csvOf, jsonLinesOf } from './files.ts'
import { filterOf, FilterQuery } from './filters.ts'
import { pemOf } from './key.ts'

const tags = ['ledger']
const OneBoard = z.object({ board: Slug })
const VERIFIER = resolve(import.meta.dirname, '../../../verifier/concordat-verify.mjs')

/** What leaves the house: signed heads, the whole record as a file, and the program that checks both (J2). */
const outside: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/boards/:board/checkpoints',
    {
      schema: {
        summary: 'Signed heads of the record, newest first',
        tags,
        params: OneBoard,
        response: { 200: CheckpointList, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(
        request,
        request.params.board,
        async (tx, board) => listOf(board.slug, await readCheckpoints(tx, board)),
        'ledger.read',
      ),
  )

  app.get(
    '/api/boards/:board/checkpoints/:file',
    {
      schema: {
        summary: 'One signed head, as the text that a witness keeps: 812.txt',
        tags,
        params: z.object({ board: Slug, file: z.string().regex(/^[1-9]\d{0,14}\.txt$/u) }),
      },
    },
    async (request, reply) => {
      const { board: slug, file } = request.params
      const note = await app.boards.read(
        request,
        slug,
        async (tx, board) => {
          const checkpoint = await findCheckpoint(tx, board, Number.parseInt(file, 10))
          return checkpoint && checkpointNote(checkpoint)
        },
        'ledger.read',
      )
      return asFile(reply, `${slug}-checkpoint-${file}`, 'text/plain; charset=utf-8').send(note)
    },
  )

  app.post(
    '/api/boards/:board/ledger/verify',
    {
      schema: {
        summary: 'Verify the record against checkpoints that a witness kept',
        tags,
        params: OneBoard,
        body: WitnessNotes,
        response: { 200: VerdictOnNotes, '4xx': ProblemShape },
      },
    },
    async (request) => {
      const board = await app.boards.read(request, request.params.board, async (_tx, row) => row, 'ledger.read')
      const notes = readNotes(request.body.notes)
      if (notes.length === 0) {
        throw new DomainError({
          kind: 'invalid',
          title: 'There is no checkpoint in this text.',
          detail: 'Nothing was checked. Paste a checkpoint whole, from the line “concordat/…” to its signature.',
          fields: [{ path: 'notes', message: 'There is no checkpoint in this text' }],
        })
      }
      return app.ledger.verifyNotes(board, notes)
    },
  )

  app.get(
    '/api/boards/:board/ledger/export',
    {
      schema: {
        summary: 'The whole record as lines of JSON, for the verifier (docs/ledger.md)',
        tags,
        params: OneBoard,
      },
    },
    async (request, reply) => {
      const board = await app.boards.read(request, request.params.board, async (_tx, row) => row, 'ledger.export')
      const lines = exportLedger(app.db, board, app.ledgerKey, app.clock())
      return asFile(reply, `${board.slug}-record-to-${board.headSeq}.jsonl`, 'application/x-ndjson').send(
        Readable.from(lines),
      )
    },
  )

  for (const [ending, type, write] of [
    ['csv', 'text/csv; charset=utf-8', csvOf],
    ['jsonl', 'application/x-ndjson', jsonLinesOf],
  ] as const) {
    app.get(
      `/api/boards/:board/ledger.${ending}`,
      {
        schema: {
          summary: `Entries as a file (${ending}), by the filters of the list`,
          tags,
          params: OneBoard,
          querystring: FilterQuery,
        },
      },
      async (request, reply) => {
        const board = await app.boards.read(request, request.params.board, async (_tx, row) => row, 'ledger.export')
        return asFile(reply, `${board.slug}-entries.${ending}`, type).send(
          Readable.from(write(app.db, board, filterOf(request.query))),
        )
      },
    )
  }

  app.get(
    '/api/ledger/key',
    { schema: { summary: 'Public key that heads are signed with', tags, response: { 200: LedgerKeys } } },
    async () => {
      const { id, publicKey } = app.ledgerKey
      const earlier = [...(await readLedgerKeys(app.db))].filter(([known]) => known !== id)
      return { ...keyView(id, publicKey), earlier: earlier.map(([known, raw]) => keyView(known, raw)) }
    },
  )

  app.get(
    '/public/:board/checkpoints',
    {
      schema: {
        summary: 'Signed heads of a board that has published a report, newest first',
        tags,
        params: z.object({ board: z.string() }),
        response: { 200: CheckpointList, '4xx': ProblemShape },
      },
    },
    async (request) => {
      const published = await findPublishedBoardTitle(app.db, request.params.board)
      const board = published === undefined ? undefined : await findBoard(app.db, request.params.board)
      if (!board) {
        throw new DomainError({
          kind: 'not-found',
          title: 'There is nothing here.',
          detail: 'This board has published no report, or there is no such board. Check the address.',
        })
      }
      return listOf(board.slug, await readCheckpoints(app.db, board))
    },
  )

  app.get(
    '/verifier/concordat-verify.mjs',
    { schema: { summary: 'The program that checks an exported record, in one file for Node 20 and later', tags } },
    async (_request, reply) =>
      asFile(reply, 'concordat-verify.mjs', 'text/javascript; charset=utf-8').send(createReadStream(VERIFIER)),
  )
}

const listOf = (board: string, signed: readonly SignedCheckpoint[]): CheckpointList => ({
  board,
  checkpoints: signed.map((checkpoint) => {
    const { seq, hash, at, keyId } = checkpoint
    return { seq, hash, at, keyId, note: checkpointNote(checkpoint) }
  }),
})

const keyView = (id: string, publicKey: string) => ({
  id,
  algorithm: 'Ed25519' as const,
  publicKey,
  pem: pemOf(publicKey),
})

const asFile = (reply: FastifyReply, name: string, type: string): FastifyReply =>
  reply.headers({ 'content-type': type, 'content-disposition': `attachment; filename="${name}"` })

export default fp(outside, { name: 'ledger-outside', dependencies: ['ledger', 'boards'] })
