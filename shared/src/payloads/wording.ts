import { z } from 'zod'

import { WEIGHTS } from '../text/weighty-changes.ts'
import { Hash, Id, words } from './shapes.ts'

const Part = z
  .string()
  .regex(/^[a-z]$/u)
  .optional()

/** Commands about a wording that changed after it was answered (D3): is the change editorial, and who says so? */
export const WORDING_PAYLOADS = {
  'wording.confirm-editorial': z.strictObject({
    askId: Id,
    version: z.int().min(2),
    despite: z
      .array(z.enum(WEIGHTS))
      .max(WEIGHTS.length)
      .default([])
      .describe('Every kind of weighty change that the wording was issued with: refused when one is not named'),
  }),
  'sign-off.accept': z.strictObject({
    askId: Id,
    part: Part,
    wordingVersion: z.int().min(2),
    wordingHash: Hash,
  }),
  'sign-off.object': z.strictObject({
    askId: Id,
    part: Part,
    wordingVersion: z.int().min(2),
    reason: words(2000),
  }),
} as const
