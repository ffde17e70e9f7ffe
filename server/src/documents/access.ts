import type { DocumentRecord } from '@concordat/db/documents'
import { colourOf } from '@concordat/shared/colour-of'
import { abilities, may, type Act, type Actor } from '@concordat/shared/policy'

import type { Session } from '../identity/identity.ts'
import type { PresenceUser } from './peer.ts'
import type { DocumentPorts } from './ports.ts'
import type { DocumentStore } from './store.ts'

/** What one person may do with one document, in the post they act in now. */
export interface Access {
  readonly document: DocumentRecord
  readonly actor: Actor
  readonly abilities: readonly Act[]
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u
const DOCUMENT_ACTS = ['document.read', 'document.write'] as const satisfies readonly Act[]

/**
 * Asks the policy. Null when there is no such document and alike when the person may not read it: what one may not see
 * cannot be told from what is not there (abuse case 33).
 */
export async function accessTo(
  documentId: string,
  session: Session,
  { store, ports }: { readonly store: DocumentStore; readonly ports: DocumentPorts },
): Promise<Access | null> {
  const document = UUID.test(documentId) ? await store.findDocument(documentId) : null
  if (document === null) return null
  const [actor, subject] = await Promise.all([
    ports.identity.actorOn(session, document.boardId),
    ports.subjectOf(document),
  ])
  if (!may(actor, 'document.read', subject)) return null
  return { document, actor, abilities: abilities(actor, DOCUMENT_ACTS, subject) }
}

/** How others see the person in the document. */
export function presenceUser({ person }: Session, { role }: Actor): PresenceUser {
  return {
    id: person.id,
    name: person.name,
    initials: initialsOf(person.name),
    role: role ?? '',
    colour: colourOf(person.id),
  }
}

/** First letters of the first and last word: `Dr Amara Okafor` is `DO`, `Cher` is `C`. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== '')
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('')
}
