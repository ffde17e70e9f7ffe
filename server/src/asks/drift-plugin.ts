import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { findAsk, findWordingInForce } from '@concordat/db/asks'
import { readGates } from '@concordat/db/read/gates'
import { readMatrix } from '@concordat/db/read/matrix'
import { readTouched } from '@concordat/db/read/touched'
import { listNamedBodies } from '@concordat/db/wordings'
import { londonDay } from '@concordat/shared/dates'
import { ProblemShape } from '@concordat/shared/http'
import { GateList, Touched, WordingPreview } from '@concordat/shared/http-wording'
import { Id, Slug, words } from '@concordat/shared/payloads/shapes'
import { SIGN_OFF_STATES, SIGN_OFF_WORDS } from '@concordat/shared/sign-offs'
import { canonicalise, textHash } from '@concordat/shared/text/canonical'
import { compareWords } from '@concordat/shared/text/compare'
import { weightyChanges } from '@concordat/shared/text/weighty-changes'

import { matrixCsv, matrixXlsx } from './matrix-file.ts'
import { publicCheck } from './public-check.ts'

const tags = ['asks']
const OneAsk = z.object({ board: Slug, ask: Id })
const State = z.enum([...SIGN_OFF_STATES, 'overdue'])
const Filter = z.object({
  /** One, or several times over. */
  state: z.union([State, z.array(State).max(SIGN_OFF_STATES.length + 1)]).optional(),
  behalf: z.enum(['any', 'unconfirmed']).optional(),
  body: Id.optional(),
  gate: z.literal('true').optional(),
})
type Filter = z.infer<typeof Filter>

/** Wording that moves and what hangs on it: whom it touches, gates, the matrix as a file, and the public check of receipts. */
const drift: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/api/boards/:board/asks/:ask/touched',
    {
      schema: {
        summary: 'Whom a new wording of this ask would touch, by state',
        tags,
        params: OneAsk,
        response: { 200: Touched, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, async (tx, board, asking) =>
        readTouched(tx, board, request.params.ask, asking),
      ),
  )

  app.post(
    '/api/boards/:board/asks/:ask/wording-preview',
    {
      schema: {
        summary: 'What issuing this text would change; nothing is recorded',
        tags,
        params: OneAsk,
        body: z.strictObject({ text: words(20_000) }),
        response: { 200: WordingPreview, '4xx': ProblemShape },
      },
    },
    async (request) =>
      app.boards.read(request, request.params.board, async (tx, board, asking): Promise<WordingPreview | undefined> => {
        const { ask } = request.params
        const touched = (await findAsk(tx, board.id, ask)) && (await readTouched(tx, board, ask, asking))
        if (!touched) return undefined
        const inForce = await findWordingInForce(tx, board.id, ask)
        const text = canonicalise(request.body.text)
        const before = inForce?.text ?? ''
        return {
          text,
          hash: textHash(text),
          same: text === before,
          difference: compareWords(before, text),
          weighty: inForce === undefined ? [] : weightyChanges(before, text, await listNamedBodies(tx, board.id)),
          touched,
        }
      }),
  )

  app.get(
    '/api/boards/:board/gates',
    {
      schema: {
        summary: 'Gates with their rules, who is still missing, and who waits for them',
        tags,
        params: z.object({ board: Slug }),
        response: { 200: GateList, '4xx': ProblemShape },
      },
    },
    async (request) => app.boards.read(request, request.params.board, readGates),
  )

  for (const [ending, type, write] of FILES) {
    app.get(
      `/api/boards/:board/asks.${ending}`,
      {
        schema: {
          summary: `The matrix of asks by authority as a file (${ending.toUpperCase()})`,
          tags,
          params: z.object({ board: Slug }),
          querystring: Filter,
        },
      },
      async (request, reply) => {
        const { board: slug } = request.params
        const matrix = await app.boards.read(request, slug, async (tx, board, asking) =>
          readMatrix(tx, board, asking, withoutGaps(request.query)),
        )
        const name = `${slug}-asks-${londonDay(matrix.asOf)}.${ending}`
        return reply
          .headers({ 'content-type': type, 'content-disposition': `attachment; filename="${name}"` })
          .send(await write(matrix, inWords(request.query)))
      },
    )
  }

  await app.register(publicCheck)
}

const FILES = [
  ['csv', 'text/csv; charset=utf-8', matrixCsv],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', matrixXlsx],
] as const

const statesOf = ({ state = [] }: Filter) => (Array.isArray(state) ? state : [state])

const withoutGaps = (filter: Filter) => ({
  states: statesOf(filter),
  gate: filter.gate !== undefined,
  ...(filter.behalf === undefined ? {} : { onBehalf: filter.behalf }),
  ...(filter.body === undefined ? {} : { body: filter.body }),
})

function inWords(filter: Filter): string {
  const states = statesOf(filter).map((state) => (state === 'overdue' ? state : SIGN_OFF_WORDS[state].toLowerCase()))
  const { behalf, body, gate } = filter
  if (behalf !== undefined)
    states.push(behalf === 'any' ? 'recorded on behalf' : 'recorded on behalf, not yet confirmed')
  const said = [
    ...(states.length === 0 ? [] : [`state: ${states.join(' or ')}`]),
    ...(body === undefined ? [] : [`body: ${body}`]),
    ...(gate === undefined ? [] : ['gates']),
  ]
  return said.length === 0 ? 'everything' : said.join('; ')
}

export default fp(drift, { name: 'drift', dependencies: ['boards', 'commands', 'asks'] })
