import { z } from 'zod'

import { BoardSettings } from '../board-settings.ts'
import { Day, Hash, Id, Ids, words } from './shapes.ts'

const DecisionNumber = z.string().min(3).max(40)
/** An implication of one kind: said, or said to be none, never blank (spec 4.4). */
const implication = () => words(5000).default('None')

const BackgroundPaper = z.strictObject({
  title: words(300),
  reference: words(500).describe('Address, file reference or place where it is kept'),
})

const KeyDecision = z.strictObject({
  forwardPlanRef: words(100),
  noticeOn: Day.describe('Day on which notice was given; clear days leave out this day and the day of the decision'),
  exception: z
    .enum(['general-exception', 'special-urgency'])
    .optional()
    .describe('The route taken when there was not time for the notice (invariant 18)'),
  exceptionReason: words(2000).optional().describe('Required with an exception'),
})

const Exemption = z.strictObject({
  paragraph: z.int().min(1).max(7).describe('Of the seven paragraphs of exempt information (spec 4.9)'),
  publicInterest: words(5000).describe('Why the public interest is better served by keeping it back'),
  decidedBy: words(300).describe('The office that decided so'),
  reviewOn: Day,
})

export const DecisionFields = z.strictObject({
  title: words(300),
  text: words(10_000).describe('The exact words as put'),
  type: z.enum(['decided', 'recommended', 'steer', 'noted']),
  authority: z.strictObject({
    basis: z.enum(['terms', 'delegation', 'recommendation-only']),
    ref: words(300).optional(),
  }),
  body: Id.optional().describe('The body that made it'),
  recommendedTo: words(300).optional().describe('Required for a recommendation: the decision-maker'),
  reasons: words(5000),
  options: words(5000).default('None recorded').describe('Options considered and rejected'),
  implications: words(5000).default('None identified').describe('Implications of any other kind, or of all'),
  financial: implication(),
  legal: implication(),
  equality: implication(),
  dataProtection: implication(),
  carbon: implication(),
  consultation: words(5000).default('None recorded'),
  interests: words(2000).default('None declared'),
  dispensations: words(2000).default('None'),
  present: words(5000).optional().describe('Offices and bodies, not names: the ledger keeps this for ever'),
  absent: words(5000).optional(),
  mode: words(200).optional().describe('In the room, remote, in writing'),
  howAgreed: z.enum(['consensus', 'vote', 'written-procedure', 'urgency']).optional(),
  result: words(1000).optional(),
  dissent: words(2000).optional(),
  key: KeyDecision.optional().describe('A key decision, and the notice that was given of it'),
  exempt: Exemption.optional().describe(
    'The substance is sealed: the ledger holds a commitment to it, and only those entitled read it (invariant 20)',
  ),
  callIn: z
    .strictObject({ applies: z.boolean(), reason: words(2000).optional() })
    .optional()
    .describe(
      'Key decisions may be called in unless this says otherwise, with its reason; others may not unless this says so',
    ),
  madeOn: Day.optional().describe('London day; today when left out, never in the future'),
  effectiveOn: Day.optional(),
  reviewOn: Day.optional(),
  ownerPost: Id.optional().describe('The post that carries it out; or `ownerBody`'),
  ownerBody: Id.optional(),
  background: z.array(BackgroundPaper).max(50).default([]),
})

/** What a set of terms lets its body decide, in the edition that is adopted (E12). */
export const Powers = z.strictObject({
  mayDecide: z.boolean(),
  limits: words(1000).optional(),
  recommendsTo: words(300).optional().describe('The decision-maker for what the body may not decide'),
})

/** Commands about decisions, and the terms they rest on. */
export const DECISION_PAYLOADS = {
  'terms.register': z.strictObject({
    id: Id,
    title: words(300),
    note: words(5000).optional(),
    order: z.int().min(0),
    bodyIds: Ids,
    sourceState: z.string(),
    milestoneId: Id.optional(),
  }),
  'decision.record': DecisionFields,
  'decision.supersede': z.strictObject({ supersedes: DecisionNumber, decision: DecisionFields }),
  'decision.note-correction': z.strictObject({
    number: DecisionNumber,
    note: words(2000).describe('What the slip is and what it should have said; the words themselves stay as they are'),
  }),
  'decision.call-in': z.strictObject({
    number: DecisionNumber,
    by: words(300).describe('The committee or office that called it in'),
    reason: words(2000),
    calledInOn: Day.optional().describe('London day; today when left out, never in the future'),
  }),
  'decision.resolve-call-in': z.strictObject({
    number: DecisionNumber,
    outcome: z.enum(['confirmed', 'reconsidered']),
    reason: words(2000).optional(),
    resolvedOn: Day.optional().describe('London day; today when left out, never in the future'),
    newDecision: DecisionFields.optional().describe(
      'What was decided instead; recorded as superseding, in the same act',
    ),
  }),
  'terms.adopt': z.strictObject({
    termsId: Id,
    expectHash: Hash.describe('Digest of the draft on the screen; refused as stale when the draft has moved on'),
    decision: DecisionFields,
    howAgreed: words(300).default('By consensus'),
    powers: Powers.optional().describe('Left out: this edition records nothing about what its body may decide'),
    inForceFrom: Day,
    reviewBy: Day,
  }),
  'board.configure': z.strictObject({
    regime: BoardSettings.shape.regime.unwrap().optional(),
    callInWorkingDays: BoardSettings.shape.callInWorkingDays.unwrap().optional(),
    noticeClearDays: BoardSettings.shape.noticeClearDays.unwrap().optional(),
    agendaClearDays: BoardSettings.shape.agendaClearDays.unwrap().optional(),
    clearDays: BoardSettings.shape.clearDays.unwrap().optional(),
    reportingPeriod: BoardSettings.shape.reportingPeriod.unwrap().optional(),
    ratingPeriodDays: z.int().min(1).max(366).optional().describe('Days after which a rating is stale (B6)'),
    reason: words(2000),
  }),
} as const
