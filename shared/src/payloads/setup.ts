import { z } from 'zod'

import { ROLES } from '../roles.ts'
import { Day, FuzzyDateShape, Hash, Id, Ids, recordBase, Slug, words } from './shapes.ts'

/** Commands that set up a board: today only the sample loader sends them. */
export const SETUP_PAYLOADS = {
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
  'appointment.end': z.strictObject({
    postId: Id,
    personId: Id,
    on: Day.describe('First day on which the person no longer holds the post; today ends it at once'),
    reason: words(2000),
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
  'document.create': z.strictObject({
    documentId: z.uuid(),
    kind: z.enum(['programme', 'workstream', 'terms', 'ask', 'minutes']),
    of: Id,
    title: words(500),
    seedHash: Hash.optional().describe('SHA-256 of the first update, when the draft does not start empty'),
  }),
} as const
