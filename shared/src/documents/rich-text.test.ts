import { expect, test } from 'vitest'
import * as Y from 'yjs'

import { createDoc, SEED_CLIENT_ID, seedUpdate } from './doc.ts'
import { readRichText, richTextCanonical, writeRichText } from './rich-text.ts'
import { RICH_TEXT_CHILDREN, RICH_TEXT_TOP } from './schema.ts'

const fragmentOf = (text: string): Y.XmlFragment => {
  const fragment = createDoc('terms').getXmlFragment('text')
  writeRichText(fragment, text)
  return fragment
}

test('[A1] headings, paragraphs and nested lists are read as they were written', () => {
  expect(readRichText(fragmentOf('## Purpose\n\nThe board meets monthly.\n\n1. First\n  - inner\n2. Second'))).toEqual([
    { type: 'heading', level: 2, text: 'Purpose' },
    { type: 'paragraph', text: 'The board meets monthly.' },
    {
      type: 'list',
      ordered: true,
      items: [
        [
          { type: 'paragraph', text: 'First' },
          { type: 'list', ordered: false, items: [[{ type: 'paragraph', text: 'inner' }]] },
        ],
        [{ type: 'paragraph', text: 'Second' }],
      ],
    },
  ])
})

test('[M-30] a list item always begins with a paragraph, so that no editor deletes it', () => {
  const fragment = fragmentOf('- - only inner')
  const item = (fragment.get(0) as Y.XmlElement).get(0) as Y.XmlElement
  expect(item.toArray().map((child) => (child as Y.XmlElement).nodeName)).toEqual(['paragraph', 'bulletList'])
  expect(richTextCanonical(fragment)).toBe(richTextCanonical(fragmentOf(richTextCanonical(fragment))))
})

test('[M-30] everything that is written stands where an element of its kind may stand', () => {
  const check = (parent: string, node: Y.XmlFragment): void => {
    for (const child of node.toArray()) {
      if (!(child instanceof Y.XmlElement)) continue
      expect(RICH_TEXT_CHILDREN[parent]).toContain(child.nodeName)
      check(child.nodeName, child)
    }
  }
  check(RICH_TEXT_TOP, fragmentOf('# a\n\nb\n\n- c\n  1. d\n\n    ## e\n\n- ## f\n- - - g'))
})

test('[P25] reading is total: what it does not know reads as its text, a hook as nothing', () => {
  const fragment = createDoc('terms').getXmlFragment('text')
  const script = new Y.XmlElement('script')
  script.insert(0, [new Y.XmlText('alert(1)')])
  const heading = new Y.XmlElement('heading')
  heading.setAttribute('level', 'evil')
  fragment.insert(0, [script, heading, new Y.XmlText('loose'), new Y.XmlHook('widget') as unknown as Y.XmlElement])

  expect(readRichText(fragment)).toEqual([
    { type: 'paragraph', text: 'alert(1)' },
    { type: 'heading', level: 1, text: '' },
    { type: 'paragraph', text: 'loose' },
  ])
})

test('[M-9] emphasis means nothing on record', () => {
  const fragment = fragmentOf('The council agrees.')
  const plain = richTextCanonical(fragment)
  ;((fragment.get(0) as Y.XmlElement).get(0) as Y.XmlText).format(4, 7, { bold: {} })
  expect(richTextCanonical(fragment)).toBe(plain)
})

test('[RB3] the first text of a document is written under the house’s own client id', () => {
  const doc = createDoc('terms')
  Y.applyUpdate(
    doc,
    seedUpdate('terms', (seed) => writeRichText(seed.getXmlFragment('text'), 'Purpose')),
  )
  expect([...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()]).toEqual([SEED_CLIENT_ID])
  expect(richTextCanonical(doc.getXmlFragment('text'))).toBe('Purpose')
})
