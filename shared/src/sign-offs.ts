/** Answers an authority may give (D5), and what one cell of the matrix can be (spec 4.3). */
export const ANSWERS = ['signed', 'conditions', 'deferred', 'declined'] as const
export type Answer = (typeof ANSWERS)[number]

/** Acts on a cell, in the record as `sign_off_events`. An answer, or what became of one; `reported` is hearsay and never counts. */
export const SIGN_OFF_ACTS = [
  ...ANSWERS,
  'withdrawn',
  'called-in',
  'affirmed',
  'confirmed',
  'disputed',
  'accepted',
  'objected',
  'condition-met',
  'reported',
] as const
export type SignOffAct = (typeof SIGN_OFF_ACTS)[number]

/**
 * `drifted`: an answer to earlier words, which counts for nothing (invariant 2). `predecessor`: given by somebody who has left the
 * office; it stands (invariant 9). *Overdue* is days beside a state, and *recorded on behalf of* a mark beside it, never states.
 */
export const SIGN_OFF_STATES = [
  'not-asked',
  'awaiting',
  'in-preparation',
  'signed',
  'conditions',
  'call-in',
  'predecessor',
  'deferred',
  'declined',
  'withdrawn',
  'drifted',
] as const
export type SignOffState = (typeof SIGN_OFF_STATES)[number]

export const SIGN_OFF_WORDS: { readonly [S in SignOffState]: string } = {
  'not-asked': 'Not asked',
  awaiting: 'Awaiting',
  'in-preparation': 'In preparation',
  signed: 'Signed',
  conditions: 'Signed with conditions',
  'call-in': 'Signed, subject to call-in',
  predecessor: 'Signed by predecessor',
  deferred: 'Deferred to a formal decision',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  drifted: 'Signed, wording since changed',
}

/** True for the states that open a gate: signed, by whoever held the office then (invariants 5, 7, 9). */
export const countsAsSigned = (state: SignOffState): boolean => state === 'signed' || state === 'predecessor'

/** In which capacity somebody acted (D4, D13). `on-behalf`: the secretariat, from evidence. */
export const CAPACITIES = ['holder', 'acting', 'delegate', 'partner', 'on-behalf'] as const
export type Capacity = (typeof CAPACITIES)[number]

/** Where an answer comes from (model 4). Only the first two count. */
export const PROVENANCES = ['given', 'recorded', 'reported'] as const
export type Provenance = (typeof PROVENANCES)[number]

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
    ['predecessor', 'signed by a predecessor'],
    ['call-in', 'signed, subject to call-in'],
    ['conditions', 'with conditions'],
    ['drifted', 'signed to earlier words'],
    ['deferred', 'deferred'],
    ['declined', 'declined'],
    ['withdrawn', 'withdrawn'],
    ['in-preparation', 'in preparation'],
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
    'in-preparation',
    'conditions',
    'call-in',
    'predecessor',
    'signed',
    'not-asked',
  ]
  return worst.find((state) => parts.includes(state)) ?? 'not-asked'
}
