import { z } from 'zod'

import { Hash, Id, words } from './shapes.ts'

const DecisionNumber = z.string().min(3).max(40).describe('Number of the decision of the board that this rests on')

/** When a gate opens: all authorities the ask is addressed to, so many of them, or these bodies. */
export const GateRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('threshold'), of: z.int().min(1).max(200) }),
  z.strictObject({ kind: z.literal('named'), bodies: z.array(Id).min(1).max(200) }),
])
export type GateRule = z.infer<typeof GateRule>

/** Commands about gates (invariants 7 and 8). */
export const GATE_PAYLOADS = {
  'gate.set-rule': z.strictObject({
    askId: Id,
    rule: GateRule,
    opens: Id.optional().describe('The gate milestone that waits for this ask'),
    decision: DecisionNumber,
    reason: words(2000),
  }),
  'gate.resolve': z.strictObject({
    askId: Id,
    outcome: z.enum(['stays-open', 'shut']),
    decision: DecisionNumber,
    reason: words(2000),
  }),
} as const

/**
 * Entries that nobody can send: the record writes them in the transaction of the act that they follow from, under the name of
 * whoever acted; or, when a day has passed, under nobody's (ADR 14).
 */
export const CONSEQUENCES = {
  'gate.open': z.strictObject({
    askId: Id,
    number: z.int().min(1),
    rule: GateRule,
    act: z.int().min(1).describe('Ledger entry of the act that made the rule hold'),
    opens: Id.optional(),
    signed: z.array(Id).describe('Bodies whose signatures stood at that moment'),
    wordingVersion: z.int().min(1),
    wordingHash: Hash,
  }),
} as const
