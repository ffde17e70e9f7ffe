import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { checksOf, suggestionOf, type RatedMilestone, type RatingClaim, type RatingGround } from './consistency.ts'
import { exactDay, type FuzzyDate } from './dates.ts'
import { circleWith, dateConflict, type Edge } from './dependencies.ts'
import { isPeriodStart, periodsUpTo, scaleOn } from './periods.ts'
import { RATINGS } from './ratings.ts'
import { signedDays, slippageOf } from './slippage.ts'

const month = (text: string, from: string, to: string): FuzzyDate => ({
  text,
  from,
  to,
  precision: 'month',
  qualifier: 'by',
  basis: 'stated',
})
const JULY = month('by July 2026', '2026-07-01', '2026-07-31')
const SEPTEMBER = exactDay('2026-09-30')

describe('slippage', () => {
  test('[24] is measured from the first baseline, however often it moved, in working days of England', () => {
    expect(slippageOf({ first: JULY, current: exactDay('2026-09-30'), forecast: SEPTEMBER, actual: null })).toEqual({
      fromFirst: 42,
      fromCurrent: 0,
      to: 'forecast',
      precision: 'month',
      words: 'about +42 working days from the first baseline',
    })
  })
  test('[B1] the actual date counts once there is one; early is minus', () => {
    const first = exactDay('2026-07-31')
    const slippage = slippageOf({ first, current: first, forecast: SEPTEMBER, actual: exactDay('2026-07-24') })
    expect(slippage).toMatchObject({
      fromFirst: -5,
      to: 'actual',
      words: '\u22125 working days from the first baseline',
    })
  })
  test('[B1] what has no last day has no slippage, rather than one of nothing', () => {
    const open = { ...JULY, to: null }
    expect(slippageOf({ first: open, current: JULY, forecast: SEPTEMBER, actual: null })).toBeNull()
    expect(slippageOf({ first: JULY, current: JULY, forecast: null, actual: null })).toBeNull()
  })
  test('days carry their sign', () => {
    expect([1, 0, -2].map(signedDays)).toEqual(['+1 working day', '0 working days', '\u22122 working days'])
  })
})

describe('dependencies', () => {
  test('[26] the refusal names the circle, all the way round', () => {
    const edges = [
      { from: 'a', on: 'b' },
      { from: 'b', on: 'c' },
      { from: 'x', on: 'c' },
    ]
    expect(circleWith(edges, { from: 'c', on: 'a' })).toEqual(['c', 'a', 'b', 'c'])
    expect(circleWith(edges, { from: 'a', on: 'a' })).toEqual(['a', 'a'])
    expect(circleWith(edges, { from: 'a', on: 'c' })).toBeNull()
  })

  test('[26] whatever is added in whatever order, no circle is ever there, and only circles are refused', () => {
    const node = fc.integer({ min: 0, max: 7 }).map(String)
    fc.assert(
      fc.property(fc.array(fc.record({ from: node, on: node }), { maxLength: 40 }), (wanted) => {
        const edges: Edge[] = []
        for (const edge of wanted) {
          const circle = circleWith(edges, edge)
          if (circle === null) {
            edges.push(edge)
            expect(isSorted(edges)).toBe(true)
          } else {
            // The circle told is one: it starts and ends alike, begins with the new edge, and goes along edges that are there.
            expect(circle.at(0)).toBe(circle.at(-1))
            expect(circle.slice(0, 2)).toEqual([edge.from, edge.on])
            for (const [at, from] of circle.slice(1, -1).entries())
              expect(edges).toContainEqual({ from, on: circle[at + 2] })
          }
        }
      }),
    )
  })

  test('[B10] needed before it is there: said with both dates and the working days between', () => {
    expect(dateConflict(exactDay('2026-07-31'), SEPTEMBER)).toBe(
      'Needed by 31 July 2026, there by 30 September 2026: 42 working days too late.',
    )
    expect(dateConflict(SEPTEMBER, JULY)).toBeNull()
    expect(dateConflict(null, JULY)).toBeNull()
    expect(dateConflict(JULY, { ...SEPTEMBER, to: null })).toBeNull()
  })
})

/** True when the edges can be put in an order: checked by taking away what waits for nothing, an independent way to see a circle. */
function isSorted(edges: readonly Edge[]): boolean {
  let left = [...edges]
  for (;;) {
    const rest = left.filter(({ on }) => left.some(({ from }) => from === on))
    if (rest.length === left.length) return left.length === 0
    left = rest
  }
}

describe('periods and scales', () => {
  test('[B9] eight months, the running one last, over the turn of a year', () => {
    const periods = periodsUpTo('2026-03-15')
    expect(periods.map(({ label }) => label)).toEqual([
      'August 2025',
      'September 2025',
      'October 2025',
      'November 2025',
      'December 2025',
      'January 2026',
      'February 2026',
      'March 2026',
    ])
    expect(periods.at(-2)).toEqual({ from: '2026-02-01', to: '2026-02-28', label: 'February 2026' })
  })
  test('[B3] the scale in force is that of the day; the latest switch from that day on holds', () => {
    const switches = [
      { fromDay: '2026-08-01', points: 5, seq: 9 },
      { fromDay: '2026-06-01', points: 5, seq: 3 },
      { fromDay: '2026-08-01', points: 3, seq: 12 },
    ] as const
    expect(['2026-05-31', '2026-06-01', '2026-07-31', '2026-08-01'].map((day) => scaleOn(switches, day, 3))).toEqual([
      3, 5, 5, 3,
    ])
    expect(isPeriodStart('2026-08-01') && !isPeriodStart('2026-08-02')).toBe(true)
  })
})

const late: RatedMilestone = {
  id: 'hubs',
  title: 'Family hubs open',
  due: exactDay('2026-06-16'),
  overdue: true,
  closed: false,
  moves: 0,
  slippage: null,
  conflicts: [],
}
const TODAY = '2026-07-14'
const ground = (more: Partial<RatingGround> = {}): RatingGround => ({
  today: TODAY,
  milestones: [],
  children: [],
  ...more,
})
const claim = (value: RatingClaim['value'], more: Partial<RatingClaim> = {}): RatingClaim => ({
  value,
  before: undefined,
  by: null,
  hasWords: true,
  ...more,
})

describe('consistency check', () => {
  test('[B7] green with milestones overdue: how many, and the longest by how much', () => {
    const [check] = checksOf(
      claim('green'),
      ground({ milestones: [{ ...late, id: 'x', title: 'Staff hired', due: exactDay('2026-07-13') }, late] }),
    )
    expect(check).toEqual({
      rule: 'overdue-milestones',
      words: '2 milestones are overdue, the longest by 20 working days: Family hubs open.',
      about: [
        { kind: 'milestone', id: 'hubs', title: 'Family hubs open' },
        { kind: 'milestone', id: 'x', title: 'Staff hired' },
      ],
      needsExplanation: true,
    })
    expect(checksOf(claim('amber'), ground({ milestones: [late] }))).toEqual([])
  })
  test('[B7] green over a red child', () => {
    const children = [
      { kind: 'workstream' as const, id: 'w1', title: 'Front door', rating: 'red' as const },
      { kind: 'workstream' as const, id: 'w2', title: 'Court work', rating: null },
    ]
    expect(checksOf(claim('green'), ground({ children }))).toMatchObject([
      { rule: 'worse-child', words: '1 of 2 below it is rated Red: Front door.', needsExplanation: true },
    ])
  })
  test('[B7] a forecast moved three times; twice is not said', () => {
    const moved = (moves: number) => checksOf(claim('amber'), ground({ milestones: [{ ...late, moves }] }))
    expect(moved(2)).toEqual([])
    expect(moved(3)).toMatchObject([
      { rule: 'forecast-moved', words: 'The forecast of 1 milestone was moved 3 times: Family hubs open.' },
    ])
  })
  test('[B7] improved with no word; the way back is past; waiting for what comes too late', () => {
    const rules = (a: RatingClaim, b: RatingGround) => checksOf(a, b).map(({ rule }) => rule)
    expect(rules(claim('green', { before: 'amber', hasWords: false }), ground())).toEqual(['improved-without-words'])
    expect(rules(claim('green', { before: 'amber' }), ground())).toEqual([])
    expect(rules(claim('amber', { by: '2026-07-13' }), ground())).toEqual(['way-back-past'])
    expect(rules(claim('amber', { by: TODAY }), ground())).toEqual([])
    const stuck = { ...late, overdue: false, conflicts: ['Needed by May, there by June.'] }
    expect(rules(claim('green'), ground({ milestones: [stuck] }))).toEqual(['unmeetable-dependency'])
  })
  test('[23] the suggestion is the worst child or the dates against the tolerance, with its sum; nothing known, nothing said', () => {
    expect(suggestionOf(ground(), null)).toBeNull()
    expect(suggestionOf(ground({ milestones: [late] }), null)).toEqual({
      value: 'red',
      words:
        'Family hubs open is 20 working days late, more than the 10 that are tolerated, without an agreed way back.',
    })
    expect(suggestionOf(ground({ milestones: [late] }), '2026-09-01')?.value).toBe('amber')
    expect(suggestionOf(ground({ milestones: [{ ...late, overdue: false, slippage: 3 }] }), null)?.value).toBe('green')
    expect(
      suggestionOf(ground({ children: [{ kind: 'workstream', id: 'w', title: 'W', rating: 'amber-red' }] }), null),
    ).toEqual({ value: 'amber-red', words: 'W is rated Amber/Red.' })
  })
  test('[23] checks and suggestion change nothing they are given, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RATINGS),
        fc.option(fc.constantFrom(...RATINGS), { nil: undefined }),
        fc.array(fc.record({ overdue: fc.boolean(), closed: fc.boolean(), moves: fc.nat(5) })),
        (value, before, some) => {
          const given = ground({ milestones: some.map((one, id) => ({ ...late, ...one, id: String(id) })) })
          const copy = structuredClone(given)
          const rated = claim(value, { before })
          for (const check of checksOf(rated, given)) expect(check.words).toMatch(/\S\.$/u)
          suggestionOf(given, null)
          expect(given).toEqual(copy)
          expect(rated).toEqual(claim(value, { before }))
        },
      ),
    )
  })
})
