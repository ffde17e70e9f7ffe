import type { DocumentSnapshot, StoredDraft } from '@concordat/db/document-snapshots'
import {
  LogConflict,
  LogDamaged,
  type DocumentProjection,
  type DocumentRecord,
  type DocumentUpdate,
  type LogHead,
} from '@concordat/db/documents'
import { FIRST_ISSUED_CLIENT_ID } from '@concordat/shared/documents/doc'

import type { DocumentStore } from '../store.ts'

/** The store's promises without a disk. Commits can be held back, and made to fail, by hand. */
export class MemoryStore implements DocumentStore {
  readonly documents = new Map<string, DocumentRecord>()
  readonly updates: DocumentUpdate[] = []
  readonly snapshots: DocumentSnapshot[] = []
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

  async loadDraft(documentId: string, epoch: number, upTo = Number.MAX_SAFE_INTEGER): Promise<StoredDraft> {
    const snapshot =
      this.snapshots
        .filter((kept) => kept.documentId === documentId && kept.epoch === epoch && kept.seq <= upTo)
        .sort((a, b) => b.seq - a.seq)[0] ?? null
    try {
      const updates = await this.loadUpdates(documentId, epoch, snapshot?.seq)
      return { snapshot, updates, damagedSnapshots: [], damage: null }
    } catch (error) {
      if (!(error instanceof LogDamaged)) throw error
      return { snapshot, updates: error.readable, damagedSnapshots: [], damage: error.message }
    }
  }

  async loadUpdates(documentId: string, epoch: number, after = 0): Promise<readonly DocumentUpdate[]> {
    return this.updates
      .filter((update) => update.documentId === documentId && update.epoch === epoch && update.seq > after)
      .sort((a, b) => a.seq - b.seq)
  }

  async headsOf(documentIds: readonly string[]): Promise<ReadonlyMap<string, LogHead>> {
    const found = documentIds.flatMap((id) => {
      const epoch = this.documents.get(id)?.epoch
      return epoch === undefined ? [] : [[id, { epoch, seq: this.#head(id, epoch) }] as const]
    })
    return new Map(found)
  }

  #head(documentId: string, epoch: number): number {
    const own = this.updates.filter((update) => update.documentId === documentId && update.epoch === epoch)
    return Math.max(0, ...own.map(({ seq }) => seq))
  }

  async appendBehindOthers(updates: readonly DocumentUpdate[]): Promise<ReadonlyMap<string, number>> {
    await this.#waitWhileHeld()
    const first = new Map<string, number>()
    for (const update of updates) {
      const seq = this.#head(update.documentId, update.epoch) + 1
      if (!first.has(update.documentId)) first.set(update.documentId, seq)
      this.updates.push({ ...update, seq })
    }
    this.rounds.push(updates.length)
    return first
  }

  async saveSnapshot(snapshot: DocumentSnapshot, atLeast: number): Promise<boolean> {
    const newer = this.snapshots.some(
      ({ documentId, epoch, seq }) =>
        documentId === snapshot.documentId && epoch === snapshot.epoch && seq > snapshot.seq - atLeast,
    )
    if (newer && snapshot.keptFor === null) return false
    this.snapshots.push(snapshot)
    return true
  }

  async #waitWhileHeld(): Promise<void> {
    if (!this.#isHeld) return
    const failure = await new Promise<Error | undefined>((resolve) => this.#held.push({ go: resolve }))
    if (failure !== undefined) throw failure
  }

  async appendUpdates(updates: readonly DocumentUpdate[]): Promise<void> {
    await this.#waitWhileHeld()
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

  async saveProjections(projections: readonly DocumentProjection[]): Promise<void> {
    for (const projection of projections) this.projections.set(projection.documentId, projection)
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
