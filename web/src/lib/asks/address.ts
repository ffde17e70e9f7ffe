import { SHOWN, type Show } from './matrix.ts'

/** What the address of the matrix says: every state of the page is in it (X11). */
export interface MatrixAddress {
  readonly show: Show
  readonly view: 'matrix' | 'list'
  readonly authority: string | null
  readonly cell: string | null
}

export function readAddress(query: Pick<URLSearchParams, 'get'>): MatrixAddress {
  const show = query.get('show')
  return {
    show: SHOWN.find((one) => one === show) ?? 'all',
    view: query.get('view') === 'list' ? 'list' : 'matrix',
    authority: query.get('authority'),
    cell: query.get('cell'),
  }
}

/** The address with some of it changed; what is as by default is left out. */
export function writeAddress(address: MatrixAddress, change: Partial<MatrixAddress>): string {
  const { show, view, authority, cell } = { ...address, ...change }
  const query = new URLSearchParams()
  if (show !== 'all') query.set('show', show)
  if (view !== 'matrix') query.set('view', view)
  if (authority !== null) query.set('authority', authority)
  if (cell !== null) query.set('cell', cell)
  return query.size === 0 ? '?' : `?${query.toString()}`
}
