import type { Problem } from '@concordat/shared/errors'
import type { Me } from '@concordat/shared/http'

import { post } from '../api/request.ts'

/** A little less than the five minutes that the server counts a proof for: what is asked for too early costs one press. */
const COUNTS_MS = 4.5 * 60 * 1000

/** True while a proof of identity can be taken to count; the server has the last word (D11). */
export const isProved = (proof: Me['proof'], now: Date): boolean =>
  proof !== null && Math.abs(now.getTime() - Date.parse(proof.at)) < COUNTS_MS

/** True when an act was refused only because nobody has proved who they are: nothing is recorded, and it can be sent again. */
export const needsProof = (problem: Problem): boolean => problem.code === 'step-up-required'

/** Proves anew that the person at the screen is `person`. The refusal, or undefined when it is proved. */
export async function prove(person: string): Promise<Problem | undefined> {
  const answer = await post<void>('/api/me/prove', { person })
  return answer.ok ? undefined : answer.problem
}
