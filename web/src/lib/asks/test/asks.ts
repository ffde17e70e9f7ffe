import type { AskList, AskView, SignOffEvent, SignOffView, WordingView } from '@concordat/shared/http'
import type { MyAuthorityView } from '@concordat/shared/http-sign-offs'
import { ANSWERS, tallyOf, wholeState } from '@concordat/shared/sign-offs'
import { canonicalise, textHash } from '@concordat/shared/text/canonical'

/** Small boards for tests: real shapes, invented answers. */

export const BOLTON = { id: 'org-bolton', title: 'Bolton', short: 'Bolton' }
export const BURY = { id: 'org-bury', title: 'Bury', short: 'Bury' }
export const WIGAN = { id: 'org-wigan', title: 'Wigan', short: 'Wigan' }
const AUTHORITIES = [BOLTON, BURY, WIGAN]

export const CHAIR = { person: 'chair', name: 'Sir Peter Ash', post: 'Chair', role: 'chair', body: null } as const
export const RUTH = {
  person: 'ce-bolton',
  name: 'Ruth Hargreave',
  post: 'Chief executive',
  role: 'chief-executive',
  body: 'org-bolton',
} as const

export function wording(version: number, text = `The words of edition ${version}.`): WordingView {
  const canonical = canonicalise(text)
  return {
    version,
    hash: textHash(canonical),
    text: canonical,
    issuedAt: `2026-07-0${version}T09:00:00.000Z`,
    change: version === 1 ? 'first' : 'substantive',
    reason: null,
    state: version === 1 ? 'first' : 'substantive',
    weighty: [],
    classifications: [],
    issuedBy: CHAIR,
    seq: 100 + version,
  }
}

export function signOff(body: string, state: SignOffView['state'], about: Partial<SignOffView> = {}): SignOffView {
  return {
    body,
    state,
    wordingVersion: 1,
    seq: 200,
    at: '2026-07-03T10:12:00.000Z',
    receipt: 'BOL-01-2026-01',
    until: null,
    answer: 200,
    deferredTo: null,
    onBehalf: null,
    reported: [],
    conditionsMet: 0,
    conditionsOf: 0,
    conditions: [],
    callInUntil: null,
    authorisedBy: null,
    capacity: 'holder',
    delegate: null,
    byPredecessor: false,
    isPrepared: false,
    overdueDays: 0,
    ...about,
  }
}

export function ask(number: number, about: Partial<AskView> = {}): AskView {
  const id = `ask-${String(number).padStart(2, '0')}`
  const made = {
    id,
    number,
    title: `Ask number ${number}`,
    parts: [],
    authorities: AUTHORITIES.map((one) => one.id),
    signOffs: [],
    wording: wording(1),
    ...about,
  }
  const parts = made.parts.length === 0 ? [undefined] : made.parts.map((part) => part.id)
  const rows = AUTHORITIES.map((authority) =>
    parts.map((part) => {
      const given = made.signOffs.find((one) => one.body === authority.id && one.part === part)
      const isAsked = made.wording !== null && made.authorities.includes(authority.id)
      return given?.state ?? (isAsked ? 'awaiting' : 'not-asked')
    }),
  )
  return {
    seq: 90,
    kind: 'sign-up',
    note: null,
    gate: false,
    dueDay: null,
    partners: [],
    partnerSignOffs: [],
    answers: [...ANSWERS],
    stepUp: false,
    withdrawn: null,
    tally: { ...tallyOf(rows.map(wholeState)) },
    cells: { ...tallyOf(rows.flat()) },
    abilities: [],
    ...made,
  }
}

export function list(asks: readonly AskView[], mine: AskList['mine'] = null): AskList {
  return { authorities: AUTHORITIES, asks: [...asks], totals: { ...tallyOf([]) }, mine }
}

export function event(about: Partial<SignOffEvent> = {}): SignOffEvent {
  return {
    seq: 200,
    askId: 'ask-01',
    part: null,
    body: 'org-bolton',
    event: 'signed',
    wordingVersion: 1,
    wordingHash: wording(1).hash,
    conditions: [],
    deferredTo: null,
    until: null,
    reason: null,
    receipt: 'BOL-01-2026-01',
    withdraws: null,
    at: '2026-07-03T10:12:00.000Z',
    given: RUTH,
    capacity: 'holder',
    delegation: null,
    principal: { person: RUTH.person, name: RUTH.name },
    provenance: 'given',
    evidence: null,
    receivedOn: null,
    authorisedBy: null,
    method: 'web',
    provedAt: null,
    provedBy: null,
    about: null,
    accepts: null,
    condition: null,
    says: null,
    source: null,
    ...about,
  }
}

/** Two asks, one of them in parts, with every kind of answer. */
export const MIXED: AskList = list([
  ask(1, { signOffs: [signOff('org-bolton', 'signed'), signOff('org-bury', 'conditions')], dueDay: '2026-07-10' }),
  ask(2, {
    parts: [
      { id: 'a', title: 'Pool funds' },
      { id: 'b', title: 'Pool risk' },
    ],
    wording: wording(2),
    authorities: ['org-bolton', 'org-bury'],
    signOffs: [
      signOff('org-bolton', 'drifted', { part: 'a' }),
      signOff('org-bolton', 'signed', { part: 'b', wordingVersion: 2 }),
      signOff('org-bury', 'deferred', { part: 'a', wordingVersion: 2, until: '2026-09-08' }),
    ],
  }),
])

/** The view of one authority with nothing waiting, as its chief executive. */
export function own(about: Partial<MyAuthorityView> = {}): MyAuthorityView {
  return {
    body: BOLTON,
    as: 'chief-executive',
    holders: [{ person: RUTH.person, name: RUTH.name, acting: false }],
    awaiting: [],
    drifted: [],
    predecessor: { asks: 0, cells: [] },
    onBehalf: [],
    conditions: [],
    deferrals: [],
    callIns: [],
    prepared: [],
    delegations: [],
    deputies: [],
    answered: [],
    abilities: [],
    ...about,
  }
}
