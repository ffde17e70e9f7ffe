import { findWork } from '@concordat/db/boards'
import { boardScaleOf, findScales, insertScale } from '@concordat/db/plans'
import { isPeriodStart, scaleOn } from '@concordat/shared/periods'

import type { Handler } from '../commands/context.ts'
import { invalid, notFound, type FieldFault } from '../commands/refusals.ts'

/**
 * Sets the scale a programme and its workstreams rate on from the beginning of a month (B3). What was rated before stays as it
 * was said: nothing is read down or up.
 *
 * Rejects: `not-found`, `forbidden`, `invalid` (not the first of a month, past, or the scale it has then).
 */
export const switchScale: Handler<'scale.switch'> = async (ctx, payload) => {
  const { programmeId, points, from } = payload
  const programme = await findWork(ctx.tx, ctx.board.id, { kind: 'programme', id: programmeId })
  if (!programme) throw notFound('The programme')
  ctx.authorise('scale.switch', { within: programme.within }, 'Only the chair or the programme office sets the scale.')
  const boardScale = boardScaleOf(ctx.board)
  const scales = await findScales(ctx.tx, ctx.board.id, programmeId)
  ctx.expect(scales.at(-1)?.seq ?? 0, { seq: scales.at(-1)?.seq ?? 0 })
  const faults: FieldFault[] = []
  if (!isPeriodStart(from))
    faults.push({
      path: 'from',
      message: 'A scale changes where a reporting period begins: choose the first of a month',
    })
  if (from < ctx.today)
    faults.push({
      path: 'from',
      message: 'That period has begun, and its ratings stay on the scale they were given on',
    })
  if (scaleOn(scales, from, boardScale) === points)
    faults.push({ path: 'points', message: `It rates on ${points} points then already` })
  if (faults.length > 0) throw invalid(faults)

  const { seq } = await ctx.append({ ...payload, was: scaleOn(scales, from, boardScale) })
  await insertScale(ctx.tx, { boardId: ctx.board.id, programmeId, seq, fromDay: from, points })
  return { result: { seq }, about: programme.within }
}
