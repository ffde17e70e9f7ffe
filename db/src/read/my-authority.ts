import { and, eq } from 'drizzle-orm'

import { londonDay } from '@concordat/shared/dates'
import type { MyAuthorityView } from '@concordat/shared/http-sign-offs'
import { abilities, type Act, type Actor } from '@concordat/shared/policy'
import { wholeState, type SignOffState } from '@concordat/shared/sign-offs'

import type { Tx } from '../client.ts'
import { readOfficeHolders } from '../offices.ts'
import { bodies } from '../schema/boards.ts'
import { readAskStandings, readAuthorities, type AskStanding, type Authority, type Cell } from './ask-standings.ts'
import { readPrepared } from './asks.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { readDelegations } from './delegations.ts'
import { readNames } from './sign-off-views.ts'

const VOICES = ['chief-executive', 'delegate', 'dcs', 'partner'] as const
const ACTS: readonly Act[] = [
  'sign-off.prepare',
  'sign-off.affirm',
  'sign-off.confirm',
  'sign-off.dispute',
  'delegation.record',
]

interface OwnCell {
  readonly stands: AskStanding
  readonly part: { readonly id: string; readonly title: string } | null
  readonly cell: Cell
}

/**
 * Everything that waits for the body the reader speaks for, and what it has answered (CE-2, CE-3, CE-4). Undefined for readers who
 * speak for none. Withdrawn asks wait for nobody.
 */
export async function readMyAuthority(tx: Tx, board: BoardRow, asking: Asking): Promise<MyAuthorityView | undefined> {
  const { actor, now } = asking
  const as = VOICES.find((voice) => voice === actor.role)
  if (as === undefined || actor.body === null) return undefined
  const body = actor.body
  const today = londonDay(now)
  const [[own], authorities] = await Promise.all([
    tx
      .select({ id: bodies.id, title: bodies.title, short: bodies.short })
      .from(bodies)
      .where(and(eq(bodies.boardId, board.id), eq(bodies.id, body))),
    readAuthorities(tx, board.id),
  ])
  if (!own) return undefined
  const [standings, prepared, delegations, deputies] = await Promise.all([
    readAskStandings(tx, board.id, authorities, now),
    readPrepared(tx, board.id, actor),
    as === 'partner' ? [] : readDelegations(tx, board.id, asking, body),
    as === 'partner' ? [] : readOfficeHolders(tx, board.id, 'delegate', today, body),
  ])
  const open = standings.filter(({ ask }) => ask.withdrawnSeq === null)
  const cells = open.flatMap((stands) => ownCells(stands, own, as === 'partner'))
  const nameOf = await readNames(
    tx,
    cells.map(({ cell: { answer } }) => answer?.principal ?? answer?.personId ?? null),
  )
  const is = (...states: readonly SignOffState[]): OwnCell[] => cells.filter(({ cell }) => states.includes(cell.state))
  const predecessors = cells.filter(
    ({ cell }) => cell.standing.byPredecessor && ['predecessor', 'conditions', 'call-in'].includes(cell.state),
  )
  return {
    body: own,
    as,
    holders: (standings[0]?.holders ?? [])
      .filter((holder) => holder.body === body)
      .map(({ person, name, acting }) => ({ person, name, acting })),
    awaiting: is('awaiting', 'in-preparation').map(task).sort(byUrgency),
    drifted: is('drifted').map((one) => ({ ...task(one), answered: one.cell.standing.wordingVersion })),
    predecessor: {
      asks: new Set(predecessors.map(({ stands }) => stands.ask.id)).size,
      cells: predecessors.map((one) => ({
        ...task(one),
        answer: one.cell.standing.answer ?? 0,
        name: nameOf(one.cell.answer?.principal ?? one.cell.answer?.personId ?? ''),
      })),
    },
    onBehalf: cells
      .filter(({ cell }) => cell.standing.onBehalf === 'unconfirmed')
      .map((one) => ({
        ...task(one),
        answer: one.cell.standing.answer ?? 0,
        evidence: one.cell.answer?.evidence ?? null,
        receivedOn: one.cell.answer?.receivedOn ?? null,
      })),
    conditions: cells
      .filter(({ cell }) => cell.standing.conditionsOf > 0 && cell.state !== 'drifted')
      .flatMap((one) =>
        (one.cell.answer?.conditions ?? []).map((text, condition) => ({
          ...task(one),
          answer: one.cell.standing.answer ?? 0,
          condition,
          text,
          met: one.cell.standing.conditionsMet.includes(condition),
        })),
      ),
    deferrals: is('deferred')
      .map((one) => {
        const until = one.cell.answer?.until ?? ''
        return { ...task(one), deferredTo: one.cell.answer?.deferredTo ?? '', until, isDue: until <= today }
      })
      .sort((a, b) => a.until.localeCompare(b.until) || a.number - b.number),
    callIns: is('call-in').map((one) => ({
      ...task(one),
      answer: one.cell.standing.answer ?? 0,
      until: one.cell.standing.callInUntil ?? '',
    })),
    prepared: prepared.flatMap((one) => {
      const found = cells.find(
        ({ stands, part, cell }) =>
          stands.ask.id === one.askId && (part?.id ?? null) === one.part && cell.standing.isPrepared,
      )
      return found ? { ...one, number: found.stands.ask.number, title: found.stands.ask.title } : []
    }),
    delegations,
    deputies: deputies.map(({ person, name, title }) => ({ person, name, post: title })),
    answered: answered(cells),
    abilities: abilitiesOf(actor, body),
  }
}

const abilitiesOf = (actor: Actor, body: string): Act[] => abilities(actor, ACTS, { body })

function ownCells(stands: AskStanding, own: Authority, isPartner: boolean): OwnCell[] {
  return stands.rows.flatMap(({ part, cells, partners }) =>
    (isPartner ? partners : cells)
      .filter((cell) => cell.body === own.id && cell.state !== 'not-asked')
      .map((cell) => ({ stands, part, cell })),
  )
}

function task({ stands: { ask, inForce }, part, cell }: OwnCell): MyAuthorityView['awaiting'][number] {
  return {
    askId: ask.id,
    number: ask.number,
    title: ask.title,
    part: part && { id: part.id, title: part.title },
    state: cell.state,
    dueDay: ask.dueDay,
    overdueDays: cell.standing.overdueDays,
    wordingVersion: inForce?.version ?? 0,
    seq: cell.standing.last,
  }
}

type Task = MyAuthorityView['awaiting'][number]
const byUrgency = (a: Task, b: Task): number =>
  b.overdueDays - a.overdueDays ||
  (a.dueDay ?? '9999').localeCompare(b.dueDay ?? '9999') ||
  a.number - b.number ||
  (a.part?.id ?? '').localeCompare(b.part?.id ?? '')

/** Asks by whole state (invariant 6), with the day of the last answer among them. */
function answered(cells: readonly OwnCell[]): MyAuthorityView['answered'] {
  const byAsk = [...Map.groupBy(cells, ({ stands }) => stands.ask.id)].map(([id, own]) => ({
    id,
    state: wholeState(own.map(({ cell }) => cell.state)),
    days: own.flatMap(({ cell }) => (cell.last ? londonDay(cell.last.at) : [])),
  }))
  return [...Map.groupBy(byAsk, ({ state }) => state)]
    .filter(([state]) => state !== 'awaiting' && state !== 'in-preparation')
    .map(([state, own]) => ({
      state,
      asks: own.map(({ id }) => id),
      lastOn:
        own
          .flatMap(({ days }) => days)
          .sort()
          .at(-1) ?? null,
    }))
}
