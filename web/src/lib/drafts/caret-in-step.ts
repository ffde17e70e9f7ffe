import { Extension } from '@tiptap/core'
import { Plugin, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { yCursorPluginKey } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'

/**
 * Keeps the caret where its writer has just moved it. The browser moves a caret at once and tells of it a moment later; when somebody else's
 * words or caret arrive in between, ProseMirror would put it back to where it last heard of it.
 */
export const caretInStep = (doc: Y.Doc): Extension =>
  Extension.create({
    name: 'caretInStep',
    // Has to hear of a change before what binds the text does, which notes the place of the caret then.
    priority: 2_000,

    addStorage: () => ({ depth: 0, catchUp: (): void => undefined }),

    addProseMirrorPlugins() {
      const { storage } = this
      return [
        new Plugin({
          view: (view) => {
            const told = new ToldSelection(view)
            storage.catchUp = () => told.catchUp()
            // Inside a dispatch the change is one's own, and the editor knows where the caret is.
            const onChange = (): void => void (storage.depth === 0 && told.catchUp())
            doc.on('beforeAllTransactions', onChange)
            return {
              destroy: () => {
                doc.off('beforeAllTransactions', onChange)
                told.stop()
              },
            }
          },
        }),
      ]
    },

    dispatchTransaction({ transaction, next }) {
      const { storage, editor } = this
      let due = transaction
      // Others' carets: a transaction without steps, that can be made again on what the editor then knows.
      const carets: unknown = transaction.getMeta(yCursorPluginKey)
      if (carets !== undefined && storage.depth === 0) {
        storage.catchUp()
        if (due.before !== editor.state.doc || editor.state.selection !== due.selection)
          due = editor.state.tr.setMeta(yCursorPluginKey, carets)
      }
      storage.depth += 1
      try {
        next(due)
      } finally {
        storage.depth -= 1
      }
    },
  })

interface Ends {
  readonly anchorNode: Node | null
  readonly anchorOffset: number
  readonly focusNode: Node | null
  readonly focusOffset: number
}

/** What the browser has told of the selection, beside what it is. */
class ToldSelection {
  readonly #view: EditorView
  readonly #document: Document
  #told: Ends | undefined

  constructor(view: EditorView) {
    this.#view = view
    this.#document = view.dom.ownerDocument
    this.#document.addEventListener('selectionchange', this.#onTold)
  }

  stop(): void {
    this.#document.removeEventListener('selectionchange', this.#onTold)
  }

  /** Tells the editor of a selection that the browser has made and not told of. */
  catchUp(): void {
    const view = this.#view
    const now = this.#now()
    if (now === undefined || view.composing || !view.hasFocus() || isSame(now, this.#told)) return
    const { anchorNode, anchorOffset, focusNode, focusOffset } = now
    if (!view.dom.contains(anchorNode) || !view.dom.contains(focusNode) || anchorNode === null || focusNode === null)
      return
    const { doc, selection, tr } = view.state
    if (!(selection instanceof TextSelection)) return
    const [anchor, head] = [view.posAtDOM(anchorNode, anchorOffset), view.posAtDOM(focusNode, focusOffset)]
    const made = TextSelection.between(doc.resolve(anchor), doc.resolve(head))
    if (!made.eq(selection)) view.dispatch(tr.setSelection(made))
  }

  readonly #onTold = (): void => {
    this.#told = this.#now()
  }

  #now(): Ends | undefined {
    const selection = this.#document.getSelection()
    if (selection === null) return undefined
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection
    return { anchorNode, anchorOffset, focusNode, focusOffset }
  }
}

const isSame = (one: Ends, other: Ends | undefined): boolean =>
  one.anchorNode === other?.anchorNode &&
  one.anchorOffset === other.anchorOffset &&
  one.focusNode === other.focusNode &&
  one.focusOffset === other.focusOffset
