import type { Row } from '@concordat/shared/documents/rows'
import type { Attachment } from 'svelte/attachments'

/** How a person appears to the others in a draft. `colour` is 1 to 6. */
export interface Writer {
  readonly person: string
  readonly name: string
  readonly initials: string
  readonly colour: number
}

/** A cell of a row. */
export interface Place {
  readonly root: string
  readonly row: string
  readonly cell: string
}

/** Someone else who has the draft open. */
export interface Other extends Writer {
  readonly client: number
  readonly at: Place | null
  /** Has the caret in the text, or stands in a row. */
  readonly isWriting: boolean
}

/** Someone else in a cell of a row. */
export interface RowGuest extends Writer {
  readonly cell: string
}

/** The door through which a page edits one set of rows of an open draft. Reading pages have none. */
export interface RowsDraft {
  /** In their order; reactive. */
  readonly rows: readonly Row[]
  /** Adds a row after another (`null`: first; absent: last) and answers its id. */
  add(values?: { readonly [cell: string]: string }, after?: string | null): string
  set(id: string, cell: string, value: string): void
  move(id: string, after: string | null): void
  remove(id: string): void
  undo(): void
  redo(): void
  /** Binds a field to a co-written cell. */
  field(id: string, cell: string): Attachment<HTMLInputElement | HTMLTextAreaElement>
  /** Tells the others which cell this person is in; null when in none. */
  enter(id: string | null, cell?: string): void
  /** Others in a row, by name; reactive. */
  guests(id: string): readonly RowGuest[]
}
