import { and, asc, eq, inArray } from 'drizzle-orm'

import type { DocumentContent } from '@concordat/shared/documents/content'
import { rootsOf, type DocumentKind } from '@concordat/shared/documents/schema'
import type { DocumentLink, DraftView } from '@concordat/shared/http'
import { abilities, may, type Actor, type Subject } from '@concordat/shared/policy'

import type { Tx } from '../client.ts'
import { TRANSFERRED } from '../plans.ts'
import { programmes, workstreams } from '../schema/boards.ts'
import { documentProjections, documents } from '../schema/documents.ts'

/** A record and everything it lies in, innermost first: what a lead's scope is compared with. */
export interface Within {
  (id: string): string[]
  /** Workstreams that have gone over into business as usual: their drafts are read-only (A9). */
  readonly closed: ReadonlySet<string>
}

/** Reads the tree of a board's programmes and workstreams as a lookup. */
export async function readWithin(tx: Tx, boardId: string): Promise<Within> {
  const [parents, homes] = await Promise.all([
    tx
      .select({ id: programmes.id, parent: programmes.parentId })
      .from(programmes)
      .where(eq(programmes.boardId, boardId)),
    tx
      .select({ id: workstreams.id, parent: workstreams.programmeId, status: workstreams.status })
      .from(workstreams)
      .where(eq(workstreams.boardId, boardId)),
  ])
  return withinOf(
    [...parents, ...homes],
    homes.flatMap(({ id, status }) => (status === TRANSFERRED ? id : [])),
  )
}

export function withinOf(
  records: readonly { readonly id: string; readonly parent: string | null }[],
  closed: readonly string[],
): Within {
  const parentOf = new Map(records.map(({ id, parent }) => [id, parent]))
  const lookup = (id: string): string[] => {
    const within: string[] = []
    // The length bounds the walk: a circle of parents cannot be written, but a page must not hang on one.
    for (let at: string | null | undefined = id; at != null && within.length <= parentOf.size; at = parentOf.get(at))
      within.push(at)
    return within
  }
  return Object.assign(lookup, { closed: new Set(closed) })
}

interface DocumentRow {
  readonly id: string
  readonly kind: DocumentKind
  readonly of: string
  readonly title: string
}

const linkColumns = { id: documents.id, kind: documents.kind, of: documents.ofId, title: documents.title }

/** What a document is to the policy: its kind and, for programmes and workstreams, what it lies in. */
export function documentSubject({ kind, of }: Pick<DocumentRow, 'kind' | 'of'>, within: Within): Subject {
  return kind === 'programme' || kind === 'workstream'
    ? { kind, within: within(of), closed: kind === 'workstream' && within.closed.has(of) }
    : { kind }
}

/** A document as linked, with what the actor may do to it. */
export function documentLink(row: DocumentRow, actor: Actor, within: Within): DocumentLink {
  const { id, kind, of, title } = row
  return {
    id,
    kind,
    of,
    title,
    abilities: abilities(actor, ['document.read', 'document.write'], documentSubject(row, within)),
  }
}

/** Draft documents of a board that this actor may read, by kind and title. */
export async function listDocuments(tx: Tx, boardId: string, actor: Actor): Promise<DocumentLink[]> {
  const [rows, within] = await Promise.all([
    tx
      .select(linkColumns)
      .from(documents)
      .where(eq(documents.boardId, boardId))
      .orderBy(asc(documents.kind), asc(documents.title), asc(documents.id)),
    readWithin(tx, boardId),
  ])
  return rows
    .filter((row) => may(actor, 'document.read', documentSubject(row, within)))
    .map((row) => documentLink(row, actor, within))
}

/** Drafts of the board's programmes and workstreams, with the record each is about. */
export async function listWorkDocuments(tx: Tx, boardId: string): Promise<{ id: string; of: string }[]> {
  return tx
    .select({ id: documents.id, of: documents.ofId })
    .from(documents)
    .where(and(eq(documents.boardId, boardId), inArray(documents.kind, ['programme', 'workstream'])))
    .orderBy(asc(documents.ofId))
}

/** A draft as last projected, or null when there is none or the actor may not read it. Never a basis for authority (architecture 1). */
export async function readDraft(
  tx: Tx,
  boardId: string,
  about: { readonly kind: DocumentKind; readonly of: string },
  actor: Actor,
  within: Within,
): Promise<DraftView | null> {
  const [row] = await tx
    .select({ ...linkColumns, content: documentProjections.content, changedAt: documentProjections.changedAt })
    .from(documents)
    .leftJoin(documentProjections, eq(documentProjections.documentId, documents.id))
    .where(and(eq(documents.boardId, boardId), eq(documents.kind, about.kind), eq(documents.ofId, about.of)))
  if (!row || !may(actor, 'document.read', documentSubject(row, within))) return null
  return {
    document: documentLink(row, actor, within),
    ...draftContent(row.kind, row.content),
    changedAt: row.changedAt?.toISOString() ?? null,
  }
}

/** Every root of the kind is there, empty where nothing has been projected yet. */
function draftContent(kind: DocumentKind, content: DocumentContent | null): Pick<DraftView, 'texts' | 'rows'> {
  const texts: DraftView['texts'] = {}
  const rows: DraftView['rows'] = {}
  for (const [root, shape] of Object.entries(rootsOf(kind))) {
    if (shape.type === 'rich-text') texts[root] = content?.texts[root] ?? ''
    else rows[root] = [...(content?.rows[root] ?? [])]
  }
  return { texts, rows }
}
