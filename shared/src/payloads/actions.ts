import { z } from 'zod'

import { Day, Id, words } from './shapes.ts'

export const ACTION_SOURCES = ['decision', 'milestone', 'workstream', 'programme', 'ask'] as const
export const THREAD_KINDS = [
  'programme',
  'workstream',
  'milestone',
  'pillar',
  'enabler',
  'ask',
  'sign-off',
  'decision',
  'terms',
  'action',
] as const
export type ThreadKind = (typeof THREAD_KINDS)[number]

const ActionNumber = z.string().min(5).max(40).describe('GM/A/12')
const Evidence = z.strictObject({ title: words(300), reference: words(500) })
/** A record by its kind and its id or number. */
const RecordRef = z.strictObject({ kind: z.enum(THREAD_KINDS), id: z.string().min(1).max(80) })
/** Exactly one of the two owns an action: a post or a body, never only a name (invariant 28). */
const owner = { ownerPost: Id.optional(), ownerBody: Id.optional() }

/** Commands about actions (E14) and about the golden thread (A10). */
export const ACTION_PAYLOADS = {
  'action.open': z.strictObject({
    text: words(2000),
    ...owner,
    helpers: z.array(Id).max(20).default([]).describe('Posts and bodies that help'),
    due: Day,
    source: z.strictObject({ kind: z.enum(ACTION_SOURCES), id: z.string().min(1).max(80) }),
    openedOn: Day.optional().describe('London day on which it was given; today when left out, never in the future'),
  }),
  'action.reassign': z.strictObject({ number: ActionNumber, ...owner, reason: words(2000) }),
  'action.report': z.strictObject({ number: ActionNumber, note: words(5000) }),
  'action.claim-done': z.strictObject({
    number: ActionNumber,
    evidence: z.array(Evidence).max(20).default([]),
    sentence: words(2000).optional().describe('Evidence or a sentence: one of the two is required'),
  }),
  'action.close': z.strictObject({
    number: ActionNumber,
    claim: z.int().min(1).describe('Entry of the claim that is accepted; refused as stale when another one stands'),
    note: words(2000).optional(),
  }),
  'action.cancel': z.strictObject({ number: ActionNumber, reason: words(2000) }),
  'link.add': z.strictObject({
    from: RecordRef,
    to: RecordRef,
    relation: z.enum(['serves', 'rests-on']),
    note: words(1000).optional(),
  }),
  'link.remove': z.strictObject({ id: z.string().regex(/^link-[1-9][0-9]{0,14}$/u), reason: words(2000) }),
} as const
