import { seedUpdate, type createDoc } from '@concordat/shared/documents/doc'
import { writeRichText } from '@concordat/shared/documents/rich-text'
import { addRow } from '@concordat/shared/documents/rows'
import type { DocumentKind } from '@concordat/shared/documents/schema'

import type { BoardFile } from './board-file.ts'

/** A draft to be made, with its first text; `seed` is undefined when nothing has been drafted. */
export interface DraftSeed {
  readonly kind: DocumentKind
  readonly of: string
  readonly title: string
  readonly seed: Uint8Array | undefined
}

/**
 * The drafts a board starts with: one per programme, workstream, terms and ask. Milestone rows carry the ids of their record,
 * so that plan and baseline meet. Terms start empty: the sources hold no text of any.
 */
export function draftSeeds(file: BoardFile): DraftSeed[] {
  const nameOf = new Map([...file.bodies, ...file.roles].map(({ id, title }) => [id, title]))

  const fillPlan = (doc: ReturnType<typeof createDoc>, kind: 'programme' | 'workstream', of: string): void => {
    const isHere = (record: { programmeId?: string | undefined; workstreamId?: string | undefined }): boolean =>
      kind === 'programme' ? record.programmeId === of : record.workstreamId === of
    for (const { id, title, ownerIds = [] } of file.milestones.filter(isHere)) {
      const owner = ownerIds.map((owner) => nameOf.get(owner) ?? owner).join(', ')
      addRow(doc, kind, 'plan', { id, values: { title, owner, forecast: '', note: '' } })
    }
    for (const { id, title, detail, when } of file.progress.filter(isHere)) {
      addRow(doc, kind, 'progress', { id, values: { text: inSentences(title, detail), when: when?.text ?? '' } })
    }
  }

  return [
    ...file.programmes.map(({ id, title, aim, vision, implementation }) => ({
      kind: 'programme' as const,
      of: id,
      title,
      seed: seedUpdate('programme', (doc) => {
        writeRichText(
          doc.getXmlFragment('narrative'),
          [aim, vision, implementation?.summary].filter((text) => text !== undefined).join('\n\n'),
        )
        fillPlan(doc, 'programme', id)
      }),
    })),
    ...file.workstreams.map(({ id, title, detail }) => ({
      kind: 'workstream' as const,
      of: id,
      title,
      seed: seedUpdate('workstream', (doc) => {
        writeRichText(doc.getXmlFragment('narrative'), detail ?? '')
        for (const aim of file.aims.filter(({ workstreamId }) => workstreamId === id)) {
          addRow(doc, 'workstream', 'aims', { id: aim.id, values: { text: inSentences(aim.title, aim.detail) } })
        }
        fillPlan(doc, 'workstream', id)
      }),
    })),
    ...file.termsOfReference.map(({ id, title }) => ({ kind: 'terms' as const, of: id, title, seed: undefined })),
    ...file.asks.map(({ id, title, detail }) => ({
      kind: 'ask' as const,
      of: id,
      title,
      seed: seedUpdate('ask', (doc) => writeRichText(doc.getXmlFragment('wording'), detail)),
    })),
  ]
}

const inSentences = (title: string, detail: string | undefined): string =>
  detail === undefined ? title : `${title}. ${detail}`
