import { daysBetween, formatDay, londonDay } from '@concordat/shared/dates'
import type { AskList, AskView, SignOffEvent } from '@concordat/shared/http'

import { cellOf, partsOf, type Authority, type Cell } from './matrix.ts'

/** One ask as a task of one authority, its parts nested. */
export interface AskTask {
  readonly ask: AskView
  readonly cells: readonly Cell[]
  readonly isWaiting: boolean
}

/**
 * True when the cell waits for this authority's chief executive: unanswered, reworded, or deferred to a day that has passed.
 * Declined and withdrawn are answers too: they may be answered anew, but nobody is reminded.
 */
export function isWaiting(cell: Cell, today: string): boolean {
  if (cell.state === 'deferred') return cell.signOff?.until != null && daysBetween(cell.signOff.until, today) > 0
  return cell.state === 'awaiting' || cell.state === 'overdue' || cell.state === 'drifted'
}

const RANK: { readonly [S in Cell['state']]: number } = {
  overdue: 0,
  drifted: 1,
  awaiting: 2,
  deferred: 3,
  withdrawn: 4,
  declined: 5,
  conditions: 6,
  signed: 7,
  'not-asked': 8,
}

/**
 * The asks of one authority as a task list (CE-2): what waits comes first, the overdue before the reworded before the rest,
 * earlier days before later ones, then by number. Asks not addressed to it are left out.
 */
export function tasksFor(list: AskList, authority: Authority, today: string): AskTask[] {
  return list.asks
    .map((ask) => {
      const cells = partsOf(ask).map((part) => cellOf(ask, part, authority, today))
      return { ask, cells, isWaiting: cells.some((cell) => isWaiting(cell, today)) }
    })
    .filter(({ cells }) => cells.some(({ state }) => state !== 'not-asked'))
    .sort((a, b) => compare(a, b, today))
}

function compare(a: AskTask, b: AskTask, today: string): number {
  if (a.isWaiting !== b.isWaiting) return a.isWaiting ? -1 : 1
  if (!a.isWaiting) return a.ask.number - b.ask.number
  const rank = (task: AskTask): number =>
    Math.min(...task.cells.filter((cell) => isWaiting(cell, today)).map(({ state }) => RANK[state]))
  const due = (task: AskTask): string => task.ask.dueDay ?? '9999'
  return rank(a) - rank(b) || due(a).localeCompare(due(b)) || a.ask.number - b.ask.number
}

/** The first cell that waits, for "Next for Bolton"; `after` leaves out what has just been answered. */
export function nextWaiting(tasks: readonly AskTask[], today: string, after?: string): Cell | undefined {
  return tasks.flatMap(({ cells }) => cells).find((cell) => isWaiting(cell, today) && cell.key !== after)
}

/** `11 signed, 1 declined on 3 July 2026`: what was answered, for the day when nothing waits (CE-2.3). Counted by ask. */
export function answeredSaid(tasks: readonly AskTask[]): string {
  const states: readonly (readonly [Cell['state'], string])[] = [
    ['signed', 'signed'],
    ['conditions', 'signed with conditions'],
    ['deferred', 'deferred'],
    ['declined', 'declined'],
    ['withdrawn', 'withdrawn'],
  ]
  const said = states.flatMap(([state, words]) => {
    const own = tasks.filter((task) => worst(task) === state)
    if (own.length === 0) return []
    const days = own.flatMap(({ cells }) => cells.flatMap(({ signOff }) => (signOff ? [londonDay(signOff.at)] : [])))
    const last = days.sort().at(-1)
    // A day is said only where it stands for one answer; a day beside eleven answers would be true of the last only.
    return [`${own.length} ${words}${own.length === 1 && last ? ` on ${formatDay(last)}` : ''}`]
  })
  return said.join(', ')
}

function worst({ cells }: AskTask): Cell['state'] {
  return cells.reduce(
    (least, cell) => (RANK[cell.state] < RANK[least] && cell.state !== 'not-asked' ? cell.state : least),
    'not-asked' as Cell['state'],
  )
}

/** Signatures can be withdrawn whatever the words are now, a deferral only while its words are in force (model 4, D10). */
export function isWithdrawable(event: SignOffEvent['event'], hasMoved: boolean): boolean {
  return event === 'signed' || event === 'conditions' || (event === 'deferred' && !hasMoved)
}
