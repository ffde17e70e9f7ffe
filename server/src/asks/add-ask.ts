import { insertAsk } from '@concordat/db/asks'

import type { Handler } from '../commands/context.ts'
import { refusingTaken } from '../commands/refusals.ts'

/** Sets up an ask: its number, parts and addressees. It asks nobody anything until its wording is issued. */
export const addAsk: Handler<'ask.add'> = async (ctx, payload) => {
  ctx.authorise('ask.add')
  const { seq } = await ctx.append(payload)
  await refusingTaken(payload.id, () =>
    insertAsk(ctx.tx, {
      ...payload,
      note: payload.note ?? null,
      dueDay: payload.dueDay ?? null,
      boardId: ctx.board.id,
      seq,
    }),
  )
  return { result: { seq, number: payload.number }, about: [payload.id] }
}
