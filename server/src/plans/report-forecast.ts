import {
  findBaselines,
  findLastForecast,
  insertForecast,
  type ForecastRow,
  type MilestoneInHand,
} from '@concordat/db/plans'
import { insertReaffirmations } from '@concordat/db/ratings'
import type { Payload } from '@concordat/shared/commands'
import type { FuzzyDate } from '@concordat/shared/dates'

import type { CommandContext, Handler } from '../commands/context.ts'
import { invalid, stale, type FieldFault } from '../commands/refusals.ts'
import { faultsOfDate, isSameDate } from './fuzzy-dates.ts'
import { requireUnsettled, takeMilestone } from './in-hand.ts'
import { staleFields, type StaleField } from '../commands/stale-fields.ts'

/**
 * Reports when a milestone is now expected (B1, B8: leads move forecasts freely, and every move is on record). The date that stands
 * already is confirmed, not moved.
 *
 * Rejects: `not-found`, `forbidden` (does not lead it), `conflict` (done, dropped, or in a closed workstream), `stale` (another
 * forecast was reported since `was`: both in `current.fields`), `invalid` (no last day, past, or later than before without a reason).
 */
export const reportForecast: Handler<'forecast.report'> = async (ctx, payload) => {
  const { milestoneId, forecast, reason, was } = payload
  const milestone = await takeMilestone(ctx, milestoneId, 'forecast.report', {
    title: (title) => `Only those who lead “${title}” report its forecast.`,
  })
  requireUnsettled(milestone)
  const last = await findLastForecast(ctx.tx, ctx.board.id, milestoneId)
  ctx.expect(last?.seq ?? 0, { seq: last?.seq ?? 0, forecast: last?.forecast.text ?? null })
  if (was !== undefined && was !== (last?.seq ?? 0))
    throw stale(
      'Another forecast was reported since you opened this.',
      await staleFields(ctx, [clashOf(milestone, last, forecast.text)]),
    )
  const faults = await forecastFaults(ctx, milestone, last, { forecast, reason })
  if (faults.length > 0) throw invalid(faults)
  const seq = await writeForecast(ctx, milestone, last, { milestoneId, forecast, reason })
  return { result: { seq }, about: milestone.within }
}

/** A forecast that moved on, as the person is told it. */
export const clashOf = ({ row }: MilestoneInHand, last: ForecastRow | undefined, mine: string): StaleField => ({
  field: `forecast:${row.id}`,
  title: row.title,
  mine,
  theirs: last?.forecast.text ?? 'No forecast',
  seq: last?.seq ?? 0,
  at: last?.at ?? null,
})

/** Everything wrong with a forecast, by paths below `at`. */
export async function forecastFaults(
  ctx: CommandContext,
  { row }: MilestoneInHand,
  last: ForecastRow | undefined,
  { forecast, reason }: { readonly forecast: FuzzyDate; readonly reason: string | undefined },
  at = '',
): Promise<FieldFault[]> {
  const faults = faultsOfDate(forecast, `${at}forecast`)
  if (faults.length > 0 || forecast.to === null) return faults
  if (isSameDate(last?.forecast, forecast)) return []
  if (forecast.to < ctx.today)
    return [{ path: `${at}forecast`, message: 'This day has passed. Give a day to come, or claim that it is done' }]
  const before = last?.forecast ?? (await findBaselines(ctx.tx, ctx.board.id, row.id)).at(-1)?.baseline
  if (before?.to != null && forecast.to > before.to && reason === undefined)
    return [{ path: `${at}reason`, message: `Say why it is later than ${before.text}` }]
  return []
}

/** Appends the forecast, or confirms the one that stands when the date is the same. Gives its entry. */
export async function writeForecast(
  ctx: CommandContext,
  milestone: MilestoneInHand,
  last: ForecastRow | undefined,
  { forecast, reason, milestoneId }: Pick<Payload<'forecast.report'>, 'forecast' | 'reason' | 'milestoneId'>,
): Promise<number> {
  const isSame = isSameDate(last?.forecast, forecast)
  const { seq, at } = await ctx.append(
    { milestoneId, forecast, reason, previous: last?.seq, reaffirms: isSame ? last?.seq : undefined },
    'forecast.report',
  )
  const author = { boardId: ctx.board.id, seq, personId: ctx.actor.person, postId: ctx.actor.post ?? '', at }
  if (isSame && last !== undefined) await insertReaffirmations(ctx.tx, [{ ...author, of: last.seq }])
  else await insertForecast(ctx.tx, { ...author, milestoneId: milestone.row.id, forecast, reason: reason ?? null })
  return seq
}
