import { isPast, plural, type FuzzyDate } from './dates.ts'
import type { CheckView, SuggestionView } from './http-plans.ts'
import { needsWayBack, RATING_WORDS, RATINGS, trendOf, type Rating } from './ratings.ts'
import { workingDaysBetween } from './working-days.ts'

/**
 * The consistency check (B7): rules that hold a rating against what else is on the record, each with its arithmetic in words.
 * Pure. It says and asks for a sentence; it never changes a rating (invariant 23).
 */

/** Forecast moves of one milestone from which on they are said. */
export const MANY_MOVES = 3
/** Working days beyond the first baseline that a plan may be late and still be well (spec 4.1). */
export const TOLERANCE_DAYS = 10

export interface RatedMilestone {
  readonly id: string
  readonly title: string
  /** Baseline in force, and whether it is past and not done. */
  readonly due: FuzzyDate | null
  readonly overdue: boolean
  readonly closed: boolean
  /** Times its forecast was moved. */
  readonly moves: number
  /** Working days from the first baseline to the forecast; null when not known. */
  readonly slippage: number | null
  /** Date conflicts of what it waits for, in words. */
  readonly conflicts: readonly string[]
}

export interface RatedChild {
  readonly kind: 'programme' | 'workstream'
  readonly id: string
  readonly title: string
  readonly rating: Rating | null
}

/** A rating in force or about to be given, and the one before it. */
export interface RatingClaim {
  readonly value: Rating
  readonly before: Rating | undefined
  /** Day by which it is back on course, if one is named. */
  readonly by: string | null
  /** Whether anything was said about the change. */
  readonly hasWords: boolean
}

/** What a rating is held against: all milestones that lie in the rated work, and its children. */
export interface RatingGround {
  readonly today: string
  readonly milestones: readonly RatedMilestone[]
  readonly children: readonly RatedChild[]
}

/** Everything that contradicts the rating or deserves a word, weightiest first. */
export function checksOf(claim: RatingClaim, ground: RatingGround): CheckView[] {
  return [
    overdueMilestones(claim, ground),
    worseChild(claim, ground),
    wayBackPast(claim, ground),
    forecastMoved(claim, ground),
    unmeetable(claim, ground),
    improvedWithoutWords(claim),
  ].filter((check) => check !== null)
}

const isConfident = (value: Rating): boolean => value === 'green' || value === 'amber-green'
const asRef = ({ id, title }: RatedMilestone) => ({ kind: 'milestone' as const, id, title })

function overdueMilestones({ value }: RatingClaim, { milestones, today }: RatingGround): CheckView | null {
  const late = milestones
    .filter(({ overdue, due }) => overdue && due?.to != null)
    .sort((a, b) => ((a.due?.to ?? '') < (b.due?.to ?? '') ? -1 : 1))
  const [longest] = late
  if (!isConfident(value) || longest?.due?.to == null) return null
  const days = plural(workingDaysBetween(longest.due.to, today), 'working day')
  const words =
    late.length === 1
      ? `1 milestone is overdue, by ${days}: ${longest.title}.`
      : `${late.length} milestones are overdue, the longest by ${days}: ${longest.title}.`
  return { rule: 'overdue-milestones', words, about: late.map(asRef), needsExplanation: value === 'green' }
}

function worseChild({ value }: RatingClaim, { children }: RatingGround): CheckView | null {
  const red = children.filter(({ rating }) => rating === 'red')
  if (!isConfident(value) || red.length === 0) return null
  return {
    rule: 'worse-child',
    words: `${red.length} of ${children.length} below it ${red.length === 1 ? 'is' : 'are'} rated Red: ${listed(red.map(({ title }) => title))}.`,
    about: red.map(({ kind, id, title }) => ({ kind, id, title })),
    needsExplanation: value === 'green',
  }
}

function wayBackPast({ value, by }: RatingClaim, { today }: RatingGround): CheckView | null {
  if (!needsWayBack(value) || by === null || by >= today) return null
  return {
    rule: 'way-back-past',
    words: `It was to be back on course ${plural(workingDaysBetween(by, today), 'working day')} ago, and is rated ${RATING_WORDS[value].word} still.`,
    about: [],
    needsExplanation: true,
  }
}

function forecastMoved({ value }: RatingClaim, { milestones }: RatingGround): CheckView | null {
  const moved = milestones
    .filter(({ moves, closed }) => moves >= MANY_MOVES && !closed)
    .sort((a, b) => b.moves - a.moves)
  const [most] = moved
  if (most === undefined) return null
  return {
    rule: 'forecast-moved',
    words:
      moved.length === 1
        ? `The forecast of 1 milestone was moved ${most.moves} times: ${most.title}.`
        : `The forecasts of ${moved.length} milestones were moved ${MANY_MOVES} times or more, most often (${most.moves} times): ${most.title}.`,
    about: moved.map(asRef),
    needsExplanation: value === 'green',
  }
}

function unmeetable({ value }: RatingClaim, { milestones }: RatingGround): CheckView | null {
  const stuck = milestones.filter(({ conflicts, closed }) => conflicts.length > 0 && !closed)
  const [first] = stuck
  if (!isConfident(value) || first === undefined) return null
  return {
    rule: 'unmeetable-dependency',
    words:
      `${plural(stuck.length, 'milestone waits', 'milestones wait')} for something that comes too late: ${first.title}. ${first.conflicts[0] ?? ''}`.trim(),
    about: stuck.map(asRef),
    needsExplanation: false,
  }
}

function improvedWithoutWords({ value, before, hasWords }: RatingClaim): CheckView | null {
  if (hasWords || before === undefined || trendOf(value, before) !== 'better') return null
  return {
    rule: 'improved-without-words',
    words: `It improves from ${RATING_WORDS[before].word} to ${RATING_WORDS[value].word}, and nothing is said about why.`,
    about: [],
    needsExplanation: false,
  }
}

/**
 * What the rules alone would say, for showing beside the rating (invariant 23, model 7): the worst child, and the dates against the
 * tolerance of spec 4.1. Null when there is nothing to go by.
 */
export function suggestionOf(
  { today, milestones, children }: RatingGround,
  wayBackBy: string | null,
): SuggestionView | null {
  const hasWayBack = wayBackBy !== null && wayBackBy >= today
  const found: SuggestionView[] = children.flatMap(({ rating, title }) =>
    rating === null || rating === 'not-rated'
      ? []
      : { value: rating, words: `${title} is rated ${RATING_WORDS[rating].word}.` },
  )
  for (const milestone of milestones.filter(({ closed }) => !closed)) {
    const late = lateness(milestone, today)
    if (late === null) continue
    const isBeyond = late > TOLERANCE_DAYS
    const value = !isBeyond ? 'green' : hasWayBack ? 'amber' : 'red'
    const against = isBeyond
      ? `more than the ${TOLERANCE_DAYS} that are tolerated, ${hasWayBack ? 'with' : 'without'} an agreed way back`
      : `within the ${TOLERANCE_DAYS} that are tolerated`
    found.push({ value, words: `${milestone.title} is ${plural(Math.max(late, 0), 'working day')} late, ${against}.` })
  }
  return found.reduce<SuggestionView | null>(
    (worst, each) => (worst === null || RATINGS.indexOf(each.value) < RATINGS.indexOf(worst.value) ? each : worst),
    null,
  )
}

/** Working days late: by the forecast, or by today when that is later already; null without a date to go by. */
function lateness({ due, overdue, slippage }: RatedMilestone, today: string): number | null {
  const sofar = overdue && due?.to != null && isPast(due, today) ? workingDaysBetween(due.to, today) : null
  if (slippage === null) return sofar ?? (due?.to == null ? null : 0)
  return Math.max(slippage, sofar ?? slippage)
}

const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
