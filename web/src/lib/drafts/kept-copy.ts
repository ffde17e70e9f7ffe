import { readDocument } from '@concordat/shared/documents/content'
import { createDoc } from '@concordat/shared/documents/doc'
import { IndexeddbPersistence } from 'y-indexeddb'

import { copyOfDraft } from './copy-of-draft.ts'
import { keptName } from './kept-drafts.ts'
import type { Unsent } from './unsent-drafts.ts'

/** This device's copy of a draft as plain text, unsent changes included; empty when there is none any more. */
async function copyOfKept({ person, document, epoch, kind, title }: Unsent): Promise<string> {
  const doc = createDoc(kind, { clientId: 0 })
  const storage = new IndexeddbPersistence(keptName(person, document, epoch), doc)
  try {
    await storage.whenSynced
    const text = copyOfDraft(kind, readDocument(doc, kind))
    return text === '' ? '' : `${title}\n\n${text}`
  } finally {
    await storage.destroy()
    doc.destroy()
  }
}

/** One text of several drafts, to be saved as a file. */
export async function copyOfAllKept(unsent: readonly Unsent[]): Promise<string> {
  const copies = await Promise.all(unsent.map(copyOfKept))
  return copies.filter((copy) => copy !== '').join('\n\n\n\n')
}
