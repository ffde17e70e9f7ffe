import { updateSettings } from '@concordat/db/boards'
import { settingsOf } from '@concordat/shared/board-settings'

import type { Handler } from '../commands/context.ts'
import { invalid } from '../commands/refusals.ts'

/**
 * Sets a board's clocks and whether it is bound by the rules (spec 4.4). What is left out stays. Decisions keep the call-in period of the day
 * on which they were recorded.
 *
 * Rejects: `forbidden`, `invalid` (nothing to set).
 */
export const configureBoard: Handler<'board.configure'> = async (ctx, payload) => {
  ctx.authorise('board.configure', {}, 'Only the chair or the programme office sets the board’s clocks.')
  const { reason, ratingPeriodDays, ...given } = payload
  const before = { ...settingsOf(ctx.board.settings), ratingPeriodDays: ctx.board.ratingPeriodDays }
  const clocks = ifGiven(given)
  const set = ifGiven({ ...given, ratingPeriodDays })
  if (Object.keys(set).length === 0) throw invalid([{ path: 'regime', message: 'Choose at least one thing to set' }])

  const was = Object.fromEntries(Object.entries(before).filter(([name]) => name in set))
  const { seq } = await ctx.append({ ...set, was, reason })
  await updateSettings(ctx.tx, ctx.board.id, {
    settings: { ...ctx.board.settings, ...clocks },
    ratingPeriodDays: ratingPeriodDays ?? ctx.board.ratingPeriodDays,
  })
  return { result: { seq }, about: [] }
}

/** Without the members that were left out. */
const ifGiven = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
