import { daysBetween } from '@concordat/shared/dates'
import type { AskList, AskView, SignOffView } from '@concordat/shared/http'
import { wholeState, type SignOffState } from '@concordat/shared/sign-offs'

/** What a cell shows: a state of the record, or *overdue*, which is worked out by date and never stored (D8). */
export type CellState = SignOffState | 'overdue'

export interface Part {
  readonly id: string
  readonly title: string
}

export interface Authority {
  readonly id: string
  readonly title: string
  readonly short: string
}

/** One authority's answer to one ask, or to one part of it. */
export interface Cell {
  /** `ask-05.a.org-bolton`: its address in `?cell=`. */
  readonly key: string
  readonly ask: AskView
  readonly part: Part | null
  readonly authority: Authority
  /** A partner answers too, and counts in no total of authorities (D13). */
  readonly isPartner: boolean
  readonly state: CellState
  /** The act behind the state; null where there is none. */
  readonly signOff: SignOffView | null
  /** Days past the day the answer was due, also for one that is in preparation; 0 when not overdue. */
  readonly daysPast: number
}

export interface Row {
  readonly key: string
  readonly ask: AskView
  readonly part: Part | null
  /** Rows the ask's own head spans; 0 on all but its first. */
  readonly span: number
  readonly cells: readonly Cell[]
  readonly signed: number
  readonly of: number
}

export interface Column {
  readonly authority: Authority
  readonly isPartner: boolean
  /** `Bol`, as short as stays unique. */
  readonly abbreviation: string
  readonly signed: number
  readonly of: number
}

export interface Matrix {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  readonly signed: number
  readonly of: number
}

/** Address of a cell. Without a part it names the whole ask for that authority. */
export const cellKey = (ask: string, part: string | null, body: string): string =>
  [ask, part, body].filter((piece) => piece !== null).join('.')

/** The parts to answer one by one; an ask without parts is answered once, as `null`. */
export const partsOf = (ask: AskView): readonly (Part | null)[] => (ask.parts.length === 0 ? [null] : ask.parts)

/** One cell as it stands on `today` (London day). Silence is *awaiting* or *overdue*, never an answer (invariant 10). */
export function cellOf(
  ask: AskView,
  part: Part | null,
  authority: Authority,
  today: string,
  isPartner: boolean = ask.partners.includes(authority.id),
): Cell {
  const given = isPartner ? ask.partnerSignOffs : ask.signOffs
  const asked = isPartner ? ask.partners : ask.authorities
  const signOff = given.find((one) => one.body === authority.id && (one.part ?? null) === (part?.id ?? null)) ?? null
  const isAsked = ask.wording !== null && asked.includes(authority.id)
  const recorded: SignOffState = isAsked ? (signOff?.state ?? 'awaiting') : 'not-asked'
  const daysPast = isAsked ? (signOff?.overdueDays ?? daysOverdue(ask, today)) : 0
  return {
    key: cellKey(ask.id, part?.id ?? null, authority.id),
    ask,
    part,
    authority,
    isPartner,
    state: recorded === 'awaiting' && daysPast > 0 ? 'overdue' : recorded,
    signOff,
    daysPast,
  }
}

const daysOverdue = ({ dueDay, withdrawn }: AskView, today: string): number =>
  dueDay === null || withdrawn !== null ? 0 : Math.max(0, daysBetween(dueDay, today))

/**
 * Every ask and part against every authority, in the order of the record, and after them the partners that some ask is addressed
 * to: the grid draws real obligations only. Only *signed* counts as signed (invariant 5).
 */
export function matrixOf(list: AskList, today: string, bodies: readonly Authority[] = []): Matrix {
  const partners = bodies.filter(({ id }) => list.asks.some((ask) => ask.partners.includes(id)))
  const heads = [
    ...list.authorities.map((authority) => ({ authority, isPartner: false })),
    ...partners.map((authority) => ({ authority, isPartner: true })),
  ]
  const rows = list.asks.flatMap((ask) =>
    partsOf(ask).map((part, index): Row => {
      const cells = heads.map(({ authority, isPartner }) => cellOf(ask, part, authority, today, isPartner))
      return {
        key: `${ask.id}.${part?.id ?? ''}`,
        ask,
        part,
        span: index === 0 ? partsOf(ask).length : 0,
        cells,
        ...counted(cells.filter(({ isPartner }) => !isPartner)),
      }
    }),
  )
  const names = abbreviations(heads.map(({ authority }) => authority.short))
  const columns = heads.map(({ authority, isPartner }, index): Column => ({
    authority,
    isPartner,
    abbreviation: names[index] ?? authority.short,
    ...counted(rows.flatMap(({ cells }) => cells[index] ?? [])),
  }))
  return { columns, rows, ...counted(ofAuthorities(rows)) }
}

/** The cells that totals are about: those of authorities, on asks that stand. */
export const ofAuthorities = (rows: readonly Row[]): Cell[] =>
  rows.flatMap(({ cells }) => cells.filter(({ isPartner, ask }) => !isPartner && ask.withdrawn === null))

function counted(cells: readonly Cell[]): { signed: number; of: number } {
  const standing = cells.filter(({ ask, state }) => ask.withdrawn === null && state !== 'not-asked')
  return { signed: standing.filter(({ state }) => state === 'signed').length, of: standing.length }
}

/** One state for a whole ask and authority: what the strip on a phone shows (invariant 6). */
export function wholeCell(cells: readonly Cell[]): CellState {
  const recorded = wholeState(cells.map(({ state }) => (state === 'overdue' ? 'awaiting' : state)))
  return recorded === 'awaiting' && cells.some(({ state }) => state === 'overdue') ? 'overdue' : recorded
}

/** The first three letters, and more where two names begin alike. */
export function abbreviations(names: readonly string[]): string[] {
  return names.map((name) => {
    for (let length = 3; length < name.length; length += 1) {
      const begin = name.slice(0, length).trimEnd()
      if (names.filter((other) => other.startsWith(begin)).length === 1) return begin
    }
    return name
  })
}

/** What the matrix can be cut down to: questions people ask of it, and every state by itself. */
export const SHOWN = ['all', 'needs-me', 'needs-answer', 'refused', 'on-behalf', 'gate'] as const
export type Show = (typeof SHOWN)[number] | CellState

/** True for the cells a filter is about. `gate` is about whole asks, `needs-me` about those of `mine`, the reader's own body. */
export function isShown(show: Show, cell: Cell, mine: string | null = null): boolean {
  switch (show) {
    case 'all':
      return true
    case 'needs-me':
      return cell.authority.id === mine && needsSomebody(cell)
    case 'needs-answer':
      return isSilent(cell)
    case 'refused':
      return cell.state === 'declined' || cell.state === 'withdrawn'
    case 'on-behalf':
      return cell.signOff?.onBehalf != null
    case 'gate':
      return cell.ask.gate
    default:
      return cell.state === show
  }
}

const isSilent = ({ state }: Cell): boolean => state === 'awaiting' || state === 'in-preparation' || state === 'overdue'

/** States in which only the body itself can go on: answer, look at new words, affirm, meet a condition. */
export const NEEDED: readonly SignOffState[] = [
  'awaiting',
  'in-preparation',
  'drifted',
  'predecessor',
  'conditions',
  'deferred',
]
const needsSomebody = ({ ask, state, signOff }: Cell): boolean =>
  ask.withdrawn === null &&
  (state === 'overdue' || NEEDED.some((one) => one === state) || signOff?.onBehalf === 'unconfirmed')

/**
 * The matrix without the rows a filter leaves empty, and with one column when an authority is chosen. Counts stay those of
 * the whole, so that a filtered page never shows a smaller total as the total.
 */
export function filtered(matrix: Matrix, show: Show, authority: string | null, mine: string | null = null): Matrix {
  const index = matrix.columns.findIndex((column) => column.authority.id === authority)
  const kept = matrix.rows
    .map((row) => ({ ...row, cells: index === -1 ? row.cells : row.cells.slice(index, index + 1) }))
    .filter(({ cells }) => cells.some((cell) => isShown(show, cell, mine)))
  const rows = kept.map((row) => ({
    ...row,
    span: isFirstOf(kept, row) ? kept.filter(({ ask }) => ask.id === row.ask.id).length : 0,
  }))
  return { ...matrix, rows, columns: index === -1 ? matrix.columns : matrix.columns.slice(index, index + 1) }
}

const isFirstOf = (rows: readonly Row[], row: Row): boolean =>
  rows.find(({ ask }) => ask.id === row.ask.id)?.key === row.key

/** Rows of one ask together, in order. */
export function byAsk(rows: readonly Row[]): { readonly ask: AskView; readonly rows: readonly Row[] }[] {
  const ids = [...new Set(rows.map(({ ask }) => ask.id))]
  return ids.flatMap((id) => {
    const own = rows.filter(({ ask }) => ask.id === id)
    return own[0] ? [{ ask: own[0].ask, rows: own }] : []
  })
}

/** The cells an address names: one, or every part of an ask for one authority; none when there is no such cell. */
export function cellsAt(matrix: Matrix, key: string): readonly Cell[] {
  const cells = matrix.rows.flatMap((row) => row.cells)
  const exact = cells.filter((cell) => cell.key === key)
  return exact.length > 0 ? exact : cells.filter(({ ask, authority }) => cellKey(ask.id, null, authority.id) === key)
}
