import { and, eq, inArray } from 'drizzle-orm'

import { daysBetween, londonDay } from '@concordat/shared/dates'
import type { LedgerPage } from '@concordat/shared/http'
import type { History, HistoryKind } from '@concordat/shared/http-ledger'
import type { LedgerEntry } from '@concordat/shared/ledger'

import type { Db, Tx } from '../client.ts'
import { CALENDAR, CALENDAR_NAME } from '../gates.ts'
import { readEntries, type EntryFilter, type EntryRange } from '../ledger.ts'
import {
  bodies,
  enablers,
  milestones,
  people,
  pillars,
  posts,
  programmeItems,
  programmes,
  roles,
  workstreams,
} from '../schema/boards.ts'
import { documents } from '../schema/documents.ts'
import { asks } from '../schema/asks.ts'
import { terms } from '../schema/decisions.ts'
import { ledgerAbout } from '../schema/record.ts'
import type { BoardRow } from './boards.ts'

type Entry = LedgerPage['entries'][number]
type Names = LedgerPage['names']

/** One page of a board's ledger, in order, with the head and with names for what it mentions (J1). */
export async function readLedgerPage(tx: Tx, board: BoardRow, range: EntryRange): Promise<LedgerPage> {
  const entries = await withMarks(tx, board.id, await readEntries(tx, board.id, range))
  return { entries, head: { seq: board.headSeq, hash: board.headHash }, names: await readNames(tx, board.id, entries) }
}

/** Entries as they are shown, with their names; for files, which are read piece by piece. */
export async function readShown(
  db: Db,
  boardId: string,
  range: EntryRange,
): Promise<{ readonly entries: readonly Entry[]; readonly names: Names }> {
  const entries = await withMarks(db, boardId, await readEntries(db, boardId, range))
  return { entries, names: await readNames(db, boardId, entries) }
}

/** What ledger_about calls a thing. */
const aboutIdOf = (kind: HistoryKind, id: string): string => (kind === 'snapshot' ? `snapshot-${id}` : id)

/** Everything in the record about one thing, newest first (J1). Undefined when the record does not know it. */
export async function readHistory(
  tx: Tx,
  board: BoardRow,
  { kind, id }: { readonly kind: HistoryKind; readonly id: string },
  { before = board.headSeq + 1, limit, ...filter }: EntryFilter & { readonly before?: number; readonly limit: number },
): Promise<History | undefined> {
  const about = aboutIdOf(kind, id)
  const found = await readEntries(tx, board.id, { ...filter, about, before, limit: limit + 1 })
  const entries = await withMarks(tx, board.id, found.slice(-limit).reverse())
  const names = await readNames(tx, board.id, entries, [id])
  const isKnown = entries.length > 0 || (await readEntries(tx, board.id, { about, limit: 1 })).length > 0
  if (!isKnown) return undefined
  return {
    of: { kind, id, title: names[id] ?? `${kind[0]?.toUpperCase() ?? ''}${kind.slice(1)} ${id}` },
    entries,
    names,
    next: found.length > limit ? (entries.at(-1)?.seq ?? null) : null,
  }
}

/** Adds what is known beside an entry: the day from which it was so, and which entries correct it (J3). */
async function withMarks(db: Db | Tx, boardId: string, entries: readonly LedgerEntry[]): Promise<Entry[]> {
  if (entries.length === 0) return []
  const rows = await db
    .select({ about: ledgerAbout.aboutId, by: ledgerAbout.seq })
    .from(ledgerAbout)
    .where(
      and(
        eq(ledgerAbout.boardId, boardId),
        inArray(
          ledgerAbout.aboutId,
          entries.map(({ seq }) => `entry-${seq}`),
        ),
      ),
    )
    .orderBy(ledgerAbout.seq)
  return entries.map((entry) => {
    const correctedBy = rows.filter(({ about }) => about === `entry-${entry.seq}`).map(({ by }) => by)
    const trueFrom = trueFromOf(entry)
    return {
      ...entry,
      actor: { ...entry.actor },
      payload: { ...entry.payload },
      ...(trueFrom !== undefined && { trueFrom }),
      ...(correctedBy.length > 0 && { correctedBy }),
    }
  })
}

const A_DAY = /^\d{4}-\d{2}-\d{2}$/u

/** The day from which a fact was so, where it says one more than a day before it was recorded (case 58). */
function trueFromOf({ at, payload }: LedgerEntry): string | undefined {
  const day = payload['trueFrom'] ?? payload['madeOn']
  if (typeof day !== 'string' || !A_DAY.test(day)) return undefined
  return daysBetween(day, londonDay(at)) > 1 ? day : undefined
}

const AN_ID = /^[a-z0-9][a-z0-9.-]{0,79}$/u
const A_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

/**
 * Names of everything these entries mention by id. People come before records and records before posts where one id names two
 * things, as an entry says `person`, `body` or a record's id far more often.
 */
async function readNames(
  tx: Db | Tx,
  boardId: string,
  entries: readonly Entry[],
  besides: readonly string[] = [],
): Promise<Names> {
  const mentioned = new Set<string>(besides)
  for (const { actor, payload } of entries) collectStrings([actor, payload], mentioned)
  const ids = [...mentioned].filter((text) => AN_ID.test(text))
  if (ids.length === 0) return {}

  const uuids = ids.filter((id) => A_UUID.test(id))
  const named = [
    bodies,
    roles,
    programmes,
    programmeItems,
    workstreams,
    milestones,
    pillars,
    enablers,
    asks,
    terms,
  ] as const
  const ofRecords = named.map((table) =>
    tx
      .select({ id: table.id, name: table.title })
      .from(table)
      .where(and(eq(table.boardId, boardId), inArray(table.id, ids))),
  )
  const [postRows, recordRows, documentRows, peopleRows] = await Promise.all([
    tx.select({ id: posts.id, name: posts.title }).from(posts).where(inArray(posts.id, ids)),
    Promise.all(ofRecords),
    tx
      .select({ id: documents.id, name: documents.title })
      .from(documents)
      .where(and(eq(documents.boardId, boardId), inArray(documents.id, uuids))),
    tx.select({ id: people.id, name: people.name }).from(people).where(inArray(people.id, ids)),
  ])
  const rows = [...postRows, ...recordRows.flat(), ...documentRows, ...peopleRows]
  const besidesPeople = mentioned.has(CALENDAR.person) ? { [CALENDAR.person]: CALENDAR_NAME } : {}
  return { ...besidesPeople, ...Object.fromEntries(rows.map(({ id, name }) => [id, name])) }
}

function collectStrings(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value)
  else if (Array.isArray(value)) for (const item of value as unknown[]) collectStrings(item, into)
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) collectStrings(member, into)
}
