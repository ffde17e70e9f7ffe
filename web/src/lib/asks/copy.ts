import { formatClock, formatDay, formatTime, plural } from '@concordat/shared/dates'
import type { AskView, SignOffEvent } from '@concordat/shared/http'
import type { Answer, Tally } from '@concordat/shared/sign-offs'

import { signOffWord } from '../ui/sign-offs.ts'
import type { Cell, Matrix, Part } from './matrix.ts'

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

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `Twelve asks, ten chief executives`: the heading, in the numbers of the data. */
export function headline(asks: number, authorities: number): string {
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
  const cells = matrix.rows.flatMap(({ cells: own }) => own)
  const of = (state: Cell['state']): number => cells.filter((cell) => cell.state === state).length
  const said: CountSaid[] = [
    { count: of('conditions'), words: `${isOrAre(of('conditions'))} signed with conditions.` },
    { count: of('drifted'), words: `${of('drifted') === 1 ? 'was' : 'were'} signed to earlier words.` },
    { count: of('deferred'), words: `${isOrAre(of('deferred'))} deferred.` },
    { count: of('declined'), words: `${isOrAre(of('declined'))} declined.` },
    { count: of('overdue'), words: `${isOrAre(of('overdue'))} overdue.` },
  ]
  return [
    { count: matrix.signed, words: `of ${plural(matrix.of, 'answer')} ${isOrAre(matrix.signed)} signed.` },
    ...said.filter(({ count }) => count > 0),
  ]
}

/** `5a`, `12`: how an ask or a part is called. */
export const askCode = (ask: { readonly number: number }, part: Part | null): string => `${ask.number}${part?.id ?? ''}`

/** Under a mark, only where a date, an edition or a day count matters. */
export function cellCaption(cell: Cell): string | undefined {
  if (cell.state === 'drifted' && cell.signOff) return `ed. ${cell.signOff.wordingVersion}`
  if (cell.state === 'deferred' && cell.signOff?.until) return abbreviatedDay(cell.signOff.until)
  if (cell.state === 'overdue') return plural(cell.daysPast, 'day')
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

/** What follows the word of a state: `due 28 July 2026`, `signed edition 2, now edition 3`. Empty where the word says all. */
export function cellNote(cell: Cell): string {
  const { ask, signOff } = cell
  if (cell.state === 'overdue' && ask.dueDay) return `${plural(cell.daysPast, 'day')} past ${formatDay(ask.dueDay)}`
  if (cell.state === 'awaiting' && ask.dueDay) return `due ${formatDay(ask.dueDay)}`
  if (cell.state === 'drifted' && signOff)
    return `signed edition ${signOff.wordingVersion}, now edition ${ask.wording?.version ?? 0}`
  if (cell.state === 'deferred' && signOff?.until) return `until ${formatDay(signOff.until)}`
  return ''
}

/** `Ask 5a, Bolton: Signed, wording since changed, signed edition 2, now edition 3`. */
export function cellLabel(cell: Cell): string {
  const note = cellNote(cell)
  return `Ask ${askCode(cell.ask, cell.part)}, ${cell.authority.short}: ${signOffWord[cell.state]}${note && `, ${note}`}`
}

/** Two or three sentences at the top of a cell's drawer: what the state means and what it does not. */
export function cellMeaning(cell: Cell): string {
  const who = cell.authority.short
  const now = cell.ask.wording?.version ?? 0
  const then = cell.signOff?.wordingVersion ?? 0
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
      return `${who} has left the answer to a formal decision. This is not counted as signed.`
    case 'declined':
      return `${who} has declined edition ${then}. It may answer again at any time.`
    case 'withdrawn':
      return `${who} has withdrawn its answer. Both stay on record, and it may answer again.`
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

const EVENT_WORDS: { readonly [E in SignOffEvent['event']]: string } = {
  signed: 'Signed',
  conditions: 'Signed with conditions',
  deferred: 'Deferred to a formal decision',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
}
/** An act in a word or three. */
export const eventWord = (event: SignOffEvent['event']): string => EVENT_WORDS[event]

/** `Signed for Bolton Council`: the heading of a receipt. */
export const receiptTitle = (event: SignOffEvent['event'], authority: string): string =>
  event === 'withdrawn' ? `Answer withdrawn for ${authority}` : `${EVENT_WORDS[event]} for ${authority}`

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
    [tally.conditions, 'with conditions'],
    [tally.drifted, 'reworded since'],
    [tally.deferred, 'deferred'],
    [tally.declined, 'declined'],
    [tally.withdrawn, 'withdrawn'],
    [tally.awaiting, 'awaiting'],
  ]
  if (tally.of === 0) return 'Nobody is asked yet'
  return [
    `${tally.signed} of ${tally.of} signed`,
    ...rest.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`),
  ].join(', ')
}

/** What issuing new words does to the answers given: `7 signed cells will show as changed.` */
export function driftSaid(ask: AskView): string {
  const signed = ask.cells.signed + ask.cells.conditions
  const already = ask.cells.drifted
  const others = ask.cells.deferred + ask.cells.declined
  const said = [
    signed > 0 && `${plural(signed, 'signed cell')} will show as changed`,
    already > 0 && `${plural(already, 'cell')} already ${already === 1 ? 'shows' : 'show'} as changed`,
    others > 0 && `${plural(others, 'other answer')} will be asked again`,
  ].filter((words) => words !== false)
  return said.length === 0
    ? 'Nobody has answered yet, so no answer changes.'
    : `${said.join('; ')}. No signature is carried over.`
}
