import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { gateRecord, gateState, readinessOf, type BodyStanding, type GateEvent } from './gates.ts'
import type { GateRule } from './payloads/gates.ts'
import { SIGN_OFF_STATES } from './sign-offs.ts'

const TEN = Array.from({ length: 10 }, (_, at) => `org-${at}`)
const standings = fc
  .array(fc.constantFrom(...SIGN_OFF_STATES), { minLength: 10, maxLength: 10 })
  .map((states) => states.map((state, at): BodyStanding => ({ body: TEN[at] ?? '', state })))
const rule: fc.Arbitrary<GateRule> = fc.oneof(
  fc.constant({ kind: 'all' as const }),
  fc.integer({ min: 1, max: 10 }).map((of) => ({ kind: 'threshold' as const, of })),
  fc.uniqueArray(fc.constantFrom(...TEN), { minLength: 1 }).map((bodies) => ({ kind: 'named' as const, bodies })),
)
const signedBy = (all: readonly BodyStanding[]): string[] =>
  all.filter(({ state }) => state === 'signed' || state === 'predecessor').map(({ body }) => body)

describe('[7] a gate’s rule against where everyone stands', () => {
  test('only standing signatures count, whatever the rule', () => {
    fc.assert(
      fc.property(rule, standings, (one, all) => {
        const { signed, missing, isMet } = readinessOf(one, all)
        expect(signedBy(all)).toEqual(expect.arrayContaining([...signed]))
        expect(signed.some((body) => missing.includes(body))).toBe(false)
        expect(isMet).toBe(
          one.kind === 'all'
            ? signedBy(all).length > 0 &&
                all.every(({ state }) => state === 'not-asked' || state === 'signed' || state === 'predecessor')
            : one.kind === 'threshold'
              ? signedBy(all).length >= one.of
              : one.bodies.every((body) => signedBy(all).includes(body)),
        )
      }),
    )
  })

  test.each(SIGN_OFF_STATES.filter((state) => !['signed', 'predecessor', 'not-asked'].includes(state)))(
    'one authority of ten that is “%s” keeps it from being met, and is named',
    (state) => {
      const all = TEN.map((body, at): BodyStanding => ({ body, state: at === 3 ? state : 'signed' }))
      expect(readinessOf({ kind: 'all' }, all)).toMatchObject({ isMet: false, missing: ['org-3'], needed: 10 })
      expect(readinessOf({ kind: 'threshold', of: 9 }, all)).toMatchObject({ isMet: true, missing: [] })
      expect(readinessOf({ kind: 'named', bodies: ['org-3'] }, all)).toMatchObject({ isMet: false, missing: ['org-3'] })
    },
  )

  test('an ask addressed to nobody meets no rule', () => {
    expect(readinessOf({ kind: 'all' }, []).isMet).toBe(false)
    expect(readinessOf({ kind: 'all' }, [{ body: 'org-1', state: 'not-asked' }]).isMet).toBe(false)
  })
})

describe('[7][8] what the record says of a gate', () => {
  const ALL: GateRule = { kind: 'all' }
  const event = (seq: number, name: GateEvent['event'], missing: readonly string[] = []): GateEvent => ({
    seq,
    event: name,
    rule: name === 'rule-set' ? ALL : null,
    missing,
  })
  const met = readinessOf(ALL, [{ body: 'a', state: 'signed' }])
  const unmet = (...bodies: string[]) =>
    readinessOf(
      ALL,
      bodies.map((body) => ({ body, state: 'withdrawn' })),
    )

  test('with no rule it is shut, and a rule that holds opens nothing without an entry', () => {
    expect(gateState(gateRecord([]), null)).toBe('no-rule')
    expect(gateState(gateRecord([event(1, 'rule-set')]), met)).toBe('shut')
  })

  test('opened it is open; when the rule no longer holds it is flagged, never shut', () => {
    const record = gateRecord([event(1, 'rule-set'), event(2, 'opened')])
    expect(gateState(record, met)).toBe('open')
    expect(gateState(record, unmet('a'))).toBe('flagged')
  })

  test('what the board lets stand is said of those missing then: another one missing flags it again', () => {
    const record = gateRecord([event(1, 'rule-set'), event(2, 'opened'), event(3, 'stays-open', ['a'])])
    expect(gateState(record, unmet('a'))).toBe('open')
    expect(gateState(record, unmet('a', 'b'))).toBe('flagged')
    expect(gateState(gateRecord([event(1, 'rule-set'), event(2, 'opened'), event(3, 'shut', ['a'])]), unmet('a'))).toBe(
      'shut',
    )
  })

  test('whatever happens in whatever order: open or flagged only after an opening that no shutting followed', () => {
    const events = fc.array(fc.constantFrom<GateEvent['event']>('rule-set', 'opened', 'stays-open', 'shut'), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(events, fc.boolean(), (names, isMet) => {
        const state = gateState(gateRecord(names.map((name, at) => event(at + 1, name))), isMet ? met : unmet('a'))
        const isOpen = names.lastIndexOf('opened') > names.lastIndexOf('shut')
        expect(state === 'open' || state === 'flagged').toBe(isOpen)
      }),
    )
  })
})
