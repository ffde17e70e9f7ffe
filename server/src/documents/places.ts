import * as Y from 'yjs'

import {
  isOrderKey,
  isRowId,
  MAX_CELL_LENGTH,
  MAX_RICH_TEXT_DEPTH,
  RICH_TEXT_CHILDREN,
  RICH_TEXT_MARKS,
  RICH_TEXT_NODES,
  RICH_TEXT_RUNS,
  RICH_TEXT_TOP,
  rootsOf,
  type CellType,
  type DocumentKind,
} from '@concordat/shared/documents/schema'

/** Any shared type of Yjs. Only which one it is and what it lies in is looked at here. */
export type SharedType = Exclude<Y.Item['parent'], Y.ID | null>

/** What a shared type is, in the words of the document's schema: that decides what may be put into it. */
export type Place =
  | { readonly type: 'element'; readonly root: string; readonly name: string; readonly depth: number }
  | { readonly type: 'run'; readonly root: string }
  | { readonly type: 'rows'; readonly root: string }
  | { readonly type: 'row'; readonly root: string }
  | { readonly type: 'cell'; readonly root: string }
  /** Nothing that the schema knows: nothing may be put into it. */
  | { readonly type: 'foreign'; readonly root: string }

/** Where a piece of content is to go: into a list (`key` null) or under a key. */
export interface Spot {
  readonly place: Place
  readonly key: string | null
}

export const placeOfRoot = (kind: DocumentKind, root: string): Place =>
  rootsOf(kind)[root]?.type === 'rows'
    ? { type: 'rows', root }
    : { type: 'element', root, name: RICH_TEXT_TOP, depth: 0 }

/** What `type` is once it lies at `spot`. */
export function placeWithin({ place, key }: Spot, type: SharedType): Place {
  const { root } = place
  if (place.type === 'element' && key === null) {
    if (type.constructor === Y.XmlText) return { type: 'run', root }
    if (type instanceof Y.XmlElement) return { type: 'element', root, name: type.nodeName, depth: place.depth + 1 }
  }
  if (place.type === 'rows' && key !== null && type.constructor === Y.Map) return { type: 'row', root }
  if (place.type === 'row' && key !== null && type.constructor === Y.Text) return { type: 'cell', root }
  return { type: 'foreign', root }
}

/**
 * Says what is wrong with putting `content` there, or null when the schema of `kind` allows it (abuse cases 37 to 39, 46).
 * Content that is deleted already is allowed wherever its place is: it shows nothing.
 */
export function schemaFault(kind: DocumentKind, { place, key }: Spot, content: Y.Item['content']): string | null {
  const deleted = content instanceof Y.ContentDeleted
  switch (place.type) {
    case 'element':
      if (key !== null) return attributeFault(place.name, key, content)
      return deleted ? null : childFault(place.name, place.depth, content)
    case 'run':
      if (key !== null) return 'attribute on a text run'
      if (deleted || content instanceof Y.ContentString) return null
      return content instanceof Y.ContentFormat && markAllowed(content) ? null : 'unknown mark or embedded object'
    case 'rows':
      if (key === null || !isRowId(key)) return 'not a row id'
      return deleted || typeOf(content)?.constructor === Y.Map ? null : 'a row that is not a map'
    case 'row':
      return key === null ? 'a list inside a row' : cellFault(kind, place.root, key, content)
    case 'cell':
      return key === null && (deleted || content instanceof Y.ContentString) ? null : 'formatting inside a cell'
    case 'foreign':
      return 'inside something unknown'
  }
}

function childFault(parent: string, depth: number, content: Y.Item['content']): string | null {
  const type = typeOf(content)
  if (type?.constructor === Y.XmlText) return RICH_TEXT_RUNS.includes(parent) ? null : 'text where none may stand'
  if (type?.constructor !== Y.XmlElement) return 'not an element'
  const { nodeName } = type as Y.XmlElement
  if (!Object.hasOwn(RICH_TEXT_NODES, nodeName)) return 'unknown element'
  if (depth >= MAX_RICH_TEXT_DEPTH) return 'nested too deep'
  return (RICH_TEXT_CHILDREN[parent] ?? []).includes(nodeName) ? null : 'element where none of its kind may stand'
}

function attributeFault(element: string, key: string, content: Y.Item['content']): string | null {
  const attributes = Object.hasOwn(RICH_TEXT_NODES, element) ? RICH_TEXT_NODES[element] : undefined
  const allows = attributes !== undefined && Object.hasOwn(attributes, key) ? attributes[key] : undefined
  if (allows === undefined) return 'unknown attribute'
  if (content instanceof Y.ContentDeleted) return null
  return content instanceof Y.ContentAny && content.arr.every((value: unknown) => allows(value))
    ? null
    : 'attribute of another type'
}

function cellFault(kind: DocumentKind, root: string, key: string, content: Y.Item['content']): string | null {
  const shape = rootsOf(kind)[root]
  const cell: CellType | undefined =
    shape?.type === 'rows' && Object.hasOwn(shape.cells, key) ? shape.cells[key] : undefined
  if (cell === undefined) return 'unknown cell'
  if (content instanceof Y.ContentDeleted) return null
  if (cell === 'text') return typeOf(content)?.constructor === Y.Text ? null : 'a cell that is not text'
  const allows = cell === 'order' ? isOrderKey : isCellValue
  return content instanceof Y.ContentAny && content.arr.every((value: unknown) => allows(value))
    ? null
    : 'a cell of another type'
}

const isCellValue = (value: unknown): boolean => typeof value === 'string' && value.length <= MAX_CELL_LENGTH

/** An editor writes a mark as `{}` and takes it away with `null`. */
function markAllowed({ key, value }: Y.ContentFormat): boolean {
  if (!RICH_TEXT_MARKS.includes(key)) return false
  const attributes: unknown = value
  return (
    attributes === null ||
    attributes === true ||
    (typeof attributes === 'object' && !Array.isArray(attributes) && Object.keys(attributes).length === 0)
  )
}

const typeOf = (content: Y.Item['content']): SharedType | undefined =>
  content instanceof Y.ContentType ? content.type : undefined
