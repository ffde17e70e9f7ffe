import * as Y from 'yjs'

import type { Block } from '../text/blocks.ts'
import { canonicalText, parseText } from '../text/canonical.ts'

type Child = Y.XmlElement | Y.XmlText | Y.XmlHook

/** A fragment as blocks. Total: what it does not know it reads as a paragraph of its text, and never throws. */
export function readRichText(fragment: Y.XmlFragment): Block[] {
  return fragment.toArray().flatMap((child) => readNode(child as Child))
}

/** Canonical form of a fragment: what is hashed, issued, adopted. */
export function richTextCanonical(fragment: Y.XmlFragment): string {
  return canonicalText(readRichText(fragment))
}

/** Fills an empty fragment. For the first update of a document, never a second time (reliability rule 8). */
export function writeRichText(fragment: Y.XmlFragment, text: string): void {
  fragment.push(parseText(text).map((block) => element(block)))
}

function readNode(node: Child): Block[] {
  if (node instanceof Y.XmlText) return [{ type: 'paragraph', text: textOf(node) }]
  if (!(node instanceof Y.XmlElement)) return []
  switch (node.nodeName) {
    case 'heading': {
      const level: unknown = node.getAttribute('level')
      return [{ type: 'heading', level: level === 1 || level === 2 || level === 3 ? level : 1, text: textOf(node) }]
    }
    case 'bulletList':
    case 'orderedList':
      return [
        {
          type: 'list',
          ordered: node.nodeName === 'orderedList',
          items: node
            .toArray()
            .map((item) =>
              item instanceof Y.XmlElement ? item.toArray().flatMap((child) => readNode(child as Child)) : [],
            ),
        },
      ]
    default:
      return [{ type: 'paragraph', text: textOf(node) }]
  }
}

function textOf(node: Child | Y.XmlFragment): string {
  if (node instanceof Y.XmlText) {
    return (node.toDelta() as { insert: unknown }[])
      .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
      .join('')
  }
  if (node instanceof Y.XmlElement && node.nodeName === 'hardBreak') return ' '
  if (node instanceof Y.XmlHook) return ''
  return node
    .toArray()
    .map((child) => textOf(child as Child))
    .join('')
}

function element(block: Block): Y.XmlElement {
  switch (block.type) {
    case 'heading': {
      const heading = new Y.XmlElement<{ level: number }>('heading')
      heading.setAttribute('level', block.level)
      heading.insert(0, [new Y.XmlText(block.text)])
      return heading as unknown as Y.XmlElement
    }
    case 'paragraph': {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText(block.text)])
      return paragraph
    }
    case 'list': {
      const list = new Y.XmlElement(block.ordered ? 'orderedList' : 'bulletList')
      list.insert(
        0,
        block.items.map((item) => {
          const listItem = new Y.XmlElement('listItem')
          // An editor's list item begins with a paragraph; it would delete one that does not (reliability M-30).
          const opening = item[0]?.type === 'paragraph' ? [] : [new Y.XmlElement('paragraph')]
          listItem.insert(0, [...opening, ...item.map((inner) => element(inner))])
          return listItem
        }),
      )
      return list
    }
  }
}
