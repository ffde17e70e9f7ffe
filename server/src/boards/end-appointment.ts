import { findAppointmentsFrom, findSeat, isSeatedBeyond, setLastDay } from '@concordat/db/offices'
import { dayBefore } from '@concordat/shared/dates'

import type { Handler } from '../commands/context.ts'
import { conflict, forbidden, notFound } from '../commands/refusals.ts'

/**
 * Somebody leaves a post (A5, PO-6.1). From day `on` they hold nothing by it: with `on` today or earlier, connections that are open lose
 * their rights at once, on every node. What they did stays with the office, and delegations they made lapse unless the next holder
 * confirms them (invariant 9).
 *
 * Rejects: `not-found` (no such post on this board, or the person does not hold it), `forbidden` (not the programme office; oneself; a
 * post of other boards as well, whose programme offices are not asked), `conflict` (it ends by then already).
 */
export const endAppointment: Handler<'appointment.end'> = async (ctx, { postId, personId, on, reason }) => {
  ctx.authorise('appointment.end', {}, 'Only the programme office ends an appointment.')
  const seat = await findSeat(ctx.tx, ctx.board.id, postId)
  if (!seat) throw notFound('The post')
  if (personId === ctx.actor.person) throw forbidden('Nobody ends their own appointment. Ask a colleague to record it.')
  const { post } = ctx.actor
  const keeper = { boardId: ctx.board.id, postId, keeper: post ?? '', role: 'secretariat' as const }
  if (post !== null && (await isSeatedBeyond(ctx.tx, keeper)))
    throw forbidden('This post has a seat on a board that your office does not keep.')

  const current = await findAppointmentsFrom(ctx.tx, postId, on)
  const appointment = current.find((one) => one.personId === personId)
  if (!appointment)
    throw conflict('This person does not hold the post on that day or later.', 'Nothing was recorded.', { postId, on })

  const { seq } = await ctx.append({
    postId,
    personId,
    on,
    from: appointment.fromDay,
    body: seat.body ?? undefined,
    reason,
    trueFrom: on,
  })
  await setLastDay(ctx.tx, appointment, dayBefore(on))
  return { result: { seq }, about: [postId, personId, ...(seat.body === null ? [] : [seat.body])] }
}
