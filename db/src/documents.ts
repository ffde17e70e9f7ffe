import { hash, randomInt } from 'node:crypto'

import { and, asc, desc, eq, gt, inArray, isNull, lt, max, or, sql } from 'drizzle-orm'

import type { DocumentContent } from '@concordat/shared/documents/content'
import { FIRST_ISSUED_CLIENT_ID } from '@concordat/shared/documents/doc'
import type { DocumentKind } from '@concordat/shared/documents/schema'

import { constraintOf, type Db, type Tx } from './client.ts'
import {
  APPEND,
  APPEND_BEHIND,
  APPEND_ROWS,
  asJson,
  PREPARED,
  SAVE_PROJECTIONS,
  TAKE_TURN,
} from './document-statements.ts'
import { boards } from './schema/boards.ts'
import { documentClients, documentProjections, documents, documentUpdates } from './schema/documents.ts'

/** A draft document as the sync server needs it. What it holds is its log of updates. */
export interface DocumentRecord {
  readonly id: string
  readonly boardId: string
  readonly boardSlug: string
  readonly kind: DocumentKind
  /** The record the draft is about. */
  readonly of: string
  readonly title: string
  readonly epoch: number
}

/** One accepted update: the server's own encoding of it, and who is answerable for it. `seq` counts 1, 2, 3 … within document and epoch. */
export interface DocumentUpdate {
  readonly documentId: string
  readonly epoch: number
  readonly seq: number
  readonly personId: string
  readonly clientId: number
  readonly update: Uint8Array
  readonly at: Date
}

export interface DocumentProjection {
  readonly documentId: string
  readonly epoch: number
  readonly seq: number
  readonly content: DocumentContent
  readonly changedAt: Date
}

/** Another writer has taken one of these numbers, or these very rows are there already: read the log again. Nothing was written. */
export class LogConflict extends Error {
  override readonly name = 'LogConflict'
}

/** A stored update is not what was stored, or one is missing (fault F28). `readable` holds what comes before it. */
export class LogDamaged extends Error {
  override readonly name = 'LogDamaged'
  readonly readable: readonly DocumentUpdate[]

  constructor(message: string, readable: readonly DocumentUpdate[] = []) {
    super(message)
    this.readable = readable
  }
}

const columns = {
  id: documents.id,
  boardId: documents.boardId,
  boardSlug: boards.slug,
  kind: documents.kind,
  of: documents.ofId,
  title: documents.title,
  epoch: documents.epoch,
}

/** The document of that id; null when there is none. `id` must be a UUID. */
export async function findDocument(db: Db | Tx, id: string): Promise<DocumentRecord | null> {
  const [row] = await db
    .select(columns)
    .from(documents)
    .innerJoin(boards, eq(boards.id, documents.boardId))
    .where(eq(documents.id, id))
  return row ?? null
}

/** The draft of that kind about that record, on the board with that slug; null when there is none. */
export async function findDocumentAbout(
  db: Db | Tx,
  boardSlug: string,
  about: { readonly kind: DocumentKind; readonly of: string },
): Promise<DocumentRecord | null> {
  const [row] = await db
    .select(columns)
    .from(documents)
    .innerJoin(boards, eq(boards.id, documents.boardId))
    .where(and(eq(boards.slug, boardSlug), eq(documents.kind, about.kind), eq(documents.ofId, about.of)))
  return row ?? null
}

/** The updates of a document's epoch after number `after`, in order. Rejects with `LogDamaged` when a hash is wrong or a number is missing. */
export async function loadUpdates(
  db: Db | Tx,
  documentId: string,
  epoch: number,
  after = 0,
): Promise<DocumentUpdate[]> {
  const rows = await db
    .select({
      seq: documentUpdates.seq,
      personId: documentUpdates.personId,
      clientId: documentUpdates.clientId,
      update: documentUpdates.update,
      updateHash: documentUpdates.updateHash,
      at: documentUpdates.at,
    })
    .from(documentUpdates)
    .where(
      and(eq(documentUpdates.documentId, documentId), eq(documentUpdates.epoch, epoch), gt(documentUpdates.seq, after)),
    )
    .orderBy(asc(documentUpdates.seq))
  const readable: DocumentUpdate[] = []
  for (const { updateHash, ...row } of rows) {
    const seq = after + readable.length + 1
    if (row.seq !== seq) throw new LogDamaged(`Update ${seq} of document ${documentId} is missing.`, readable)
    if (hash('sha256', row.update, 'hex') !== updateHash)
      throw new LogDamaged(`Update ${row.seq} of document ${documentId} is damaged.`, readable)
    readable.push({ documentId, epoch, ...row })
  }
  return readable
}

/** How far a document is on disk: its epoch, and the last number in the log of that epoch (0: nothing yet). */
export interface LogHead {
  readonly epoch: number
  readonly seq: number
}

/** Heads of these documents in one query; those that do not exist are left out. */
export async function headsOf(db: Db | Tx, documentIds: readonly string[]): Promise<ReadonlyMap<string, LogHead>> {
  if (documentIds.length === 0) return new Map()
  const head = db
    .select({ seq: sql<number>`coalesce(max(${documentUpdates.seq}), 0)` })
    .from(documentUpdates)
    .where(and(eq(documentUpdates.documentId, documents.id), eq(documentUpdates.epoch, documents.epoch)))
  const rows = await db
    .select({ id: documents.id, epoch: documents.epoch, seq: sql<string>`(${head})` })
    .from(documents)
    .where(inArray(documents.id, [...documentIds]))
  return new Map(rows.map(({ id, epoch, seq }) => [id, { epoch, seq: Number(seq) }]))
}

/**
 * Appends updates of any number of documents in one statement: all or none. Rejects with `LogConflict` when a number is taken.
 *
 * Every edit of everybody goes through here, so on a pool it is one prepared statement whose text does not change with the number
 * of rows: one message to the database and one answer.
 */
export async function appendUpdates(db: Db | Tx, updates: readonly DocumentUpdate[]): Promise<void> {
  if (updates.length === 0) return
  const rows = JSON.stringify(updates.map(asJson))
  try {
    if ('$client' in db) await db.$client.unsafe(`${APPEND} $1 ${APPEND_ROWS}`, [rows], PREPARED)
    else await db.execute(sql`${sql.raw(APPEND)} ${rows} ${sql.raw(APPEND_ROWS)}`)
  } catch (cause) {
    if (constraintOf(cause) === 'document_updates_pkey')
      throw new LogConflict('A number in the log is taken.', { cause })
    throw cause
  }
}

/**
 * Appends updates after whatever is in the logs by then, under numbers that the database gives: for documents that several nodes
 * write at once. Those who append to one document this way take turns, so that none of them starves. Answers the first number
 * each document got; its updates follow it without a gap. All or none; rejects with `LogConflict` when one who takes no turn
 * came in between.
 */
export async function appendBehindOthers(
  db: Db,
  updates: readonly DocumentUpdate[],
): Promise<ReadonlyMap<string, number>> {
  if (updates.length === 0) return new Map()
  // In one order everywhere, or two nodes could wait for each other.
  const ids = [...new Set(updates.map(({ documentId }) => documentId))].sort()
  const rows = JSON.stringify(updates.map((update, index) => ({ ...asJson(update), place: index })))
  try {
    // Both leave together, while everyone else waits. Not one statement: it would not see what was written before its turn came.
    const [, written] = await db.$client.begin((tx) => [
      tx.unsafe(TAKE_TURN, [JSON.stringify(ids)], PREPARED),
      tx.unsafe<{ document_id: string; first: string }[]>(APPEND_BEHIND, [rows], PREPARED),
    ])
    return new Map(written.map(({ document_id: id, first }) => [id, Number(first)]))
  } catch (cause) {
    if (constraintOf(cause) === 'document_updates_pkey')
      throw new LogConflict('A number in the log is taken.', { cause })
    throw cause
  }
}

/**
 * Issues a client id nobody else has for this document, bound to the person for ever (reliability rule 3). Random, 32 bit, as
 * Yjs makes them; the few below `FIRST_ISSUED_CLIENT_ID` are the house's own.
 */
export async function issueClient(
  db: Db | Tx,
  client: {
    readonly documentId: string
    readonly personId: string
    readonly postId: string | null
    readonly issuedAt: Date
  },
): Promise<number> {
  for (;;) {
    const clientId = randomInt(FIRST_ISSUED_CLIENT_ID, 2 ** 32)
    const issued = await db
      .insert(documentClients)
      .values({ ...client, clientId })
      .onConflictDoNothing({ target: [documentClients.documentId, documentClients.clientId] })
      .returning({ clientId: documentClients.clientId })
    if (issued.length > 0) return clientId
  }
}

/** Client ids issued to this person for this document, the newest last. */
export async function clientsOf(db: Db | Tx, documentId: string, personId: string): Promise<number[]> {
  const rows = await db
    .select({ clientId: documentClients.clientId })
    .from(documentClients)
    .where(and(eq(documentClients.documentId, documentId), eq(documentClients.personId, personId)))
    .orderBy(asc(documentClients.issuedAt), asc(documentClients.clientId))
  return rows.map(({ clientId }) => clientId)
}

/**
 * Stores what documents read, all in one statement; what is there already at the same number or a later one stays. Resolves before
 * it is on disk, so that no edit waits for the disk behind it: a reading that a crash takes away is made again from the log.
 */
export async function saveProjections(db: Db, projections: readonly DocumentProjection[]): Promise<void> {
  if (projections.length === 0) return
  const rows = projections.map(({ documentId, epoch, seq, content, changedAt }) => ({
    document_id: documentId,
    epoch,
    seq,
    content,
    changed_at: changedAt,
  }))
  await db.$client.unsafe(SAVE_PROJECTIONS, [JSON.stringify(rows)], PREPARED)
}

export async function readProjection(db: Db | Tx, documentId: string): Promise<DocumentProjection | null> {
  const [row] = await db
    .select({
      documentId: documentProjections.documentId,
      epoch: documentProjections.epoch,
      seq: documentProjections.seq,
      content: documentProjections.content,
      changedAt: documentProjections.changedAt,
    })
    .from(documentProjections)
    .where(eq(documentProjections.documentId, documentId))
  return row ?? null
}

/** Documents whose log has moved past their projection, or that have none: what a crash between the two leaves behind. */
export async function documentsToProject(db: Db | Tx): Promise<string[]> {
  const heads = db
    .select({
      documentId: documentUpdates.documentId,
      epoch: documentUpdates.epoch,
      seq: max(documentUpdates.seq).as('head_seq'),
    })
    .from(documentUpdates)
    .groupBy(documentUpdates.documentId, documentUpdates.epoch)
    .as('heads')
  const rows = await db
    .select({ id: documents.id })
    .from(documents)
    .innerJoin(heads, and(eq(heads.documentId, documents.id), eq(heads.epoch, documents.epoch)))
    .leftJoin(documentProjections, eq(documentProjections.documentId, documents.id))
    .where(
      or(
        isNull(documentProjections.documentId),
        lt(documentProjections.epoch, documents.epoch),
        and(eq(documentProjections.epoch, documents.epoch), lt(documentProjections.seq, heads.seq)),
      ),
    )
    .orderBy(desc(heads.seq))
  return rows.map(({ id }) => id)
}
