import { z } from 'zod'

import { ANSWERS } from './sign-offs.ts'
import { MAX_RATING_TEXT, RATINGS } from './ratings.ts'
import { ROLES } from './roles.ts'

/**
 * Every command: what a person may ask the record to take in. The catalogue in OpenAPI is made from this file.
 * A ledger entry carries the type of the command that made it.
 */

const words = (max: number) =>
  z.string().trim().min(1, 'Write something here').max(max, `Keep this to ${max} characters`)
export const Id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,79}$/u, 'An id is lower-case letters, digits, dots and hyphens')
export const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/u)
const Hash = z.string().regex(/^[0-9a-f]{64}$/u, 'A digest is 64 hexadecimal digits')
export const Day = z.iso.date('A day reads 2026-07-14')
export const FuzzyDateShape = z.strictObject({
  text: words(200),
  from: Day.nullable(),
  to: Day.nullable(),
  precision: z.string(),
  qualifier: z.string(),
  basis: z.string(),
})
const Ids = z.array(Id).max(200).default([])
const recordBase = {
  id: Id,
  title: words(500),
  detail: words(5000).optional(),
  note: words(5000).optional(),
  order: z.int().min(0),
  origin: z.string().default('stated'),
}

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
  interests: words(2000).default('None declared'),
  implications: words(5000).default('None identified'),
  dissent: words(2000).optional(),
  madeOn: Day.optional().describe('London day; today when left out, never in the future'),
  effectiveOn: Day.optional(),
})

export const PAYLOADS = {
  'board.create': z.strictObject({
    slug: Slug,
    code: z.string().regex(/^[A-Z]{2,6}$/u),
    title: words(300),
    summary: words(2000),
    asOf: FuzzyDateShape.nullable(),
    ragPoints: z.union([z.literal(3), z.literal(5)]),
    sampleOf: words(300).optional(),
  }),
  'body.add': z.strictObject({
    ...recordBase,
    kind: z.string(),
    short: words(120),
    aliases: z.array(z.string()).default([]),
    signatory: z.boolean().default(false),
    existence: z.string().optional(),
    partOf: Id.optional(),
    memberOf: Ids,
  }),
  'role.add': z.strictObject({
    ...recordBase,
    kind: z.string().optional(),
    bodyIds: Ids,
    existence: z.string().optional(),
    points: z.array(z.string()).default([]),
  }),
  'post.appoint': z.strictObject({
    post: z.strictObject({ id: Id, title: words(200), organisation: words(200) }),
    person: Id,
    role: z.enum(ROLES),
    body: Id.optional(),
    scope: z.array(Id).optional(),
    from: Day,
    acting: z.boolean().default(false),
  }),
  'programme.add': z.strictObject({
    ...recordBase,
    parentId: Id.optional(),
    status: z.string(),
    phase: words(300).optional(),
    aim: words(2000).optional(),
    vision: words(2000).optional(),
    governance: z.array(z.strictObject({ level: z.string(), bodyIds: Ids, roleIds: Ids })).default([]),
    agreementMilestoneId: Id.optional(),
    implementation: z
      .strictObject({ summary: words(2000), accountableIds: Ids, accountableToIds: Ids, challengeIds: Ids })
      .optional(),
    sponsorIds: Ids,
    leadIds: Ids,
  }),
  'item.add': z.strictObject({ ...recordBase, programmeId: Id, linkIds: Ids }),
  'accountability.add': z.strictObject({ ...recordBase, fromId: Id, toId: Id, relation: z.string() }),
  'pillar.add': z.strictObject({ ...recordBase, number: z.int().optional(), aliases: z.array(z.string()).default([]) }),
  'enabler.add': z.strictObject({
    ...recordBase,
    scheme: z.string().optional(),
    number: z.int().optional(),
    points: z.array(z.string()).default([]),
  }),
  'workstream.add': z.strictObject({ ...recordBase, programmeId: Id, number: z.int().optional(), status: z.string() }),
  'milestone.add': z.strictObject({
    ...recordBase,
    programmeId: Id.optional(),
    workstreamId: Id.optional(),
    due: FuzzyDateShape.nullable(),
    status: z.string(),
    statusBasis: z.string(),
    gate: z.boolean().default(false),
    external: z.boolean().default(false),
    relatesTo: Ids,
  }),
  'progress.note': z.strictObject({
    ...recordBase,
    programmeId: Id.optional(),
    workstreamId: Id.optional(),
    state: z.string().optional(),
    when: FuzzyDateShape.nullable(),
    milestoneIds: Ids,
  }),
  'ask.add': z.strictObject({
    id: Id,
    number: z.int().min(1),
    title: words(500),
    kind: z.string(),
    note: words(5000).optional(),
    parts: z.array(z.strictObject({ id: z.string().regex(/^[a-z]$/u), title: words(300) })).default([]),
    authorityIds: Ids,
    partnerIds: Ids,
    relatesTo: Ids,
    gate: z.boolean().default(false),
    dueDay: Day.optional(),
  }),
  'terms.register': z.strictObject({
    id: Id,
    title: words(300),
    note: words(5000).optional(),
    order: z.int().min(0),
    bodyIds: Ids,
    sourceState: z.string(),
    milestoneId: Id.optional(),
  }),
  'document.create': z.strictObject({
    documentId: z.uuid(),
    kind: z.enum(['programme', 'workstream', 'terms', 'ask', 'minutes']),
    of: Id,
    title: words(500),
    seedHash: Hash.optional().describe('SHA-256 of the first update, when the draft does not start empty'),
  }),

  'wording.issue': z.strictObject({
    askId: Id,
    text: words(20_000),
    change: z.enum(['editorial', 'substantive']),
    reason: words(2000).optional().describe('Required for an editorial change'),
    expectHash: Hash.nullable().describe(
      'Digest of the wording in force on the issuer’s screen; null when none has been issued',
    ),
    draftHash: Hash.optional().describe(
      'Digest of the draft on the issuer’s screen, when the text is taken from it; refused as stale when the draft has moved on',
    ),
  }),
  'sign-off.give': z.strictObject({
    askId: Id,
    part: z
      .string()
      .regex(/^[a-z]$/u)
      .optional(),
    wordingVersion: z.int().min(1),
    wordingHash: Hash,
    answer: z.enum(ANSWERS),
    conditions: z.array(words(1000)).max(20).optional(),
    deferredTo: words(300).optional().describe('The body that will decide'),
    until: Day.optional(),
    reason: words(2000).optional(),
  }),
  'sign-off.withdraw': z.strictObject({
    askId: Id,
    part: z
      .string()
      .regex(/^[a-z]$/u)
      .optional(),
    reason: words(2000),
  }),
  'rating.give': z.strictObject({
    subject: z.strictObject({ kind: z.enum(['programme', 'workstream', 'milestone']), id: Id }),
    value: z.enum(RATINGS),
    cause: words(MAX_RATING_TEXT).optional(),
    effect: words(MAX_RATING_TEXT).optional(),
    action: words(MAX_RATING_TEXT).optional(),
    owner: words(200).optional().describe('Post or body that answers for the way back'),
    by: Day.optional(),
    reason: words(2000).optional(),
  }),
  'decision.record': DecisionFields,
  'decision.supersede': z.strictObject({ supersedes: z.string().min(3).max(40), decision: DecisionFields }),
  'terms.adopt': z.strictObject({
    termsId: Id,
    expectHash: Hash.describe('Digest of the draft on the screen; refused as stale when the draft has moved on'),
    decision: DecisionFields,
    howAgreed: words(300).default('By consensus'),
    inForceFrom: Day,
    reviewBy: Day,
  }),
  'snapshot.freeze': z.strictObject({
    title: words(300),
    committee: words(300).optional(),
    membersAskedTo: words(2000).optional(),
    introduction: words(10_000).optional(),
  }),
  'snapshot.publish': z.strictObject({ number: z.int().min(1), expectHash: Hash.optional() }),
} as const

export type CommandType = keyof typeof PAYLOADS
/** A payload as the handler gets it: defaults filled in. */
export type Payload<T extends CommandType> = z.output<(typeof PAYLOADS)[T]>
/** A payload as a client sends it. */
export type PayloadInput<T extends CommandType> = z.input<(typeof PAYLOADS)[T]>

/** `expect`: ledger entry that last changed what the command is about, as the sender saw it; 0 for never. Refused as `stale` when it moved on. */
export interface CommandInput<T extends CommandType = CommandType> {
  readonly commandId: string
  readonly type: T
  readonly expect?: number
  readonly payload: PayloadInput<T>
}

export const CommandEnvelope = z.strictObject({
  commandId: z
    .string()
    .min(8)
    .max(80)
    .describe('A UUID made by the client: the same id again is answered with the first result'),
  type: z.enum(Object.keys(PAYLOADS) as [CommandType, ...CommandType[]]),
  expect: z.int().min(0).optional(),
  payload: z.record(z.string(), z.unknown()),
})

/** `seq` of the entry, and what the server gave the new record: a decision number, a receipt, a wording version. */
export interface CommandResult {
  readonly seq: number
  readonly number?: string | number
  readonly receipt?: string
  readonly version?: number
  readonly hash?: string
  readonly replayed?: true
}
