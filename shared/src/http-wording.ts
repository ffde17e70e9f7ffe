import { z } from 'zod'

import { Signatory } from './http-shapes.ts'
import { GateRule } from './payloads/gates.ts'
import { SIGN_OFF_STATES } from './sign-offs.ts'
import { WEIGHTS } from './text/weighty-changes.ts'

/**
 * Wording that moves, and gates: what the pages of an ask are told beside the ask itself.
 *
 * GET  /api/boards/:board/asks/:ask/touched                                            Touched
 * POST /api/boards/:board/asks/:ask/wording-preview {text}                             WordingPreview: nothing is recorded
 * GET  /api/boards/:board/gates                                                        GateList: every ask that is a gate or has a rule
 * GET  /api/boards/:board/asks.csv · /asks.xlsx?state&body                             the matrix as a file, states in words
 * POST /api/me/prove {person}                                                          204: proof of identity for asks that need one (D11)
 * GET · POST /public/check                                                             a page: receipt, digest and wording compared
 */

const Instant = z.iso.datetime()
const Named = z.object({ id: z.string(), title: z.string() })

export const WeightyChangeView = z.object({ kind: z.enum(WEIGHTS), before: z.string(), after: z.string() })

/**
 * What a wording counts as. `proposed`: issued as editorial, a second person has not confirmed it: no signature can be accepted over.
 * An editorial one becomes substantive when a signatory objects.
 */
export const WORDING_STATES = ['first', 'proposed', 'editorial', 'substantive'] as const
export const WORDING_STATE_WORDS: { readonly [S in (typeof WORDING_STATES)[number]]: string } = {
  first: 'First wording',
  proposed: 'Said to be editorial, not confirmed',
  editorial: 'Editorial',
  substantive: 'Substantive',
}

/** One confirmation or objection, by ledger entry. */
export const ClassificationView = z.object({
  kind: z.enum(['editorial', 'substantive']),
  /** Why a signatory objects; null for a confirmation. */
  reason: z.string().nullable(),
  /** Weighty changes the second person confirmed in spite of. */
  despite: z.array(z.enum(WEIGHTS)),
  /** Body that objected. */
  body: z.string().nullable(),
  by: Signatory,
  at: Instant,
  seq: z.number(),
})

/** Members of a wording's view that tell what its change counts as; part of `WordingView`. */
export const wordingStanding = {
  state: z.enum(WORDING_STATES),
  weighty: z.array(WeightyChangeView),
  classifications: z.array(ClassificationView),
}

/** Whom a new wording would touch: every cell that is not “not asked”, by state, in the order of the states. */
export const Touched = z.object({
  wording: z.object({ version: z.number(), hash: z.string() }).nullable(),
  /** `7 signed cells will show as changed`; for an ask nobody has signed, that none will. */
  sentence: z.string(),
  /** Cells whose answer would stop counting. */
  changing: z.number(),
  groups: z.array(
    z.object({
      state: z.enum(SIGN_OFF_STATES),
      words: z.string(),
      cells: z.array(z.object({ body: z.string(), title: z.string(), part: Named.nullable() })),
    }),
  ),
})

/** What issuing this text would do. */
export const WordingPreview = z.object({
  /** The canonical form, in which it would be issued, and its digest. */
  text: z.string(),
  hash: z.string(),
  /** True when these are the words in force already. */
  same: z.boolean(),
  difference: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })),
  weighty: z.array(WeightyChangeView),
  touched: Touched,
})

/** `no-rule` and `shut`: shut. `flagged`: open, and the rule no longer holds; only the board shuts it (invariant 8). */
export const GATE_STATES = ['no-rule', 'shut', 'open', 'flagged'] as const
export const GateView = z.object({
  ask: z.object({ id: z.string(), number: z.number(), title: z.string() }),
  state: z.enum(GATE_STATES),
  rule: GateRule.nullable(),
  /** The rule as people say it, `All ten authorities sign`; for no rule, that the board has set none. */
  ruleInWords: z.string(),
  opens: Named.nullable(),
  decision: z.string().nullable(),
  reason: z.string().nullable(),
  /** Model 7: the rule against the tally. `missing` are those whose signatures the rule may still need, with where they stand. */
  readiness: z
    .object({
      met: z.boolean(),
      signed: z.number(),
      needed: z.number(),
      inWords: z.string(),
      missing: z.array(
        z.object({ body: z.string(), title: z.string(), state: z.enum(SIGN_OFF_STATES), words: z.string() }),
      ),
    })
    .nullable(),
  /** Records that wait for this gate: the milestone it opens, and whatever rests on that (invariant 26). */
  waiting: z.array(Named),
  /** London day on which it opens by itself, if the answers stay as they are: a call-in period has passed then. Null when no day will. */
  opensFrom: z.string().nullable(),
  /** `byCalendar`: nobody acted, the call-in period of the signature in entry `act` had passed. */
  opened: z.object({ seq: z.number(), act: z.number(), byCalendar: z.boolean(), at: Instant }).nullable(),
  /** The board's last word on an open gate whose rule no longer held. */
  resolved: z
    .object({
      outcome: z.enum(['stays-open', 'shut']),
      decision: z.string(),
      reason: z.string(),
      seq: z.number(),
      at: Instant,
    })
    .nullable(),
  abilities: z.array(z.enum(['gate.set-rule', 'gate.resolve'])),
  /** Last entry about this gate, to send as `expect`; 0 for none. */
  seq: z.number(),
})
export const GateList = z.object({ gates: z.array(GateView) })

export type WordingState = (typeof WORDING_STATES)[number]
export type ClassificationView = z.infer<typeof ClassificationView>
export type Touched = z.infer<typeof Touched>
export type WordingPreview = z.infer<typeof WordingPreview>
export type GateView = z.infer<typeof GateView>
export type GateList = z.infer<typeof GateList>
