/** Answers a chief executive may give (D5), and what one cell of the matrix can be (spec 4.3). */
export const ANSWERS = ['signed', 'conditions', 'deferred', 'declined'] as const
export type Answer = (typeof ANSWERS)[number]

/** States this release can reach. `drifted`: an answer to earlier words, which counts for nothing (invariant 2). */
export const SIGN_OFF_STATES = [
  'not-asked',
  'awaiting',
  'signed',
  'conditions',
  'deferred',
  'declined',
  'withdrawn',
  'drifted',
] as const
export type SignOffState = (typeof SIGN_OFF_STATES)[number]

export const SIGN_OFF_WORDS: { readonly [S in SignOffState]: string } = {
  'not-asked': 'Not asked',
  awaiting: 'Awaiting',
  signed: 'Signed',
  conditions: 'Signed with conditions',
  deferred: 'Deferred to a formal decision',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  drifted: 'Signed, wording since changed',
}

/** The last recorded act of one authority on one ask part. `event` is the answer given, or its withdrawal. */
export interface GivenSignOff {
  readonly event: Answer | 'withdrawn'
  readonly wordingVersion: number
}

/**
 * What a cell shows. `inForce` is the version of the wording in force, 0 before the first is issued.
 * Only an answer of *signed* kind drifts into "wording since changed"; older refusals and deferrals reopen as awaiting (model 4).
 */
export function cellState(asked: boolean, inForce: number, last: GivenSignOff | undefined): SignOffState {
  if (!asked || inForce === 0) return 'not-asked'
  if (last === undefined) return 'awaiting'
  if (last.wordingVersion === inForce) return last.event
  return last.event === 'signed' || last.event === 'conditions'
    ? 'drifted'
    : last.event === 'withdrawn'
      ? 'withdrawn'
      : 'awaiting'
}

export type Tally = { readonly [S in SignOffState]: number } & { readonly of: number }

/** Counts by state, over the cells that were asked. A condition is never counted as signed (invariant 5). */
export function tallyOf(states: readonly SignOffState[]): Tally {
  const counts = Object.fromEntries(SIGN_OFF_STATES.map((state) => [state, 0])) as { [S in SignOffState]: number }
  for (const state of states) counts[state] += 1
  return { ...counts, of: states.length - counts['not-asked'] }
}

/** `7 signed, 1 with conditions, 2 awaiting`: totals in words, states without a cell left out. */
export function tallyInWords(tally: Tally): string {
  const said: readonly (readonly [SignOffState, string])[] = [
    ['signed', 'signed'],
    ['conditions', 'with conditions'],
    ['drifted', 'signed to earlier words'],
    ['deferred', 'deferred'],
    ['declined', 'declined'],
    ['withdrawn', 'withdrawn'],
    ['awaiting', 'awaiting'],
  ]
  const words = said.filter(([state]) => tally[state] > 0).map(([state, word]) => `${tally[state]} ${word}`)
  return words.length === 0 ? 'nobody asked yet' : words.join(', ')
}

/** One state for an ask with parts: *signed* only when all parts are (invariant 6); otherwise the state furthest from it. */
export function wholeState(parts: readonly SignOffState[]): SignOffState {
  const worst: readonly SignOffState[] = [
    'declined',
    'withdrawn',
    'drifted',
    'deferred',
    'awaiting',
    'conditions',
    'signed',
    'not-asked',
  ]
  return worst.find((state) => parts.includes(state)) ?? 'not-asked'
}
