import { readAbout, readEntries } from '@concordat/db/ledger'

import type { Handler } from '../commands/context.ts'
import { conflict, invalid, notFound } from '../commands/refusals.ts'

/**
 * Says that an entry was wrong, and what is so. The old entry stays as it is and shows the correction; the new one names it and
 * its digest, and belongs to the history of everything the old one was about (J3, case 57).
 *
 * Rejects: `forbidden`, `not-found` (no such entry), `invalid` (true only in the future), `conflict` (a correction that has been
 * corrected itself: the newest one is corrected, so that the line of corrections stays one line; an exempt entry, invariant 20).
 */
export const correctEntry: Handler<'entry.correct'> = async (ctx, { corrects, says, trueFrom }) => {
  ctx.authorise('entry.correct', {}, 'Only the chair and the secretariat correct the record.')
  if (trueFrom !== undefined && trueFrom > ctx.today)
    throw invalid([{ path: 'trueFrom', message: 'A correction says what is so, so this day cannot lie in the future' }])
  const [entry] = await readEntries(ctx.tx, ctx.board.id, { after: corrects - 1, before: corrects + 1, limit: 1 })
  if (!entry) throw notFound(`Entry ${corrects}`)
  if ('commitment' in entry.payload)
    throw conflict(
      `Entry ${corrects} is exempt: everyone would read what a correction of it says.`,
      'Nothing was recorded. Note the slip on the decision itself; its words are kept from those who may not see them.',
    )
  const [earlier] = (await readEntries(ctx.tx, ctx.board.id, { about: `entry-${corrects}`, limit: 1000 })).slice(-1)
  if (entry.type === 'entry.correct' && earlier)
    throw conflict(
      `Entry ${corrects} is a correction that entry ${earlier.seq} has corrected already.`,
      `Nothing was recorded. Correct entry ${earlier.seq}.`,
      { seq: earlier.seq },
    )

  const { seq } = await ctx.append({ corrects, correctsType: entry.type, correctsHash: entry.hash, says, trueFrom })
  const about = (await readAbout(ctx.tx, ctx.board.id, corrects)).filter((id) => !id.startsWith('entry-'))
  return { result: { seq }, about: [...about, `entry-${corrects}`] }
}
