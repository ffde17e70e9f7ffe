import { eq } from 'drizzle-orm'

import { tallyOf, type SignOffState, type Tally } from '@concordat/shared/sign-offs'

import type { Tx } from '../client.ts'
import { bodies } from '../schema/boards.ts'
import { readAskStandings, readAuthorities, type AskStanding, type Cell } from './ask-standings.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'

/** One cell of the matrix as a line of a file: an ask or part of one, and one body. */
export interface MatrixLine {
  readonly number: number
  readonly ask: string
  readonly part: string | null
  readonly body: string
  readonly isPartner: boolean
  readonly state: SignOffState
  readonly marks: {
    readonly onBehalf: Cell['standing']['onBehalf']
    readonly reported: number
    readonly byPredecessor: boolean
    readonly isAskWithdrawn: boolean
  }
  /** The words that the answer was given on, or those in force where there is none. */
  readonly wordingVersion: number | null
  readonly wordingHash: string | null
  readonly inForce: number | null
  readonly conditionsOpen: number
  readonly deferredTo: string | null
  readonly until: string | null
  readonly answeredAt: Date | null
  readonly dueDay: string | null
  readonly overdueDays: number
  readonly receipt: string | null
}

export interface Matrix {
  readonly board: { readonly title: string; readonly slug: string }
  readonly asOf: Date
  readonly head: { readonly seq: number; readonly hash: string }
  readonly lines: readonly MatrixLine[]
  /** Over authorities, asks by their whole state; asks that were withdrawn are in none. */
  readonly totals: Tally
  /** Over the lines in the file. */
  readonly cells: Tally
}

/** What to leave in: cells in one of the states, or recorded on behalf, of the body, of gates. `overdue` is no state but a question. */
export interface MatrixFilter {
  readonly states?: readonly (SignOffState | 'overdue')[]
  readonly onBehalf?: 'any' | 'unconfirmed'
  /** Id of a body. */
  readonly body?: string
  /** Only asks that open something. */
  readonly gate?: boolean
}

/** The matrix, line by line in the order of asks, parts and bodies. Bodies that are not asked have lines too: silence is a state (D13). */
export async function readMatrix(tx: Tx, board: BoardRow, { now }: Asking, filter: MatrixFilter): Promise<Matrix> {
  const authorities = await readAuthorities(tx, board.id)
  const [standings, bodyRows] = await Promise.all([
    readAskStandings(tx, board.id, authorities, now),
    tx.select({ id: bodies.id, title: bodies.title }).from(bodies).where(eq(bodies.boardId, board.id)),
  ])
  const names = new Map(bodyRows.map(({ id, title }) => [id, title]))
  const found = standings.flatMap((stands) =>
    stands.rows.flatMap(({ part, cells, partners }) =>
      [
        ...cells.map((cell) => ({ stands, part, cell, isPartner: false })),
        ...partners.map((cell) => ({ stands, part, cell, isPartner: true })),
      ].filter(({ cell }) => isAskedFor(filter, stands, cell)),
    ),
  )
  return {
    board: { title: board.title, slug: board.slug },
    asOf: now,
    head: { seq: board.headSeq, hash: board.headHash },
    lines: found.map(({ stands, part, cell, isPartner }) => ({
      ...lineOf(stands, cell),
      part: part?.title ?? null,
      body: names.get(cell.body) ?? cell.body,
      isPartner,
    })),
    totals: standings
      .filter(({ ask }) => ask.withdrawnSeq === null)
      .map(({ tally }) => tally)
      .reduce(added, tallyOf([])),
    cells: tallyOf(found.map(({ cell }) => cell.state)),
  }
}

function isAskedFor(
  { states = [], onBehalf, body, gate = false }: MatrixFilter,
  { ask }: AskStanding,
  cell: Cell,
): boolean {
  if ((body !== undefined && cell.body !== body) || (gate && !ask.gate)) return false
  if (states.length === 0 && onBehalf === undefined) return true
  const { overdueDays, onBehalf: recorded } = cell.standing
  return (
    states.some((state) => (state === 'overdue' ? overdueDays > 0 : cell.state === state)) ||
    (onBehalf === 'any' ? recorded !== null : onBehalf !== undefined && recorded === onBehalf)
  )
}

function lineOf(
  { ask, inForce }: AskStanding,
  { state, standing, answer, reports }: Cell,
): Omit<MatrixLine, 'part' | 'body' | 'isPartner'> {
  const shown = answer ?? null
  return {
    number: ask.number,
    ask: ask.title,
    state,
    marks: {
      onBehalf: standing.onBehalf,
      reported: reports.length,
      byPredecessor: standing.byPredecessor,
      isAskWithdrawn: ask.withdrawnSeq !== null,
    },
    wordingVersion: shown?.wordingVersion ?? inForce?.version ?? null,
    wordingHash: shown?.wordingHash ?? inForce?.hash ?? null,
    inForce: inForce?.version ?? null,
    conditionsOpen: standing.conditionsOf - standing.conditionsMet.length,
    deferredTo: shown?.deferredTo ?? null,
    until: shown?.until ?? null,
    answeredAt: shown?.at ?? null,
    dueDay: ask.dueDay,
    overdueDays: standing.overdueDays,
    receipt: shown?.receipt ?? null,
  }
}

const added = (sum: Tally, tally: Tally): Tally =>
  Object.fromEntries(Object.entries(sum).map(([state, count]) => [state, count + tally[state as keyof Tally]])) as Tally
