import { asc, eq } from 'drizzle-orm'

import type { BoardView } from '@concordat/shared/http'

import type { Tx } from '../client.ts'
import { enablers, pillars } from '../schema/boards.ts'

/** The themes a board's programmes carry, in the order of the board. */
export async function readPillars(tx: Tx, boardId: string): Promise<BoardView['pillars']> {
  return tx
    .select({ id: pillars.id, number: pillars.number, title: pillars.title, detail: pillars.detail })
    .from(pillars)
    .where(eq(pillars.boardId, boardId))
    .orderBy(asc(pillars.position), asc(pillars.id))
}

/** What the themes share, in the order of the board. */
export async function readEnablers(tx: Tx, boardId: string): Promise<BoardView['enablers']> {
  return tx
    .select({ id: enablers.id, number: enablers.number, title: enablers.title, detail: enablers.detail })
    .from(enablers)
    .where(eq(enablers.boardId, boardId))
    .orderBy(asc(enablers.position), asc(enablers.id))
}
