import { RICH_TEXT_NODES } from '@concordat/shared/documents/schema'
import { Extension, type Extensions } from '@tiptap/core'
import Collaboration from '@tiptap/extension-collaboration'
import CollaborationCaret from '@tiptap/extension-collaboration-caret'
import type { Node } from '@tiptap/pm/model'
import { Plugin, type EditorState, type Transaction } from '@tiptap/pm/state'
import StarterKit from '@tiptap/starter-kit'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'

import { caretInStep } from './caret-in-step.ts'
import { isLargeDeletion, type Extent } from './clauses-lost.ts'
import type { Writer } from './rows-draft.ts'

const CONFIRMED = 'deletion-confirmed'

interface Options {
  readonly fragment: Y.XmlFragment
  readonly provider: { readonly awareness: unknown }
  readonly writer: Writer
  /** Told of a deletion that was held back; `go` does it after all, and answers false when the text has changed meanwhile. */
  readonly onlargedeletion: (before: Extent, after: Extent, go: () => boolean) => void
}

/** The editor's schema is exactly `shared/documents/schema.ts`, with co-writing and named carets. */
export function richTextExtensions({ fragment, provider, writer, onlargedeletion }: Options): Extensions {
  return [
    StarterKit.configure({
      heading: { levels: [1, 2, 3] },
      blockquote: false,
      code: false,
      codeBlock: false,
      dropcursor: false,
      gapcursor: false,
      horizontalRule: false,
      link: false,
      strike: false,
      // Would write into the draft of someone who only opened it.
      trailingNode: false,
      underline: false,
      // The history of a shared text is one's own changes only; Collaboration brings it.
      undoRedo: false,
    }),
    Collaboration.configure({ fragment }),
    CollaborationCaret.configure({
      provider,
      user: { ...writer },
      render: (user) => caret(String(user['name'] ?? ''), Number(user['colour'])),
      selectionRender: (user) => ({ nodeName: 'span', class: 'held', 'data-who': who(Number(user['colour'])) }),
    }),
    ...(fragment.doc === null ? [] : [caretInStep(fragment.doc)]),
    largeDeletions(onlargedeletion),
  ]
}

const who = (colour: number): string => String(Number.isInteger(colour) && colour >= 1 && colour <= 6 ? colour : 1)

function caret(name: string, colour: number): HTMLElement {
  const mark = document.createElement('span')
  mark.className = 'caret'
  mark.dataset['who'] = who(colour)
  mark.dataset['name'] = name.slice(0, 40)
  return mark
}

const extentOf = (doc: Node): Extent => {
  let headings = 0
  doc.forEach((block) => {
    if (block.type.name === 'heading') headings += 1
  })
  return { length: doc.textContent.length, headings, blocks: doc.childCount }
}

/** Holds back one's own deletion of more than half the text until it is confirmed (BM-2.9). What others delete is theirs. */
const largeDeletions = (tell: Options['onlargedeletion']): Extension =>
  Extension.create({
    name: 'largeDeletions',
    addProseMirrorPlugins() {
      const { editor } = this
      const isHeldBack = (transaction: Transaction, state: EditorState): boolean => {
        if (!transaction.docChanged || transaction.getMeta(CONFIRMED) || transaction.getMeta(ySyncPluginKey))
          return false
        const before = extentOf(state.doc)
        const after = extentOf(transaction.doc)
        if (!isLargeDeletion(before, after)) return false
        const go = (): boolean => {
          const { state: now, view } = editor
          if (!now.doc.eq(transaction.before)) return false
          const again = now.tr.setMeta(CONFIRMED, true)
          for (const step of transaction.steps) again.step(step)
          view.dispatch(again)
          return true
        }
        // Told after this dispatch is over: the answer may open a dialog.
        queueMicrotask(() => tell(before, after, go))
        return true
      }
      return [new Plugin({ filterTransaction: (transaction, state) => !isHeldBack(transaction, state) })]
    },
  })

/** False when the fragment holds something the editor does not know and would delete on opening (reliability M-30). */
export function isEditable(fragment: Y.XmlFragment): boolean {
  return fragment.toArray().every((child) => {
    if (child instanceof Y.XmlText) return true
    return child instanceof Y.XmlElement && child.nodeName in RICH_TEXT_NODES && isEditable(child)
  })
}
