import type { Db } from '@concordat/db/client'
import { loadDraft, saveSnapshot, type DocumentSnapshot, type StoredDraft } from '@concordat/db/document-snapshots'
import {
  appendBehindOthers,
  appendUpdates,
  clientsOf,
  documentsToProject,
  findDocument,
  headsOf,
  issueClient,
  loadUpdates,
  saveProjections,
  type DocumentProjection,
  type DocumentRecord,
  type DocumentUpdate,
  type LogHead,
} from '@concordat/db/documents'

/** Where drafts are kept. Promises are those of `db/src/documents.ts`, which the contract suite holds both implementations to. */
export interface DocumentStore {
  findDocument(id: string): Promise<DocumentRecord | null>
  /** The newest good snapshot up to number `upTo`, and every update after it. Damage is said, not thrown. */
  loadDraft(documentId: string, epoch: number, upTo?: number): Promise<StoredDraft>
  /** What comes after number `after`, in order and without gaps. Rejects with `LogDamaged`. */
  loadUpdates(documentId: string, epoch: number, after?: number): Promise<readonly DocumentUpdate[]>
  /** Epoch and last number of each of these documents. */
  headsOf(documentIds: readonly string[]): Promise<ReadonlyMap<string, LogHead>>
  /** All or none, and on disk once it resolves. Rejects with `LogConflict` when a number is taken; any other error may pass. */
  appendUpdates(updates: readonly DocumentUpdate[]): Promise<void>
  /** The same behind whatever is in the logs by then. Answers the first number that each document got; the numbers in `updates` count for nothing. */
  appendBehindOthers(updates: readonly DocumentUpdate[]): Promise<ReadonlyMap<string, number>>
  /** Keeps a folded state, unless another node is at it or one less than `atLeast` updates older is there: false then. */
  saveSnapshot(snapshot: DocumentSnapshot, atLeast: number): Promise<boolean>
  issueClient(client: {
    readonly documentId: string
    readonly personId: string
    readonly postId: string | null
    readonly issuedAt: Date
  }): Promise<number>
  /** The newest last. */
  clientsOf(documentId: string, personId: string): Promise<readonly number[]>
  /** All or none; what is there already at a later number stays. */
  saveProjections(projections: readonly DocumentProjection[]): Promise<void>
  documentsToProject(): Promise<readonly string[]>
}

export function postgresStore(db: Db): DocumentStore {
  return {
    findDocument: (id) => findDocument(db, id),
    loadDraft: (documentId, epoch, upTo) => loadDraft(db, documentId, epoch, upTo),
    loadUpdates: (documentId, epoch, after) => loadUpdates(db, documentId, epoch, after),
    headsOf: (documentIds) => headsOf(db, documentIds),
    appendUpdates: (updates) => appendUpdates(db, updates),
    appendBehindOthers: (updates) => appendBehindOthers(db, updates),
    saveSnapshot: (snapshot, atLeast) => saveSnapshot(db, snapshot, atLeast),
    issueClient: (client) => issueClient(db, client),
    clientsOf: (documentId, personId) => clientsOf(db, documentId, personId),
    saveProjections: (projections) => saveProjections(db, projections),
    documentsToProject: () => documentsToProject(db),
  }
}
