import { insertTerms } from '@concordat/db/terms'

import type { Handler } from '../commands/context.ts'
import { refusingTaken } from '../commands/refusals.ts'

/** Registers that a body has, or is to have, terms of reference. No edition comes of it: only a decision adopts (invariant 16). */
export const registerTerms: Handler<'terms.register'> = async (ctx, payload) => {
  ctx.authorise('terms.register')
  const { seq } = await ctx.append(payload)
  const { id, title, note, order, bodyIds, sourceState, milestoneId } = payload
  await refusingTaken(id, () =>
    insertTerms(ctx.tx, {
      boardId: ctx.board.id,
      id,
      title,
      note: note ?? null,
      position: order,
      bodyIds,
      sourceState,
      milestoneId: milestoneId ?? null,
      seq,
    }),
  )
  return { result: { seq }, about: [id] }
}
