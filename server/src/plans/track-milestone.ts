import { findBody } from '@concordat/db/boards'
import { findMilestone, findTrackRows, insertTrackRows, updateTrackRow } from '@concordat/db/plans'

import type { Handler } from '../commands/context.ts'
import { invalid, notFound, type FieldFault } from '../commands/refusals.ts'
import { requireUnsettled, takeMilestone } from './in-hand.ts'

/**
 * Gives a milestone a row per authority or place (B11). Rows are added to those it has; none is taken away.
 *
 * Rejects: `not-found`, `forbidden`, `conflict` (done, dropped, closed), `invalid` (no such body, or a row it has already).
 */
export const trackMilestone: Handler<'milestone.track'> = async (ctx, payload) => {
  const { milestoneId, rows } = payload
  const milestone = await takeMilestone(ctx, milestoneId, 'milestone.track')
  requireUnsettled(milestone)
  const had = await findTrackRows(ctx.tx, ctx.board.id, milestoneId)
  const taken = new Set(had.flatMap(({ id, title }) => [id, title]))
  const faults: FieldFault[] = []
  const added: { id: string; bodyId: string | null; title: string }[] = []
  for (const [index, { body, title }] of rows.entries()) {
    const found = body === undefined ? undefined : await findBody(ctx.tx, ctx.board.id, body)
    const name = found?.title ?? title
    if (name === undefined) {
      faults.push({ path: `rows.${index}.body`, message: 'This body is not on the board' })
      continue
    }
    const row = { id: found?.id ?? `row-${had.length + index + 1}`, bodyId: found?.id ?? null, title: name }
    if (taken.has(row.id) || taken.has(name))
      faults.push({ path: `rows.${index}`, message: `${name} has a row already` })
    taken.add(row.id).add(name)
    added.push(row)
  }
  if (faults.length > 0) throw invalid(faults)

  const { seq } = await ctx.append({
    milestoneId,
    rows: added.map(({ id, bodyId, title }) => (bodyId === null ? { id, title } : { id, body: bodyId })),
  })
  await insertTrackRows(
    ctx.tx,
    added.map((row, index) => ({
      ...row,
      boardId: ctx.board.id,
      milestoneId,
      position: had.length + index,
      state: 'not-started',
      seq,
    })),
  )
  return { result: { seq }, about: [...milestone.within, ...added.flatMap(({ bodyId }) => bodyId ?? [])] }
}

/**
 * Says where one authority or place is with a milestone: whoever leads it, or speaks for that authority.
 *
 * Rejects: `not-found`, `forbidden`, `stale`, `conflict` (done, dropped, closed).
 */
export const setRow: Handler<'milestone.set-row'> = async (ctx, payload) => {
  const { milestoneId, row: id, state, note } = payload
  if (!(await findMilestone(ctx.tx, ctx.board.id, milestoneId))) throw notFound('The milestone')
  const row = (await findTrackRows(ctx.tx, ctx.board.id, milestoneId)).find((one) => one.id === id)
  const milestone = await takeMilestone(ctx, milestoneId, 'milestone.set-row', {
    subject: row?.bodyId == null ? {} : { body: row.bodyId },
    title: (title) => `Only those who lead “${title}”, and for its own row each authority, say how far it is.`,
  })
  if (!row) throw notFound('The row')
  requireUnsettled(milestone)
  ctx.expect(row.seq, { seq: row.seq, state: row.state })

  const { seq } = await ctx.append({ ...payload, was: row.state })
  await updateTrackRow(ctx.tx, row, { state, note: note ?? null, seq })
  return { result: { seq }, about: [...milestone.within, id] }
}
