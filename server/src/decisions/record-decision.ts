import type { Handler } from '../commands/context.ts'
import { writeDecision } from '../commands/write-decision.ts'

/**
 * Records a decision in its exact words, with what it rests on (invariant 12, E11, E12).
 *
 * Rejects: `forbidden` (neither chair nor programme office), `invalid` (see `writeDecision`).
 */
export const recordDecision: Handler<'decision.record'> = async (ctx, payload) => {
  ctx.authorise('decision.record', {}, 'Only the chair or the programme office records decisions.')
  const decision = await writeDecision(ctx, payload)
  return { result: { seq: decision.seq, number: decision.number, hash: decision.textHash }, about: [decision.number] }
}
