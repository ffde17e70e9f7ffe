import { and, asc, eq, isNull } from 'drizzle-orm'

import { dayAfter } from '@concordat/shared/dates'
import {
  gateRecord,
  gateState,
  readinessInWords,
  readinessOf,
  ruleInWords,
  type BodyStanding,
  type GateRecord,
  type Readiness,
} from '@concordat/shared/gates'
import type { GateList, GateView } from '@concordat/shared/http-wording'
import type { GateRule } from '@concordat/shared/payloads/gates'
import { abilities } from '@concordat/shared/policy'
import { countsAsSigned, SIGN_OFF_WORDS, wholeState, type SignOffState } from '@concordat/shared/sign-offs'

import type { Tx } from '../client.ts'
import { CALENDAR, listGateEvents, type GateEventRow } from '../gates.ts'
import { bodies, milestones } from '../schema/boards.ts'
import { dependencies } from '../schema/plans.ts'
import { readAskStandings, readAuthorities, type AskStanding, type Cell } from './ask-standings.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'

/** Where one ask and its gate stand now, for whoever holds the board's lock. */
export async function readReadiness(
  tx: Tx,
  boardId: string,
  { askId, rule, now }: { readonly askId: string; readonly rule: GateRule; readonly now: Date },
): Promise<Readiness> {
  const authorities = await readAuthorities(tx, boardId)
  const [stands] = await readAskStandings(tx, boardId, authorities, now, askId)
  return readinessOf(rule, stands === undefined ? [] : standingsFor(rule, stands))
}

/** By whole ask (invariant 6): the authorities, and partners only where the rule may name them (model 7). */
function standingsFor(
  rule: GateRule,
  { rows }: AskStanding,
  stateOf = ({ state }: Cell): SignOffState => state,
): BodyStanding[] {
  return kindsFor(rule).flatMap((kind) =>
    (rows[0]?.[kind] ?? []).map(({ body }, at) => ({
      body,
      state: wholeState(rows.map((row) => row[kind][at]).flatMap((cell) => (cell ? stateOf(cell) : []))),
    })),
  )
}

const kindsFor = (rule: GateRule) => (rule.kind === 'named' ? (['cells', 'partners'] as const) : (['cells'] as const))

/** A call-in period with whose end a rule holds: its last day, and the answer it belongs to. */
export interface DecidingCallIn {
  readonly until: string
  readonly body: string
  readonly seq: number
}

/** The call-in period with which the rule of one gate holds, passed or not, for whoever holds the board's lock. */
export async function readDecidingCallIn(
  tx: Tx,
  boardId: string,
  { askId, rule, now }: { readonly askId: string; readonly rule: GateRule; readonly now: Date },
): Promise<DecidingCallIn | null> {
  const authorities = await readAuthorities(tx, boardId)
  const [stands] = await readAskStandings(tx, boardId, authorities, now, askId)
  return stands === undefined ? null : decidingCallIn(rule, stands)
}

/**
 * The first call-in period, of answers as they stand now, with whose end the rule holds. Null when it holds without waiting for any, and
 * when it does not hold even after all of them.
 */
function decidingCallIn(rule: GateRule, stands: AskStanding): DecidingCallIn | null {
  const callIns = stands.rows
    .flatMap((row) => kindsFor(rule).flatMap((kind) => row[kind]))
    .flatMap((cell): DecidingCallIn[] => {
      const until = callInOf(cell)
      return until === null || cell.answer === undefined ? [] : [{ until, body: cell.body, seq: cell.answer.seq }]
    })
    .sort((a, b) => a.until.localeCompare(b.until) || b.seq - a.seq)
  const holdsAfter = (day: string): boolean => {
    const stateThen = (cell: Cell): SignOffState => {
      const until = callInOf(cell)
      return until === null ? cell.state : until <= day ? 'signed' : 'call-in'
    }
    return readinessOf(rule, standingsFor(rule, stands, stateThen)).isMet
  }
  return holdsAfter('') ? null : (callIns.find(({ until }) => holdsAfter(until)) ?? null)
}

/** Last day of call-in of a signature that counts, or would but for that; null where there was none. */
const callInOf = ({ state, answer }: Cell): string | null =>
  state === 'call-in' || countsAsSigned(state) ? (answer?.authorisedBy?.callInUntil ?? null) : null

interface Milestone {
  readonly id: string
  readonly title: string
  readonly relatesTo: readonly string[]
}

/** Every gate of the board, by number of its ask: those marked so by their source too, which stay shut without a rule. */
export async function readGates(tx: Tx, board: BoardRow, asking: Asking): Promise<GateList> {
  const authorities = await readAuthorities(tx, board.id)
  const [standings, events, bodyRows, milestoneRows, links] = await Promise.all([
    readAskStandings(tx, board.id, authorities, asking.now),
    listGateEvents(tx, board.id),
    tx.select({ id: bodies.id, title: bodies.title }).from(bodies).where(eq(bodies.boardId, board.id)),
    tx
      .select({ id: milestones.id, title: milestones.title, relatesTo: milestones.relatesTo })
      .from(milestones)
      .where(eq(milestones.boardId, board.id))
      .orderBy(asc(milestones.position), asc(milestones.id)),
    tx
      .select({ from: dependencies.fromId, on: dependencies.onId })
      .from(dependencies)
      .where(and(eq(dependencies.boardId, board.id), isNull(dependencies.removedSeq))),
  ])
  const names = new Map(bodyRows.map(({ id, title }) => [id, title]))
  const nameOf = (id: string): string => names.get(id) ?? id
  const gates = standings.flatMap((stands): GateView[] => {
    const own = events.filter(({ askId }) => askId === stands.ask.id)
    if (!stands.ask.gate && own.length === 0) return []
    const record = gateRecord(own)
    return [
      gateView(stands, record, {
        nameOf,
        waiting: waitingFor(stands.ask.id, record, milestoneRows, links),
        asking,
        milestoneRows,
      }),
    ]
  })
  return { gates }
}

function gateView(
  stands: AskStanding,
  record: GateRecord<GateEventRow>,
  {
    nameOf,
    waiting,
    asking,
    milestoneRows,
  }: {
    readonly nameOf: (id: string) => string
    readonly waiting: GateView['waiting']
    readonly asking: Asking
    readonly milestoneRows: readonly Milestone[]
  },
): GateView {
  const { id, number, title } = stands.ask
  const rule = record.ruled?.rule ?? null
  const all = rule === null ? [] : standingsFor(rule, stands)
  const readiness = rule && readinessOf(rule, all)
  const state = gateState(record, readiness)
  const opens = milestoneRows.find((milestone) => milestone.id === record.ruled?.opens)
  const { opened, resolved } = record
  const may = abilities(asking.actor, ['gate.set-rule', 'gate.resolve'])
  const waitsForDay = rule !== null && opened === null && readiness?.isMet !== true && stands.ask.withdrawnSeq === null
  const callIn = waitsForDay ? decidingCallIn(rule, stands) : null
  return {
    ask: { id, number, title },
    state,
    rule,
    ruleInWords: ruleInWords(rule, nameOf),
    opens: opens ? { id: opens.id, title: opens.title } : null,
    decision: record.ruled?.decisionNumber ?? null,
    reason: record.ruled?.reason ?? null,
    readiness: readiness && {
      met: readiness.isMet,
      signed: readiness.signed.length,
      needed: readiness.needed,
      inWords: readinessInWords(readiness, nameOf),
      missing: readiness.missing.map((body) => {
        const standing = all.find((one) => one.body === body)?.state ?? 'not-asked'
        return { body, title: nameOf(body), state: standing, words: SIGN_OFF_WORDS[standing] }
      }),
    },
    waiting,
    opensFrom: callIn && dayAfter(callIn.until),
    opened:
      opened?.act == null
        ? null
        : {
            seq: opened.seq,
            act: opened.act,
            byCalendar: opened.personId === CALENDAR.person,
            at: opened.at.toISOString(),
          },
    resolved:
      resolved === null || (resolved.event !== 'stays-open' && resolved.event !== 'shut')
        ? null
        : {
            outcome: resolved.event,
            decision: resolved.decisionNumber ?? '',
            reason: resolved.reason ?? '',
            seq: resolved.seq,
            at: resolved.at.toISOString(),
          },
    abilities: may.filter(
      (act): act is GateView['abilities'][number] =>
        act === 'gate.set-rule' || (act === 'gate.resolve' && state === 'flagged'),
    ),
    seq: record.last,
  }
}

/** The milestone that the gate opens, those that relate to its ask, and all that depends on any of them, however far (invariant 26). */
function waitingFor(
  askId: string,
  { ruled }: GateRecord<GateEventRow>,
  milestoneRows: readonly Milestone[],
  links: readonly { readonly from: string; readonly on: string | null }[],
): GateView['waiting'] {
  const waiting = new Set(
    milestoneRows.filter(({ id, relatesTo }) => id === ruled?.opens || relatesTo.includes(askId)).map(({ id }) => id),
  )
  const next = [askId, ...waiting]
  for (let on = next.pop(); on !== undefined; on = next.pop()) {
    for (const link of links) {
      if (link.on !== on || waiting.has(link.from)) continue
      waiting.add(link.from)
      next.push(link.from)
    }
  }
  return milestoneRows.filter(({ id }) => waiting.has(id)).map(({ id, title }) => ({ id, title }))
}
