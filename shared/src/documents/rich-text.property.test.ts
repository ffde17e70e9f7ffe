import fc from 'fast-check'
import { expect, test } from 'vitest'

import { blocks } from '../test/document-arbitraries.ts'
import { canonicalText } from '../text/canonical.ts'
import { createDoc } from './doc.ts'
import { richTextCanonical, writeRichText } from './rich-text.ts'

test('[model 4.3] what is written into a fragment reads back with the same canonical form', () => {
  let withLists = 0
  fc.assert(
    fc.property(blocks(), (text) => {
      const canonical = canonicalText(text)
      const fragment = createDoc('ask').getXmlFragment('wording')
      writeRichText(fragment, canonical)
      expect(richTextCanonical(fragment)).toBe(canonical)
      if (text.some(({ type }) => type === 'list')) withLists += 1
    }),
    { numRuns: 500 },
  )
  expect(withLists).toBeGreaterThan(100)
})
