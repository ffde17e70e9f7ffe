import { insertDocument } from '@concordat/db/drafts'
import { sha256Hex } from '@concordat/shared/hash'

import type { Handler } from '../commands/context.ts'
import { invalid, refusingTaken } from '../commands/refusals.ts'

/**
 * Makes a draft document about a record. The entry names its first text by digest only: what is drafted is not on the record.
 *
 * Rejects: `forbidden`, `invalid` (the first text is not the one that was named), `conflict` (the record has a draft).
 */
export const createDocument: Handler<'document.create'> = async (ctx, payload) => {
  ctx.authorise('document.create')
  if ((ctx.seed === undefined ? undefined : sha256Hex(ctx.seed)) !== payload.seedHash) {
    throw invalid([{ path: 'seedHash', message: 'The first text is not the one this digest names' }])
  }
  const { documentId, kind, of, title } = payload
  const { seq, at } = await ctx.append(payload)
  const seed = ctx.seed === undefined ? undefined : { update: ctx.seed, person: ctx.actor.person }
  await refusingTaken(documentId, () =>
    insertDocument(ctx.tx, { id: documentId, boardId: ctx.board.id, kind, ofId: of, title, createdAt: at }, seed),
  )
  return { result: { seq }, about: [of] }
}
