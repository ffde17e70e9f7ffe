import type { DocumentContent } from '@concordat/shared/documents/content'
import { addRow, cellYText, LOCAL_EDIT, moveRow, removeRow, setCell } from '@concordat/shared/documents/rows'
import type { DocumentKind } from '@concordat/shared/documents/schema'
import type { Attachment } from 'svelte/attachments'
import { UndoManager, type Doc } from 'yjs'

import type { Other, Place, RowGuest, RowsDraft } from './rows-draft.ts'
import { yField } from './y-field.ts'

/** What rows need of the open document. */
interface OpenDocument {
  readonly doc: Doc
  readonly kind: DocumentKind
  readonly content: DocumentContent
  readonly others: readonly Other[]
  stand(place: Place | null): void
}

/** Rows of an open document. */
export class LiveRows implements RowsDraft {
  readonly #session: OpenDocument
  readonly #root: string
  readonly #history: UndoManager

  constructor(session: OpenDocument, root: string) {
    this.#session = session
    this.#root = root
    this.#history = new UndoManager(session.doc.getMap(root), { trackedOrigins: new Set([LOCAL_EDIT]) })
  }

  get rows() {
    return this.#session.content.rows[this.#root] ?? []
  }

  add(values: { readonly [cell: string]: string } = {}, after?: string | null): string {
    const id = crypto.randomUUID()
    addRow(this.#session.doc, this.#session.kind, this.#root, { id, values, ...(after === undefined ? {} : { after }) })
    return id
  }

  set(id: string, cell: string, value: string): void {
    setCell(this.#session.doc, this.#root, id, cell, value)
  }

  move(id: string, after: string | null): void {
    moveRow(this.#session.doc, this.#session.kind, this.#root, id, after)
  }

  remove(id: string): void {
    removeRow(this.#session.doc, this.#root, id)
  }

  undo(): void {
    this.#history.undo()
  }

  redo(): void {
    this.#history.redo()
  }

  field(id: string, cell: string): Attachment<HTMLInputElement | HTMLTextAreaElement> {
    const text = cellYText(this.#session.doc, this.#root, id, cell)
    return text ? yField(text) : () => undefined
  }

  enter(id: string | null, cell = ''): void {
    this.#session.stand(id === null ? null : { root: this.#root, row: id, cell })
  }

  guests(id: string): readonly RowGuest[] {
    return this.#session.others.flatMap(({ at, ...person }) =>
      at?.root === this.#root && at.row === id ? [{ ...person, cell: at.cell }] : [],
    )
  }
}
