import {
  appendUpdates,
  clientsOf,
  documentsToProject,
  findDocument,
  issueClient,
  loadUpdates,
  saveProjection,
  type DocumentProjection,
  type DocumentRecord,
  type DocumentUpdate,
} from '@concordat/db/documents'
import type { Db } from '@concordat/db/client'

/** Where drafts are kept. Promises are those of `db/src/documents.ts`, which the contract suite holds both implementations to. */
export interface DocumentStore {
  findDocument(id: string): Promise<DocumentRecord | null>
  /** In order from 1, without gaps. Rejects with `LogDamaged`. */
  loadUpdates(documentId: string, epoch: number): Promise<readonly DocumentUpdate[]>
  /** All or none, and on disk once it resolves. Rejects with `LogConflict` when a number is taken; any other error may pass. */
  appendUpdates(updates: readonly DocumentUpdate[]): Promise<void>
  issueClient(client: {
    readonly documentId: string
    readonly personId: string
    readonly postId: string | null
    readonly issuedAt: Date
  }): Promise<number>
  /** The newest last. */
  clientsOf(documentId: string, personId: string): Promise<readonly number[]>
  saveProjection(projection: DocumentProjection): Promise<void>
  documentsToProject(): Promise<readonly string[]>
}

export function postgresStore(db: Db): DocumentStore {
  return {
    findDocument: (id) => findDocument(db, id),
    loadUpdates: (documentId, epoch) => loadUpdates(db, documentId, epoch),
    appendUpdates: (updates) => appendUpdates(db, updates),
    issueClient: (client) => issueClient(db, client),
    clientsOf: (documentId, personId) => clientsOf(db, documentId, personId),
    saveProjection: (projection) => saveProjection(db, projection),
    documentsToProject: () => documentsToProject(db),
  }
}
