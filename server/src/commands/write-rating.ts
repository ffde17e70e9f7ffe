import type { Work } from '@concordat/db/boards'
import { boardScaleOf, findScales } from '@concordat/db/plans'
import {
  findNeighbouringDays,
  findRatingToCorrect,
  insertRating,
  type RatingRow,
  type RatingToCorrect,
} from '@concordat/db/ratings'
import { readGroundBelow } from '@concordat/db/read/ground-below'
import { groundOf, type Supposed } from '@concordat/db/read/rating-ground'
import type { Payload } from '@concordat/shared/commands'
import { checksOf } from '@concordat/shared/consistency'
import { formatDay } from '@concordat/shared/dates'
import type { CheckView } from '@concordat/shared/http-plans'
import { scaleOn } from '@concordat/shared/periods'
import { needsWayBack, RATING_WORDS, scaleOf, type Rating } from '@concordat/shared/ratings'

import type { CommandContext } from './context.ts'
import { conflict, notFound, type FieldFault } from './refusals.ts'

export type RatingToGive = Payload<'rating.give'>

/** A rating that has been looked at from all sides, with everything wrong with it. Written only when nothing is. */
export interface PreparedRating {
  readonly payload: RatingToGive
  readonly work: Work
  readonly before: RatingRow | undefined
  readonly corrected: RatingToCorrect | undefined
  readonly contradictions: readonly CheckView[]
  readonly faults: readonly FieldFault[]
}

/**
 * Checks a rating of `work` against its scale (B3), the way back (B5), its clocks (abuse 58) and the rest of the record (B7).
 * `standing` is the rating in force. The caller has authorised it. Faults are named below `path`; `forecasts` are those reported
 * with it.
 *
 * Refuses with `not-found` (the rating to correct) and `conflict` (done; corrected already).
 */
export async function prepareRating(
  ctx: CommandContext,
  payload: RatingToGive & { readonly expect?: number },
  work: Work,
  standing: RatingRow | undefined,
  { path = '', forecasts }: { readonly path?: string; readonly forecasts?: Supposed } = {},
): Promise<PreparedRating> {
  const { expect: _, ...rating } = payload
  const { subject } = rating
  if (subject.kind === 'milestone' && (work.status === 'done' || work.status === 'dropped')) {
    throw conflict(
      `This milestone is ${work.status === 'done' ? 'done' : 'dropped'}, and what is ${work.status} has no rating.`,
      'Nothing was recorded. Rate what is still to come.',
    )
  }
  const corrected = await findCorrected(ctx, rating)
  // A correction of an older rating changes the past and not what is in force.
  const isInForce = corrected === undefined || corrected.row.seq === standing?.seq
  const trueFrom = rating.trueFrom ?? corrected?.effective
  const scale = scaleOf(await pointsOn(ctx, work, trueFrom ?? ctx.today))
  const faults = [
    ...faultsOf(rating, corrected === undefined ? standing?.value : undefined, scale),
    ...(corrected !== undefined && rating.reason === undefined && !needsWayBack(rating.value)
      ? [{ path: 'reason', message: 'Say what was wrong with the rating it corrects' }]
      : []),
    ...(await clockFaults(ctx, rating, standing, corrected)),
  ]
  const contradictions =
    isInForce && faults.length === 0 ? await contradictionsOf(ctx, rating, standing, forecasts) : []
  const unexplained = contradictions.filter(({ needsExplanation }) => needsExplanation)
  if (unexplained.length > 0 && rating.explanation === undefined)
    faults.push({
      path: 'explanation',
      message: `${unexplained.map(({ words }) => words).join(' ')} Say in a sentence why it is ${RATING_WORDS[rating.value].word} all the same`,
    })
  return {
    payload: rating,
    work,
    before: standing,
    corrected,
    contradictions,
    faults: faults.map((fault) => ({ ...fault, path: path + fault.path })),
  }
}

/** Appends and stores a prepared rating. Gives its entry. */
export async function writeRating(
  ctx: CommandContext,
  { payload, before, corrected, contradictions }: PreparedRating,
): Promise<number> {
  const { subject, value, cause, effect, action, owner, by, reason, explanation, trueFrom, corrects } = payload
  const { seq, at } = await ctx.append(
    {
      ...payload,
      previous: before?.seq,
      contradictions:
        contradictions.length === 0 ? undefined : contradictions.map(({ rule, words }) => ({ rule, words })),
    },
    'rating.give',
  )
  await insertRating(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    subjectKind: subject.kind,
    subjectId: subject.id,
    value,
    cause: cause ?? null,
    effect: effect ?? null,
    action: action ?? null,
    owner: owner ?? null,
    by: by ?? null,
    reason: reason ?? null,
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
    at,
    contradictions: [...contradictions],
    explanation: explanation ?? null,
    trueFrom: trueFrom ?? corrected?.effective ?? null,
    corrects: corrects ?? null,
    place: corrected?.place ?? null,
  })
  return seq
}

async function findCorrected(
  ctx: CommandContext,
  { subject, corrects }: RatingToGive,
): Promise<RatingToCorrect | undefined> {
  if (corrects === undefined) return undefined
  const corrected = await findRatingToCorrect(ctx.tx, ctx.board.id, subject, corrects)
  if (!corrected) throw notFound('The rating to correct')
  if (corrected.correctedBy !== null)
    throw conflict(
      'This rating has been corrected already.',
      `Nothing was recorded. Entry ${corrected.correctedBy} took its place: correct that one.`,
      { seq: corrected.correctedBy },
    )
  return corrected
}

/** Points of the scale that the programme it belongs to rates on, on that day (B3). */
async function pointsOn(ctx: CommandContext, { programme }: Work, day: string): Promise<3 | 5> {
  const scales = programme === null ? [] : await findScales(ctx.tx, ctx.board.id, programme)
  return scaleOn(scales, day, boardScaleOf(ctx.board))
}

/** A rating may hold since an earlier day, never since one to come, and not since before the one it follows: that is corrected instead. */
async function clockFaults(
  ctx: CommandContext,
  { subject, trueFrom }: RatingToGive,
  standing: RatingRow | undefined,
  corrected: RatingToCorrect | undefined,
): Promise<FieldFault[]> {
  if (trueFrom === undefined) return []
  if (trueFrom > ctx.today) return [{ path: 'trueFrom', message: 'It holds since today at the latest' }]
  if (corrected === undefined && standing === undefined) return []
  const { before, after } = await findNeighbouringDays(
    ctx.tx,
    ctx.board.id,
    subject,
    corrected?.place ?? Number.MAX_SAFE_INTEGER,
  )
  if (before !== null && trueFrom < before)
    return [
      {
        path: 'trueFrom',
        message: `The rating before it holds since ${formatDay(before)}. If that one is wrong, correct it: name its entry`,
      },
    ]
  if (after !== null && trueFrom > after)
    return [{ path: 'trueFrom', message: `The rating after it holds since ${formatDay(after)}` }]
  return []
}

/** What the record holds against the rating. Only confidence, and a way back that is past, can be contradicted. */
async function contradictionsOf(
  ctx: CommandContext,
  { subject, value, by, reason, cause }: RatingToGive,
  standing: RatingRow | undefined,
  forecasts: Supposed | undefined,
): Promise<CheckView[]> {
  const claim = {
    value,
    before: standing?.value,
    by: by ?? null,
    hasWords: reason !== undefined || cause !== undefined,
  }
  const ground =
    value === 'green' || value === 'amber-green'
      ? groundOf(subject, await readGroundBelow(ctx.tx, ctx.board.id, subject, ctx.now), ctx.today, forecasts)
      : { today: ctx.today, milestones: [], children: [] }
  return checksOf(claim, ground)
}

const WAY_BACK = {
  cause: 'Say what causes this',
  effect: 'Say what it does to the result',
  action: 'Say what is being done about it',
  owner: 'Name the post or body that answers for the way back',
  by: 'Give the day by which it is back on course',
} as const satisfies { readonly [field in 'cause' | 'effect' | 'action' | 'owner' | 'by']: string }

/** Everything that is missing, at once. */
function faultsOf(payload: RatingToGive, before: Rating | undefined, scale: readonly Rating[]): FieldFault[] {
  const { value } = payload
  if (!scale.includes(value)) {
    return [
      { path: 'value', message: `This board rates ${scale.map((rating) => RATING_WORDS[rating].word).join(', ')}` },
    ]
  }
  if (needsWayBack(value)) {
    const fields = Object.keys(WAY_BACK) as (keyof typeof WAY_BACK)[]
    return fields.filter((path) => payload[path] === undefined).map((path) => ({ path, message: WAY_BACK[path] }))
  }
  if (payload.reason !== undefined) return []
  if (value === 'not-rated') return [{ path: 'reason', message: 'Say why it is not rated' }]
  if (before !== undefined && before !== value && payload.cause === undefined) {
    return [
      {
        path: 'reason',
        message: `Say why it changes from ${RATING_WORDS[before].word} to ${RATING_WORDS[value].word}`,
      },
    ]
  }
  return []
}
