import { expect, test } from 'vitest'

import { eventFacts, eventSaid, happenings } from './history.ts'
import { GATE_WORDS, opensSaid, ruleGaps, ruleOf, whyMissing } from './gate.ts'
import { setAsideSaid } from './settings.ts'
import { ask, CHAIR, event, signOff, wording } from './test/asks.ts'
import { editorialFollows, kindsSaid, standingSaid } from './wording.ts'

const form = { kind: '', of: '', bodies: [], opens: '', decision: '', reason: '' } as const

test('[invariant 7] a gate without a rule is shut', () => {
  expect(GATE_WORDS['no-rule']).toBe('Shut')
})

test('[invariant 7] the day on which a gate opens by itself is said with the condition', () => {
  expect(opensSaid('2026-07-21')).toBe(
    'If the answers stay as they are, it opens by itself on 21 July 2026: the call-in period it waits for has passed then.',
  )
})

test('[invariant 8] who is missing from an open gate is told with what they did and when', () => {
  const missing = [
    { body: 'org-bolton', title: 'Bolton', state: 'withdrawn' as const, words: 'Withdrawn' },
    { body: 'org-bury', title: 'Bury', state: 'drifted' as const, words: 'Signed, wording since changed' },
    { body: 'org-wigan', title: 'Wigan', state: 'call-in' as const, words: 'Signed, subject to call-in' },
  ]
  const history = [
    event({ seq: 1 }),
    event({ seq: 2, event: 'withdrawn' }),
    event({ seq: 3, event: 'reported', at: '2026-07-20T10:00:00.000Z' }),
  ]
  expect(whyMissing(missing, history, wording(2))).toEqual([
    'Bolton withdrew on 3 July 2026',
    'Bury signed earlier words; edition 2 was issued on 2 July 2026',
    'Wigan: signed, subject to call-in',
  ])
})

test('[invariant 7] a rule asks for what belongs to it, and for the decision it rests on', () => {
  const fields = (about: Parameters<typeof ruleGaps>[0]) => ruleGaps(about).map(({ field }) => field)
  expect(fields(form)).toEqual(['kind', 'decision', 'reason'])
  const rested = { ...form, decision: 'GM/2026/1', reason: 'Agreed' }
  expect(fields({ ...rested, kind: 'threshold', of: '0' })).toEqual(['of'])
  expect(fields({ ...rested, kind: 'named' })).toEqual(['bodies'])
  expect(ruleOf({ ...rested, kind: 'threshold', of: ' 8 ' })).toEqual({ kind: 'threshold', of: 8 })
  expect(ruleOf({ ...rested, kind: 'named', bodies: ['org-bury'] })).toEqual({ kind: 'named', bodies: ['org-bury'] })
  expect(ruleOf({ ...rested, kind: 'all' })).toEqual({ kind: 'all' })
})

test('[CE-3.5] before a weighty change is called editorial, what it touches and what follows is said', () => {
  expect(kindsSaid(['amount', 'duty'])).toBe('an amount or number and a word of duty')
  const weighty = [{ kind: 'amount' as const, before: '£75m', after: '£80m' }]
  expect(editorialFollows(weighty)[0]).toContain('an amount or number')
  expect(editorialFollows([])).toHaveLength(3)
  expect(editorialFollows([]).join(' ')).not.toContain('amount')
})

test('[D3] what a wording counts as names whoever confirmed it or objected', () => {
  const said = { reason: null, despite: [], body: null, by: CHAIR, at: '2026-07-05T09:00:00.000Z', seq: 300 }
  expect(standingSaid({ ...wording(2), state: 'proposed' })).toBe(
    'issued as editorial, not confirmed by a second person',
  )
  expect(standingSaid({ ...wording(2), state: 'editorial', classifications: [{ ...said, kind: 'editorial' }] })).toBe(
    'editorial, confirmed by Sir Peter Ash',
  )
  expect(
    standingSaid({ ...wording(2), state: 'substantive', classifications: [{ ...said, kind: 'substantive' }] }),
  ).toBe('substantive, since Sir Peter Ash objected')
})

test('[D4] an act recorded on behalf tells its evidence; hearsay says that it counts for nothing', () => {
  const recorded = event({
    capacity: 'on-behalf',
    provenance: 'recorded',
    evidence: { title: 'Letter', reference: 'B/7', dated: '2026-07-01' },
    receivedOn: '2026-07-02',
  })
  expect(eventSaid(recorded, 'Bolton', true)).toEqual({
    act: 'Signed',
    rest: ' for Bolton, edition 1, recorded by Ruth Hargreave, Chief executive, on behalf of Bolton',
  })
  expect(eventFacts(recorded, [])).toEqual([
    'On Letter, B/7, dated 1 July 2026, received 2 July 2026',
    'Held the office then: Ruth Hargreave',
  ])
  const hearsay = event({ event: 'reported', provenance: 'reported', says: 'They will sign', source: 'The group' })
  expect(eventFacts(hearsay, [])).toEqual(['“They will sign”, said by: The group. It counts for nothing.'])
  const met = event({ event: 'condition-met', about: 200, condition: 1 })
  expect(eventFacts(met, [event({ conditions: ['Money', 'Time'] })])).toEqual(['It was: Time'])
})

test('[D3] a confirmation stands in the history once, an objection as the act of its authority', () => {
  const said = { reason: null, despite: [], body: null, by: CHAIR, at: '2026-07-05T09:00:00.000Z' }
  const two = {
    ...wording(2),
    classifications: [
      { ...said, kind: 'editorial' as const, seq: 300 },
      { ...said, kind: 'substantive' as const, seq: 301 },
    ],
  }
  expect(happenings([two], [event({ seq: 301, event: 'objected' })]).map(({ kind, seq }) => [kind, seq])).toEqual([
    ['answered', 301],
    ['classified', 300],
    ['issued', 102],
  ])
})

test('leaving an authority out says beforehand whose answer counts no longer', () => {
  const one = ask(1, { signOffs: [signOff('org-bolton', 'signed')] })
  const titles = (ids: readonly string[]) => ids.join(', ')
  expect(setAsideSaid(one, one.authorities, titles)).toBe('')
  expect(setAsideSaid(one, ['org-bolton', 'org-bury'], titles)).toBe(
    'No longer asked: org-wigan. None of them has answered.',
  )
  expect(setAsideSaid(one, ['org-bury', 'org-wigan'], titles)).toContain('answers of org-bolton stay on record')
})
