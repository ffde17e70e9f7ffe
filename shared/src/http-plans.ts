import { z } from 'zod'

import { Signatory } from './http-shapes.ts'
import { DependencyOn, DEPENDENCY_KINDS, OWNER_KINDS, ROW_STATES } from './payloads/plans.ts'
import { Day, FuzzyDateShape, Id } from './payloads/shapes.ts'
import { ACTS } from './policy.ts'
import { RATINGS } from './ratings.ts'

/**
 * Plans as HTTP answers them: the three dates of a milestone, what it waits for, what contradicts a rating, how a workstream closes.
 * Days `YYYY-MM-DD`, instants ISO 8601 UTC. Working days are those of England; `+` is late.
 *
 * GET  /api/boards/:board/milestones · /milestones/:id   MilestoneView of http.ts
 * GET  /api/boards/:board/workstreams/:id/closure   ClosureChecklist
 * POST /api/boards/:board/checks   PlanPreviewAsk → PlanPreview: what saving would say. Reads only.
 */

const Instant = z.iso.datetime()
const Fuzzy = FuzzyDateShape.nullable()
const Abilities = z.array(z.enum(ACTS))

/** One finding of the consistency check (B7): a rule, and the arithmetic behind it in one sentence. */
export const CheckView = z.object({
  rule: z.enum([
    'overdue-milestones',
    'worse-child',
    'forecast-moved',
    'improved-without-words',
    'way-back-past',
    'unmeetable-dependency',
  ]),
  /** `2 milestones are overdue, the longest by 20 working days: Family hubs open.` */
  words: z.string(),
  /** Records it counts. */
  about: z.array(
    z.object({ kind: z.enum(['programme', 'workstream', 'milestone']), id: z.string(), title: z.string() }),
  ),
  /** True: the rating about to be given is saved only with an `explanation`. False: said, and no more. */
  needsExplanation: z.boolean(),
})

/** What the rules alone would say: shown apart, labelled as a suggestion, never applied (invariant 23). */
export const SuggestionView = z.object({ value: z.enum(RATINGS), words: z.string() })

/** How often a fact was confirmed without change. */
export const ConfirmedView = z.object({ seq: z.number(), at: Instant, by: Signatory })

/** Late (`+`) or early, in working days; measured from the last day of both dates. */
export const SlippageView = z.object({
  /** From the first baseline: this is *the* slippage (invariant 24). */
  fromFirst: z.number(),
  fromCurrent: z.number(),
  /** What it is measured to. */
  to: z.enum(['forecast', 'actual']),
  /** The coarser precision of the two dates, `day`, `month`, `season`, `year` …: when not `day`, say "about". */
  precision: z.string(),
  /** `+42 working days from the first baseline`. */
  words: z.string(),
})

export const BaselineView = z.object({
  date: FuzzyDateShape,
  /** 0 for the first. */
  number: z.number(),
  seq: z.number(),
  at: Instant,
  /** Decision that moved it; null for the first. */
  decision: z.string().nullable(),
  reason: z.string().nullable(),
})

export const ProposalView = z.object({
  seq: z.number(),
  baseline: FuzzyDateShape,
  reason: z.string(),
  effects: z.string().nullable(),
  at: Instant,
  by: Signatory,
})

export const ReportedForecastView = z.object({
  date: FuzzyDateShape,
  reason: z.string().nullable(),
  seq: z.number(),
  at: Instant,
  by: Signatory,
  /** Last "nothing changed" or one-tap confirmation of it. */
  confirmed: ConfirmedView.nullable(),
  /** Times a forecast was reported that differs from the one before. */
  moves: z.number(),
})

export const ClaimView = z.object({
  seq: z.number(),
  actual: FuzzyDateShape,
  evidence: z.array(z.object({ title: z.string(), reference: z.string() })),
  note: z.string().nullable(),
  at: Instant,
  by: Signatory,
  state: z.enum(['open', 'accepted', 'rejected']),
  settled: z.object({ seq: z.number(), at: Instant, by: Signatory, words: z.string().nullable() }).nullable(),
})

export const TrackRowView = z.object({
  id: z.string(),
  body: z.string().nullable(),
  title: z.string(),
  state: z.enum(ROW_STATES),
  note: z.string().nullable(),
  seq: z.number(),
  abilities: Abilities,
})

/** One line between two things, as seen from one end. */
export const DependencyView = z.object({
  id: z.string(),
  kind: z.enum(DEPENDENCY_KINDS),
  /** The other end: id of a milestone or ask, number of a decision, null outside. */
  ref: z.string().nullable(),
  title: z.string(),
  /** Where the other end belongs, by name. */
  of: z.string().nullable(),
  /** When the other end is there (waits for) or needed (needed by): actual, else forecast, else baseline. */
  when: Fuzzy,
  met: z.boolean(),
  /** `Needed by 31 July 2026, forecast for 30 September 2026: 43 working days too late.` */
  conflict: z.string().nullable(),
  note: z.string().nullable(),
  seq: z.number(),
})

/** Not startable and not done while it holds (E13): what it waits for, and until when as far as that is known. */
export const LockView = z.object({ until: Day.nullable(), words: z.string() })

/** What the plan adds to a milestone. */
export const milestonePlan = {
  baseline: z
    .object({
      current: BaselineView,
      first: BaselineView,
      /** Times it was moved, each by a decision. */
      moves: z.number(),
      /** Decisions that moved it, oldest first. */
      decisions: z.array(z.string()),
    })
    .nullable(),
  /** The forecast on the record. `forecast` beside it is the draft's working cell. */
  reported: ReportedForecastView.nullable(),
  /** When it was done, as accepted. */
  actual: Fuzzy,
  slippage: SlippageView.nullable(),
  /** "Re-baseline proposed": open proposals, oldest first. */
  proposals: z.array(ProposalView),
  /** The last claim of done, if any. */
  claim: ClaimView.nullable(),
  /** Who answers for it: a post, body or office (invariant 28). `owner` beside it is the draft's words. */
  accountable: z.object({ kind: z.enum(OWNER_KINDS), id: z.string(), title: z.string() }).nullable(),
  /** A row per authority or place (B11), and their roll-up, `7 of 10 complete`. */
  rows: z.array(TrackRowView),
  rollUp: z.object({ complete: z.number(), of: z.number(), words: z.string() }).nullable(),
  waitsFor: z.array(DependencyView),
  neededBy: z.array(DependencyView),
  lock: LockView.nullable(),
  abilities: Abilities,
}

/** One month of the history strip (B9). */
export const PeriodView = z.object({
  /** `2026-06-01` to `2026-06-30`, `June 2026`. The last one is the month that runs. */
  from: Day,
  to: Day,
  label: z.string(),
  /** In force at its end, as known today; null when nothing was rated by then. */
  rating: z
    .object({
      value: z.enum(RATINGS),
      /** Entry with the narrative: cause, effect, action, reason. */
      seq: z.number(),
      at: Instant,
      /** True when it was recorded after the period had ended (back-dated or a correction). */
      recordedLater: z.boolean(),
      /** Given or confirmed within the period. */
      fresh: z.boolean(),
    })
    .nullable(),
  /** Points of the scale in force at its end. */
  points: z.union([z.literal(3), z.literal(5)]),
  /** The last update reported in it. */
  report: z.number().nullable(),
})

/** A two-minute update as recorded (B12). */
export const ReportView = z.object({
  seq: z.number(),
  at: Instant,
  /** Clock of the sender; show it beside `at` when they differ by more than a few minutes. */
  writtenAt: Instant,
  unchanged: z.boolean(),
  note: z.string().nullable(),
  by: Signatory,
})

export const ScaleView = z.object({
  points: z.union([z.literal(3), z.literal(5)]),
  next: z.object({ points: z.union([z.literal(3), z.literal(5)]), from: Day }).nullable(),
})

export const ClosureView = z.object({
  state: z.enum(['recommended', 'transferred', 'refused']),
  seq: z.number(),
  receivingBody: z.string(),
  residualRisks: z.string(),
  benefitsOwner: z.string(),
  actions: z.array(z.object({ number: z.string(), owner: z.string() })),
  at: Instant,
  by: Signatory,
  /** Decision that closed or refused. */
  decision: z.string().nullable(),
  closedOn: Day.nullable(),
  reason: z.string().nullable(),
  /** `Transferred to business as usual, 3 September 2026`; `Closure recommended, not closed`. */
  words: z.string(),
})

/** What closing a workstream asks for: its open actions, and the posts that can take them on (WL-5). */
export const ClosureChecklist = z.object({
  actions: z.array(z.object({ number: z.string(), text: z.string() })),
  posts: z.array(
    z.object({ id: z.string(), title: z.string(), organisation: z.string(), holder: z.string().nullable() }),
  ),
})

/** What the plan adds to the page of a programme or workstream. */
export const workPlan = {
  /** Contradictions in what stands now, explained or not. */
  checks: z.array(CheckView),
  suggestion: SuggestionView.nullable(),
}

/** `current` of a refusal as `stale`: every field that moved on, with both values. */
export const StaleFields = z.object({
  fields: z.array(
    z.object({
      /** `rating`, or `forecast:<milestoneId>`. */
      field: z.string(),
      title: z.string(),
      mine: z.string(),
      theirs: z.string(),
      /** To send as `expect` once the person has chosen. */
      seq: z.number(),
      at: Instant,
      by: Signatory.nullable(),
    }),
  ),
})

/** Something about to be saved. Nothing of it is kept. */
export const PlanPreviewAsk = z.strictObject({
  of: z.strictObject({ kind: z.enum(['programme', 'workstream', 'milestone']), id: Id }),
  rating: z
    .strictObject({ value: z.enum(RATINGS), by: Day.optional(), hasWords: z.boolean().default(false) })
    .optional(),
  forecasts: z
    .array(z.strictObject({ milestoneId: Id, forecast: FuzzyDateShape }))
    .max(100)
    .default([]),
  dependency: z.strictObject({ from: Id, on: DependencyOn }).optional(),
})
export const PlanPreview = z.object({
  checks: z.array(CheckView),
  needsExplanation: z.boolean(),
  suggestion: SuggestionView.nullable(),
  /** Per milestone whose forecast would change: how late, and who waits for it. */
  milestones: z.array(
    z.object({ id: z.string(), slippage: SlippageView.nullable(), neededBy: z.array(DependencyView) }),
  ),
  dependency: z
    .object({
      /** Titles along the circle it would close, first and last alike; null when there is none. */
      circle: z.array(z.string()).nullable(),
      conflict: z.string().nullable(),
      locks: LockView.nullable(),
    })
    .nullable(),
})

export type CheckView = z.infer<typeof CheckView>
export type ConfirmedView = z.infer<typeof ConfirmedView>
export type SuggestionView = z.infer<typeof SuggestionView>
export type SlippageView = z.infer<typeof SlippageView>
export type BaselineView = z.infer<typeof BaselineView>
export type ProposalView = z.infer<typeof ProposalView>
export type ReportedForecastView = z.infer<typeof ReportedForecastView>
export type ClaimView = z.infer<typeof ClaimView>
export type TrackRowView = z.infer<typeof TrackRowView>
export type DependencyView = z.infer<typeof DependencyView>
export type LockView = z.infer<typeof LockView>
export type PeriodView = z.infer<typeof PeriodView>
export type ReportView = z.infer<typeof ReportView>
export type ScaleView = z.infer<typeof ScaleView>
export type ClosureView = z.infer<typeof ClosureView>
export type ClosureChecklist = z.infer<typeof ClosureChecklist>
export type StaleFields = z.infer<typeof StaleFields>
export type PlanPreviewAsk = z.infer<typeof PlanPreviewAsk>
export type PlanPreview = z.infer<typeof PlanPreview>
