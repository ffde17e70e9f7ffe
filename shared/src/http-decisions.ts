import { z } from 'zod'

import { BoardSettings } from './board-settings.ts'
import { DECISION_STATES } from './decision-clocks.ts'
import { Signatory } from './http-shapes.ts'
import { ACTS } from './policy.ts'

/** The parts of a decision's view beyond its words (E11 to E13, spec 4.4). `http.ts` puts them together. */

const Instant = z.iso.datetime()

/** Where a decision stands, worked out on the day of reading. */
export const decisionStanding = {
  state: z.enum(DECISION_STATES),
  /** First day on which it has effect as far as is known; null while called in, and when it is to be reconsidered. */
  effectiveFrom: z.string().nullable(),
}

/** The day on which something happened, beside the instant at which it was put on record. */
const recorded = { seq: z.number(), on: z.string(), at: Instant, recordedBy: Signatory }

const CallInView = z.object({
  applies: z.boolean(),
  /** Why it does not apply to a key decision, or why it applies to another. */
  reason: z.string().nullable(),
  /** Last day of the period. */
  endsOn: z.string().nullable(),
  calledIn: z.object({ ...recorded, by: z.string(), reason: z.string() }).nullable(),
  outcome: z
    .object({
      ...recorded,
      outcome: z.enum(['confirmed', 'reconsidered']),
      reason: z.string().nullable(),
      newDecision: z.string().nullable(),
    })
    .nullable(),
})

export const decisionRecord = {
  financial: z.string(),
  legal: z.string(),
  equality: z.string(),
  dataProtection: z.string(),
  carbon: z.string(),
  consultation: z.string(),
  dispensations: z.string(),
  present: z.string().nullable(),
  absent: z.string().nullable(),
  mode: z.string().nullable(),
  howAgreed: z.enum(['consensus', 'vote', 'written-procedure', 'urgency']).nullable(),
  result: z.string().nullable(),
  key: z
    .object({
      forwardPlanRef: z.string(),
      noticeOn: z.string(),
      /** Clear days between notice and decision, counted as the board counts them. */
      clearDays: z.number(),
      exception: z.enum(['general-exception', 'special-urgency']).nullable(),
      exceptionReason: z.string().nullable(),
    })
    .nullable(),
  /** Set on an exempt decision, which only those entitled see at all. Erased: its substance is gone under the retention rules. */
  exempt: z
    .object({
      paragraph: z.number(),
      publicInterest: z.string(),
      decidedBy: z.string(),
      reviewOn: z.string(),
      erased: z.boolean(),
    })
    .nullable(),
  callIn: CallInView,
  reviewOn: z.string().nullable(),
  owner: z.object({ kind: z.enum(['post', 'body']), id: z.string(), title: z.string() }).nullable(),
  background: z.array(z.object({ title: z.string(), reference: z.string() })),
  /** The edition of terms it was found to rest on. */
  terms: z.object({ id: z.string(), title: z.string(), edition: z.number() }).nullable(),
  /** What a board under regime `statutory` would have been refused. */
  warnings: z.array(z.string()),
  /** Clerical slips, beside the untouched words (invariant 11). */
  corrections: z.array(z.object({ seq: z.number(), note: z.string(), at: Instant, recordedBy: Signatory })),
  /** Entry that last changed how it stands: what `expect` is compared with. */
  version: z.number(),
  abilities: z.array(z.enum(ACTS)),
}

export const PowersView = z
  .object({ mayDecide: z.boolean(), limits: z.string().nullable(), recommendsTo: z.string().nullable() })
  /** Null: adopted before powers were recorded, or without them. */
  .nullable()

export const BoardSettingsView = BoardSettings.extend({ ratingPeriodDays: z.number() })
export type BoardSettingsView = z.infer<typeof BoardSettingsView>
