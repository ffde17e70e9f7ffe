import { SIGN_OFF_STATES } from '@concordat/shared/sign-offs'

import { NEEDED, SHOWN, type CellState, type Show } from './matrix.ts'

/** What the address of the matrix says: every state of the page is in it (X11). */
export interface MatrixAddress {
  readonly show: Show
  readonly view: 'matrix' | 'list'
  readonly authority: string | null
  readonly cell: string | null
}

/** Every state is a filter too. */
export const STATES: readonly CellState[] = ['overdue', ...SIGN_OFF_STATES]

export function readAddress(query: Pick<URLSearchParams, 'get'>): MatrixAddress {
  const asked = query.get('show')
  // As the filter was called before every state had one.
  const show = asked === 'reworded' ? 'drifted' : asked
  return {
    show: SHOWN.find((one) => one === show) ?? STATES.find((one) => one === show) ?? 'all',
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

/** What the matrix as a file is asked for, so that it holds what the page shows. `mine` is the reader's own body. */
export function fileQuery({ show, authority }: MatrixAddress, mine: string | null): string {
  const query = new URLSearchParams()
  const body = show === 'needs-me' ? mine : authority
  for (const state of statesOf(show)) query.append('state', state)
  if (show === 'gate') query.set('gate', 'true')
  if (show === 'on-behalf') query.set('behalf', 'any')
  if (show === 'needs-me') query.set('behalf', 'unconfirmed')
  if (body !== null) query.set('body', body)
  return query.size === 0 ? '' : `?${query.toString()}`
}

function statesOf(show: Show): readonly CellState[] {
  switch (show) {
    case 'all':
    case 'gate':
    case 'on-behalf':
      return []
    case 'needs-me':
      return NEEDED
    case 'needs-answer':
      return ['awaiting', 'in-preparation']
    case 'refused':
      return ['declined', 'withdrawn']
    default:
      return [show]
  }
}
