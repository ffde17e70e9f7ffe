import { describe, expect, test } from 'vitest'

import { LogConflict, type DocumentUpdate } from '@concordat/db/documents'
import { FIRST_ISSUED_CLIENT_ID } from '@concordat/shared/documents/doc'

import type { DocumentStore } from '../store.ts'

/** What every store of drafts promises. `make` gives a fresh store with two documents in it that hold nothing yet. */
export function registerStoreContract(
  make: () => Promise<{ readonly store: DocumentStore; readonly documents: readonly [string, string] }>,
): void {
  const row = (documentId: string, seq: number, byte = seq): DocumentUpdate => ({
    documentId,
    epoch: 1,
    seq,
    personId: 'amara',
    clientId: 5_000,
    update: new Uint8Array([byte, 0, 255]),
    at: new Date('2026-11-21T14:03:22.123Z'),
  })
  const plain = (updates: readonly DocumentUpdate[]): unknown =>
    updates.map(({ update, ...rest }) => ({ ...rest, update: [...update] }))
  const content = { texts: { narrative: 'März – “quoted” 👍' }, rows: { plan: [{ id: 'm-1', title: 'Hub opens' }] } }

  describe('a store of drafts', () => {
    test('[rule 1] gives back what was appended, in order, byte for byte', async () => {
      const { store, documents } = await make()
      const updates = [row(documents[0], 1), row(documents[0], 2), row(documents[1], 1)]
      await store.appendUpdates(updates)
      expect(plain(await store.loadUpdates(documents[0], 1))).toEqual(plain(updates.slice(0, 2)))
      expect(plain(await store.loadUpdates(documents[1], 1))).toEqual(plain(updates.slice(2)))
      expect(await store.loadUpdates(documents[0], 2)).toEqual([])
    })

    test('[F10] a number that is taken is a conflict, and then nothing of the round is written', async () => {
      const { store, documents } = await make()
      await store.appendUpdates([row(documents[0], 1)])
      await expect(store.appendUpdates([row(documents[1], 1), row(documents[0], 1, 9)])).rejects.toBeInstanceOf(
        LogConflict,
      )
      expect(await store.loadUpdates(documents[1], 1)).toEqual([])
      expect(plain(await store.loadUpdates(documents[0], 1))).toEqual(plain([row(documents[0], 1)]))
    })

    test('[F10] of two writers with the same number one wins', async () => {
      const { store, documents } = await make()
      const outcomes = await Promise.allSettled([
        store.appendUpdates([row(documents[0], 1, 1)]),
        store.appendUpdates([row(documents[0], 1, 2)]),
      ])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(await store.loadUpdates(documents[0], 1)).toHaveLength(1)
    })

    test('[rule 3] client ids are each issued once, bound to person and document', async () => {
      const { store, documents } = await make()
      const issue = (documentId: string, personId: string): Promise<number> =>
        store.issueClient({ documentId, personId, postId: null, issuedAt: new Date() })
      const amaras = [await issue(documents[0], 'amara'), await issue(documents[0], 'amara')]
      const bens = await issue(documents[0], 'ben')
      await issue(documents[1], 'amara')
      expect(await store.clientsOf(documents[0], 'amara')).toEqual(expect.arrayContaining(amaras))
      expect(await store.clientsOf(documents[0], 'amara')).toHaveLength(2)
      expect(await store.clientsOf(documents[0], 'ben')).toEqual([bens])
      expect(await store.clientsOf(documents[1], 'ben')).toEqual([])
      expect(new Set([...amaras, bens]).size).toBe(3)
      for (const id of [...amaras, bens]) expect(id >= FIRST_ISSUED_CLIENT_ID && id < 2 ** 32).toBe(true)
    })

    test('[architecture 1] says which documents are to be projected, until they are', async () => {
      const { store, documents } = await make()
      const due = async (): Promise<readonly string[]> =>
        (await store.documentsToProject()).filter((id) => documents.includes(id))
      expect(await due()).toEqual([])
      await store.appendUpdates([row(documents[0], 1), row(documents[0], 2)])
      expect(await due()).toEqual([documents[0]])
      await store.saveProjections([{ documentId: documents[0], epoch: 1, seq: 1, content, changedAt: new Date() }])
      expect(await due()).toEqual([documents[0]])
      await store.saveProjections([{ documentId: documents[0], epoch: 1, seq: 2, content, changedAt: new Date() }])
      expect(await due()).toEqual([])
    })

    test('[abuse 33] knows no document that is not there', async () => {
      const { store, documents } = await make()
      expect(await store.findDocument('0190c2f4-7f2e-7c3a-8d62-ffffffffffff')).toBeNull()
      expect(await store.findDocument(documents[0])).toMatchObject({ id: documents[0], epoch: 1 })
    })
  })
}
