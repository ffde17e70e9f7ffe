import { formatDay, formatMonth, formatTime, londonDay, pastBy, plural } from '@concordat/shared/dates'
import type { BoardView, MilestoneView, ProgrammeSummary, RatingView } from '@concordat/shared/http'

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

/** `twelve asks`, `13 asks`, `one ask`: numbers up to twelve as words. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${NUMBERS[count] ?? count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The programmes shown as cards: the parts of a parent programme, or the programmes themselves where none has parts. */
export function leafProgrammes(programmes: readonly ProgrammeSummary[]): ProgrammeSummary[] {
  const parents = new Set(programmes.flatMap(({ parentId }) => (parentId === null ? [] : [parentId])))
  return programmes.filter(({ id }) => !parents.has(id))
}

/** The programme over the cards, when there is exactly one. */
export function parentProgramme(programmes: readonly ProgrammeSummary[]): ProgrammeSummary | undefined {
  const parents = programmes.filter(({ id }) => programmes.some(({ parentId }) => parentId === id))
  return parents.length === 1 ? parents[0] : undefined
}

/** `Ten authorities, three programmes, twelve asks.` */
export function boardInWords(board: BoardView): string {
  const parts = [
    [board.bodies.filter(({ signatory }) => signatory).length, 'authority', 'authorities'] as const,
    [leafProgrammes(board.programmes).length, 'programme', 'programmes'] as const,
    [board.counts.workstreams, 'workstream', 'workstreams'] as const,
    [board.counts.asks, 'ask', 'asks'] as const,
    [board.enablers.length, 'enabler', 'enablers'] as const,
  ].filter(([count]) => count > 0)
  if (parts.length === 0) return 'Nothing has been set up on this board yet.'
  return `${sentence(parts.map(([count, one, many]) => counted(count, one, many)).join(', '))}.`
}

const STATUS_WORDS: { readonly [status: string]: string } = {
  done: 'done',
  'done-claimed': 'done, to be confirmed',
  'in-progress': 'in progress',
  'not-started': 'not started',
  planned: 'planned',
  unconfirmed: 'not confirmed',
  dropped: 'dropped',
  new: 'new',
  active: 'active',
  closing: 'closure proposed',
  closed: 'closed',
  'on-hold': 'on hold',
}
/** A stored status in words; one that is not known is shown as it came. */
export const statusInWords = (status: string): string => STATUS_WORDS[status] ?? status.replaceAll('-', ' ')

/** `by July 2016`, or that there is none. */
export const dueInWords = (milestone: MilestoneView): string => milestone.due?.text ?? 'No date'

/** `10 years past`, for what is overdue on that day. */
export const lateInWords = (milestone: MilestoneView, today: string): string =>
  milestone.overdue && milestone.due ? `${pastBy(milestone.due, today)} past` : ''

/** `Given 2:01pm today by L. Okafor`, `Confirmed 10 July 2026 by …`. */
export function ratedBy(rating: RatingView, today: string): string {
  const when = londonDay(rating.at) === today ? `${formatTime(rating.at)} today` : formatDay(rating.at)
  return `${rating.trend === 'same' ? 'Confirmed' : 'Given'} ${when} by ${rating.given.name}`
}

/** `June 2026`, of which a rating is better or worse; the day when it was this month. */
export const sinceInWords = (at: string, today: string): string =>
  londonDay(at).slice(0, 7) === today.slice(0, 7) ? formatDay(at) : formatMonth(at)

/** `12 days old`. */
export const ageInWords = (rating: RatingView): string => `${plural(rating.ageDays, 'day')} old`
