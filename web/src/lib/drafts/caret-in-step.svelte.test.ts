import { createDoc } from '@concordat/shared/documents/doc'
import { readRichText, writeRichText } from '@concordat/shared/documents/rich-text'
import { Editor } from '@tiptap/core'
import { yCursorPluginKey } from '@tiptap/y-tiptap'
import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

import { richTextExtensions } from '#lib/drafts/rich-text-extensions.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A draft in an editor with the caret at its end, and somebody else's copy of it. */
async function openDraft(text: string) {
  const doc = createDoc('terms')
  const fragment = doc.getXmlFragment('text')
  writeRichText(fragment, text)
  const other = createDoc('terms')
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  const awareness = new Awareness(doc)
  const place = document.body.appendChild(document.createElement('div'))
  const editor = new Editor({
    element: place,
    injectCSS: false,
    extensions: richTextExtensions({
      fragment,
      provider: { awareness },
      writer: { person: 'tom', name: 'Tom Ellery', initials: 'TE', colour: 1 },
      onlargedeletion: () => undefined,
    }),
  })
  ends.push(() => {
    editor.destroy()
    awareness.destroy()
    place.remove()
  })
  await userEvent.click(place.querySelector('p') ?? place)
  await userEvent.keyboard('{Control>}{End}{/Control}')
  await expect.poll(() => editor.state.selection.head).toBe(text.length + 1)
  return {
    editor,
    doc,
    other,
    textNow: () => readRichText(fragment).map((block) => ('text' in block ? block.text : '')),
  }
}

/** As a key does it: the caret has moved, and nobody has been told yet. */
const moveCaret = (steps: number): void => {
  for (let moved = 0; moved < steps; moved += 1) document.getSelection()?.modify('move', 'backward', 'character')
}

test('[BM-2.2] words of somebody else that arrive in the moment one moves the caret leave it where it was put', async () => {
  const { editor, doc, other, textNow } = await openDraft('In public.')
  const theirs = other.getXmlFragment('text').get(0)
  if (!(theirs instanceof Y.XmlElement) || !(theirs.get(0) instanceof Y.XmlText)) throw new Error('not a paragraph')
  ;(theirs.get(0) as Y.XmlText).insert(0, 'Meets. ')

  moveCaret(1)
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)), 'wire')
  expect(editor.state.selection.head).toBe('Meets. In public'.length + 1)
  await userEvent.keyboard(' always')
  expect(textNow()).toEqual(['Meets. In public always.'])
})

test('[BM-2.2] the caret of somebody else that arrives in that moment leaves it there too', async () => {
  const { editor, textNow } = await openDraft('In public.')
  moveCaret(1)
  editor.view.dispatch(editor.state.tr.setMeta(yCursorPluginKey, { awarenessUpdated: true }))
  expect(editor.state.selection.head).toBe('In public'.length + 1)
  await userEvent.keyboard(' always')
  expect(textNow()).toEqual(['In public always.'])
})

test('what one types oneself is not taken for a moved caret', async () => {
  const { editor, textNow } = await openDraft('In public.')
  await userEvent.keyboard('{ArrowLeft}, often')
  editor.commands.insertContent(' and')
  await userEvent.keyboard(' late')
  expect(textNow()).toEqual(['In public, often and late.'])
})
