import { z } from 'zod'

import { MAX_RATING_TEXT, RATINGS } from '../ratings.ts'
import { Day, FuzzyDateShape, Id, Ids, recordBase, words } from './shapes.ts'

/** Commands about programmes, workstreams and milestones: ratings, dates, progress, closure. */

const Seq = z.int().min(1)
/** Entry that last said so, as the sender saw it; 0 for never. */
const Seen = z.int().min(0)
const DecisionNumber = words(40).describe('Number of a decision of this board, GM/2026/3')
const Reason = words(2000)

const Rated = z.strictObject({ kind: z.enum(['programme', 'workstream', 'milestone']), id: Id })
/** What one update is about: a programme or a workstream, with the milestones that hang on it. */
const Reported = z.strictObject({ kind: z.enum(['programme', 'workstream']), id: Id })

const rating = {
  value: z.enum(RATINGS),
  cause: words(MAX_RATING_TEXT).optional(),
  effect: words(MAX_RATING_TEXT).optional(),
  action: words(MAX_RATING_TEXT).optional(),
  owner: words(200).optional().describe('Post or body that answers for the way back'),
  by: Day.optional(),
  reason: Reason.optional(),
  explanation: Reason.optional().describe('Required when the consistency check contradicts the rating (B7)'),
  trueFrom: Day.optional().describe('Day since which it holds, today at the latest; shown beside the day of record'),
  corrects: Seq.optional().describe('Entry of the rating whose place this one takes'),
}

export const OWNER_KINDS = ['post', 'body', 'role'] as const
export const OPEN_MILESTONE_STATES = ['not-started', 'in-progress', 'paused'] as const
export const ROW_STATES = [...OPEN_MILESTONE_STATES, 'complete'] as const
export const DEPENDENCY_KINDS = ['milestone', 'decision', 'ask', 'outside'] as const

/** What a milestone waits for: something of this board by its id (a decision by its number), or something outside by its words. */
export const DependencyOn = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('milestone'), id: Id }),
  z.strictObject({ kind: z.literal('decision'), id: DecisionNumber }),
  z.strictObject({ kind: z.literal('ask'), id: Id }),
  z.strictObject({ kind: z.literal('outside'), words: words(300), due: FuzzyDateShape.optional() }),
])

export const PLAN_PAYLOADS = {
  'progress.note': z.strictObject({
    ...recordBase,
    programmeId: Id.optional(),
    workstreamId: Id.optional(),
    state: z.string().optional(),
    when: FuzzyDateShape.nullable(),
    milestoneIds: Ids,
  }),
  'rating.give': z.strictObject({ subject: Rated, ...rating }),
  'rating.reaffirm': z.strictObject({
    subject: Rated,
    rating: Seq.describe('Entry of the rating that is confirmed: the one on the screen, RatingView.seq'),
  }),
  'forecast.report': z.strictObject({
    milestoneId: Id,
    forecast: FuzzyDateShape,
    reason: Reason.optional().describe('Required when it lies later than the forecast before, or than the baseline'),
    was: Seen.optional().describe(
      'Entry of the forecast on the screen, 0 for none: refused as stale when another was reported',
    ),
  }),
  'progress.report': z.strictObject({
    of: Reported,
    writtenAt: z.iso
      .datetime()
      .describe('Clock of the sender when it was written: shown as such, never the time of record'),
    unchanged: z.boolean().default(false).describe('Nothing changed: confirms the rating and every reported forecast'),
    forecasts: z
      .array(z.strictObject({ milestoneId: Id, forecast: FuzzyDateShape, reason: Reason.optional(), expect: Seen }))
      .max(100)
      .default([]),
    rating: z.strictObject({ ...rating, expect: Seen }).optional(),
    seen: z
      .strictObject({
        rating: Seen,
        forecasts: z.array(z.strictObject({ milestoneId: Id, expect: Seen })).max(200),
      })
      .optional()
      .describe('With `unchanged`: the rating and the forecasts that were on the screen, by their entries'),
    note: words(400).optional(),
  }),
  'scale.switch': z.strictObject({
    programmeId: Id,
    points: z.union([z.literal(3), z.literal(5)]),
    from: Day.describe('First day of a month, today at the earliest'),
    reason: Reason.optional(),
  }),
  'baseline.propose': z.strictObject({
    milestoneId: Id,
    baseline: FuzzyDateShape,
    reason: Reason,
    effects: words(2000).optional().describe('What it does to others'),
  }),
  'baseline.move': z.strictObject({
    milestoneId: Id,
    baseline: FuzzyDateShape,
    reason: Reason,
    decision: DecisionNumber.optional().describe('Required: without one the refusal says how a baseline moves'),
    proposal: Seq.optional().describe('Entry of the proposal this settles'),
  }),
  'baseline.refuse': z.strictObject({ proposal: Seq, decision: DecisionNumber, reason: Reason }),
  'milestone.set-state': z.strictObject({
    milestoneId: Id,
    state: z.enum(OPEN_MILESTONE_STATES),
    note: words(2000).optional(),
  }),
  'milestone.claim-done': z.strictObject({
    milestoneId: Id,
    actual: FuzzyDateShape.describe('When it was done; not in the future'),
    evidence: z
      .array(
        z.strictObject({
          title: words(300),
          reference: words(1000).describe('Where to find it: address, file, minute'),
        }),
      )
      .min(1, 'Name at least one piece of evidence')
      .max(20),
    note: words(2000).optional(),
  }),
  'milestone.accept-done': z.strictObject({ milestoneId: Id, claim: Seq, note: words(2000).optional() }),
  'milestone.reject-claim': z.strictObject({ milestoneId: Id, claim: Seq, reason: Reason }),
  'milestone.drop': z.strictObject({ milestoneId: Id, decision: DecisionNumber, reason: Reason }),
  'milestone.own': z.strictObject({
    milestoneId: Id,
    owner: z
      .strictObject({ kind: z.enum(OWNER_KINDS), id: Id })
      .describe('A post with a seat, a body or an office of this board'),
  }),
  'milestone.track': z.strictObject({
    milestoneId: Id,
    rows: z
      .array(
        z
          .strictObject({ body: Id.optional(), title: words(200).optional() })
          .refine(({ body, title }) => (body === undefined) !== (title === undefined), 'Name either a body or a place'),
      )
      .min(1, 'Name at least one authority or place')
      .max(100),
  }),
  'milestone.set-row': z.strictObject({
    milestoneId: Id,
    row: Id,
    state: z.enum(ROW_STATES),
    note: words(2000).optional(),
  }),
  'dependency.add': z.strictObject({
    from: Id.describe('The milestone that waits'),
    on: DependencyOn,
    note: words(2000).optional(),
  }),
  'dependency.remove': z.strictObject({ id: Id, reason: Reason }),
  'workstream.recommend-closure': z.strictObject({
    workstreamId: Id,
    receivingBody: words(200).describe('Body or service that takes it into business as usual'),
    residualRisks: words(5000),
    benefitsOwner: words(200).describe('Post or body that answers for the benefits'),
    actions: z
      .array(z.strictObject({ number: words(40), owner: Id.describe('Post that takes it on') }))
      .max(200)
      .default([]),
  }),
  'workstream.close': z.strictObject({
    workstreamId: Id,
    decision: DecisionNumber,
    trueFrom: Day.optional().describe('Day of the transfer, today at the latest'),
  }),
  'workstream.refuse-closure': z.strictObject({ workstreamId: Id, decision: DecisionNumber, reason: Reason }),
} as const
