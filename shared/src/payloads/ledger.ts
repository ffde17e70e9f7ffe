import { z } from 'zod'

import { Day, words } from './shapes.ts'

/** Commands about the record itself. */
export const LEDGER_PAYLOADS = {
  'entry.correct': z.strictObject({
    corrects: z.int().min(1).describe('Number of the entry that was wrong. It stays, and shows the correction'),
    says: words(5000).describe('What is so, in full sentences'),
    trueFrom: Day.optional().describe('London day from which it was so, when that is not today; never in the future'),
  }),
} as const
