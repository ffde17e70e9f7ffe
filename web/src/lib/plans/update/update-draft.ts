import { compareDates, formatDay, isPast, plural, type FuzzyDate } from '@concordat/shared/dates'
import type { PayloadInput } from '@concordat/shared/commands'
import type { MilestoneView, RatingView, WorkView } from '@concordat/shared/http'
import type { ActionSummary } from '@concordat/shared/http-actions'
import type { StaleFields } from '@concordat/shared/http-plans'
import { parseDate, worded } from '@concordat/shared/parse-date'

import { EMPTY_RATING, givenOf, problemsIn, type RatingFields } from '#lib/ratings/rating-form.ts'

export const MAX_NOTE = 400

/** The two-minute update as it is being written (B12); kept until it is on record. */
export interface UpdateDraft {
  isUnchanged: boolean
  /** By milestone; only what was typed. */
  forecasts: { [milestoneId: string]: { text: string; reason: string } }
  isRating: boolean
  rating: RatingFields
  note: string
  /** Entries that stood on the screen when a field was first touched: `rating`, `forecast:<id>`; 0 for none (H7). */
  seen: { [field: string]: number }
}

export const emptyUpdate = (): UpdateDraft => ({
  isUnchanged: false,
  forecasts: {},
  isRating: false,
  rating: { ...EMPTY_RATING },
  note: '',
  seen: {},
})

export type Work = Pick<WorkView, 'kind' | 'id' | 'title' | 'milestones' | 'ratings'>
type Report = PayloadInput<'progress.report'>

/** What can still have a forecast. */
export const openMilestones = (work: Pick<Work, 'milestones'>): MilestoneView[] =>
  work.milestones.filter(({ status }) => status !== 'done' && status !== 'dropped')

/** The rating in force. */
export const ratingNow = ({ ratings }: Pick<Work, 'ratings'>): RatingView | undefined =>
  ratings.find(({ correctedBy }) => correctedBy === null)

/** Forecasts that say something else than the record. */
export function changedForecasts(draft: UpdateDraft, work: Pick<Work, 'milestones'>) {
  return openMilestones(work).flatMap((milestone) => {
    const typed = draft.forecasts[milestone.id]
    const text = typed?.text.trim() ?? ''
    if (typed === undefined || text === '' || text === milestone.reported?.date.text) return []
    const date = parseDate(text)
    return [{ milestone, text, reason: typed.reason.trim(), date: date && worded(date) }]
  })
}

/** A later date than the forecast before, or than the baseline where there is none, says why. */
export function needsReason({ reported, baseline }: MilestoneView, date: FuzzyDate | null): boolean {
  const before = reported?.date ?? baseline?.current.date
  return before?.to != null && date?.to != null && date.to > before.to
}

export interface UpdateGap {
  /** `forecast:<id>`, `reason:<id>`, `rating:<field>`, `note`, `unchanged`. */
  readonly field: string
  readonly text: string
}

interface Beside {
  readonly today: string
  readonly byProblem: string
  readonly needsExplanation: boolean
}

/** What is missing before the update can be sent, in the order of the page. The server asks for the same. */
export function updateGaps(draft: UpdateDraft, work: Work, beside: Beside): UpdateGap[] {
  const gaps: UpdateGap[] = []
  if (!draft.isUnchanged) {
    const changed = changedForecasts(draft, work)
    if (changed.length === 0 && !draft.isRating && draft.note.trim() === '')
      gaps.push({ field: 'unchanged', text: 'Say what changed, or that nothing did' })
    for (const { milestone, date, reason } of changed) {
      const field = `forecast:${milestone.id}`
      if (date === null)
        gaps.push({ field, text: `Give ${milestone.title} a date, for example 30 September 2026 or July 2026` })
      else if (isPast(date, beside.today))
        gaps.push({
          field,
          text: `${date.text} has passed. Give ${milestone.title} a day to come, or say that it is done`,
        })
      else if (needsReason(milestone, date) && reason === '')
        gaps.push({ field: `reason:${milestone.id}`, text: `Say why ${milestone.title} comes later` })
    }
    if (draft.isRating)
      gaps.push(
        ...problemsIn(draft.rating, { before: ratingNow(work)?.value, ...beside }).map(({ field, text }) => ({
          field: `rating:${field}`,
          text,
        })),
      )
  }
  const over = [...draft.note.trim()].length - MAX_NOTE
  if (over > 0) gaps.push({ field: 'note', text: `Take ${plural(over, 'character')} away from the note` })
  return gaps
}

/** Remembers what stood on the screen the first time a field is touched. */
export function sees(draft: UpdateDraft, field: string, seq: number): void {
  draft.seen[field] ??= seq
}

/** Everything "nothing changed" confirms, as it stands on the screen now. */
export function confirmable(work: Work): { field: string; title: string; words: string; seq: number }[] {
  const rating = ratingNow(work)
  return [
    ...(rating ? [{ field: 'rating', title: 'Rating', words: rating.value, seq: rating.seq }] : []),
    ...openMilestones(work).flatMap(({ id, title, reported }) =>
      reported ? [{ field: `forecast:${id}`, title, words: reported.date.text, seq: reported.seq }] : [],
    ),
  ]
}

/** What is sent. Call only without gaps. `writtenAt`: when the person sent it off, whatever the line did then (WL-1.7). */
export function reportOf(
  draft: UpdateDraft,
  work: Work,
  { writtenAt, today, needsExplanation = false }: { writtenAt: Date; today: string; needsExplanation?: boolean },
): Report {
  const base = {
    of: { kind: work.kind, id: work.id },
    writtenAt: writtenAt.toISOString(),
    ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
  }
  if (draft.isUnchanged)
    return {
      ...base,
      unchanged: true,
      seen: {
        rating: draft.seen['rating'] ?? ratingNow(work)?.seq ?? 0,
        forecasts: openMilestones(work).flatMap(({ id, reported }) => {
          const expect = draft.seen[`forecast:${id}`] ?? reported?.seq ?? 0
          return expect === 0 ? [] : [{ milestoneId: id, expect }]
        }),
      },
    }
  const { value } = draft.rating
  return {
    ...base,
    forecasts: changedForecasts(draft, work).flatMap(({ milestone, date, reason }) =>
      date === null
        ? []
        : [
            {
              milestoneId: milestone.id,
              forecast: date,
              expect: draft.seen[`forecast:${milestone.id}`] ?? milestone.reported?.seq ?? 0,
              ...(reason === '' ? {} : { reason }),
            },
          ],
    ),
    ...(draft.isRating && value !== ''
      ? {
          rating: {
            ...givenOf({ ...draft.rating, value }, { today, needsExplanation }),
            expect: draft.seen['rating'] ?? ratingNow(work)?.seq ?? 0,
          },
        }
      : {}),
  }
}

export type Choice = 'mine' | 'theirs' | 'edit'
type Clash = StaleFields['fields'][number]

/**
 * Takes over what the person chose for each field that somebody else changed meanwhile (H7): mine is sent against what now stands,
 * theirs stands and mine goes, edit goes back to the form. "Nothing changed" can only confirm theirs, or become a change.
 */
export function settle(draft: UpdateDraft, clashes: readonly Clash[], choices: { [field: string]: Choice }): void {
  const editing = clashes.filter(({ field }) => choices[field] === 'edit')
  if (draft.isUnchanged && editing.length > 0) draft.isUnchanged = false
  for (const { field, seq } of clashes) {
    draft.seen[field] = seq
    const milestone = field.startsWith('forecast:') ? field.slice('forecast:'.length) : undefined
    if (choices[field] === 'theirs' && !draft.isUnchanged) {
      delete draft.seen[field]
      if (milestone === undefined) draft.isRating = false
      else delete draft.forecasts[milestone]
    } else if (choices[field] === 'edit' && milestone === undefined) draft.isRating = true
  }
}

/** True when there is nothing left in it to send. */
export const isEmpty = (draft: UpdateDraft): boolean =>
  !draft.isUnchanged &&
  !draft.isRating &&
  draft.note.trim() === '' &&
  Object.values(draft.forecasts).every(({ text }) => text.trim() === '')

/** Paths of the server's refusals as fields of the page. */
export function fieldOf(path: string, report: Report): string {
  const [head = '', index = '', part = ''] = path.split('.')
  if (head === 'forecasts') {
    const id = report.forecasts?.[Number(index)]?.milestoneId ?? ''
    return `${part === 'reason' ? 'reason' : 'forecast'}:${id}`
  }
  return head === 'rating' ? `rating:${index}` : head
}

/** Days ahead in which a milestone counts as due. */
const SOON_DAYS = 35

export interface Due {
  readonly key: string
  readonly words: string
  /** Path below the board. */
  readonly path: string | null
  readonly isLate: boolean
}

/** What waits for a word: the rating that grew old, milestones past or near, open actions (WL-1.1). */
export function dueOf(work: Work, actions: readonly ActionSummary[], today: string): Due[] {
  const rating = ratingNow(work)
  const until = new Date(Date.parse(today) + SOON_DAYS * 86_400_000).toISOString().slice(0, 10)
  const near = openMilestones(work)
    .filter(({ overdue, due }) => overdue || (due?.to != null && due.to <= until))
    .sort((a, b) => compareDates(a.due, b.due))
  return [
    ...(rating === undefined
      ? [{ key: 'rating', words: 'No rating yet', path: null, isLate: true }]
      : rating.stale
        ? [{ key: 'rating', words: `The rating is ${plural(rating.ageDays, 'day')} old`, path: null, isLate: true }]
        : []),
    ...near.map(({ id, title, overdue, due }) => ({
      key: id,
      words: `${title}: ${overdue ? 'overdue since' : 'due'} ${due?.text ?? ''}`,
      path: `milestones/${id}`,
      isLate: overdue,
    })),
    ...actions
      .filter(({ state }) => state !== 'closed' && state !== 'cancelled')
      .map(({ number, text, due, overdue }) => ({
        key: number,
        words: `Action ${number}: ${text}, ${overdue ? 'overdue since' : 'due'} ${formatDay(due)}`,
        path: `actions/${number}`,
        isLate: overdue,
      })),
  ]
}
