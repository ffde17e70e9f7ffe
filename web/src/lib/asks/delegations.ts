import { formatDay, londonDay, plural } from '@concordat/shared/dates'
import type { AskList } from '@concordat/shared/http'
import type { DelegationView } from '@concordat/shared/http-sign-offs'

import type { AnswerError, DateProblems } from './answer.ts'

export const DELEGATION_STATES: { readonly [S in DelegationView['state']]: string } = {
  'to-come': 'Begins later',
  'in-force': 'In force',
  lapsed: 'Lapsed: whoever gave it has left the office',
  expired: 'Past its last day',
  ended: 'Ended',
}

/** `1 May to 31 July 2026` as two whole days, so that nothing has to be guessed. */
export const periodSaid = ({ from, to }: Pick<DelegationView, 'from' | 'to'>): string =>
  `${formatDay(from)} to ${formatDay(to)}`

/** `Every ask`, or `Asks 3 and 5`. */
export function asksSaid(
  asks: DelegationView['asks'],
  list: readonly { readonly id: string; readonly number: number }[],
): string {
  if (asks === null) return 'Every ask'
  const numbers = asks
    .map((id) => list.find((ask) => ask.id === id)?.number)
    .filter((number) => number !== undefined)
    .sort((a, b) => a - b)
  const last = numbers.at(-1)
  const first = numbers.slice(0, -1).join(', ')
  return numbers.length === 0
    ? plural(asks.length, 'ask')
    : numbers.length === 1
      ? `Ask ${last}`
      : `Asks ${first} and ${last}`
}

/** Over or not yet confirmed ones stay readable; these are the ones to look at first. */
export const isOver = ({ state }: Pick<DelegationView, 'state'>): boolean => state === 'expired' || state === 'ended'

/** A delegation while it is being written. */
export interface DelegationDraft {
  person: string
  /** `every`, or the asks by id. */
  which: '' | 'every' | 'some'
  asks: string[]
  from: string
  to: string
  title: string
  reference: string
}
export const noDelegation = (today: string): DelegationDraft => ({
  person: '',
  which: '',
  asks: [],
  from: today,
  to: '',
  title: '',
  reference: '',
})

/** What is still missing before it can be checked. */
export function delegationGaps(draft: DelegationDraft, now: Date, dates: DateProblems = {}): AnswerError[] {
  const gaps: AnswerError[] = []
  const need = (isThere: boolean, field: string, text: string): void => {
    if (!isThere) gaps.push({ field, text })
  }
  need(draft.person !== '', 'person', 'Choose who may sign')
  need(draft.which !== '', 'which', 'Say whether it is for every ask or for some')
  need(draft.which !== 'some' || draft.asks.length > 0, 'asks', 'Choose at least one ask')
  need(draft.from !== '', 'from', dates['from'] || 'Give its first day')
  need(draft.from === '' || draft.from >= londonDay(now), 'from', 'It is recorded before it is used: from today on')
  need(draft.to !== '', 'to', dates['to'] || 'Give its last day')
  need(draft.to === '' || draft.from === '' || draft.to >= draft.from, 'to', 'The last day lies before the first')
  need(draft.title.trim() !== '', 'title', 'Name the document that delegates')
  need(draft.reference.trim() !== '', 'reference', 'Give its number or where to find it')
  return gaps
}

/** Asks addressed to an authority: those that can be delegated. */
export const asksOf = (list: Pick<AskList, 'asks'>, body: string): AskList['asks'] =>
  list.asks.filter(({ authorities, withdrawn }) => authorities.includes(body) && withdrawn === null)
