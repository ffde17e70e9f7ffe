import { findAsk, updateAsk, type Ask } from '@concordat/db/asks'
import { findBody } from '@concordat/db/boards'
import type { Payload } from '@concordat/shared/commands'
import { ANSWERS } from '@concordat/shared/sign-offs'

import type { CommandContext, Handler } from '../commands/context.ts'
import { invalid, notFound, type FieldFault } from '../commands/refusals.ts'
import { loadCell, requireOpenAsk } from './cell.ts'

/**
 * Sets which answers an ask offers, by when, to whom it is addressed, and whether whoever answers proves who they are. Answers given
 * stay readable whatever is set; those of authorities that are no longer asked stop counting, and the entry names them.
 *
 * Rejects: `not-found`, `forbidden` (neither chair nor programme office), `invalid` (nothing set; a body that is not on the board, or
 * not of that kind), `stale` (the ask has been set since), `conflict` (the ask is withdrawn).
 */
export const configureAsk: Handler<'ask.configure'> = async (ctx, payload) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, payload.askId)
  if (!ask) throw notFound('The ask')
  ctx.authorise('ask.configure', {}, 'Only the chair and the programme office set up an ask.')
  ctx.expect(ask.seq, describeAsk(ask))
  requireOpenAsk(ask)

  const change = changeOf(payload)
  if (Object.keys(change).length === 0)
    throw invalid([{ path: 'askId', message: 'Say what is to be set: answers, day, addressees or proof of identity' }])
  const faults = [
    ...(await bodyFaults(ctx, 'authorityIds', change.authorityIds)),
    ...(await bodyFaults(ctx, 'partnerIds', change.partnerIds)),
  ]
  if (faults.length > 0) throw invalid(faults)

  const setsAside = await answersOf(
    ctx,
    ask,
    ask.authorityIds.filter((id) => change.authorityIds?.includes(id) === false),
  )
  const { seq } = await ctx.append({
    ...change,
    askId: ask.id,
    number: ask.number,
    before: describeAsk(ask),
    setsAside: setsAside.length > 0 ? setsAside : undefined,
    reason: payload.reason,
  })
  await updateAsk(ctx.tx, ctx.board.id, ask.id, { ...change, seq })
  return { result: { seq, number: ask.number }, about: [ask.id] }
}

type Change = Partial<Pick<Ask, 'answers' | 'stepUp' | 'dueDay' | 'authorityIds' | 'partnerIds'>>

/** Only what was sent; answers in the order in which the product offers them. */
function changeOf({ answers, stepUp, dueDay, authorityIds, partnerIds }: Payload<'ask.configure'>): Change {
  return {
    ...(answers && { answers: ANSWERS.filter((answer) => answers.includes(answer)) }),
    ...(stepUp !== undefined && { stepUp }),
    ...(dueDay !== undefined && { dueDay }),
    ...(authorityIds && { authorityIds: [...new Set(authorityIds)] }),
    ...(partnerIds && { partnerIds: [...new Set(partnerIds)] }),
  }
}

/** Authorities sign and partners do not: neither stands in the other's list (D13). */
async function bodyFaults(
  ctx: CommandContext,
  path: 'authorityIds' | 'partnerIds',
  ids: readonly string[] = [],
): Promise<FieldFault[]> {
  const faults: FieldFault[] = []
  for (const [index, id] of ids.entries()) {
    const body = await findBody(ctx.tx, ctx.board.id, id)
    const at = `${path}.${index}`
    if (!body) faults.push({ path: at, message: 'This body is not on the board' })
    else if (body.signatory !== (path === 'authorityIds'))
      faults.push({
        path: at,
        message: body.signatory ? `${body.title} signs as an authority` : `${body.title} does not sign as an authority`,
      })
  }
  return faults
}

/** Entries of the answers that stand now, of these authorities, on whatever part. */
async function answersOf(ctx: CommandContext, ask: Ask, authorities: readonly string[]): Promise<number[]> {
  const seqs: number[] = []
  for (const body of authorities) {
    for (const part of ask.parts.length === 0 ? [''] : ask.parts.map(({ id }) => id)) {
      const { standing } = await loadCell(ctx, ask, { part, body, office: 'authority' })
      if (standing.answer !== null) seqs.push(standing.answer)
    }
  }
  return seqs
}

/** The settings as a refused person is told them, and as the entry keeps those before. */
const describeAsk = ({ seq, answers, stepUp, dueDay, authorityIds, partnerIds }: Ask) => ({
  seq,
  answers,
  stepUp,
  dueDay,
  authorityIds,
  partnerIds,
})
