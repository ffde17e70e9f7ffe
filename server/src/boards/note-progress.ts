import { findWork, insertProgressNote } from '@concordat/db/boards'

import type { Handler } from '../commands/context.ts'
import { invalid, notFound, refusingTaken } from '../commands/refusals.ts'
import { requireOpen } from '../commands/require-open.ts'

/**
 * Notes on the record what has happened in a programme or a workstream. Appended; a wrong note is followed by another (model 3).
 *
 * Rejects: `invalid` (neither or both named), `not-found` (no such programme or workstream), `forbidden` (does not lead it),
 * `conflict` (the id is taken; the workstream is closed).
 */
export const noteProgress: Handler<'progress.note'> = async (ctx, payload) => {
  const { id, programmeId, workstreamId } = payload
  if ((programmeId === undefined) === (workstreamId === undefined)) {
    throw invalid([{ path: 'workstreamId', message: 'Name either the workstream or the programme this is about' }])
  }
  const subject =
    workstreamId === undefined
      ? ({ kind: 'programme', id: programmeId ?? '' } as const)
      : ({ kind: 'workstream', id: workstreamId } as const)
  const work = await findWork(ctx.tx, ctx.board.id, subject)
  if (!work) throw notFound(`The ${subject.kind}`)
  ctx.authorise('progress.note', { within: work.within }, `Only those who lead “${work.title}” note its progress.`)
  await requireOpen(ctx, work.within)

  const { seq, at } = await ctx.append(payload)
  const row = {
    boardId: ctx.board.id,
    id,
    title: payload.title,
    detail: payload.detail ?? null,
    note: payload.note ?? null,
    position: payload.order,
    origin: payload.origin,
    programmeId: programmeId ?? null,
    workstreamId: workstreamId ?? null,
    state: payload.state ?? null,
    happened: payload.when,
    milestoneIds: payload.milestoneIds,
    at,
    byPerson: ctx.actor.person,
    seq,
  }
  await refusingTaken(id, () => insertProgressNote(ctx.tx, row))
  return { result: { seq }, about: [id, ...work.within] }
}
