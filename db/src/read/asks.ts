import { and, asc, desc, eq, isNull } from 'drizzle-orm'

import type {
  AskDetail,
  AskList,
  AskStrip,
  AskView,
  ReceiptView,
  SignOffView,
  WordingView,
} from '@concordat/shared/http'
import type { PreparedView } from '@concordat/shared/http-sign-offs'
import { abilities, type Act, type Actor, type Subject } from '@concordat/shared/policy'
import { londonDay } from '@concordat/shared/dates'
import { SIGN_OFF_STATES, tallyOf, type Tally } from '@concordat/shared/sign-offs'
import { textHash } from '@concordat/shared/text/canonical'

import type { Tx } from '../client.ts'
import { asks, preparedAnswers, signOffEvents, wordings } from '../schema/asks.ts'
import { bodies } from '../schema/boards.ts'
import { ledgerEntries } from '../schema/record.ts'
import {
  askColumns,
  readAskStandings,
  readAuthorities,
  wordingColumns,
  type AskStanding,
  type Authority,
  type Cell,
  type EventRow,
} from './ask-standings.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { readDelegationsInForce } from './delegations.ts'
import { readDraft, readWithin } from './documents.ts'
import { readEventViews, readSignOffViews } from './sign-off-views.ts'
import { readSignatories } from './signatories.ts'
import { readWordingViews } from './wording-views.ts'

export { readAskStandings, readAuthorities }

const SIGN_OFF_ACTS: readonly Act[] = [
  'sign-off.give',
  'sign-off.withdraw',
  'sign-off.accept',
  'sign-off.object',
  'sign-off.call-in',
  'sign-off.affirm',
  'sign-off.confirm',
  'sign-off.dispute',
  'sign-off.prepare',
  'sign-off.discard',
  'condition.meet',
  'delegation.record',
  'delegation.confirm',
  'delegation.end',
]
const OFFICE_ACTS: readonly Act[] = [
  'wording.issue',
  'document.write',
  'ask.configure',
  'ask.withdraw',
  'gate.set-rule',
  'sign-off.record',
  'sign-off.report',
]

export function askStrip({ ask, inForce, tally }: AskStanding): AskStrip {
  const { id, number, title, gate, dueDay } = ask
  return { id, number, title, gate, dueDay, wordingVersion: inForce?.version ?? 0, tally: { ...tally } }
}

/** What depends on the reader: the body they speak for, and the delegations to them that are in force. */
interface Reader {
  readonly actor: Actor
  readonly today: string
  readonly delegations: Awaited<ReturnType<typeof readDelegationsInForce>>
}

async function readerOf(tx: Tx, boardId: string, { actor, now }: Asking): Promise<Reader> {
  const today = londonDay(now)
  const delegations = actor.role === 'delegate' ? await readDelegationsInForce(tx, boardId, actor.person, today) : []
  return { actor, today, delegations }
}

/** The policy's subject of a sign-off by this reader on this ask. */
function subjectOf({ actor, today, delegations }: Reader, ask: AskStanding['ask']): Subject {
  const body = actor.body ?? undefined
  if (body === undefined) return {}
  if (ask.partnerIds.includes(body)) return { body, ask: ask.id, asPartner: true }
  if (!ask.authorityIds.includes(body)) return {}
  const delegation = delegations.find((one) => one.asks === null || one.asks.includes(ask.id))
  return { body, ask: ask.id, today, ...(delegation && { delegation }) }
}

function askView(
  stands: AskStanding,
  wording: WordingView | null,
  reader: Reader,
  view: (cells: readonly Cell[], part: string | null) => SignOffView[],
): AskView {
  const { ask, rows, tally } = stands
  const { id, number, title, kind, note, gate, dueDay, parts, authorityIds, partnerIds, answers, stepUp } = ask
  const acts = ask.withdrawnSeq === null ? [...OFFICE_ACTS, ...SIGN_OFF_ACTS] : (['sign-off.withdraw'] as const)
  const proposed: readonly Act[] = wording?.state === 'proposed' ? ['wording.confirm-editorial'] : []
  return {
    seq: ask.seq,
    id,
    number,
    title,
    kind,
    note,
    gate,
    dueDay,
    parts,
    authorities: authorityIds,
    partners: partnerIds,
    wording,
    signOffs: rows.flatMap(({ part, cells }) => view(cells, part?.id ?? null)),
    partnerSignOffs: rows.flatMap(({ part, partners }) => view(partners, part?.id ?? null)),
    tally: { ...tally },
    cells: { ...tallyOf(rows.flatMap(({ cells }) => cells.map(({ state }) => state))) },
    answers,
    stepUp,
    withdrawn:
      ask.withdrawnSeq === null
        ? null
        : {
            seq: ask.withdrawnSeq,
            at: ask.withdrawnAt?.toISOString() ?? '',
            decision: ask.withdrawnBy ?? '',
            reason: ask.withdrawnReason ?? '',
          },
    abilities: abilities(reader.actor, [...acts, ...proposed], {
      kind: 'ask',
      ...(wording && { firstPerson: wording.issuedBy.person }),
      ...subjectOf(reader, ask),
    }),
  }
}

/** What the reader may do for their authority on some ask at least. */
function mine({ actor, today, delegations }: Reader, authorities: readonly Authority[]): AskList['mine'] {
  const own = authorities.find(({ id }) => id === actor.body)
  if (!own) return null
  const [delegation] = delegations
  const ask = delegation?.asks?.[0] ?? 'any'
  return {
    body: own.id,
    abilities: abilities(actor, SIGN_OFF_ACTS, { body: own.id, ask, today, ...(delegation && { delegation }) }),
  }
}

/**
 * The matrix: every ask by every authority (D13). Totals add up asks by whole state, so a part never counts for two; asks that have
 * been withdrawn are in none.
 */
export async function readAskList(tx: Tx, board: BoardRow, asking: Asking): Promise<AskList> {
  const authorities = await readAuthorities(tx, board.id)
  const [standings, reader] = await Promise.all([
    readAskStandings(tx, board.id, authorities, asking.now),
    readerOf(tx, board.id, asking),
  ])
  const [wordingView, view] = await Promise.all([
    readWordingViews(
      tx,
      board.id,
      standings.flatMap(({ inForce }) => inForce ?? []),
    ),
    readSignOffViews(tx, standings),
  ])
  return {
    authorities,
    asks: standings.map((stands) => askView(stands, stands.inForce && wordingView(stands.inForce), reader, view)),
    totals: sumOf(standings.filter(({ ask }) => ask.withdrawnSeq === null).map(({ tally }) => tally)),
    mine: mine(reader, authorities),
  }
}

function sumOf(tallies: readonly Tally[]): AskList['totals'] {
  const totals: AskList['totals'] = { ...tallyOf([]) }
  for (const tally of tallies) {
    for (const state of SIGN_OFF_STATES) totals[state] += tally[state]
    totals.of += tally.of
  }
  return totals
}

/** One ask with its draft, every wording (newest first) and every act of every body (oldest first); undefined for an unknown id. */
export async function readAsk(tx: Tx, board: BoardRow, askId: string, asking: Asking): Promise<AskDetail | undefined> {
  const { actor } = asking
  const authorities = await readAuthorities(tx, board.id)
  const within = await readWithin(tx, board.id)
  const [[stands], reader, wordingRows, events, bodyRows, prepared, draft] = await Promise.all([
    readAskStandings(tx, board.id, authorities, asking.now, askId),
    readerOf(tx, board.id, asking),
    tx
      .select(wordingColumns)
      .from(wordings)
      .where(and(eq(wordings.boardId, board.id), eq(wordings.askId, askId)))
      .orderBy(desc(wordings.version)),
    readEvents(tx, board.id, askId),
    tx.select({ id: bodies.id, title: bodies.title }).from(bodies).where(eq(bodies.boardId, board.id)),
    readPrepared(tx, board.id, actor, askId),
    readDraft(tx, board.id, { kind: 'ask', of: askId }, actor, within),
  ])
  if (!stands) return undefined

  const [wordingView, eventView, view] = await Promise.all([
    readWordingViews(tx, board.id, wordingRows),
    readEventViews(tx, board.id, events),
    readSignOffViews(tx, [stands]),
  ])
  const names = new Map(bodyRows.map(({ id, title }) => [id, title]))
  const views = wordingRows.map((row) => wordingView(row))
  return {
    ask: askView(stands, views[0] ?? null, reader, view),
    authorities,
    partnerNames: stands.ask.partnerIds.map((id) => names.get(id) ?? id),
    wordings: views,
    history: events.map((row) => eventView(row)),
    mine: mine(reader, authorities),
    prepared,
    draft,
    draftHash: draft && textHash(draft.texts['wording'] ?? ''),
  }
}

async function readEvents(tx: Tx, boardId: string, askId: string): Promise<EventRow[]> {
  return tx
    .select()
    .from(signOffEvents)
    .where(and(eq(signOffEvents.boardId, boardId), eq(signOffEvents.askId, askId)))
    .orderBy(asc(signOffEvents.seq))
}

/** Answers that lie prepared for the reader's own body, on words in force or not; of one ask or of all. Nobody else's are read. */
export async function readPrepared(tx: Tx, boardId: string, actor: Actor, askId?: string): Promise<PreparedView[]> {
  if (actor.body === null || abilities(actor, ['sign-off.prepare'], { body: actor.body }).length === 0) return []
  const rows = await tx
    .select()
    .from(preparedAnswers)
    .where(
      and(
        eq(preparedAnswers.boardId, boardId),
        eq(preparedAnswers.bodyId, actor.body),
        isNull(preparedAnswers.endedBy),
        askId === undefined ? undefined : eq(preparedAnswers.askId, askId),
      ),
    )
    .orderBy(asc(preparedAnswers.seq))
  const signatory = await readSignatories(
    tx,
    boardId,
    rows.map(({ seq }) => seq),
  )
  return rows.map(({ boardId: _, bodyId: _body, wordingHash: _hash, endedBy: _ended, part, at, ...row }) => ({
    ...row,
    part: part === '' ? null : part,
    at: at.toISOString(),
    by: signatory(row.seq),
  }))
}

/** The receipt of the act in ledger entry `seq`, or undefined when that entry is no act on a cell (D9). */
export async function readReceipt(tx: Tx, board: BoardRow, seq: number): Promise<ReceiptView | undefined> {
  const [found] = await tx
    .select({ askId: signOffEvents.askId, entryHash: ledgerEntries.hash })
    .from(signOffEvents)
    .innerJoin(
      ledgerEntries,
      and(eq(ledgerEntries.boardId, signOffEvents.boardId), eq(ledgerEntries.seq, signOffEvents.seq)),
    )
    .where(and(eq(signOffEvents.boardId, board.id), eq(signOffEvents.seq, seq)))
  if (!found) return undefined

  const [[ask], wordingRows, events, authorities] = await Promise.all([
    tx
      .select(askColumns)
      .from(asks)
      .where(and(eq(asks.boardId, board.id), eq(asks.id, found.askId))),
    tx
      .select(wordingColumns)
      .from(wordings)
      .where(and(eq(wordings.boardId, board.id), eq(wordings.askId, found.askId)))
      .orderBy(desc(wordings.version)),
    readEvents(tx, board.id, found.askId),
    tx.select({ id: bodies.id, title: bodies.title }).from(bodies).where(eq(bodies.boardId, board.id)),
  ])
  const act = events.find((event) => event.seq === seq)
  const wording = wordingRows.find(({ version }) => version === act?.wordingVersion)
  const [inForce] = wordingRows
  const authority = authorities.find(({ id }) => id === act?.bodyId)
  if (!ask || !act || !wording || !inForce || !authority) return undefined

  const later = events.filter((event) => event.seq > seq && event.bodyId === act.bodyId && event.part === act.part)
  const [wordingView, eventView] = await Promise.all([
    readWordingViews(tx, board.id, [wording, inForce]),
    readEventViews(tx, board.id, [act, ...later]),
  ])
  return {
    board: { slug: board.slug, title: board.title },
    ask: {
      id: ask.id,
      number: ask.number,
      title: ask.title,
      part: ask.parts.find(({ id }) => id === act.part) ?? null,
    },
    authority,
    act: eventView(act),
    wording: wordingView(wording),
    inForce: wordingView(inForce),
    later: later.map((row) => eventView(row)),
    entry: { seq, hash: found.entryHash },
  }
}
