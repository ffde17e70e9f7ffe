import { findThing } from '@concordat/db/things'
import { findLinkBetween, insertLink } from '@concordat/db/thread-links'
import { may } from '@concordat/shared/policy'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid, type FieldFault } from '../commands/refusals.ts'

/**
 * Links two records of the golden thread: one serves the other, or rests on it (A10). “A rests on B” is “B serves A” said from the other end,
 * so both lead to one link. A lead links what they lead; the office links anything. Circles do no harm: reading stops after two steps.
 *
 * Rejects: `invalid` (not on the board; a record with itself; an exempt decision, which an open link would give away), `forbidden`,
 * `conflict` (linked already).
 */
export const addLink: Handler<'link.add'> = async (ctx, { from, to, relation, note }) => {
  const ends = [from, to] as const
  const [start, end] = await Promise.all(ends.map(({ kind, id }) => findThing(ctx.tx, ctx.board.id, kind, id)))
  ctx.authorise(
    'link.add',
    { within: [...(start?.within ?? []), ...(end?.within ?? [])] },
    'Only the office and those who lead one of the two link them.',
  )
  const faults: FieldFault[] = []
  const seesExempt = may(ctx.actor, 'exempt.read')
  for (const [path, thing, { kind }] of [
    ['from.id', start, from],
    ['to.id', end, to],
  ] as const) {
    if (!thing || (thing.isExempt && !seesExempt))
      faults.push({ path, message: `There is no such ${kind} on the board` })
    else if (thing.isExempt)
      faults.push({ path, message: 'A link is open to every reader, and this decision is exempt: it cannot be linked' })
  }
  if (faults.length === 0 && from.kind === to.kind && from.id === to.id)
    faults.push({ path: 'to.id', message: 'A record neither serves nor rests on itself' })
  if (faults.length > 0) throw invalid(faults)

  const [serving, served] = relation === 'serves' ? [from, to] : [to, from]
  const link = { servingKind: serving.kind, servingId: serving.id, servedKind: served.kind, servedId: served.id }
  const before = await findLinkBetween(ctx.tx, ctx.board.id, link)
  if (before)
    throw conflict('These two are linked already.', 'Nothing was recorded.', { id: before.id, seq: before.seq })

  // The board is ours until the end of this command, so the number of its next entry is known.
  const id = `link-${ctx.board.headSeq + 1}`
  const { seq } = await ctx.append({ id, from, to, relation, note })
  await insertLink(ctx.tx, { boardId: ctx.board.id, id, ...link, note: note ?? null, seq })
  return { result: { seq, number: id }, about: [from.id, to.id] }
}
