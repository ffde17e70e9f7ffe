import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Counter, Gauge } from 'prom-client'
import { z } from 'zod'

import { readHistory, readLedgerPage } from '@concordat/db/read/ledger'
import { Slug } from '@concordat/shared/payloads/shapes'
import { LedgerPage, LedgerVerdict, ProblemShape } from '@concordat/shared/http'
import { History, HistoryId, HistoryKind } from '@concordat/shared/http-ledger'

import type { Config } from '../config.ts'
import { filterOf, FilterQuery } from './filters.ts'
import { LedgerKeeper } from './keeper.ts'
import { loadLedgerKey, type LedgerKey } from './key.ts'
import { Witness } from './witness.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly ledger: LedgerKeeper
    readonly ledgerKey: LedgerKey
  }
}

const tags = ['ledger']
const OneBoard = z.object({ board: Slug })
const Seq = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const MAX_ENTRIES = 500
const Limit = z.coerce.number().int().min(1).max(MAX_ENTRIES).default(100)
const ROUND_MS = 60_000

/** The ledger, readable and checkable by every reader of the board, and under watch (J1, J2). */
const ledger: FastifyPluginAsyncZod<Pick<Config, 'ledgerKey' | 'dataDir'>> = async (app, config) => {
  const key = await loadLedgerKey(config)
  const { db, clock, log } = app
  const keeper = new LedgerKeeper({ db, clock, log, key, witness: new Witness(config.dataDir) })
  app.decorate('ledgerKey', key)
  app.decorate('ledger', keeper)
  app.readiness.watch(() => keeper.warning)
  keepWatch()

  app.get(
    '/api/boards/:board/ledger',
    {
      schema: {
        summary: 'Entries of the ledger, in order',
        description:
          'From the start; `after` continues from an entry; `before` alone gives the last entries before one. A filter leaves gaps between numbers.',
        tags,
        params: OneBoard,
        querystring: FilterQuery.extend({ after: Seq.optional(), before: Seq.optional(), limit: Limit }),
        response: { 200: LedgerPage, '4xx': ProblemShape },
      },
    },
    async (request) => {
      const { after, before, limit, ...filter } = request.query
      const range = {
        limit,
        ...filterOf(filter),
        ...(after === undefined ? {} : { after }),
        ...(before === undefined ? {} : { before }),
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
    '/api/boards/:board/history/:kind/:id',
    {
      schema: {
        summary: 'Everything in the record about one thing, newest first',
        tags,
        params: z.object({ board: Slug, kind: HistoryKind, id: HistoryId }),
        querystring: FilterQuery.omit({ about: true }).extend({ before: Seq.optional(), limit: Limit }),
        response: { 200: History, '4xx': ProblemShape },
      },
    },
    async (request) => {
      const { board: slug, kind, id } = request.params
      const { before, limit, ...filter } = request.query
      const range = { limit, ...filterOf(filter), ...(before === undefined ? {} : { before }) }
      return app.boards.read(request, slug, (tx, board) => readHistory(tx, board, { kind, id }, range), 'ledger.read')
    },
  )

  app.get(
    '/api/boards/:board/ledger/verify',
    {
      schema: {
        summary: 'Verify every entry from the first to the head, and every signed head',
        tags,
        params: OneBoard,
        response: { 200: LedgerVerdict, '4xx': ProblemShape },
      },
    },
    async (request) => {
      const board = await app.boards.read(request, request.params.board, async (_tx, row) => row, 'ledger.read')
      return keeper.verify(board)
    },
  )

  /** A round a minute. What fails is tried again in the next one. */
  function keepWatch(): void {
    let round: Promise<void> | undefined
    const timer = setInterval(() => {
      round ??= keeper
        .round()
        .catch((error: unknown) => log.warn({ err: error }, 'the ledgers could not be looked at'))
        .finally(() => (round = undefined))
    }, ROUND_MS).unref()
    app.addHook('onClose', async () => {
      clearInterval(timer)
      await round
    })
    new Gauge({
      name: 'concordat_ledger_broken_boards',
      help: 'Boards whose record does not hold: altered, cut off, or put back to an earlier state.',
      registers: [app.metrics],
      collect() {
        this.set(keeper.brokenBoards)
      },
    })
    new Gauge({
      name: 'concordat_clock_drift_seconds',
      help: 'How far the clock of this node is from that of the database; 2 and more is an alarm.',
      registers: [app.metrics],
      collect() {
        this.set(keeper.driftMs / 1000)
      },
    })
    new Counter({
      name: 'concordat_ledger_checkpoints_total',
      help: 'Heads of ledgers that this node has signed.',
      registers: [app.metrics],
      collect() {
        this.reset()
        this.inc(keeper.signed)
      },
    })
  }
}

export default fp(ledger, { name: 'ledger', dependencies: ['boards', 'health', 'metrics'] })
