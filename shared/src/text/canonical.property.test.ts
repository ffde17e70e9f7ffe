import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Block } from './blocks.ts'
import { canonicalise, canonicalText, foldLine, parseText, textHash } from './canonical.ts'

/** Text as it comes from keyboards, pastes and attackers: marks at the start of lines, blanks and dashes of every kind, half letters. */
const fragment = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '# ',
    '## ',
    '#### ',
    '- ',
    '1. ',
    '12. ',
    '1.',
    '-',
    '#',
    '\\',
    '\\- ',
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    '\u2028',
    '\u0085',
    ' ',
    '  ',
    '    ',
    '\t',
  ),
  fc.constantFrom(
    '\u00a0',
    '\u202f',
    '\u2009',
    '\u200b',
    '\u2060',
    '\u00ad',
    '\ufeff',
    '\u200d',
    '\u2010',
    '\u2011',
    '–',
    '—',
    '−',
    '“',
    '”',
    '’',
    '\u0301',
    'e',
    'é',
  ),
  fc.constantFrom('This authority', 'will', '£75m', '5%', '(a)', '1)'),
)
const anyText = fc.array(fragment, { maxLength: 24 }).map((parts) => parts.join(''))

const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'Purpose',
      'The board meets monthly.',
      '- not a list',
      '1. not a number',
      '# not a heading',
      '\\ mark',
      '-',
      '2.',
      '#',
      'a–b',
      '“quoted”',
    ),
  },
  { weight: 1, arbitrary: anyText },
)
const { blocks } = fc.letrec<{ blocks: Block[]; block: Block }>((tie) => ({
  blocks: fc.array(tie('block'), { maxLength: 4 }),
  block: fc.oneof(
    { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
    fc.record({ type: fc.constant('paragraph' as const), text: line }),
    fc.record({
      type: fc.constant('heading' as const),
      level: fc.constantFrom(1 as const, 2 as const, 3 as const),
      text: line,
    }),
    fc.record({
      type: fc.constant('list' as const),
      ordered: fc.boolean(),
      items: fc.array(tie('blocks'), { maxLength: 3 }),
    }),
  ),
}))

/** The same text with everything gone that rule 1 says does not count. What is left, counts. */
function essence(given: readonly Block[]): Block[] {
  const kept: Block[] = []
  for (const block of given) {
    if (block.type === 'list') {
      const items = block.items.map(essence).filter((item) => item.length > 0)
      const last = kept.at(-1)
      if (items.length === 0) continue
      if (last?.type === 'list' && last.ordered === block.ordered)
        kept[kept.length - 1] = { ...last, items: [...last.items, ...items] }
      else kept.push({ ...block, items })
      continue
    }
    const text = foldLine(block.text)
    if (text !== '') kept.push({ ...block, text })
  }
  return kept
}

test('canonicalising twice changes nothing', () => {
  let written = 0
  fc.assert(
    fc.property(anyText, (text) => {
      const once = canonicalise(text)
      expect(canonicalise(once)).toBe(once)
      if (once !== '') written += 1
    }),
    { numRuns: 2000 },
  )
  expect(written).toBeGreaterThan(100)
})

test('blocks survive being written and read: nothing that counts is lost, nothing is added', () => {
  let lists = 0
  fc.assert(
    fc.property(blocks, (given) => {
      const read = parseText(canonicalText(given))
      expect(read).toEqual(essence(given))
      if (read.some(({ type }) => type === 'list')) lists += 1
    }),
    { numRuns: 3000 },
  )
  expect(lists).toBeGreaterThan(100)
})

test('two texts that read differently have different hashes', () => {
  fc.assert(
    fc.property(blocks, blocks, (one, other) => {
      const isSame = JSON.stringify(essence(one)) === JSON.stringify(essence(other))
      expect(textHash(canonicalText(one)) === textHash(canonicalText(other))).toBe(isSame)
    }),
    { numRuns: 2000 },
  )
})

test('the canonical form is NFC, has no blank but a space, no control and no trailing blank', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const canonical = canonicalise(text)
      expect(canonical).toBe(canonical.normalize('NFC'))
      expect(canonical).not.toMatch(/[\t\r\v\f\u00a0\u2000-\u200b\u2028\u2029\u202f\u3000\ufeff]| $|\n{3}/mu)
    }),
    { numRuns: 2000 },
  )
})
