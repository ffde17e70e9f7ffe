import { and, asc, desc, eq } from 'drizzle-orm'

import type {
  AskDetail,
  AskList,
  AskStrip,
  AskView,
  ReceiptView,
  SignOffEvent,
  WordingView,
} from '@concordat/shared/http'
import { abilities, type Act, type Actor } from '@concordat/shared/policy'
import {
  cellState,
  SIGN_OFF_STATES,
  tallyOf,
  wholeState,
  type SignOffState,
  type Tally,
} from '@concordat/shared/sign-offs'
import { textHash } from '@concordat/shared/text/canonical'

import type { Tx } from '../client.ts'
import { bodies } from '../schema/boards.ts'
import { asks, ledgerEntries, signOffEvents, wordings } from '../schema/record.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { readDraft } from './documents.ts'
import { readSignatories } from './signatories.ts'

const SIGN_OFF_ACTS: readonly Act[] = ['sign-off.give', 'sign-off.withdraw']

type AskRow = Omit<typeof asks.$inferSelect, 'boardId' | 'relatesTo' | 'seq'>
type WordingRow = Omit<typeof wordings.$inferSelect, 'boardId' | 'canonVersion' | 'issuedBy'>
type EventRow = Omit<typeof signOffEvents.$inferSelect, 'boardId' | 'personId' | 'postId'>

const askColumns = {
  id: asks.id,
  number: asks.number,
  title: asks.title,
  kind: asks.kind,
  note: asks.note,
  parts: asks.parts,
  authorityIds: asks.authorityIds,
  partnerIds: asks.partnerIds,
  gate: asks.gate,
  dueDay: asks.dueDay,
}
const wordingColumns = {
  askId: wordings.askId,
  version: wordings.version,
  text: wordings.text,
  hash: wordings.hash,
  change: wordings.change,
  reason: wordings.reason,
  issuedAt: wordings.issuedAt,
  seq: wordings.seq,
}
const eventColumns = {
  seq: signOffEvents.seq,
  askId: signOffEvents.askId,
  part: signOffEvents.part,
  bodyId: signOffEvents.bodyId,
  event: signOffEvents.event,
  wordingVersion: signOffEvents.wordingVersion,
  wordingHash: signOffEvents.wordingHash,
  conditions: signOffEvents.conditions,
  deferredTo: signOffEvents.deferredTo,
  until: signOffEvents.until,
  reason: signOffEvents.reason,
  receipt: signOffEvents.receipt,
  withdraws: signOffEvents.withdraws,
  at: signOffEvents.at,
}

export interface Authority {
  readonly id: string
  readonly title: string
  readonly short: string
}

/** Bodies of the board that sign, in the order of the board. */
export async function readAuthorities(tx: Tx, boardId: string): Promise<Authority[]> {
  return tx
    .select({ id: bodies.id, title: bodies.title, short: bodies.short })
    .from(bodies)
    .where(and(eq(bodies.boardId, boardId), eq(bodies.signatory, true)))
    .orderBy(asc(bodies.position), asc(bodies.id))
}

/** One ask, its wording in force and where every authority stands on every part of it. */
export interface AskStanding {
  readonly ask: AskRow
  readonly inForce: WordingRow | null
  /** One row for the whole ask, or one for each part; cells in the order of the authorities. */
  readonly rows: readonly {
    readonly part: { readonly id: string; readonly title: string } | null
    readonly cells: readonly Cell[]
  }[]
  /** Over authorities, by whole state (invariant 6). */
  readonly tally: Tally
}
interface Cell {
  readonly body: string
  readonly state: SignOffState
  readonly last: EventRow | undefined
}

/** Where all asks of a board stand, by number: three queries, whatever their count. */
export async function readAskStandings(
  tx: Tx,
  boardId: string,
  authorities: readonly Authority[],
): Promise<AskStanding[]> {
  const [askRows, wordingRows, lastEvents] = await Promise.all([
    tx.select(askColumns).from(asks).where(eq(asks.boardId, boardId)).orderBy(asc(asks.number)),
    tx
      .selectDistinctOn([wordings.askId], wordingColumns)
      .from(wordings)
      .where(eq(wordings.boardId, boardId))
      .orderBy(asc(wordings.askId), desc(wordings.version)),
    tx
      .selectDistinctOn([signOffEvents.askId, signOffEvents.part, signOffEvents.bodyId], eventColumns)
      .from(signOffEvents)
      .where(eq(signOffEvents.boardId, boardId))
      .orderBy(asc(signOffEvents.askId), asc(signOffEvents.part), asc(signOffEvents.bodyId), desc(signOffEvents.seq)),
  ])
  const inForce = new Map(wordingRows.map((row) => [row.askId, row]))
  const last = new Map(lastEvents.map((row) => [cellKey(row), row]))
  return askRows.map((ask) => standing(ask, inForce.get(ask.id) ?? null, last, authorities))
}

const cellKey = ({ askId, part, bodyId }: Pick<EventRow, 'askId' | 'part' | 'bodyId'>): string =>
  `${askId}/${part}/${bodyId}`

function standing(
  ask: AskRow,
  inForce: WordingRow | null,
  last: ReadonlyMap<string, EventRow>,
  authorities: readonly Authority[],
): AskStanding {
  const parts = ask.parts.length === 0 ? [null] : ask.parts
  const rows = parts.map((part) => ({
    part,
    cells: authorities.map(({ id }): Cell => {
      const event = last.get(cellKey({ askId: ask.id, part: part?.id ?? '', bodyId: id }))
      return { body: id, state: cellState(ask.authorityIds.includes(id), inForce?.version ?? 0, event), last: event }
    }),
  }))
  const whole = authorities.map((_, at) => wholeState(rows.flatMap(({ cells }) => cells[at]?.state ?? [])))
  return { ask, inForce, rows, tally: tallyOf(whole) }
}

export function askStrip({ ask, inForce, tally }: AskStanding): AskStrip {
  const { id, number, title, gate, dueDay } = ask
  return { id, number, title, gate, dueDay, wordingVersion: inForce?.version ?? 0, tally: { ...tally } }
}

function askView(stands: AskStanding, wording: WordingView | null, actor: Actor): AskView {
  const { ask, rows, tally } = stands
  const { id, number, title, kind, note, gate, dueDay, parts, authorityIds, partnerIds } = ask
  const asked = actor.body !== null && authorityIds.includes(actor.body) ? { body: actor.body } : {}
  return {
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
    signOffs: rows.flatMap(({ part, cells }) =>
      cells.flatMap(({ body, state, last }) =>
        last === undefined
          ? []
          : {
              body,
              ...(part === null ? {} : { part: part.id }),
              state,
              wordingVersion: last.wordingVersion,
              seq: last.seq,
              at: last.at.toISOString(),
              receipt: last.receipt,
              until: last.until,
            },
      ),
    ),
    tally: { ...tally },
    cells: { ...tallyOf(rows.flatMap(({ cells }) => cells.map(({ state }) => state))) },
    abilities: abilities(actor, ['wording.issue', 'document.write', ...SIGN_OFF_ACTS], { kind: 'ask', ...asked }),
  }
}

function wordingView(
  { askId: _, issuedAt, ...row }: WordingRow,
  signatory: Awaited<ReturnType<typeof readSignatories>>,
): WordingView {
  return { ...row, issuedAt: issuedAt.toISOString(), issuedBy: signatory(row.seq) }
}

function mine(actor: Actor, authorities: readonly Authority[]): AskList['mine'] {
  const own = authorities.find(({ id }) => id === actor.body)
  return own ? { body: own.id, abilities: abilities(actor, SIGN_OFF_ACTS, { body: own.id }) } : null
}

/** The matrix: every ask by every authority (D13). Totals add up asks by whole state, so a part never counts for two. */
export async function readAskList(tx: Tx, board: BoardRow, { actor }: Asking): Promise<AskList> {
  const authorities = await readAuthorities(tx, board.id)
  const standings = await readAskStandings(tx, board.id, authorities)
  const signatory = await readSignatories(
    tx,
    board.id,
    standings.flatMap(({ inForce }) => inForce?.seq ?? []),
  )
  return {
    authorities,
    asks: standings.map((stands) => askView(stands, stands.inForce && wordingView(stands.inForce, signatory), actor)),
    totals: sumOf(standings.map(({ tally }) => tally)),
    mine: mine(actor, authorities),
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

/** One ask with its draft, every wording (newest first) and every act of every authority (oldest first); undefined for an unknown id. */
export async function readAsk(
  tx: Tx,
  board: BoardRow,
  askId: string,
  { actor }: Asking,
): Promise<AskDetail | undefined> {
  const authorities = await readAuthorities(tx, board.id)
  const [standings, wordingRows, events, bodyRows, draft] = await Promise.all([
    readAskStandings(tx, board.id, authorities),
    tx
      .select(wordingColumns)
      .from(wordings)
      .where(and(eq(wordings.boardId, board.id), eq(wordings.askId, askId)))
      .orderBy(desc(wordings.version)),
    readEvents(tx, board.id, { askId }),
    tx.select({ id: bodies.id, title: bodies.title }).from(bodies).where(eq(bodies.boardId, board.id)),
    readDraft(tx, board.id, { kind: 'ask', of: askId }, actor, (id) => [id]),
  ])
  const stands = standings.find(({ ask }) => ask.id === askId)
  if (!stands) return undefined

  const signatory = await readSignatories(
    tx,
    board.id,
    [...wordingRows, ...events].map(({ seq }) => seq),
  )
  const names = new Map(bodyRows.map(({ id, title }) => [id, title]))
  const views = wordingRows.map((row) => wordingView(row, signatory))
  return {
    ask: askView(stands, views[0] ?? null, actor),
    authorities,
    partnerNames: stands.ask.partnerIds.map((id) => names.get(id) ?? id),
    wordings: views,
    history: events.map((row) => eventView(row, signatory)),
    mine: mine(actor, authorities),
    draft,
    draftHash: draft && textHash(draft.texts['wording'] ?? ''),
  }
}

async function readEvents(tx: Tx, boardId: string, of: { readonly askId: string }): Promise<EventRow[]> {
  return tx
    .select(eventColumns)
    .from(signOffEvents)
    .where(and(eq(signOffEvents.boardId, boardId), eq(signOffEvents.askId, of.askId)))
    .orderBy(asc(signOffEvents.seq))
}

function eventView(
  { bodyId, part, at, ...row }: EventRow,
  signatory: Awaited<ReturnType<typeof readSignatories>>,
): SignOffEvent {
  return { ...row, body: bodyId, part: part === '' ? null : part, at: at.toISOString(), given: signatory(row.seq) }
}

/** The receipt of the act in ledger entry `seq`, or undefined when that entry is no answer and no withdrawal (D9). */
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
    readEvents(tx, board.id, { askId: found.askId }),
    tx.select({ id: bodies.id, title: bodies.title }).from(bodies).where(eq(bodies.boardId, board.id)),
  ])
  const act = events.find((event) => event.seq === seq)
  const wording = wordingRows.find(({ version }) => version === act?.wordingVersion)
  const [inForce] = wordingRows
  const authority = authorities.find(({ id }) => id === act?.bodyId)
  if (!ask || !act || !wording || !inForce || !authority) return undefined

  const later = events.filter((event) => event.seq > seq && event.bodyId === act.bodyId && event.part === act.part)
  const signatory = await readSignatories(
    tx,
    board.id,
    [act, wording, inForce, ...later].map((row) => row.seq),
  )
  return {
    board: { slug: board.slug, title: board.title },
    ask: {
      id: ask.id,
      number: ask.number,
      title: ask.title,
      part: ask.parts.find(({ id }) => id === act.part) ?? null,
    },
    authority,
    act: eventView(act, signatory),
    wording: wordingView(wording, signatory),
    inForce: wordingView(inForce, signatory),
    later: later.map((row) => eventView(row, signatory)),
    entry: { seq, hash: found.entryHash },
  }
}
