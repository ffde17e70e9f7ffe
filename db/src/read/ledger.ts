import { and, eq, inArray } from 'drizzle-orm'

import type { LedgerPage, LedgerVerdict } from '@concordat/shared/http'

import type { Db, Tx } from '../client.ts'
import { readEntries, verifyBoard, type EntryRange } from '../ledger.ts'
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
import { asks, terms } from '../schema/record.ts'
import type { BoardRow } from './boards.ts'

/** One page of a board's ledger, in order, with the head and with names for what it mentions (J1). */
export async function readLedgerPage(tx: Tx, board: BoardRow, range: EntryRange): Promise<LedgerPage> {
  const entries = (await readEntries(tx, board.id, range)).map((entry) => ({
    ...entry,
    actor: { ...entry.actor },
    payload: { ...entry.payload },
  }))
  return { entries, head: { seq: board.headSeq, hash: board.headHash }, names: await readNames(tx, board.id, entries) }
}

const AN_ID = /^[a-z0-9][a-z0-9.-]{0,79}$/u
const A_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

/**
 * Names of everything these entries mention by id. People come before records and records before posts where one id names two
 * things, as an entry says `person`, `body` or a record's id far more often.
 */
async function readNames(tx: Tx, boardId: string, entries: LedgerPage['entries']): Promise<LedgerPage['names']> {
  const mentioned = new Set<string>()
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
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}

function collectStrings(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value)
  else if (Array.isArray(value)) for (const item of value as unknown[]) collectStrings(item, into)
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) collectStrings(member, into)
}

/** Verifies a board's chain from entry 1 up to the head that the board keeps. */
export async function verifyLedger(db: Db, board: BoardRow): Promise<LedgerVerdict> {
  const verdict = await verifyBoard(db, board.id)
  return verdict.ok ? verdict : { ...verdict, head: null }
}
