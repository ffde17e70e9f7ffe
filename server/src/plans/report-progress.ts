import { findWork } from '@concordat/db/boards'
import {
  findLastForecast,
  findMilestone,
  findMilestonesOf,
  insertReport,
  type ForecastRow,
  type MilestoneInHand,
} from '@concordat/db/plans'
import { findLastRating, insertReaffirmations, type RatingRow } from '@concordat/db/ratings'
import type { Payload } from '@concordat/shared/commands'
import { RATING_WORDS } from '@concordat/shared/ratings'

import type { CommandContext, Handler } from '../commands/context.ts'
import { invalid, notFound, stale, type FieldFault } from '../commands/refusals.ts'
import { prepareRating, writeRating } from '../commands/write-rating.ts'
import { requireOpen } from '../commands/require-open.ts'
import { requireUnsettled } from './in-hand.ts'
import { clashOf, forecastFaults, writeForecast } from './report-forecast.ts'
import { staleFields, type StaleField } from '../commands/stale-fields.ts'

type Report = Payload<'progress.report'>

/**
 * The two-minute update (B12, WL-1): forecasts, rating and a word, or "nothing changed", all or none of it. Each change is an entry of
 * its own behind the report. `writtenAt` is what the sender's clock said and is shown as that (WL-1.7).
 *
 * Rejects: `not-found`, `forbidden`, `conflict` (closed; a milestone that is done), `invalid` (nothing in it; see `forecast.report` and
 * `rating.give`), `stale` (fields that others changed meanwhile: `current.fields` has both values, who and when; H7).
 */
export const reportProgress: Handler<'progress.report'> = async (ctx, payload) => {
  const { of, writtenAt, unchanged, note } = payload
  const work = await findWork(ctx.tx, ctx.board.id, of)
  if (!work) throw notFound(`The ${of.kind}`)
  ctx.authorise('progress.report', { within: work.within }, `Only those who lead “${work.title}” report on it.`)
  await requireOpen(ctx, work.within)
  requireShape(payload)

  const rating = await findLastRating(ctx.tx, ctx.board.id, of)
  const changes = unchanged ? [] : await takeForecasts(ctx, payload)
  const standing = unchanged ? await standingForecasts(ctx, of) : []
  const clashes = unchanged
    ? unchangedClashes(payload, rating, standing, work.title)
    : changeClashes(payload, rating, changes, work.title)
  if (clashes.length > 0)
    throw stale('Somebody else has changed this since you opened it.', await staleFields(ctx, clashes))

  const confirmed = unchanged ? [rating?.seq ?? [], standing.map(({ last }) => last.seq)].flat() : []
  if (unchanged && confirmed.length === 0)
    throw invalid([{ path: 'unchanged', message: 'Nothing has been rated or forecast yet that could be confirmed' }])
  const faults = await changeFaults(ctx, changes)
  const prepared =
    payload.rating === undefined
      ? undefined
      : await prepareRating(ctx, { subject: of, ...payload.rating }, work, rating, {
          path: 'rating.',
          forecasts: new Map(changes.map(({ milestone, change }) => [milestone.row.id, change.forecast])),
        })
  faults.push(...(prepared?.faults ?? []))
  if (faults.length > 0) throw invalid(faults)

  const report = await ctx.append({
    of,
    writtenAt,
    unchanged,
    note,
    confirms: confirmed.length > 0 ? confirmed : undefined,
  })
  const author = {
    boardId: ctx.board.id,
    seq: report.seq,
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
    at: report.at,
  }
  await insertReport(ctx.tx, {
    ...author,
    ofKind: of.kind,
    ofId: of.id,
    writtenAt: new Date(writtenAt),
    unchanged,
    note: note ?? null,
  })
  await insertReaffirmations(
    ctx.tx,
    confirmed.map((seq) => ({ ...author, of: seq })),
  )
  for (const { milestone, last, change } of changes) await writeForecast(ctx, milestone, last, change)
  if (prepared !== undefined) await writeRating(ctx, prepared)
  return { result: { seq: report.seq }, about: [...work.within, ...changes.map(({ milestone }) => milestone.row.id)] }
}

/** What belongs to "nothing changed", and what to a change. */
function requireShape({ unchanged, forecasts, rating, note, seen }: Report): void {
  const faults: FieldFault[] = []
  if (unchanged) {
    if (forecasts.length > 0 || rating !== undefined)
      faults.push({ path: 'unchanged', message: 'Either nothing changed, or say what did' })
    if (seen === undefined)
      faults.push({
        path: 'seen',
        message: 'Send along which rating and forecasts are confirmed, as they are on the screen',
      })
  } else if (forecasts.length === 0 && rating === undefined && note === undefined) {
    faults.push({
      path: 'unchanged',
      message: 'There is nothing in this update: say what changed, or that nothing did',
    })
  }
  for (const [index, { milestoneId }] of forecasts.entries())
    if (forecasts.findIndex((one) => one.milestoneId === milestoneId) < index)
      faults.push({ path: `forecasts.${index}.milestoneId`, message: 'This milestone is in the update twice' })
  if (faults.length > 0) throw invalid(faults)
}

interface Change {
  readonly milestone: MilestoneInHand
  readonly last: ForecastRow | undefined
  readonly change: Report['forecasts'][number]
}

async function takeForecasts(ctx: CommandContext, { of, forecasts }: Report): Promise<Change[]> {
  const changes: Change[] = []
  for (const [index, change] of forecasts.entries()) {
    const milestone = await findMilestone(ctx.tx, ctx.board.id, change.milestoneId)
    if (!milestone?.within.includes(of.id))
      throw invalid([{ path: `forecasts.${index}.milestoneId`, message: 'This milestone does not belong to it' }])
    await requireOpen(ctx, milestone.within)
    requireUnsettled(milestone)
    changes.push({ milestone, change, last: await findLastForecast(ctx.tx, ctx.board.id, change.milestoneId) })
  }
  return changes
}

async function changeFaults(ctx: CommandContext, changes: readonly Change[]): Promise<FieldFault[]> {
  const faults: FieldFault[] = []
  for (const [index, { milestone, last, change }] of changes.entries())
    faults.push(
      ...(await forecastFaults(
        ctx,
        milestone,
        last,
        { forecast: change.forecast, reason: change.reason },
        `forecasts.${index}.`,
      )),
    )
  return faults
}

/** Forecasts on record of what still is to come. */
async function standingForecasts(
  ctx: CommandContext,
  of: Report['of'],
): Promise<{ readonly id: string; readonly title: string; readonly last: ForecastRow }[]> {
  const found = []
  for (const { id, title, status } of await findMilestonesOf(ctx.tx, ctx.board.id, of)) {
    const last =
      status === 'done' || status === 'dropped' ? undefined : await findLastForecast(ctx.tx, ctx.board.id, id)
    if (last !== undefined) found.push({ id, title, last })
  }
  return found
}

function changeClashes(
  { rating: mine }: Report,
  rating: RatingRow | undefined,
  changes: readonly Change[],
  title: string,
): StaleField[] {
  const clashes = changes
    .filter(({ last, change }) => change.expect !== (last?.seq ?? 0))
    .map(({ milestone, last, change }) => clashOf(milestone, last, change.forecast.text))
  if (mine !== undefined && mine.expect !== (rating?.seq ?? 0))
    clashes.push(ratingClash(title, rating, RATING_WORDS[mine.value].word))
  return clashes
}

/** "Nothing changed" said to something the sender has not seen would confirm what somebody else wrote. */
function unchangedClashes(
  { seen }: Report,
  rating: RatingRow | undefined,
  standing: readonly { readonly id: string; readonly title: string; readonly last: ForecastRow }[],
  title: string,
): StaleField[] {
  const seenOf = new Map(seen?.forecasts.map(({ milestoneId, expect }) => [milestoneId, expect]))
  const clashes: StaleField[] = standing
    .filter(({ id, last }) => (seenOf.get(id) ?? 0) !== last.seq)
    .map(({ id, title: of, last }) => ({
      field: `forecast:${id}`,
      title: of,
      mine: 'Nothing changed',
      theirs: last.forecast.text,
      seq: last.seq,
      at: last.at,
    }))
  if ((seen?.rating ?? 0) !== (rating?.seq ?? 0)) clashes.push(ratingClash(title, rating, 'Nothing changed'))
  return clashes
}

const ratingClash = (title: string, rating: RatingRow | undefined, mine: string): StaleField => ({
  field: 'rating',
  title,
  mine,
  theirs: rating === undefined ? 'Not rated yet' : RATING_WORDS[rating.value].word,
  seq: rating?.seq ?? 0,
  at: rating?.at ?? null,
})
