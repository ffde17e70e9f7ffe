import { LogConflict, type DocumentProjection, type DocumentRecord, type DocumentUpdate } from '@concordat/db/documents'
import { FIRST_ISSUED_CLIENT_ID } from '@concordat/shared/documents/doc'

import type { DocumentStore } from '../store.ts'

/** The store's promises without a disk. Commits can be held back, and made to fail, by hand. */
export class MemoryStore implements DocumentStore {
  readonly documents = new Map<string, DocumentRecord>()
  readonly updates: DocumentUpdate[] = []
  readonly clients: { readonly documentId: string; readonly clientId: number; readonly personId: string }[] = []
  readonly projections = new Map<string, DocumentProjection>()
  /** Rows of every statement that was carried out. */
  readonly rounds: number[] = []
  #nextClient = FIRST_ISSUED_CLIENT_ID
  #isHeld = false
  #held: { readonly go: (failure: Error | undefined) => void }[] = []

  async findDocument(id: string): Promise<DocumentRecord | null> {
    return this.documents.get(id) ?? null
  }

  async loadUpdates(documentId: string, epoch: number): Promise<readonly DocumentUpdate[]> {
    return this.updates
      .filter((update) => update.documentId === documentId && update.epoch === epoch)
      .sort((a, b) => a.seq - b.seq)
  }

  async appendUpdates(updates: readonly DocumentUpdate[]): Promise<void> {
    if (this.#isHeld) {
      const failure = await new Promise<Error | undefined>((resolve) => this.#held.push({ go: resolve }))
      if (failure !== undefined) throw failure
    }
    const key = ({ documentId, epoch, seq }: DocumentUpdate): string => `${documentId} ${epoch} ${seq}`
    const taken = new Set(this.updates.map(key))
    if (updates.some((update) => taken.has(key(update)))) throw new LogConflict('taken')
    this.updates.push(...updates)
    this.rounds.push(updates.length)
  }

  async issueClient({ documentId, personId }: { documentId: string; personId: string }): Promise<number> {
    const clientId = (this.#nextClient += 1)
    this.clients.push({ documentId, clientId, personId })
    return clientId
  }

  async clientsOf(documentId: string, personId: string): Promise<readonly number[]> {
    return this.clients
      .filter((client) => client.documentId === documentId && client.personId === personId)
      .map(({ clientId }) => clientId)
  }

  async saveProjection(projection: DocumentProjection): Promise<void> {
    this.projections.set(projection.documentId, projection)
  }

  async documentsToProject(): Promise<readonly string[]> {
    return [...this.documents.keys()].filter((id) => {
      const head = this.updates.filter(({ documentId }) => documentId === id).length
      return head > (this.projections.get(id)?.seq ?? 0)
    })
  }

  /** From now on commits wait for `release`. */
  hold(): void {
    this.#isHeld = true
  }

  /** Lets the commits that wait go through, or fail. */
  release(failure?: Error): void {
    const held = this.#held
    this.#held = []
    for (const { go } of held) go(failure)
  }

  /** No longer holds anything back. */
  letGo(): void {
    this.#isHeld = false
    this.release()
  }
}
