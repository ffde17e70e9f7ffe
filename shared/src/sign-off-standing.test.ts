import { describe, expect, test } from 'vitest'

import { editorialVersions, standingOf, type CellAct, type CellContext } from './sign-off-standing.ts'

const act = (seq: number, event: CellAct['event'], about: Partial<CellAct> = {}): CellAct => ({
  seq,
  event,
  wordingVersion: 1,
  conditions: [],
  callInUntil: null,
  provenance: 'given',
  principal: 'ruth',
  about: null,
  accepts: null,
  condition: null,
  ...about,
})

const context = (about: Partial<CellContext> = {}): CellContext => ({
  isAsked: true,
  inForce: 1,
  editorial: new Set(),
  today: '2026-07-14',
  holders: ['ruth'],
  dueDay: null,
  prepared: null,
  ...about,
})

const stateOf = (acts: readonly CellAct[], about: Partial<CellContext> = {}) => standingOf(acts, context(about)).state

describe('where a cell stands', () => {
  test('[10] silence is not asked or awaiting', () => {
    expect(stateOf([], { isAsked: false })).toBe('not-asked')
    expect(stateOf([], { inForce: 0 })).toBe('not-asked')
    expect(stateOf([])).toBe('awaiting')
  })

  test('[D5] each answer is a state, and a withdrawal another', () => {
    for (const answer of ['signed', 'deferred', 'declined'] as const) expect(stateOf([act(1, answer)])).toBe(answer)
    expect(stateOf([act(1, 'conditions', { conditions: ['Funds'] })])).toBe('conditions')
    expect(stateOf([act(1, 'signed'), act(2, 'withdrawn')])).toBe('withdrawn')
    expect(stateOf([act(1, 'signed'), act(2, 'withdrawn'), act(3, 'deferred')])).toBe('deferred')
  })

  test('[2] of answers to earlier words signatures drift, refusals reopen, withdrawals stay', () => {
    expect(stateOf([act(1, 'signed')], { inForce: 2 })).toBe('drifted')
    expect(stateOf([act(1, 'conditions', { conditions: ['Funds'] })], { inForce: 2 })).toBe('drifted')
    expect(stateOf([act(1, 'signed', { callInUntil: '2026-08-01' })], { inForce: 2 })).toBe('drifted')
    expect(stateOf([act(1, 'declined')], { inForce: 2 })).toBe('awaiting')
    expect(stateOf([act(1, 'deferred')], { inForce: 2 })).toBe('awaiting')
    expect(stateOf([act(1, 'signed'), act(2, 'withdrawn')], { inForce: 2 })).toBe('withdrawn')
  })

  test('[5] with conditions until the last is met, and then signed', () => {
    const acts = [act(1, 'conditions', { conditions: ['Funds', 'Staff'] })]
    acts.push(act(2, 'condition-met', { about: 1, condition: 1 }))
    expect(standingOf(acts, context())).toMatchObject({ state: 'conditions', conditionsMet: [1], conditionsOf: 2 })
    acts.push(act(3, 'condition-met', { about: 1, condition: 1 }), act(4, 'condition-met', { about: 1, condition: 2 }))
    expect(standingOf(acts, context())).toMatchObject({ state: 'conditions', conditionsMet: [1] })
    acts.push(act(5, 'condition-met', { about: 1, condition: 0 }))
    expect(standingOf(acts, context())).toMatchObject({ state: 'signed', conditionsMet: [0, 1], answer: 1, last: 5 })
  })

  test('[D6] subject to call-in up to and on its last day; called in, deferred', () => {
    const acts = [act(1, 'signed', { callInUntil: '2026-07-21' })]
    expect(standingOf(acts, context({ today: '2026-07-21' }))).toMatchObject({
      state: 'call-in',
      callInUntil: '2026-07-21',
    })
    expect(standingOf(acts, context({ today: '2026-07-22' }))).toMatchObject({ state: 'signed', callInUntil: null })
    acts.push(act(2, 'called-in', { about: 1 }))
    expect(standingOf(acts, context({ today: '2026-07-22' }))).toMatchObject({ state: 'deferred', answer: 2 })
  })

  test('[9][A5] a signature stands when its office changes hands, as the predecessor’s, until it is affirmed', () => {
    const acts = [act(1, 'signed')]
    for (const holders of [['amir'], []])
      expect(standingOf(acts, context({ holders }))).toMatchObject({ state: 'predecessor', byPredecessor: true })
    acts.push(act(2, 'affirmed', { about: 1, principal: 'amir' }))
    expect(standingOf(acts, context({ holders: ['amir'] }))).toMatchObject({ state: 'signed', byPredecessor: false })
    expect(stateOf(acts, { holders: ['third'] })).toBe('predecessor')
    expect(stateOf([act(1, 'conditions', { conditions: ['Funds'] })], { holders: ['amir'] })).toBe('conditions')
    expect(stateOf([act(1, 'signed')], { holders: null })).toBe('signed')
  })

  test('[D4] recorded on behalf counts, marked; confirmed is marked so; disputed is awaiting', () => {
    const acts = [act(1, 'signed', { provenance: 'recorded' })]
    expect(standingOf(acts, context())).toMatchObject({ state: 'signed', onBehalf: 'unconfirmed' })
    expect(standingOf([...acts, act(2, 'confirmed', { about: 1 })], context())).toMatchObject({
      state: 'signed',
      onBehalf: 'confirmed',
    })
    const disputed = [...acts, act(2, 'disputed', { about: 1 })]
    expect(standingOf(disputed, context())).toMatchObject({ state: 'awaiting', onBehalf: 'disputed', answer: null })
    expect(standingOf([...disputed, act(3, 'declined')], context())).toMatchObject({
      state: 'declined',
      onBehalf: null,
    })
  })

  test('[10] what is reported never counts, and is gone from view with the next answer', () => {
    const hearsay = act(1, 'reported', { provenance: 'reported' })
    expect(standingOf([hearsay], context())).toMatchObject({ state: 'awaiting', reported: [1], last: 0 })
    expect(standingOf([hearsay, act(2, 'signed')], context())).toMatchObject({ state: 'signed', reported: [] })
    expect(stateOf([act(1, 'signed', { provenance: 'reported' })])).toBe('awaiting')
  })

  test('a prepared answer is no answer, and ends with new words or any act', () => {
    const prepared = { seq: 5, wordingVersion: 1 }
    expect(stateOf([], { prepared })).toBe('in-preparation')
    expect(stateOf([], { prepared, inForce: 2 })).toBe('awaiting')
    expect(stateOf([act(6, 'deferred')], { prepared })).toBe('deferred')
    expect(
      standingOf([act(1, 'signed')], context({ prepared: { seq: 5, wordingVersion: 2 }, inForce: 2 })),
    ).toMatchObject({ state: 'drifted', isPrepared: true })
  })

  test('[D8] days overdue are counted while there is no answer, and are no state', () => {
    expect(standingOf([], context({ dueDay: '2026-07-10' }))).toMatchObject({ state: 'awaiting', overdueDays: 4 })
    expect(standingOf([], context({ dueDay: '2026-07-14' }))).toMatchObject({ overdueDays: 0 })
    expect(standingOf([act(1, 'deferred')], context({ dueDay: '2026-07-10' }))).toMatchObject({ overdueDays: 0 })
  })

  test('[D3] a change accepted as editorial counts while every change on the way is', () => {
    const acts = [act(1, 'signed'), act(2, 'accepted', { accepts: 1, wordingVersion: 3 })]
    const both = { inForce: 3, editorial: new Set([2, 3]) }
    expect(standingOf(acts, context(both))).toMatchObject({ state: 'signed', wordingVersion: 3, answer: 1 })
    expect(stateOf(acts, { ...both, editorial: new Set([3]) })).toBe('drifted')
    expect(stateOf(acts, { ...both, inForce: 4 })).toBe('drifted')
    expect(editorialVersions([{ version: 2 }, { version: 3 }], [{ wordingVersion: 3 }])).toEqual(new Set([2]))
  })
})
