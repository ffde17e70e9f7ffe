import { and, asc, desc, eq } from 'drizzle-orm'

import type { EditionView, TermsList, TermsSummary, TermsView } from '@concordat/shared/http'
import { abilities, type Actor } from '@concordat/shared/policy'
import { textHash } from '@concordat/shared/text/canonical'

import type { Tx } from '../client.ts'
import type { TermsPowers } from '../decision-detail.ts'
import { documentProjections, documents } from '../schema/documents.ts'
import { terms, termsEditions } from '../schema/decisions.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { readDraft, withinOf } from './documents.ts'
import { readSignatories } from './signatories.ts'

type TermsRow = Pick<typeof terms.$inferSelect, 'id' | 'title' | 'note' | 'bodyIds' | 'sourceState'>

const columns = {
  id: terms.id,
  title: terms.title,
  note: terms.note,
  bodyIds: terms.bodyIds,
  sourceState: terms.sourceState,
}
const editionColumns = {
  termsId: termsEditions.termsId,
  edition: termsEditions.edition,
  text: termsEditions.text,
  hash: termsEditions.hash,
  decisionNumber: termsEditions.decisionNumber,
  howAgreed: termsEditions.howAgreed,
  powers: termsEditions.powers,
  inForceFrom: termsEditions.inForceFrom,
  reviewBy: termsEditions.reviewBy,
  adoptedAt: termsEditions.adoptedAt,
  seq: termsEditions.seq,
}

/** Terms of reference of the board, in its order, each with the edition in force; undefined draft text where nothing is projected. */
export async function readTermsList(tx: Tx, board: Pick<BoardRow, 'id'>, { actor }: Asking): Promise<TermsList> {
  const [rows, editionRows, draftRows] = await Promise.all([
    tx.select(columns).from(terms).where(eq(terms.boardId, board.id)).orderBy(asc(terms.position), asc(terms.id)),
    tx
      .selectDistinctOn([termsEditions.termsId], editionColumns)
      .from(termsEditions)
      .where(eq(termsEditions.boardId, board.id))
      .orderBy(asc(termsEditions.termsId), desc(termsEditions.edition)),
    tx
      .select({ of: documents.ofId, content: documentProjections.content })
      .from(documents)
      .innerJoin(documentProjections, eq(documentProjections.documentId, documents.id))
      .where(and(eq(documents.boardId, board.id), eq(documents.kind, 'terms'))),
  ])
  const signatory = await readSignatories(
    tx,
    board.id,
    editionRows.map(({ seq }) => seq),
  )
  const editions = new Map(editionRows.map((row) => [row.termsId, row]))
  const drafts = new Map(draftRows.map((row) => [row.of, row.content.texts['text'] ?? '']))
  return {
    terms: rows.map((row) => {
      const edition = editions.get(row.id)
      return termsSummary(row, edition ? editionView(edition, signatory) : null, drafts.get(row.id) ?? '', actor)
    }),
  }
}

function editionView(
  {
    termsId: _,
    adoptedAt,
    powers,
    ...row
  }: Omit<typeof termsEditions.$inferSelect, 'boardId' | 'canonVersion' | 'personId'>,
  signatory: Awaited<ReturnType<typeof readSignatories>>,
): EditionView {
  return { ...row, powers: powersView(powers), adoptedAt: adoptedAt.toISOString(), recordedBy: signatory(row.seq) }
}

const powersView = (powers: TermsPowers | null): EditionView['powers'] =>
  powers && {
    mayDecide: powers.mayDecide,
    limits: powers.limits ?? null,
    recommendsTo: powers.recommendsTo ?? null,
  }

function termsSummary(row: TermsRow, edition: EditionView | null, draftText: string, actor: Actor): TermsSummary {
  const { id, title, note, bodyIds, sourceState } = row
  return {
    id,
    title,
    bodies: bodyIds,
    note,
    sourceState,
    edition: edition && withoutText(edition),
    draftDiffers: edition ? textHash(draftText) !== edition.hash : draftText !== '',
    abilities: abilities(actor, ['document.write', 'terms.adopt'], { kind: 'terms' }),
  }
}

function withoutText({ text: _, ...edition }: EditionView): Omit<EditionView, 'text'> {
  return edition
}

/** One set of terms: editions newest first, and the draft with the digest that adoption is checked against (C5). Undefined for an unknown id. */
export async function readTerms(
  tx: Tx,
  board: BoardRow,
  termsId: string,
  { actor }: Asking,
): Promise<TermsView | undefined> {
  const [[row], editionRows, draft] = await Promise.all([
    tx
      .select(columns)
      .from(terms)
      .where(and(eq(terms.boardId, board.id), eq(terms.id, termsId))),
    tx
      .select(editionColumns)
      .from(termsEditions)
      .where(and(eq(termsEditions.boardId, board.id), eq(termsEditions.termsId, termsId)))
      .orderBy(desc(termsEditions.edition)),
    readDraft(tx, board.id, { kind: 'terms', of: termsId }, actor, withinOf([], [])),
  ])
  if (!row || !draft) return undefined

  const signatory = await readSignatories(
    tx,
    board.id,
    editionRows.map(({ seq }) => seq),
  )
  const editions = editionRows.map((edition) => editionView(edition, signatory))
  const draftText = draft.texts['text'] ?? ''
  return {
    terms: termsSummary(row, editions[0] ?? null, draftText, actor),
    editions,
    draft,
    draftHash: textHash(draftText),
  }
}
