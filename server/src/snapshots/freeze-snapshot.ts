import { listWorkDocuments } from '@concordat/db/read/documents'
import { findLastSnapshotNumber, insertSnapshot } from '@concordat/db/snapshots'
import type { DocumentContent } from '@concordat/shared/documents/content'
import { sha256Hex } from '@concordat/shared/hash'

import type { Handler } from '../commands/context.ts'
import { canonicalContent, cutSnapshot } from './cut.ts'

/** Every accepted update of a draft committed, then read. */
export type Settle = (documentId: string) => Promise<{ readonly content: DocumentContent }>

/**
 * Freezes the board whole at this instant (F1, invariant 40): the record under the board's lock, the drafts of its programmes
 * and workstreams settled first. Nothing is published by it. `number` and `hash` of the answer are the snapshot's.
 *
 * Settling takes other connections than the transaction's own. The dispatcher lets one command of a board in at a time, so
 * nobody who holds a connection is waiting for this one.
 *
 * Rejects: `forbidden` (not the programme office).
 */
export function freezeSnapshot(settle: Settle): Handler<'snapshot.freeze'> {
  return async (ctx, payload) => {
    ctx.authorise('snapshot.freeze', {}, 'Only the programme office freezes snapshots.')
    const { tx, board, now } = ctx
    const drafts = new Map(
      await Promise.all(
        (await listWorkDocuments(tx, board.id)).map(async ({ id, of }) => [of, (await settle(id)).content] as const),
      ),
    )
    const number = (await findLastSnapshotNumber(tx, board.id)) + 1
    const content = canonicalContent(await cutSnapshot(tx, board, { cover: { ...payload, number }, drafts, now }))
    const contentHash = sha256Hex(content)

    const { title } = payload
    const asOfSeq = board.headSeq
    const { seq } = await ctx.append({ number, title, contentHash, asOfSeq })
    await insertSnapshot(tx, {
      boardId: board.id,
      number,
      title,
      committee: payload.committee ?? null,
      membersAskedTo: payload.membersAskedTo ?? null,
      introduction: payload.introduction ?? null,
      content,
      contentHash,
      asOfSeq,
      frozenAt: now,
      frozenBy: ctx.actor.person,
      seq,
    })
    return { result: { seq, number, hash: contentHash }, about: [`snapshot-${number}`] }
  }
}
