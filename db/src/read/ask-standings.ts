import { and, asc, desc, eq, isNull } from 'drizzle-orm'

import { londonDay } from '@concordat/shared/dates'
import { standingOf, type CellContext, type Standing } from '@concordat/shared/sign-off-standing'
import { tallyOf, wholeState, type Tally } from '@concordat/shared/sign-offs'

import { asCellAct, readEditorialVersions } from '../asks.ts'
import type { Tx } from '../client.ts'
import { readOfficeHolders, type OfficeHolder } from '../offices.ts'
import { asks, preparedAnswers, signOffEvents, wordings } from '../schema/asks.ts'
import { bodies } from '../schema/boards.ts'

export type AskRow = Omit<typeof asks.$inferSelect, 'boardId' | 'relatesTo'>
export type WordingRow = Omit<typeof wordings.$inferSelect, 'boardId' | 'canonVersion'>
export type EventRow = Omit<typeof signOffEvents.$inferSelect, 'boardId'>
export type PreparedRow = Omit<typeof preparedAnswers.$inferSelect, 'boardId'>

export const askColumns = {
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
  answers: asks.answers,
  stepUp: asks.stepUp,
  withdrawnSeq: asks.withdrawnSeq,
  withdrawnAt: asks.withdrawnAt,
  withdrawnBy: asks.withdrawnBy,
  withdrawnReason: asks.withdrawnReason,
  seq: asks.seq,
}
export const wordingColumns = {
  askId: wordings.askId,
  version: wordings.version,
  text: wordings.text,
  hash: wordings.hash,
  change: wordings.change,
  reason: wordings.reason,
  weighty: wordings.weighty,
  issuedAt: wordings.issuedAt,
  issuedBy: wordings.issuedBy,
  seq: wordings.seq,
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

/** Where one body stands on one ask or part. */
export interface Cell {
  readonly body: string
  readonly state: Standing['state']
  readonly standing: Standing
  /** The last act that is more than hearsay, the answer that stands, and hearsay since. */
  readonly last: EventRow | undefined
  readonly answer: EventRow | undefined
  readonly reports: readonly EventRow[]
  readonly prepared: PreparedRow | undefined
}

/** One ask, its wording in force and where every body stands on every part of it. */
export interface AskStanding {
  readonly ask: AskRow
  readonly inForce: WordingRow | null
  /** One row for the whole ask, or one for each part; cells in the order of the authorities, partners apart (D13). */
  readonly rows: readonly {
    readonly part: { readonly id: string; readonly title: string } | null
    readonly cells: readonly Cell[]
    readonly partners: readonly Cell[]
  }[]
  /** Over authorities, by whole state (invariant 6). Hearsay and partners are in no tally. */
  readonly tally: Tally
  /** Who holds which chief executive's office on the day, of all authorities. */
  readonly holders: readonly OfficeHolder[]
}

/** Where all asks of a board stand at `now`, by number, or one of them: seven queries, whatever their count. */
export async function readAskStandings(
  tx: Tx,
  boardId: string,
  authorities: readonly Authority[],
  now: Date,
  askId?: string,
): Promise<AskStanding[]> {
  const today = londonDay(now)
  const [askRows, wordingRows, acts, prepared, editorial, holders] = await Promise.all([
    tx
      .select(askColumns)
      .from(asks)
      .where(and(eq(asks.boardId, boardId), askId === undefined ? undefined : eq(asks.id, askId)))
      .orderBy(asc(asks.number)),
    tx
      .selectDistinctOn([wordings.askId], wordingColumns)
      .from(wordings)
      .where(and(eq(wordings.boardId, boardId), askId === undefined ? undefined : eq(wordings.askId, askId)))
      .orderBy(asc(wordings.askId), desc(wordings.version)),
    tx
      .select()
      .from(signOffEvents)
      .where(and(eq(signOffEvents.boardId, boardId), askId === undefined ? undefined : eq(signOffEvents.askId, askId)))
      .orderBy(asc(signOffEvents.seq)),
    tx
      .select()
      .from(preparedAnswers)
      .where(
        and(
          eq(preparedAnswers.boardId, boardId),
          isNull(preparedAnswers.endedBy),
          askId === undefined ? undefined : eq(preparedAnswers.askId, askId),
        ),
      ),
    readEditorialVersions(tx, boardId, askId),
    readOfficeHolders(tx, boardId, 'chief-executive', today),
  ])
  const found: Found = {
    inForce: new Map(wordingRows.map((row) => [row.askId, row])),
    acts: Map.groupBy(acts, cellKey),
    prepared: new Map(prepared.map((row) => [cellKey(row), row])),
    editorial,
    holders,
    holding: Map.groupBy(holders, ({ body }) => body),
    today,
  }
  return askRows.map((ask) => standing(ask, authorities, found))
}

interface Found {
  readonly inForce: ReadonlyMap<string, WordingRow>
  readonly acts: ReadonlyMap<string, readonly EventRow[]>
  readonly prepared: ReadonlyMap<string, PreparedRow>
  readonly editorial: ReadonlyMap<string, ReadonlySet<number>>
  readonly holders: readonly OfficeHolder[]
  readonly holding: ReadonlyMap<string, readonly OfficeHolder[]>
  readonly today: string
}

const cellKey = ({ askId, part, bodyId }: Pick<EventRow, 'askId' | 'part' | 'bodyId'>): string =>
  `${askId}/${part}/${bodyId}`

const NONE: ReadonlySet<number> = new Set()

function standing(ask: AskRow, authorities: readonly Authority[], found: Found): AskStanding {
  const inForce = found.inForce.get(ask.id) ?? null
  const context = {
    inForce: inForce?.version ?? 0,
    editorial: found.editorial.get(ask.id) ?? NONE,
    today: found.today,
    // Nobody is late with an ask that is no longer one.
    dueDay: ask.withdrawnSeq === null ? ask.dueDay : null,
  }
  const cellOf = (part: string, body: string, more: Pick<CellContext, 'isAsked' | 'holders'>): Cell => {
    const key = cellKey({ askId: ask.id, part, bodyId: body })
    const acts = found.acts.get(key) ?? []
    const prepared = found.prepared.get(key)
    const stands = standingOf(acts.map(asCellAct), { ...context, ...more, prepared: prepared ?? null })
    const act = (seq: number | null): EventRow | undefined => acts.find((one) => one.seq === seq)
    return {
      body,
      state: stands.state,
      standing: stands,
      last: act(stands.last),
      answer: act(stands.answer),
      reports: acts.filter(({ seq }) => stands.reported.includes(seq)),
      prepared,
    }
  }
  const rows = (ask.parts.length === 0 ? [null] : ask.parts).map((part) => ({
    part,
    cells: authorities.map(({ id }) =>
      cellOf(part?.id ?? '', id, {
        isAsked: ask.authorityIds.includes(id),
        holders: (found.holding.get(id) ?? []).map(({ person }) => person),
      }),
    ),
    partners: ask.partnerIds.map((id) => cellOf(part?.id ?? '', id, { isAsked: true, holders: null })),
  }))
  const whole = authorities.map((_, at) => wholeState(rows.flatMap(({ cells }) => cells[at]?.state ?? [])))
  return { ask, inForce, rows, tally: tallyOf(whole), holders: found.holders }
}
