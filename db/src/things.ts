import { and, eq } from 'drizzle-orm'

import type { ThreadKind } from '@concordat/shared/payloads/actions'

import type { Tx } from './client.ts'
import { findWork } from './boards.ts'
import { actions } from './schema/actions.ts'
import { asks, signOffEvents } from './schema/asks.ts'
import { enablers, pillars } from './schema/boards.ts'
import { decisions, terms } from './schema/decisions.ts'

/** A record of any kind, as the golden thread and actions name it. */
export interface Thing {
  readonly title: string
  /** What it lies in, itself first, for those who lead; empty for what nobody leads. */
  readonly within: readonly string[]
  /** An exempt decision: for the unentitled it is not there (invariant 20). */
  readonly isExempt: boolean
}

/** The record of that kind and id (or number, or for a sign-off its entry), or undefined. */
export async function findThing(tx: Tx, boardId: string, kind: ThreadKind, id: string): Promise<Thing | undefined> {
  switch (kind) {
    case 'programme':
    case 'workstream':
    case 'milestone': {
      const work = await findWork(tx, boardId, { kind, id })
      return work && { title: work.title, within: work.within, isExempt: false }
    }
    case 'decision': {
      const [row] = await tx
        .select({ title: decisions.title, exemptParagraph: decisions.exemptParagraph })
        .from(decisions)
        .where(and(eq(decisions.boardId, boardId), eq(decisions.number, id)))
      return row && { title: row.title, within: [], isExempt: row.exemptParagraph !== null }
    }
    case 'action': {
      const [row] = await tx
        .select({ title: actions.text })
        .from(actions)
        .where(and(eq(actions.boardId, boardId), eq(actions.number, id)))
      return row && open(row.title)
    }
    case 'sign-off': {
      if (!/^[1-9][0-9]{0,14}$/u.test(id)) return undefined
      const [row] = await tx
        .select({ title: signOffEvents.receipt })
        .from(signOffEvents)
        .where(and(eq(signOffEvents.boardId, boardId), eq(signOffEvents.seq, Number(id))))
      return row && open(row.title)
    }
    default: {
      const table = TABLES[kind]
      const [row] = await tx
        .select({ title: table.title })
        .from(table)
        .where(and(eq(table.boardId, boardId), eq(table.id, id)))
      return row && open(row.title)
    }
  }
}

const TABLES = { pillar: pillars, enabler: enablers, ask: asks, terms } as const

const open = (title: string): Thing => ({ title, within: [], isExempt: false })
