/**
 * What each kind of draft document holds, declared once. The editor, the server's gate and the projector all read this;
 * names of Y roots and keys are spelled nowhere else.
 */

/** Raised when a document written under an older schema can no longer be opened by this code; sent in the handshake (4426). */
export const DOCUMENT_SCHEMA_VERSION = 1

export const DOCUMENT_KINDS = ['programme', 'workstream', 'terms', 'ask', 'minutes'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** `text` is co-written prose (Y.Text); the others are last-writer-wins JSON scalars. `order` is a fractional index. */
export type CellType = 'text' | 'string' | 'order'

export type RootShape =
  /** A `Y.XmlFragment` of `RICH_TEXT_NODES`. */
  | { readonly type: 'rich-text'; readonly title: string }
  /** A `Y.Map` from row id to a `Y.Map` with exactly these keys; rows are created whole. */
  | { readonly type: 'rows'; readonly title: string; readonly cells: { readonly [key: string]: CellType } }

const AIMS = { type: 'rows', title: 'Aims', cells: { text: 'text', order: 'order' } } as const
const PLAN = {
  type: 'rows',
  title: 'Key milestones',
  cells: { title: 'text', owner: 'string', forecast: 'string', note: 'text', order: 'order' },
} as const
const PROGRESS = {
  type: 'rows',
  title: 'Progress to date',
  cells: { text: 'text', when: 'string', order: 'order' },
} as const

export const DOCUMENT_SHAPES = {
  programme: { narrative: { type: 'rich-text', title: 'Narrative' }, plan: PLAN, progress: PROGRESS },
  workstream: { narrative: { type: 'rich-text', title: 'Narrative' }, aims: AIMS, plan: PLAN, progress: PROGRESS },
  terms: { text: { type: 'rich-text', title: 'Terms of reference' } },
  ask: { wording: { type: 'rich-text', title: 'Wording' }, notes: { type: 'rich-text', title: 'Tracker notes' } },
  minutes: { discussion: { type: 'rich-text', title: 'Discussion' } },
} as const satisfies { readonly [K in DocumentKind]: { readonly [root: string]: RootShape } }

/** The kind's roots, without the literal types. */
export const rootsOf = (kind: DocumentKind): { readonly [root: string]: RootShape } => DOCUMENT_SHAPES[kind]

/** Rich text allow-list: element name to its attributes. Text runs may carry `RICH_TEXT_MARKS`, which mean nothing on record. */
export const RICH_TEXT_NODES: {
  readonly [name: string]: { readonly [attribute: string]: (value: unknown) => boolean }
} = {
  paragraph: {},
  heading: { level: (value) => value === 1 || value === 2 || value === 3 },
  bulletList: {},
  orderedList: {
    start: (value) => Number.isSafeInteger(value),
    type: (value) => value === null || (typeof value === 'string' && /^[1aAiI]$/u.test(value)),
  },
  listItem: {},
  hardBreak: {},
}
export const RICH_TEXT_MARKS: readonly string[] = ['bold', 'italic']

/** Name under which `RICH_TEXT_CHILDREN` lists what may stand at the top of a fragment. */
export const RICH_TEXT_TOP = ''

/**
 * Which elements may stand directly inside which. An editor deletes what is nested otherwise as soon as somebody opens
 * the document (reliability M-30), so the gate never lets it in. An element's name and parent never change in Yjs.
 */
export const RICH_TEXT_CHILDREN: { readonly [parent: string]: readonly string[] } = {
  [RICH_TEXT_TOP]: ['paragraph', 'heading', 'bulletList', 'orderedList'],
  paragraph: ['hardBreak'],
  heading: ['hardBreak'],
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  listItem: ['paragraph', 'heading', 'bulletList', 'orderedList'],
  hardBreak: [],
}

/** Elements that hold text runs. */
export const RICH_TEXT_RUNS: readonly string[] = ['paragraph', 'heading']

/** Deepest nesting of elements: every reader of a fragment walks it by recursion. */
export const MAX_RICH_TEXT_DEPTH = 40

/** Longest values of `string` cells, in UTF-16 units. */
export const MAX_CELL_LENGTH = 2_000

/** Ids of rows: short words or UUIDs. Never begins with an underscore, so `__proto__` is none (abuse case 46). */
export const isRowId = (id: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/u.test(id)

/** Fractional index keys (base 62), as `rows.ts` writes them. */
export const isOrderKey = (value: unknown): boolean => typeof value === 'string' && /^[0-9A-Za-z]{1,500}$/u.test(value)
