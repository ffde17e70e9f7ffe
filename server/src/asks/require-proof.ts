import type { Proof } from '@concordat/db/identity'

import type { CommandContext } from '../commands/context.ts'
import { stepUpRequired } from '../commands/refusals.ts'

/** How long a proof of identity counts (D11, abuse 51). */
export const PROOF_COUNTS_MS = 5 * 60 * 1000

/**
 * The proof of identity that an act on this ask rests on, as its entry keeps it; undefined for an ask that needs none. Refuses
 * with `forbidden` and `step-up-required` when the last proof is more than five minutes old or there is none.
 */
export function requireProof(
  { proof, now }: Pick<CommandContext, 'proof' | 'now'>,
  ask: { readonly number: number; readonly stepUp: boolean },
): { readonly method: string; readonly at: string } | undefined {
  if (!ask.stepUp) return undefined
  if (proof === null || !isFresh(proof, now))
    throw stepUpRequired(`Ask ${ask.number} needs proof of who you are, not older than five minutes.`)
  return { method: proof.method, at: proof.at.toISOString() }
}

/** Either way: the clock of the node that took the proof may be a little ahead of ours. */
const isFresh = ({ at }: Proof, now: Date): boolean => Math.abs(now.getTime() - at.getTime()) <= PROOF_COUNTS_MS
