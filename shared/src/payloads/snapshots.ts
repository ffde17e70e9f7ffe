import { z } from 'zod'

import { Hash, words } from './shapes.ts'

/** Commands about snapshots. */
export const SNAPSHOT_PAYLOADS = {
  'snapshot.freeze': z.strictObject({
    title: words(300),
    committee: words(300).optional(),
    membersAskedTo: words(2000).optional(),
    introduction: words(10_000).optional(),
  }),
  'snapshot.publish': z.strictObject({ number: z.int().min(1), expectHash: Hash.optional() }),
} as const
