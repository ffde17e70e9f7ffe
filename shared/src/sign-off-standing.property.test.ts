import fc from 'fast-check'
import { expect, test } from 'vitest'

import { standingOf, type CellAct, type CellContext } from './sign-off-standing.ts'
import { countsAsSigned, SIGN_OFF_ACTS, SIGN_OFF_STATES, tallyOf, wholeState } from './sign-offs.ts'

const PEOPLE = ['ruth', 'amir', 'jo'] as const
const version = fc.integer({ min: 1, max: 4 })
const entry = fc.integer({ min: 1, max: 12 })

/** Any acts in any order, sensible or not: the reducer trusts no handler. */
const acts: fc.Arbitrary<CellAct[]> = fc
  .array(
    fc.record({
      event: fc.constantFrom(...SIGN_OFF_ACTS),
      wordingVersion: version,
      conditions: fc.array(fc.constantFrom('Funds', 'Staff'), { maxLength: 2 }),
      callInUntil: fc.option(fc.constantFrom('2026-07-01', '2026-08-01')),
      provenance: fc.constantFrom('given' as const, 'recorded' as const, 'reported' as const),
      principal: fc.option(fc.constantFrom(...PEOPLE)),
      about: fc.option(entry),
      accepts: fc.option(entry),
      condition: fc.option(fc.integer({ min: -1, max: 3 })),
    }),
    { maxLength: 12 },
  )
  .map((made) => made.map((act, index) => ({ ...act, seq: index + 1 })))

const context: fc.Arbitrary<CellContext> = fc.record({
  isAsked: fc.boolean(),
  inForce: fc.integer({ min: 0, max: 4 }),
  editorial: fc.array(version).map((versions) => new Set(versions)),
  today: fc.constantFrom('2026-06-30', '2026-07-14', '2026-09-01'),
  holders: fc.option(fc.subarray([...PEOPLE])),
  dueDay: fc.option(fc.constantFrom('2026-07-01', '2026-08-01')),
  prepared: fc.option(fc.record({ seq: entry, wordingVersion: version })),
})

const SIGNING = ['signed', 'conditions', 'call-in', 'predecessor']

test('[2][10] nothing ends in a signature without an act of the authority on the very version in force', () => {
  fc.assert(
    fc.property(acts, context, (made, given) => {
      const { state } = standingOf(made, given)
      if (!SIGNING.includes(state)) return
      const speaks = made.some(
        ({ event, wordingVersion, provenance }) =>
          wordingVersion === given.inForce &&
          provenance !== 'reported' &&
          (event === 'signed' || event === 'conditions' || event === 'accepted'),
      )
      expect(speaks).toBe(true)
    }),
  )
})

test('[10] time alone signs nothing: from one day to a later one only the end of a call-in changes a signature', () => {
  fc.assert(
    fc.property(acts, context, (made, given) => {
      const now = standingOf(made, { ...given, today: '2026-06-30' })
      const later = standingOf(made, { ...given, today: '2026-12-31' })
      if (now.state === later.state) return
      expect(now.state).toBe('call-in')
      expect(countsAsSigned(later.state)).toBe(true)
    }),
  )
})

test('[10] hearsay changes nothing but the list of what is reported', () => {
  fc.assert(
    fc.property(acts, context, (made, given) => {
      const without = made.filter(({ event, provenance }) => event !== 'reported' && provenance !== 'reported')
      const { reported: _, ...stands } = standingOf(made, given)
      const { reported: none, ...standsWithout } = standingOf(without, given)
      expect(none).toEqual([])
      expect(stands).toEqual(standsWithout)
    }),
  )
})

test('[5] a condition that is not met is never counted as signed', () => {
  fc.assert(
    fc.property(acts, context, (made, given) => {
      const stands = standingOf(made, given)
      if (stands.conditionsMet.length < stands.conditionsOf) expect(countsAsSigned(stands.state)).toBe(false)
    }),
  )
})

test('[6] a whole ask is signed only when every part that is asked is', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...SIGN_OFF_STATES), { minLength: 1, maxLength: 4 }), (parts) => {
      const asked = parts.filter((state) => state !== 'not-asked')
      expect(wholeState(parts) === 'signed').toBe(asked.length > 0 && asked.every((state) => state === 'signed'))
      expect(countsAsSigned(wholeState(parts))).toBe(asked.length > 0 && asked.every(countsAsSigned))
    }),
  )
})

test('a tally counts every cell once', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...SIGN_OFF_STATES)), (states) => {
      const { of, ...counts } = tallyOf(states)
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(states.length)
      expect(of).toBe(states.length - counts['not-asked'])
    }),
  )
})
