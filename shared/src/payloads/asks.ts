import { z } from 'zod'

import { ANSWERS } from '../sign-offs.ts'
import { Day, Hash, Id, Ids, words } from './shapes.ts'

const Part = z
  .string()
  .regex(/^[a-z]$/u)
  .optional()
const Entry = z.int().min(1)
const DecisionNumber = z.string().min(3).max(40)

/** The authority's own decision behind an answer (D6). */
export const AuthorisedBy = z.strictObject({
  body: words(300).describe('Who decided: cabinet, full council, an officer'),
  on: Day,
  reference: words(300),
  callInUntil: Day.optional().describe('Last day on which it may be called in'),
})
export type AuthorisedBy = z.output<typeof AuthorisedBy>

/** What an answer rests on when it was not given here: a letter, a minute, a form from the meeting (D4). */
export const Evidence = z.strictObject({
  title: words(300),
  reference: words(300).optional(),
  sha256: Hash.optional().describe('Digest of the file'),
  dated: Day.optional(),
})
export type Evidence = z.output<typeof Evidence>

/** An answer and what it needs: conditions, a deferral’s body and day, reasons. */
const answerFields = {
  answer: z.enum(ANSWERS),
  conditions: z.array(words(1000)).max(20).optional(),
  deferredTo: words(300).optional().describe('The body that will decide'),
  until: Day.optional(),
  reason: words(2000).optional(),
  authorisedBy: AuthorisedBy.optional(),
}
/** One cell of the sender’s own body, and the words on the screen. */
const cellFields = { askId: Id, part: Part, wordingVersion: z.int().min(1), wordingHash: Hash }

/** Commands about asks: wording, answers and what hangs on them. */
export const ASK_PAYLOADS = {
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
  'sign-off.give': z.strictObject({ ...cellFields, ...answerFields }),
  'sign-off.withdraw': z.strictObject({ askId: Id, part: Part, reason: words(2000) }),
  'ask.configure': z.strictObject({
    askId: Id,
    answers: z
      .array(z.enum(ANSWERS))
      .min(1)
      .refine((offered) => new Set(offered).size === offered.length, 'Name each answer once')
      .optional()
      .describe('Answers on offer'),
    stepUp: z.boolean().optional().describe('Whoever answers proves anew who they are (D11)'),
    dueDay: Day.nullable().optional(),
    authorityIds: z.array(Id).max(200).optional(),
    partnerIds: z.array(Id).max(200).optional(),
    reason: words(2000),
  }),
  'ask.withdraw': z.strictObject({
    askId: Id,
    decision: DecisionNumber.describe('Number of the decision of the board to withdraw it'),
    reason: words(2000),
  }),
  'sign-off.prepare': z.strictObject({ ...cellFields, ...answerFields, note: words(2000).optional() }),
  'sign-off.discard': z.strictObject({ askId: Id, part: Part, reason: words(2000).optional() }),
  'sign-off.call-in': z.strictObject({
    askId: Id,
    part: Part,
    reason: words(2000),
    deferredTo: words(300).describe('The body that will decide anew'),
    until: Day,
  }),
  'sign-off.affirm': z.strictObject({ askId: Id, part: Part }),
  'sign-off.record': z.strictObject({
    body: Id,
    ...cellFields,
    ...answerFields,
    evidence: Evidence,
    receivedOn: Day.describe('Day on which the evidence came in'),
  }),
  'sign-off.confirm': z.strictObject({ seq: Entry.describe('The answer that was recorded on the authority’s behalf') }),
  'sign-off.dispute': z.strictObject({ seq: Entry, reason: words(2000) }),
  'sign-off.report': z.strictObject({
    body: Id,
    askId: Id,
    part: Part,
    says: words(1000).describe('What is said to be the answer'),
    source: words(500).describe('Who says so, and where'),
  }),
  'condition.meet': z.strictObject({
    signOff: Entry.describe('The answer whose condition is met'),
    condition: z.int().min(0).max(19).describe('Which one, counted from 0'),
    note: words(1000),
  }),
  'delegation.record': z.strictObject({
    person: Id,
    asks: z.array(Id).min(1).max(200).nullable().describe('null: every ask'),
    from: Day,
    to: Day,
    instrument: z.strictObject({ title: words(300), reference: words(300) }),
  }),
  'delegation.confirm': z.strictObject({ seq: Entry }),
  'delegation.end': z.strictObject({ seq: Entry, reason: words(2000) }),
} as const
