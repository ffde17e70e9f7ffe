import { formatClock, formatDay, formatTime, plural } from '@concordat/shared/dates'
import type { AskView, SignOffEvent } from '@concordat/shared/http'
import { SIGN_OFF_ACT_WORDS } from '@concordat/shared/sign-off-words'
import { tallyOf, type Answer, type Tally } from '@concordat/shared/sign-offs'

import { signOffWord } from '../ui/sign-offs.ts'
import { ofAuthorities, type Cell, type Column, type Matrix, type Part } from './matrix.ts'

const NUMBERS =
  'no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  )

/** `twelve`; digits from 21 on. */
const numberWord = (count: number): string => NUMBERS[count] ?? count.toLocaleString('en-GB')

/** `1 September` of an ISO day, without the year: captions and lists whose year is plain. */
export const shortDay = (day: string): string => formatDay(day).replace(/ \d{4}$/u, '')

/** `2:41:07pm`: the moment of an act, to the second. */
export function exactTime(at: string): string {
  const [hour = ''] = /^\d+/u.exec(formatTime(at)) ?? []
  const [half = ''] = /[ap]m$/u.exec(formatTime(at)) ?? []
  return `${hour}${formatClock(at).slice(2)}${half}`
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `Twelve asks, ten chief executives`: the heading, in the numbers of the data; a count of nobody is no heading. */
export function headline(asks: number, authorities: number): string {
  if (asks === 0) return 'No asks yet'
  if (authorities === 0) return capital(`${numberWord(asks)} ${asks === 1 ? 'ask' : 'asks'}`)
  const people = authorities === 1 ? 'chief executive' : 'chief executives'
  return capital(`${numberWord(asks)} ${asks === 1 ? 'ask' : 'asks'}, ${numberWord(authorities)} ${people}`)
}

/** A number and the rest of its sentence, so that a page can set the number in bold. */
interface CountSaid {
  readonly count: number
  readonly words: string
}

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are')

/** `135 of 190 answers are signed.` `20 were signed to earlier words.` `3 are overdue.` Nothing said of what is not there. */
export function totalsSaid(matrix: Matrix): CountSaid[] {
  const cells = ofAuthorities(matrix.rows)
  const of = (state: Cell['state']): number => cells.filter((cell) => cell.state === state).length
  const unconfirmed = cells.filter(({ signOff }) => signOff?.onBehalf === 'unconfirmed').length
  const said: CountSaid[] = [
    { count: of('conditions'), words: `${isOrAre(of('conditions'))} signed with conditions.` },
    { count: of('call-in'), words: `${isOrAre(of('call-in'))} signed, subject to call-in.` },
    { count: of('predecessor'), words: `${of('predecessor') === 1 ? 'was' : 'were'} signed by a predecessor.` },
    { count: of('drifted'), words: `${of('drifted') === 1 ? 'was' : 'were'} signed to earlier words.` },
    { count: of('deferred'), words: `${isOrAre(of('deferred'))} deferred.` },
    { count: of('declined'), words: `${isOrAre(of('declined'))} declined.` },
    { count: of('withdrawn'), words: `${of('withdrawn') === 1 ? 'was' : 'were'} withdrawn.` },
    { count: of('in-preparation'), words: `${isOrAre(of('in-preparation'))} in preparation.` },
    { count: of('overdue'), words: `${isOrAre(of('overdue'))} overdue.` },
    { count: unconfirmed, words: `${isOrAre(unconfirmed)} recorded on behalf, not yet confirmed.` },
  ]
  return [
    { count: matrix.signed, words: `of ${plural(matrix.of, 'answer')} ${isOrAre(matrix.signed)} signed.` },
    ...said.filter(({ count }) => count > 0),
  ]
}

/** `5a`, `12`: how an ask or a part is called. */
export const askCode = (ask: { readonly number: number }, part: Part | null): string => `${ask.number}${part?.id ?? ''}`

/** Under a mark, only where a date, an edition, a count of conditions or of days matters. */
export function cellCaption({ state, signOff, daysPast }: Cell): string | undefined {
  if (state === 'overdue' || (state === 'in-preparation' && daysPast > 0)) return plural(daysPast, 'day')
  if (signOff === null) return undefined
  if (state === 'drifted') return `ed. ${signOff.wordingVersion}`
  if (state === 'deferred' && signOff.until) return abbreviatedDay(signOff.until)
  if (state === 'call-in' && signOff.callInUntil) return abbreviatedDay(signOff.callInUntil)
  if (state === 'conditions' && signOff.conditionsOf > 0) return `${signOff.conditionsMet} of ${signOff.conditionsOf}`
  return undefined
}

const MONTHS: { readonly [month: string]: string } = {
  January: 'Jan',
  February: 'Feb',
  August: 'Aug',
  September: 'Sept',
  October: 'Oct',
  November: 'Nov',
  December: 'Dec',
}
/** `8 Sept`. */
const abbreviatedDay = (day: string): string => shortDay(day).replace(/[A-Z][a-z]+/u, (month) => MONTHS[month] ?? month)

/** `2 conditions, 1 met`. */
export const conditionsSaid = ({
  conditionsMet,
  conditionsOf,
}: {
  readonly conditionsMet: number
  readonly conditionsOf: number
}): string => `${plural(conditionsOf, 'condition')}, ${conditionsMet} met`

/** What follows the word of a state: `due 28 July 2026`, `signed edition 2, now edition 3`. Empty where the word says all. */
export function cellNote(cell: Cell): string {
  const { ask, state, signOff, daysPast } = cell
  const due = ask.dueDay === null ? '' : formatDay(ask.dueDay)
  if (daysPast > 0 && due !== '') return `${plural(daysPast, 'day')} past ${due}`
  if ((state === 'awaiting' || state === 'in-preparation') && due !== '' && ask.withdrawn === null) return `due ${due}`
  if (signOff === null) return ''
  switch (state) {
    case 'drifted':
      return `signed edition ${signOff.wordingVersion}, now edition ${ask.wording?.version ?? 0}`
    case 'deferred':
      return signOff.until === null
        ? (signOff.deferredTo ?? '')
        : `${signOff.deferredTo === null ? 'until' : `${signOff.deferredTo},`} ${formatDay(signOff.until)}`
    case 'conditions':
      return conditionsSaid(signOff)
    case 'call-in':
      return signOff.callInUntil === null ? '' : `until ${formatDay(signOff.callInUntil)}`
    default:
      return ''
  }
}

const ON_BEHALF_WORDS = {
  unconfirmed: 'recorded on behalf, not yet confirmed',
  confirmed: 'recorded on behalf, confirmed',
  disputed: 'recorded on behalf, disputed',
} as const

/** Marks beside the state (spec 4.3): how it was given, and what is only said. Empty for an answer given here. */
export function cellMarks({ signOff }: Cell): string[] {
  if (signOff === null) return []
  const { onBehalf, delegate, reported } = signOff
  return [
    ...(onBehalf === null ? [] : [ON_BEHALF_WORDS[onBehalf]]),
    ...(delegate === null ? [] : [`by ${delegate}, under a delegation`]),
    ...(reported.length === 0 ? [] : [`${plural(reported.length, 'report')}, unverified`]),
  ]
}

/** `Ask 5a, Bolton: Signed, wording since changed, signed edition 2, now edition 3`. */
export function cellLabel(cell: Cell): string {
  const state = cell.ask.withdrawn === null || cell.signOff ? signOffWord[cell.state] : 'Ask withdrawn'
  const said = [state, cellNote(cell), ...cellMarks(cell)].filter((words) => words !== '')
  return `Ask ${askCode(cell.ask, cell.part)}, ${cell.authority.short}: ${said.join(', ')}`
}

/** Two or three sentences at the top of a cell's drawer: what the state means and what it does not. */
export function cellMeaning(cell: Cell): string {
  const who = cell.authority.short
  const now = cell.ask.wording?.version ?? 0
  const then = cell.signOff?.wordingVersion ?? 0
  if (cell.ask.withdrawn !== null && cell.state !== 'not-asked')
    return `The ask was withdrawn by decision ${cell.ask.withdrawn.decision}. Nobody is asked any more; what was answered stays on record.`
  switch (cell.state) {
    case 'not-asked':
      return cell.ask.wording === null
        ? 'No wording has been issued yet, so nobody is asked.'
        : `This ask is not addressed to ${who}.`
    case 'awaiting':
      return cell.signOff
        ? `${who} answered edition ${then}. Edition ${now} has different words, so ${who} is asked again. Silence is not an answer.`
        : `${who} has not answered edition ${now}. Silence is not an answer.`
    case 'overdue':
      return `${who} has not answered edition ${now}. Nothing happens by itself when the day passes.`
    case 'drifted':
      return `${who} answered edition ${then}. Edition ${now} has different words, so this answer counts for nothing until ${who} signs again or withdraws. It never turns by silence.`
    case 'conditions':
      return `${who} signs edition ${then} if its conditions are met. This is not counted as signed.`
    case 'deferred':
      return `${who} has left the answer to ${cell.signOff?.deferredTo ?? 'a formal decision'}. This is not counted as signed.`
    case 'declined':
      return `${who} has declined edition ${then}. It may answer again at any time.`
    case 'withdrawn':
      return `${who} has withdrawn its answer. Both stay on record, and it may answer again.`
    case 'in-preparation':
      return `${who} has an answer in preparation. It is no answer until whoever speaks for ${who} gives it.`
    case 'call-in':
      return `${who} has signed edition ${then}. The decision behind it may still be called in, so this is not yet counted as signed.`
    case 'predecessor':
      return `${who} signed edition ${then} under an earlier chief executive. The signature stands until it is affirmed or withdrawn.`
    case 'signed':
      return `${who} is on record for the exact words of edition ${then}.`
  }
}

/** `a, b and c`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/** `Asks 1, 3 and 7`, with the words about their partners: asks that have the same ones share a line (D13). */
export function partneredAsks(
  asks: readonly AskView[],
  nameOf: (id: string) => string,
): { readonly asks: string; readonly words: string }[] {
  const groups = Map.groupBy(
    asks.filter(({ partners }) => partners.length > 0),
    ({ partners }) => partnersSaid(partners.map(nameOf)),
  )
  return [...groups].map(([words, own]) => ({
    asks: `${own.length === 1 ? 'Ask' : 'Asks'} ${listed(own.map(({ number }) => String(number)))}`,
    words,
  }))
}

/** `Also addressed to: Education partners and Health partners; partners take part, they do not sign as an authority` (D13). */
export function partnersSaid(names: readonly string[]): string {
  if (names.length === 0) return ''
  return `Also addressed to: ${listed(names)}; partners take part, they do not sign as an authority.`
}

/** The act button, named by its deed. */
export function actWords(answer: Answer, authority: string): string {
  switch (answer) {
    case 'signed':
      return `Sign for ${authority}`
    case 'conditions':
      return `Sign with conditions for ${authority}`
    case 'deferred':
      return `Defer for ${authority}`
    case 'declined':
      return `Decline for ${authority}`
  }
}

/** An act in a word or three. */
export const eventWord = (event: SignOffEvent['event']): string => SIGN_OFF_ACT_WORDS[event]

/** `Signed for Bolton Council`: the heading of a receipt. */
export const receiptTitle = (event: SignOffEvent['event'], authority: string): string =>
  event === 'withdrawn' ? `Answer withdrawn for ${authority}` : `${SIGN_OFF_ACT_WORDS[event]} for ${authority}`

/** The answer as the check page repeats it. */
export const ANSWER_WORDS: {
  readonly [A in Answer]: { readonly label: string; readonly hint: string; readonly check: string }
} = {
  signed: { label: 'Sign', hint: 'As worded above', check: 'Sign, as worded' },
  conditions: {
    label: 'Sign with conditions',
    hint: 'You write each condition; others see them',
    check: 'Sign with conditions',
  },
  deferred: {
    label: 'Defer to a formal decision',
    hint: 'You name the body and the date',
    check: 'Defer to a formal decision',
  },
  declined: { label: 'Decline', hint: 'You give your reasons', check: 'Decline' },
}

/** `10 of 10 signed`, and what else there is: `8 of 10 signed, 2 deferred`. */
export function tallySaid(tally: Tally): string {
  const rest: readonly (readonly [number, string])[] = [
    [tally.predecessor, 'by a predecessor'],
    [tally['call-in'], 'subject to call-in'],
    [tally.conditions, 'with conditions'],
    [tally.drifted, 'reworded since'],
    [tally.deferred, 'deferred'],
    [tally.declined, 'declined'],
    [tally.withdrawn, 'withdrawn'],
    [tally['in-preparation'], 'in preparation'],
    [tally.awaiting, 'awaiting'],
  ]
  if (tally.of === 0) return 'Nobody is asked yet'
  return [
    `${tally.signed} of ${tally.of} signed`,
    ...rest.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`),
  ].join(', ')
}

/** `Bolton: 7 of 12 signed, 1 with conditions`: where one authority or partner stands, over all its cells. */
export function columnSaid({ authority }: Column, matrix: Matrix): string {
  const cells = matrix.rows.flatMap(({ cells: own }) => own.filter((cell) => cell.authority.id === authority.id))
  const states = cells
    .filter(({ ask }) => ask.withdrawn === null)
    .map(({ state }) => (state === 'overdue' ? 'awaiting' : state))
  const overdue = cells.filter(({ state }) => state === 'overdue').length
  return `${authority.short}: ${tallySaid(tallyOf(states))}${overdue === 0 ? '' : ` (${overdue} overdue)`}`
}
