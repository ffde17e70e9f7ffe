import { and, eq, inArray } from 'drizzle-orm'

import type { ActionSummary } from '@concordat/shared/http-actions'

import type { Tx } from '../client.ts'
import { asks } from '../schema/asks.ts'
import { milestones, programmes, workstreams } from '../schema/boards.ts'
import { decisions } from '../schema/decisions.ts'

type Kind = NonNullable<ActionSummary['source']>['kind']
export interface SourceRef {
  readonly kind: Kind
  readonly id: string
}

export interface SourceTitle {
  readonly title: string
  readonly isExempt: boolean
}

const TABLES = { milestone: milestones, workstream: workstreams, programme: programmes, ask: asks } as const

/** Titles of what actions come from, one query for each kind there is. The answer is undefined for what is not there. */
export async function readSourceTitles(
  tx: Tx,
  boardId: string,
  refs: readonly SourceRef[],
): Promise<(ref: SourceRef) => SourceTitle | undefined> {
  const idsOf = Map.groupBy(refs, ({ kind }) => kind)
  const rows = await Promise.all(
    [...idsOf].map(async ([kind, ofKind]) => {
      const ids = [...new Set(ofKind.map(({ id }) => id))]
      if (kind === 'decision') {
        const found = await tx
          .select({ id: decisions.number, title: decisions.title, exempt: decisions.exemptParagraph })
          .from(decisions)
          .where(and(eq(decisions.boardId, boardId), inArray(decisions.number, ids)))
        return found.map(({ id, title, exempt }) => [`${kind} ${id}`, { title, isExempt: exempt !== null }] as const)
      }
      const table = TABLES[kind]
      const found = await tx
        .select({ id: table.id, title: table.title })
        .from(table)
        .where(and(eq(table.boardId, boardId), inArray(table.id, ids)))
      return found.map(({ id, title }) => [`${kind} ${id}`, { title, isExempt: false }] as const)
    }),
  )
  const titles = new Map(rows.flat())
  return ({ kind, id }) => titles.get(`${kind} ${id}`)
}
