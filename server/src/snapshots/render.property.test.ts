import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { RATINGS } from '@concordat/shared/ratings'
import { SIGN_OFF_STATES, tallyOf, wholeState } from '@concordat/shared/sign-offs'
import type {
  SnapshotAsk,
  SnapshotContent,
  SnapshotMilestone,
  SnapshotProgramme,
  SnapshotRating,
  SnapshotWork,
} from '@concordat/shared/snapshot'

import { renderListing } from './listing.ts'
import { renderSnapshot } from './render.ts'

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  '</style><style>*{}',
  '&lt;',
  '<!--',
  '{{7*7}}',
  '${x}',
  '$&',
  "$'",
  '\u0000',
  '\uD800',
  '- <script>',
  '# <script>',
  '1. "<script>',
  '__proto__',
  'constructor',
]

const words = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 30 }))
const maybe = fc.option(words)
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const instant = day.map((text) => `${text}T12:00:00.000Z`)
const id = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/u)
const number = fc.option(fc.nat(99))

const rating: fc.Arbitrary<SnapshotRating> = fc.record<Required<SnapshotRating>>({
  value: fc.constantFrom(...RATINGS),
  trend: fc.constantFrom('better', 'worse', 'same', 'new'),
  at: instant,
  ageDays: fc.nat(400),
  stale: fc.boolean(),
  cause: maybe,
  effect: maybe,
  action: maybe,
  owner: maybe,
  by: fc.option(day),
  reason: maybe,
  confirmedAt: fc.option(instant),
  contradictions: fc.array(words, { maxLength: 2 }),
  explanation: maybe,
})
const milestone: fc.Arbitrary<SnapshotMilestone> = fc.record({
  title: words,
  due: fc.option(
    fc.record({
      text: words,
      from: fc.option(day),
      to: fc.option(day),
      precision: words,
      qualifier: words,
      basis: words,
    }),
  ),
  forecast: maybe,
  owner: maybe,
  status: words,
  overdue: fc.boolean(),
  first: maybe,
  moves: fc.nat(3),
  reported: maybe,
  slippage: maybe,
  actual: maybe,
  rollUp: maybe,
})
const work = {
  id,
  title: words,
  number,
  status: words,
  closure: maybe,
  rating: fc.option(rating),
  narrative: maybe,
  aims: fc.array(words, { maxLength: 3 }),
  milestones: fc.array(milestone, { maxLength: 3 }),
  progress: fc.array(fc.record({ text: words, when: maybe }), { maxLength: 3 }),
}
const names = fc.array(words, { maxLength: 2 })
const programme: fc.Arbitrary<SnapshotProgramme> = fc.record({
  ...work,
  parentId: fc.option(id),
  aim: maybe,
  governance: fc.array(fc.record({ level: words, names }), { maxLength: 2 }),
  accountable: names,
  answersTo: names,
  agreement: fc.option(milestone),
  workstreams: fc.array(fc.record(work) satisfies fc.Arbitrary<SnapshotWork>, { maxLength: 2 }),
})
const AUTHORITIES = 3
const ask: fc.Arbitrary<SnapshotAsk> = fc
  .record({
    number: fc.nat(99),
    title: words,
    gate: fc.boolean(),
    wording: fc.option(fc.record({ version: fc.nat(9), hash: words, text: words, issuedAt: instant })),
    rows: fc.array(
      fc.record({
        part: fc.option(fc.record({ id: fc.constantFrom('a', 'b'), title: words })),
        cells: fc.array(fc.constantFrom(...SIGN_OFF_STATES), { minLength: AUTHORITIES, maxLength: AUTHORITIES }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map((made) => ({
    ...made,
    tally: tallyOf(
      Array.from({ length: AUTHORITIES }, (_, at) => wholeState(made.rows.flatMap(({ cells }) => cells[at] ?? []))),
    ),
  }))
const numbered = fc.array(fc.record({ number, title: words, detail: maybe }), { maxLength: 3 })
const content: fc.Arbitrary<SnapshotContent> = fc.record({
  format: fc.constantFrom('concordat.snapshot/1', 'concordat.snapshot/2'),
  board: fc.record({ slug: id, title: words, summary: words, sampleOf: maybe }),
  number: fc.integer({ min: 1, max: 99 }),
  title: words,
  committee: maybe,
  membersAskedTo: maybe,
  introduction: maybe,
  asOf: instant,
  head: fc.record({ seq: fc.nat(9999), hash: words }),
  programmes: fc.array(programme, { maxLength: 3 }),
  authorities: fc.array(fc.record({ id, title: words, short: words }), {
    minLength: AUTHORITIES,
    maxLength: AUTHORITIES,
  }),
  asks: fc.array(ask, { maxLength: 3 }),
  decisions: fc.array(
    fc.record({
      number: words,
      title: words,
      text: words,
      type: words,
      madeOn: day,
      supersedes: maybe,
      supersededBy: maybe,
    }),
    { maxLength: 3 },
  ),
  terms: fc.array(
    fc.record({
      title: words,
      edition: number,
      inForceFrom: fc.option(day),
      reviewBy: fc.option(day),
      sourceState: words,
    }),
    { maxLength: 2 },
  ),
  pillars: numbered,
  enablers: numbered,
})

const VOID = new Set(['meta', 'link'])
/** Elements that our own markup is made of. Anything else came from somebody's words. */
const OURS = new Set(
  'html head meta title link style body svg defs pattern rect symbol polygon text circle path g use a header div span nav main article section h1 h2 h3 h4 h5 p b dl dt dd ol ul li table caption thead tbody tr th td abbr code footer'.split(
    ' ',
  ),
)

/** Reads a page as a strict parser would: every tag is ours, closed in order, and every attribute is quoted and without markup. */
function faultsIn(page: string): string[] {
  const open: string[] = []
  const faults: string[] = []
  const markup = page.replace(/^<!doctype html>/u, '').replace(/<style>[\s\S]*?<\/style>/u, '<style></style>')
  for (const [tag, slash, name = '', attributes = ''] of markup.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/giu)) {
    if (!OURS.has(name)) faults.push(`not ours: ${tag}`)
    if (!/^(?:\s+[a-zA-Z:-]+(?:="[^"<>]*")?)*\s*\/?$/u.test(attributes)) faults.push(`attributes: ${tag}`)
    if (/\s(?:on\w+|style)=/u.test(attributes.replaceAll(/"[^"]*"/gu, '""'))) faults.push(`acts: ${tag}`)
    if (slash === '/') {
      if (open.pop() !== name) faults.push(`closed out of order: ${tag}`)
    } else if (!attributes.endsWith('/') && !VOID.has(name)) open.push(name)
  }
  if (open.length > 0) faults.push(`left open: ${open.join()}`)
  // What is not a tag holds no bare bracket and no bare ampersand.
  const rest = markup.replaceAll(/<\/?[a-z][^<>]*>/giu, '')
  if (/[<>]/u.test(rest)) faults.push('a bare bracket')
  if (/&(?!(?:amp|lt|gt|quot|#39);)/u.test(rest)) faults.push('a bare ampersand')
  return faults
}

describe('the sealed page', () => {
  test('[F11] no words of anybody become markup, whatever they hold', () => {
    let hostile = 0
    fc.assert(
      fc.property(content, (made) => {
        const page = renderSnapshot({
          content: made,
          contentHash: 'ab'.repeat(32),
          publishedAt: new Date('2026-07-15T09:00:00.000Z'),
        })
        if (JSON.stringify(made).includes('<script>')) hostile += 1
        expect(page).not.toContain('<script')
        expect(page.match(/<h1>/gu)).toHaveLength(1)
        expect(faultsIn(page)).toEqual([])
      }),
      { numRuns: 150 },
    )
    expect(hostile).toBeGreaterThan(10)
  })

  test('the outline has no gap: a heading is at most one level deeper than the one before', () => {
    fc.assert(
      fc.property(content, (made) => {
        const page = renderSnapshot({
          content: made,
          contentHash: 'ab'.repeat(32),
          publishedAt: new Date('2026-07-15T09:00:00.000Z'),
        })
        const levels = [...page.matchAll(/<h([1-6])[ >]/gu)].map(([, level]) => Number(level))
        expect(levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('[40] the same content gives the same page, letter for letter', () => {
    fc.assert(
      fc.property(content, (made) => {
        const publication = { contentHash: 'cd'.repeat(32), publishedAt: new Date('2026-07-15T09:00:00.000Z') }
        expect(renderSnapshot({ ...publication, content: structuredClone(made) })).toBe(
          renderSnapshot({ ...publication, content: made }),
        )
      }),
      { numRuns: 20 },
    )
  })

  test('the list of reports escapes titles as well', () => {
    fc.assert(
      fc.property(words, words, (boardTitle, title) => {
        const reports = [
          { number: 1, title, contentHash: 'ab'.repeat(32), publishedAt: new Date('2026-07-15T09:00:00.000Z') },
        ]
        expect(faultsIn(renderListing(boardTitle, 'board', reports))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })
})
