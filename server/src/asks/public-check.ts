import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { isReceiptOnRecord } from '@concordat/db/read/public-receipts'

import { policyFor } from '../platform/page-policy.ts'
import { checkReceipt } from './check-receipt.ts'
import { EMPTY_FORM, renderCheck } from './check-page.ts'

/** Guessing receipts must not pay; a person checks a handful. */
const CHECKS_PER_MINUTE = 30
const MAX_FORM_BYTES = 128 * 1024

/** The public check of receipts and wordings: no account, no cookie, no script (D9). It keeps nothing of what is sent. */
export const publicCheck: FastifyPluginAsyncZod = async (app) => {
  // Here only: everywhere else a form from a browser is refused.
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  const tags = ['receipts']

  app.get(
    '/public/check',
    {
      schema: {
        summary: 'A page on which anyone checks a receipt or a wording; a receipt fills it in by its address',
        tags,
        querystring: z.object({ board: short, receipt: short, digest: short }),
      },
    },
    async (request, reply) => sendPage(reply, renderCheck({ ...EMPTY_FORM, ...request.query }, null)),
  )

  app.post(
    '/public/check',
    {
      schema: {
        summary: 'Whether words have a digest, and whether a receipt is on the record for exactly these words',
        tags,
        body: z.object({ board: short, receipt: short, digest: short, wording: z.string().default('') }),
      },
      config: { rateLimit: { max: CHECKS_PER_MINUTE, timeWindow: '1 minute', allowList: () => false } },
    },
    async (request, reply) => {
      const { board, receipt, digest } = request.body
      // Browsers send line ends as CR LF, which count for nothing; neither do blanks around a number.
      const form = {
        board: board.trim(),
        receipt: receipt.trim(),
        digest: digest.trim(),
        wording: request.body.wording,
      }
      const answer = await checkReceipt(form, async (question) => isReceiptOnRecord(app.db, question))
      return sendPage(reply.status(answer.faults.length > 0 ? 400 : 200), renderCheck(form, answer))
    },
  )
}

const short = z.string().max(200).default('')

async function sendPage(reply: FastifyReply, page: string): Promise<FastifyReply> {
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyFor(page, { forms: true }),
      'cache-control': 'no-store',
    })
    .send(page)
}
