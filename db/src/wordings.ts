import { and, asc, eq, inArray } from 'drizzle-orm'

import type { NamedBody } from '@concordat/shared/text/duties'

import type { Wording } from './asks.ts'
import type { Tx } from './client.ts'
import { signOffEvents, wordings } from './schema/asks.ts'
import { bodies } from './schema/boards.ts'
import { wordingConfirmations } from './schema/wording.ts'

export type WordingConfirmation = typeof wordingConfirmations.$inferSelect

export async function findWording(
  tx: Tx,
  boardId: string,
  askId: string,
  version: number,
): Promise<Wording | undefined> {
  const [row] = await tx
    .select()
    .from(wordings)
    .where(and(eq(wordings.boardId, boardId), eq(wordings.askId, askId), eq(wordings.version, version)))
  return row
}

/** Confirmations that a change was editorial, of these asks (of all without `askIds`). */
export async function listConfirmations(
  tx: Tx,
  boardId: string,
  askIds?: readonly string[],
): Promise<WordingConfirmation[]> {
  return tx
    .select()
    .from(wordingConfirmations)
    .where(
      and(
        eq(wordingConfirmations.boardId, boardId),
        askIds === undefined ? undefined : inArray(wordingConfirmations.askId, [...askIds]),
      ),
    )
    .orderBy(asc(wordingConfirmations.seq))
}

export async function insertConfirmation(tx: Tx, row: typeof wordingConfirmations.$inferInsert): Promise<void> {
  await tx.insert(wordingConfirmations).values(row)
}

export interface Objection {
  readonly seq: number
  readonly askId: string
  readonly wordingVersion: number
  readonly bodyId: string
  readonly reason: string | null
  readonly at: Date
}

/** Objections of signatories to a change that was called editorial. */
export async function listObjections(tx: Tx, boardId: string, askIds?: readonly string[]): Promise<Objection[]> {
  return tx
    .select({
      seq: signOffEvents.seq,
      askId: signOffEvents.askId,
      wordingVersion: signOffEvents.wordingVersion,
      bodyId: signOffEvents.bodyId,
      reason: signOffEvents.reason,
      at: signOffEvents.at,
    })
    .from(signOffEvents)
    .where(
      and(
        eq(signOffEvents.boardId, boardId),
        eq(signOffEvents.event, 'objected'),
        askIds === undefined ? undefined : inArray(signOffEvents.askId, [...askIds]),
      ),
    )
    .orderBy(asc(signOffEvents.seq))
}

/** Every body of the board with all names it goes by: to see whether a wording changes whom it addresses. */
export async function listNamedBodies(tx: Tx, boardId: string): Promise<NamedBody[]> {
  const rows = await tx
    .select({ id: bodies.id, title: bodies.title, short: bodies.short, aliases: bodies.aliases })
    .from(bodies)
    .where(eq(bodies.boardId, boardId))
    .orderBy(asc(bodies.id))
  return rows.map(({ id, title, short, aliases }) => ({ id, names: [title, short, ...aliases] }))
}
