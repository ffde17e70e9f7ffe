/** Where the one tab stop of a grid is. Both count from 0. */
export interface Place {
  readonly row: number
  readonly column: number
}

/**
 * Where a key leads from `at` in a grid of `rows` by `columns`: arrows one step and never round the edge, Home and End along
 * the row, with Control to the first and last cell. Null for keys that are not the grid's; Enter stays the link's own.
 */
export function placeAfter(
  key: string,
  at: Place,
  size: { readonly rows: number; readonly columns: number },
  isControl = false,
): Place | null {
  const last: Place = { row: size.rows - 1, column: size.columns - 1 }
  switch (key) {
    case 'ArrowUp':
      return { ...at, row: Math.max(0, at.row - 1) }
    case 'ArrowDown':
      return { ...at, row: Math.min(last.row, at.row + 1) }
    case 'ArrowLeft':
      return { ...at, column: Math.max(0, at.column - 1) }
    case 'ArrowRight':
      return { ...at, column: Math.min(last.column, at.column + 1) }
    case 'Home':
      return isControl ? { row: 0, column: 0 } : { ...at, column: 0 }
    case 'End':
      return isControl ? last : { ...at, column: last.column }
    default:
      return null
  }
}

/** Keeps the tab stop inside a grid that has become smaller. */
export function within(at: Place, size: { readonly rows: number; readonly columns: number }): Place {
  return {
    row: Math.max(0, Math.min(at.row, size.rows - 1)),
    column: Math.max(0, Math.min(at.column, size.columns - 1)),
  }
}
