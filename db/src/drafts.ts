import { SEED_CLIENT_ID } from '@concordat/shared/documents/doc'
import { sha256Hex } from '@concordat/shared/hash'

import type { Tx } from './client.ts'
import { documentClients, documents, documentUpdates } from './schema/documents.ts'

/**
 * Makes a draft document. With `seed`, its first text is update 1 of epoch 1, written by the house: in the same transaction,
 * because a document that has once been opened must never be seeded (reliability rule 8).
 */
export async function insertDocument(
  tx: Tx,
  document: typeof documents.$inferInsert,
  seed: { readonly update: Uint8Array; readonly person: string } | undefined,
): Promise<void> {
  await tx.insert(documents).values(document)
  if (seed === undefined) return
  const { id: documentId, createdAt: at } = document
  await tx.insert(documentClients).values({ documentId, clientId: SEED_CLIENT_ID, personId: seed.person, issuedAt: at })
  await tx.insert(documentUpdates).values({
    documentId,
    epoch: 1,
    seq: 1,
    personId: seed.person,
    clientId: SEED_CLIENT_ID,
    update: seed.update,
    updateHash: sha256Hex(seed.update),
    at,
  })
}
