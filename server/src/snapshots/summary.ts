import { compareDates, pastBy, plural } from '@concordat/shared/dates'
import { RATING_WORDS, RATINGS } from '@concordat/shared/ratings'
import { SIGN_OFF_STATES, tallyInWords, tallyOf, type SignOffState, type Tally } from '@concordat/shared/sign-offs'
import type { SnapshotAsk, SnapshotContent, SnapshotMilestone, SnapshotWork } from '@concordat/shared/snapshot'

/** A piece of work and what to call it. */
export interface NamedWork {
  readonly kind: 'programme' | 'workstream'
  readonly work: SnapshotWork
}

/** Every programme and workstream, in the order of the report. */
export function worksOf(content: SnapshotContent): NamedWork[] {
  return content.programmes.flatMap((programme) => [
    { kind: 'programme' as const, work: programme },
    ...programme.workstreams.map((work) => ({ kind: 'workstream' as const, work })),
  ])
}

export const milestonesOf = (content: SnapshotContent): SnapshotMilestone[] =>
  worksOf(content).flatMap(({ work }) => work.milestones)

/** An ask whose every asked authority has signed the words in force, without conditions. */
export const isSignedByAll = ({ tally }: SnapshotAsk): boolean => tally.of > 0 && tally.signed === tally.of

/** What changed and what needs an eye, in plain sentences, worked out from the content alone. Never more than six. */
export function summaryOf(content: SnapshotContent, asOfDay: string): string[] {
  return [
    ratingSentence(content),
    movementSentence(content),
    lateSentence(content, asOfDay),
    askSentence(content),
    decisionSentence(content),
    termsSentence(content),
  ].filter((sentence) => sentence !== '')
}

const isClosed = ({ work }: NamedWork): boolean => work.status === 'transferred'

function ratingSentence(content: SnapshotContent): string {
  const all = worksOf(content)
  const works = all.filter((named) => !isClosed(named))
  if (works.length === 0) return ''
  const closed = all.filter(isClosed).map(({ work }) => work.title)
  const what = `${plural(content.programmes.length, 'programme')}${works.length > content.programmes.length ? ` and ${plural(works.length - content.programmes.length, 'workstream')}` : ''}`
  const counts = RATINGS.flatMap((rating) => {
    const count = works.filter(({ work }) => (work.rating?.value ?? 'not-rated') === rating).length
    return count === 0 ? [] : `${count} ${rating === 'not-rated' ? 'not rated' : RATING_WORDS[rating].word}`
  })
  const stale = works.filter(({ work }) => work.rating?.stale === true).length
  return `Of ${what}: ${listed(counts)}.${stale === 0 ? '' : ` ${plural(stale, 'rating has', 'ratings have')} not been confirmed within the reporting period.`}${closed.length === 0 ? '' : ` Transferred to business as usual: ${listed(closed)}.`}`
}

function movementSentence(content: SnapshotContent): string {
  const works = worksOf(content)
  const moved = (trend: 'better' | 'worse'): string[] =>
    works.flatMap(({ work }) =>
      work.rating?.trend === trend ? `${work.title} (now ${RATING_WORDS[work.rating.value].word})` : [],
    )
  const said = [
    ['worse', moved('worse')],
    ['better', moved('better')],
  ] as const
  const sentences = said.flatMap(([word, titles]) =>
    titles.length === 0 ? [] : `Rated ${word} than before: ${listed(titles)}.`,
  )
  return sentences.join(' ')
}

function lateSentence(content: SnapshotContent, asOfDay: string): string {
  const all = milestonesOf(content)
  if (all.length === 0) return ''
  const late = all.filter(({ overdue }) => overdue).sort((a, b) => compareDates(a.due, b.due))
  const done = all.filter(({ status }) => status === 'done').length
  const [latest] = late
  const head = `Of ${plural(all.length, 'milestone')}, ${isOrAre(done)} done and ${isOrAre(late.length)} past due.`
  return latest?.due
    ? `${head} Longest past due: ${latest.title}, ${pastBy(latest.due, asOfDay)} past ${latest.due.text.replace(/^by /u, '')}.`
    : head
}

function askSentence(content: SnapshotContent): string {
  const { asks, authorities } = content
  if (asks.length === 0) return ''
  const full = asks.filter((ask) => isSignedByAll(ask)).length
  return `Of ${plural(asks.length, 'ask')} put to ${plural(authorities.length, 'authority', 'authorities')}, ${isOrAre(full)} signed by all of those asked. Answer by answer: ${tallyInWords(totalOf(asks))}.`
}

/** Tallies of all asks added up: an ask with parts counts once for an authority (invariant 6). */
export function totalOf(asks: readonly SnapshotAsk[]): Tally {
  const total: { [S in SignOffState | 'of']: number } = { ...tallyOf([]) }
  for (const { tally } of asks) for (const key of [...SIGN_OFF_STATES, 'of'] as const) total[key] += tally[key]
  return total
}

function decisionSentence({ decisions }: SnapshotContent): string {
  const [latest] = decisions
  if (!latest) return 'No decision has been recorded yet.'
  return `${plural(decisions.length, 'decision is', 'decisions are')} on record. The latest is ${latest.number}, ${latest.title}.`
}

function termsSentence({ terms }: SnapshotContent): string {
  if (terms.length === 0) return ''
  const inForce = terms.filter(({ edition }) => edition !== null).length
  return `Of ${plural(terms.length, 'set')} of terms of reference, ${isOrAre(inForce)} in force in an edition adopted here.`
}

const isOrAre = (count: number): string => (count === 0 ? 'none is' : count === 1 ? '1 is' : `${count} are`)

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
}
