import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { settingsOf } from './board-settings.ts'
import { callInEnd, clearDaysBetween, DECISION_STATES, standingOf, type DecisionClock } from './decision-clocks.ts'
import { daysBetween } from './dates.ts'
import { isWorkingDay } from './working-days.ts'

describe('[18][E13] clear days leave out the day of notice and the day of the decision', () => {
  test.each([
    // Monday to Monday: Tuesday to Friday.
    ['2026-07-06', '2026-07-13', 'working', 4],
    ['2026-07-06', '2026-07-13', 'calendar', 6],
    ['2026-07-06', '2026-07-07', 'working', 0],
    ['2026-07-06', '2026-07-06', 'working', 0],
    ['2026-07-07', '2026-07-06', 'calendar', 0],
    // Christmas Day, Boxing Day in lieu and New Year's Day are no working days.
    ['2026-12-23', '2027-01-05', 'working', 5],
  ] as const)('%s to %s, %s: %i', (from, to, counted, days) => expect(clearDaysBetween(from, to, counted)).toBe(days))

  test('never more working days than days, never below none', () => {
    fc.assert(
      fc.property(someDay(), someDay(), (from, to) => {
        const working = clearDaysBetween(from, to, 'working')
        const all = clearDaysBetween(from, to, 'calendar')
        expect(working).toBeGreaterThanOrEqual(0)
        expect(working).toBeLessThanOrEqual(all)
        expect(all).toBe(Math.max(0, daysBetween(from, to) - 1))
      }),
    )
  })
})

test.each([
  ['2026-07-14', 5, '2026-07-21'],
  ['2026-07-10', 1, '2026-07-13'],
  // Over Easter 2026: Good Friday 3 April, Easter Monday 6 April.
  ['2026-04-01', 2, '2026-04-07'],
  ['2026-07-14', 0, '2026-07-14'],
])('[18][E13] the call-in period of %s, %i working days, ends on %s', (madeOn, days, end) =>
  expect(callInEnd(madeOn, days)).toBe(end),
)

const clock = (more: Partial<DecisionClock> = {}): DecisionClock => ({
  madeOn: '2026-07-14',
  effectiveOn: null,
  callInEndsOn: '2026-07-21',
  isCalledIn: false,
  outcome: null,
  supersededBy: null,
  ...more,
})

describe('[18] effect waits for the call-in period', () => {
  const confirmed = { outcome: 'confirmed', on: '2026-07-30' } as const
  const reconsidered = { outcome: 'reconsidered', on: '2026-07-30' } as const
  test.each<[string, Partial<DecisionClock>, string, string, string | null]>([
    ['without call-in at once', { callInEndsOn: null }, '2026-07-14', 'effective', '2026-07-14'],
    ['on its last day still open', {}, '2026-07-21', 'in-call-in', '2026-07-22'],
    ['the day after', {}, '2026-07-22', 'effective', '2026-07-22'],
    ['not before the day it names', { effectiveOn: '2026-09-01' }, '2026-08-31', 'made', '2026-09-01'],
    ['on the day it names', { effectiveOn: '2026-09-01' }, '2026-09-01', 'effective', '2026-09-01'],
    ['a day it names inside the period waits', { effectiveOn: '2026-07-16' }, '2026-07-20', 'in-call-in', '2026-07-22'],
    ['called in', { isCalledIn: true }, '2026-12-01', 'called-in', null],
    ['confirmed', { isCalledIn: true, outcome: confirmed }, '2026-07-30', 'effective', '2026-07-30'],
    [
      'confirmed inside the period',
      { isCalledIn: true, outcome: { ...confirmed, on: '2026-07-17' } },
      '2026-07-17',
      'effective',
      '2026-07-17',
    ],
    ['reconsidered', { isCalledIn: true, outcome: reconsidered }, '2026-12-01', 'reconsidered', null],
    ['superseded', { supersededBy: 'GM/2026/9' }, '2026-07-20', 'superseded', '2026-07-22'],
  ])('%s', (_, more, today, state, effectiveFrom) =>
    expect(standingOf(clock(more), today)).toEqual({ state, effectiveFrom }),
  )

  test('nothing that may be called in is in effect before its period is over, unless it was confirmed', () => {
    fc.assert(
      fc.property(
        someDay(),
        fc.integer({ min: 0, max: 10 }),
        someDay(),
        fc.boolean(),
        (madeOn, days, today, isCalledIn) => {
          const callInEndsOn = callInEnd(madeOn, days)
          const { state, effectiveFrom } = standingOf(clock({ madeOn, callInEndsOn, isCalledIn }), today)
          expect(DECISION_STATES).toContain(state)
          if (state === 'effective') expect(today > callInEndsOn && !isCalledIn).toBe(true)
          expect(effectiveFrom === null).toBe(isCalledIn)
          expect(days === 0 || isWorkingDay(callInEndsOn)).toBe(true)
        },
      ),
    )
  })
})

test('what a board never set follows the defaults of the specification', () => {
  expect(settingsOf({ callInWorkingDays: 3 })).toEqual({
    regime: 'voluntary',
    callInWorkingDays: 3,
    noticeClearDays: 28,
    agendaClearDays: 5,
    clearDays: 'working',
    reportingPeriod: 'month',
  })
})

function someDay(): fc.Arbitrary<string> {
  return fc
    .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2030-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))
}
