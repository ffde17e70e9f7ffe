import { findThing } from '@concordat/db/things'
import { findLink, markLinkRemoved } from '@concordat/db/thread-links'

import type { Handler } from '../commands/context.ts'
import { conflict, notFound } from '../commands/refusals.ts'

/** Takes a link out of the golden thread, with the reason; it stays in the record. Rejects: `not-found`, `forbidden`, `stale`, `conflict` (removed). */
export const removeLink: Handler<'link.remove'> = async (ctx, { id, reason }) => {
  const link = await findLink(ctx.tx, ctx.board.id, id)
  if (!link) throw notFound('The link')
  const things = await Promise.all([
    findThing(ctx.tx, ctx.board.id, link.servingKind, link.servingId),
    findThing(ctx.tx, ctx.board.id, link.servedKind, link.servedId),
  ])
  ctx.authorise(
    'link.remove',
    { within: things.flatMap((thing) => thing?.within ?? []) },
    'Only the office and those who lead one of the two unlink them.',
  )
  const now = { id, seq: link.removedSeq ?? link.seq }
  ctx.expect(now.seq, now)
  if (link.removedSeq !== null) throw conflict('This link was removed already.', 'Nothing was recorded.', now)

  const { seq } = await ctx.append({ id, reason })
  await markLinkRemoved(ctx.tx, ctx.board.id, id, { seq, reason })
  return { result: { seq, number: id }, about: [link.servingId, link.servedId] }
}
