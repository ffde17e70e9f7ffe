import { createHash } from 'node:crypto'

import { and, desc, eq, isNull, lt, lte, sql } from 'drizzle-orm'

import { inTransaction, type Db, type Tx } from './client.ts'
import { loadUpdates, LogDamaged, type DocumentUpdate } from './documents.ts'
import { documentSnapshots } from './schema/documents.ts'

/** The state that the log of a document makes up to `seq`, folded into one update. Derived: the log stays the truth. */
export interface DocumentSnapshot {
  readonly documentId: string
  readonly epoch: number
  readonly seq: number
  readonly state: Uint8Array
  /** Encoded state vector of `state`; null where it was not kept. */
  readonly vector: Uint8Array | null
  readonly at: Date
  /** Why it is kept for good; null: later ones replace it. */
  readonly keptFor: string | null
}

/** A draft as it is read from disk: the newest good snapshot, and every update after it. */
export interface StoredDraft {
  readonly snapshot: DocumentSnapshot | null
  readonly updates: readonly DocumentUpdate[]
  /** Snapshots that are not what was stored, and were passed over. */
  readonly damagedSnapshots: readonly number[]
  /** Why the log goes on and cannot be read further; null when it is whole. What is there may be read and not be written to. */
  readonly damage: string | null
}

/** Any fixed number; the second half of the key is the document. */
const COMPACTION_LOCK = 4_118_222
/** Two, so that a damaged one has a predecessor. */
const SNAPSHOTS_KEPT = 2

/**
 * Reads a draft by its newest good snapshot (performance lesson 4); `upTo` leaves later ones out. A damaged snapshot is passed
 * over for the one before it, and in the end for the log alone. A damaged row ends the reading before it (fault F28).
 */
export async function loadDraft(
  db: Db | Tx,
  documentId: string,
  epoch: number,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<StoredDraft> {
  const { snapshot, damagedSnapshots } = await newestGoodSnapshot(db, documentId, epoch, upTo)
  try {
    const updates = await loadUpdates(db, documentId, epoch, snapshot?.seq)
    return { snapshot, updates, damagedSnapshots, damage: null }
  } catch (error) {
    if (!(error instanceof LogDamaged)) throw error
    return { snapshot, updates: error.readable, damagedSnapshots, damage: error.message }
  }
}

async function newestGoodSnapshot(
  db: Db | Tx,
  documentId: string,
  epoch: number,
  upTo: number,
): Promise<Pick<StoredDraft, 'snapshot' | 'damagedSnapshots'>> {
  const damagedSnapshots: number[] = []
  for (let below = upTo; ;) {
    const [row] = await db
      .select()
      .from(documentSnapshots)
      .where(
        and(
          eq(documentSnapshots.documentId, documentId),
          eq(documentSnapshots.epoch, epoch),
          lte(documentSnapshots.seq, below),
        ),
      )
      .orderBy(desc(documentSnapshots.seq))
      .limit(1)
    if (row === undefined) return { snapshot: null, damagedSnapshots }
    const { stateHash, ...snapshot } = row
    if (hashOf(snapshot) === stateHash) return { snapshot, damagedSnapshots }
    damagedSnapshots.push(snapshot.seq)
    below = snapshot.seq - 1
  }
}

function hashOf({ state, vector }: Pick<DocumentSnapshot, 'state' | 'vector'>): string {
  const hash = createHash('sha256').update(state)
  return (vector === null ? hash : hash.update(vector)).digest('hex')
}

/**
 * Stores a snapshot; the log is not touched. Of several nodes one does it, by advisory lock, and the others go on: false then,
 * and also when a snapshot less than `atLeast` updates older is there. Doing it again changes nothing, except that a snapshot
 * that is kept for good stays so.
 */
export async function saveSnapshot(db: Db, snapshot: DocumentSnapshot, atLeast: number): Promise<boolean> {
  const { documentId, epoch, seq, keptFor } = snapshot
  const ofDocument = and(eq(documentSnapshots.documentId, documentId), eq(documentSnapshots.epoch, epoch))
  return inTransaction(db, async (tx) => {
    const [lock] = await tx.execute<{ taken: boolean }>(
      sql`select pg_try_advisory_xact_lock(${COMPACTION_LOCK}, hashtext(${documentId})) as taken`,
    )
    // A restore point waits for its turn: it is not derived from what others would store.
    if (lock?.taken !== true && keptFor === null) return false
    if (lock?.taken !== true)
      await tx.execute(sql`select pg_advisory_xact_lock(${COMPACTION_LOCK}, hashtext(${documentId}))`)

    const kept = await tx
      .select({ seq: documentSnapshots.seq })
      .from(documentSnapshots)
      .where(ofDocument)
      .orderBy(desc(documentSnapshots.seq))
      .limit(SNAPSHOTS_KEPT)
    if (keptFor === null && kept.some((other) => other.seq > seq - atLeast)) return false
    await tx
      .insert(documentSnapshots)
      .values({ ...snapshot, stateHash: hashOf(snapshot) })
      .onConflictDoUpdate({
        target: [documentSnapshots.documentId, documentSnapshots.epoch, documentSnapshots.seq],
        set: { keptFor: sql`coalesce(${documentSnapshots.keptFor}, ${keptFor}::text)` },
      })
    const oldest = kept.at(SNAPSHOTS_KEPT - 2)
    if (keptFor === null && oldest !== undefined)
      await tx
        .delete(documentSnapshots)
        .where(and(ofDocument, lt(documentSnapshots.seq, oldest.seq), isNull(documentSnapshots.keptFor)))
    return true
  })
}
