import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { canonicalise } from '@concordat/shared/text/canonical'
import { kindsOf, weightyChanges } from '@concordat/shared/text/weighty-changes'

interface SampleFile {
  readonly asks: readonly { readonly id: string; readonly detail: string }[]
  readonly bodies: readonly { readonly id: string; readonly title: string; readonly aliases?: readonly string[] }[]
}
const sample = JSON.parse(readFileSync(new URL('greater-manchester.json', import.meta.url), 'utf8')) as SampleFile
const bodies = sample.bodies.map(({ id, title, aliases }) => ({ id, names: [title, ...(aliases ?? [])] }))
const wordingOf = (id: string): string => canonicalise(sample.asks.find((ask) => ask.id === id)?.detail ?? '')

/** One edit of each kind for each of the twelve asks: a phrase of its wording, and what it becomes. */
const EDITS: readonly (readonly [
  ask: string,
  from: string,
  to: string,
  warned: readonly (readonly [string, string, string])[],
])[] = [
  ['ask-01', 'will adopt', 'may adopt', [['duty', 'will', 'may']]],
  ['ask-01', 'everyone who works', 'everybody who works', []],
  ['ask-02', 'the other nine authorities', 'the other eight authorities', [['amount', 'nine', 'eight']]],
  ['ask-02', 'supports the proposals', 'notes the proposals', [['duty', 'supports', '']]],
  ['ask-03', 'cannot improve', 'can improve', [['duty', 'cannot', 'can']]],
  ['ask-03', 'that earlier intervention', 'that intervention earlier on', []],
  ['ask-04', 'It will not keep', 'It will keep', [['duty', 'will not', 'will']]],
  ['ask-04', 'one Greater Manchester strategy', 'three Greater Manchester strategies', [['amount', 'one', 'three']]],
  ['ask-05', 'borough and agency boundaries', 'borough boundaries', [['addressee', 'agency', '']]],
  ['ask-05', 'to pool money', 'to pool £75m', [['amount', '', '£75m']]],
  ['ask-06', 'Any request', 'Any request before 30 June 2027', [['date', '', '30 June 2027']]],
  [
    'ask-06',
    'Department for Education',
    'Ministry of Justice',
    [['addressee', 'Department for Education', 'Ministry of Justice']],
  ],
  ['ask-07', 'health, police', 'health, ambulance', [['addressee', 'police and justice partners', 'justice partners']]],
  ['ask-07', 'will answer requests', 'will answer requests within six weeks', [['date', '', 'six weeks']]],
  ['ask-08', 'is willing to consider', 'will consider', [['duty', 'is willing to', 'will']]],
  ['ask-08', 'fundamental changes', 'deep changes', []],
  ['ask-09', 'agrees to a coordinated', 'agrees in principle to a coordinated', [['duty', '', 'in principle']]],
  ['ask-09', 'in every area', 'in any area', [['addressee', 'every area', 'any area']]],
  [
    'ask-10',
    'will help to reduce the number',
    'will reduce the number by 20%',
    [
      ['amount', '', '20%'],
      ['duty', 'help to', ''],
    ],
  ],
  ['ask-10', 'supports evidence', 'supports the evidence', []],
  ['ask-11', 'This authority will take', 'Each authority will take', [['addressee', 'authority', 'Each authority']]],
  ['ask-11', 'a pragmatic position', 'a practical position', []],
  ['ask-12', 'signs off the start', 'signs off, on 1 April 2027, the start', [['date', '', '1 April 2027']]],
  ['ask-12', 'This authority signs', 'Bolton Council and this authority signs', [['addressee', '', 'Bolton Council']]],
]

describe('[D3][CE-3.5] what of weight a new wording changes', () => {
  test.each(EDITS)('%s: “%s” becoming “%s”', (ask, from, to, warned) => {
    const before = wordingOf(ask)
    expect(before).toContain(from)
    const changes = weightyChanges(before, before.replace(from, to), bodies)
    expect(changes.map(({ kind, before: was, after }) => [kind, was, after])).toEqual(warned)
  })

  test('each of the twelve asks has a weighty and a light edit among these', () => {
    expect(new Set(EDITS.map(([ask]) => ask)).size).toBe(12)
    expect(sample.asks).toHaveLength(12)
  })

  test.each([
    ['£75m', '£75 million'],
    ['£1,131', '£1131'],
    ['5%', '5 per cent'],
    ['nine', '9'],
    ['30th June 2026', '30 June 2026'],
    ['30 June 2026', '2026-06-30'],
    ['30/06/2026', '30 June 2026'],
    ['2026/27', '2026–27'],
    ['six weeks', '6 weeks'],
    ['the authority agrees', 'this authority agreed'],
    ['Bolton', 'Bolton Council'],
    ['DfE', 'Department for Education'],
  ])('“%s” and “%s” come to the same', (before, after) => {
    expect(weightyChanges(`We say ${before} here.`, `We say ${after} here.`, bodies)).toEqual([])
  })

  test.each([
    ['amount', '£75m', '£7.5m'],
    ['amount', '£75', '€75'],
    ['amount', '5%', '5'],
    ['amount', 'half of it', 'all of it'],
    ['amount', 'twenty-one homes', '21.5 homes'],
    ['date', '30 June 2026', '30 June 2027'],
    ['date', '30 June', '30 July'],
    ['date', 'by March', 'by May'],
    ['date', 'six weeks', 'six months'],
    ['date', 'quarterly', 'monthly'],
    ['date', 'by spring', 'by autumn'],
    ['duty', 'must go', 'should go'],
    ['duty', 'is to go', 'is not to go'],
    ['duty', 'at least so much', 'up to so much'],
    ['duty', 'the thing', 'the thing if possible, subject to funding'],
    ['addressee', 'Bolton and Bury', 'Bolton'],
    ['addressee', 'the chief executive', 'the director'],
    ['addressee', 'health partners', 'education partners'],
    ['addressee', 'the authority', 'the authorities'],
  ])('a change of %s is seen: “%s”, then “%s”', (kind, before, after) => {
    expect(kindsOf(weightyChanges(`We say ${before} here.`, `We say ${after} here.`, bodies))).toContain(kind)
  })

  test('two amounts that change places are a change, though the text holds the same amounts', () => {
    const changes = weightyChanges('Bolton pays £5m, Bury £3m.', 'Bolton pays £3m, Bury £5m.', bodies)
    expect(kindsOf(changes)).toEqual(['amount'])
  })
})
