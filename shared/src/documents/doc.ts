import * as Y from 'yjs'

import { rootsOf, type DocumentKind } from './schema.ts'

/** Client id of what the house itself writes: first texts of a document. Never issued to a person. */
export const SEED_CLIENT_ID = 1

/** Client ids below this are kept for the house; the server issues from here to 2^32 - 1. */
export const FIRST_ISSUED_CLIENT_ID = 1_024

/** An empty document whose roots have their declared types. The server's gate needs them so; a browser does well to begin with it too. */
export function createDoc(kind: DocumentKind, options: { readonly clientId?: number } = {}): Y.Doc {
  const doc = new Y.Doc()
  if (options.clientId !== undefined) doc.clientID = options.clientId
  for (const [root, shape] of Object.entries(rootsOf(kind))) {
    if (shape.type === 'rich-text') doc.getXmlFragment(root)
    else doc.getMap(root)
  }
  return doc
}

/**
 * The first update of a new document: what `fill` writes, as bytes to be stored as update 1 of epoch 1 in the transaction
 * that creates the document. Never for a document that holds something already (reliability rule 8: text would double).
 */
export function seedUpdate(
  kind: DocumentKind,
  fill: (doc: Y.Doc) => void,
  clientId: number = SEED_CLIENT_ID,
): Uint8Array {
  const doc = createDoc(kind, { clientId })
  doc.transact(() => fill(doc))
  return Y.encodeStateAsUpdate(doc)
}
