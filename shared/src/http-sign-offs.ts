import { z } from 'zod'

import { Signatory } from './http-shapes.ts'
import { AuthorisedBy, Evidence } from './payloads/asks.ts'
import { ACTS } from './policy.ts'
import { ANSWERS, CAPACITIES, PROVENANCES, SIGN_OFF_ACTS, SIGN_OFF_STATES } from './sign-offs.ts'

/** What HTTP answers about sign-offs: acts, cells, delegations, and the page of one authority. */

const Instant = z.iso.datetime()
const Abilities = z.array(z.enum(ACTS))
const Holder = z.object({ person: z.string(), name: z.string() })
const Instrument = z.object({ title: z.string(), reference: z.string() })

/** What every act on a cell carries. `bySaid` in `sign-off-words.ts` says who acted, in one phrase. */
export const signOffEventFields = {
  event: z.enum(SIGN_OFF_ACTS),
  capacity: z.enum(CAPACITIES),
  /** The delegation it was done under (CE-4.2). `on`: London day on which it was recorded. */
  delegation: z
    .object({ seq: z.number(), on: z.string(), from: z.string(), to: z.string(), instrument: Instrument })
    .nullable(),
  /** Who held the office then; null when nobody did, or for a partner. */
  principal: Holder.nullable(),
  provenance: z.enum(PROVENANCES),
  evidence: Evidence.nullable(),
  /** Day on which a letter or form came in, for what was recorded on behalf. */
  receivedOn: z.string().nullable(),
  authorisedBy: AuthorisedBy.nullable(),
  method: z.enum(['web', 'on-behalf']),
  /** When the signer last proved who they are, for asks that require it (D11). */
  provedAt: Instant.nullable(),
  provedBy: z.string().nullable(),
  /** Entry of the earlier act this one is about: affirmed, confirmed, disputed, called in, or whose condition is met. */
  about: z.number().nullable(),
  /** For `accepted`: entry of the answer that is to count on these words. */
  accepts: z.number().nullable(),
  /** For `condition-met`: which condition, from 0. */
  condition: z.number().nullable(),
  /** For `reported`: what is said, and who says so. */
  says: z.string().nullable(),
  source: z.string().nullable(),
} as const

const OwnWords = z.object({ text: z.string(), met: z.boolean() })

/** Marks beside a cell's state (spec 4.3). None of them is a state of its own. */
export const signOffFields = {
  /** Entry of the answer that stands, for its receipt; null when none does. `seq` is the last act, which a command expects. */
  answer: z.number().nullable(),
  deferredTo: z.string().nullable(),
  onBehalf: z.enum(['unconfirmed', 'confirmed', 'disputed']).nullable(),
  /** Hearsay since the last answer: “reported, unverified”, never counted. */
  reported: z.array(z.object({ seq: z.number(), says: z.string(), source: z.string(), at: Instant })),
  conditionsMet: z.number(),
  conditionsOf: z.number(),
  conditions: z.array(OwnWords),
  callInUntil: z.string().nullable(),
  authorisedBy: AuthorisedBy.nullable(),
  /** How the answer that stands was given; null without one. */
  capacity: z.enum(CAPACITIES).nullable(),
  /** Name of the deputy who gave it under a delegation. */
  delegate: z.string().nullable(),
  /** Whoever held the office then has left it. */
  byPredecessor: z.boolean(),
  isPrepared: z.boolean(),
  /** Days past the day the answer was due; 0 once there is one (D8). */
  overdueDays: z.number(),
} as const

export const askFields = {
  /** Entry that last set it up, which `ask.configure` and `ask.withdraw` expect. */
  seq: z.number(),
  /** Answers on offer. */
  answers: z.array(z.enum(ANSWERS)),
  stepUp: z.boolean(),
  /** Set once the ask is withdrawn (PO-5.4): no answer is taken any more, those given stay readable. */
  withdrawn: z.object({ seq: z.number(), at: Instant, decision: z.string(), reason: z.string() }).nullable(),
} as const

/** An answer that lies prepared for the chief executive: seen by their own body only. */
export const PreparedView = z.object({
  seq: z.number(),
  askId: z.string(),
  part: z.string().nullable(),
  wordingVersion: z.number(),
  answer: z.enum(ANSWERS),
  conditions: z.array(z.string()),
  deferredTo: z.string().nullable(),
  until: z.string().nullable(),
  reason: z.string().nullable(),
  authorisedBy: AuthorisedBy.nullable(),
  note: z.string().nullable(),
  at: Instant,
  by: Signatory,
})

export const DelegationView = z.object({
  seq: z.number(),
  body: z.string(),
  person: z.string(),
  name: z.string(),
  /** Ids; null: every ask. */
  asks: z.array(z.string()).nullable(),
  from: z.string(),
  to: z.string(),
  instrument: Instrument,
  recordedAt: Instant,
  by: Signatory,
  /** `lapsed`: whoever gave it has left the office and the new holder has not confirmed it (invariant 9). */
  state: z.enum(['to-come', 'in-force', 'lapsed', 'expired', 'ended']),
  ended: z.object({ seq: z.number(), at: Instant, reason: z.string() }).nullable(),
  confirmed: z.object({ seq: z.number(), at: Instant, name: z.string() }).nullable(),
  abilities: Abilities,
})

export const DelegationList = z.object({ delegations: z.array(DelegationView) })

/** One cell as a task: enough to name it and to link to it. */
const CellTask = z.object({
  askId: z.string(),
  number: z.number(),
  title: z.string(),
  part: z.object({ id: z.string(), title: z.string() }).nullable(),
  state: z.enum(SIGN_OFF_STATES),
  dueDay: z.string().nullable(),
  overdueDays: z.number(),
  wordingVersion: z.number(),
  seq: z.number(),
})

/** Everything that waits for the body a person speaks for (CE-2, CE-3, CE-4). GET /api/boards/:board/my-authority */
export const MyAuthorityView = z.object({
  body: z.object({ id: z.string(), title: z.string(), short: z.string() }),
  as: z.enum(['chief-executive', 'delegate', 'dcs', 'partner']),
  /** False while the office is vacant: nobody can answer until somebody is appointed. */
  holders: z.array(z.object({ person: z.string(), name: z.string(), acting: z.boolean() })),
  /** Awaiting or in preparation: overdue first, then by day, then by number. The first is the next one. */
  awaiting: z.array(CellTask),
  drifted: z.array(CellTask.extend({ answered: z.number() })),
  /** “Your predecessor signed 9 asks”: to affirm or to withdraw. */
  predecessor: z.object({
    asks: z.number(),
    cells: z.array(CellTask.extend({ answer: z.number(), name: z.string() })),
  }),
  onBehalf: z.array(
    CellTask.extend({ answer: z.number(), evidence: Evidence.nullable(), receivedOn: z.string().nullable() }),
  ),
  conditions: z.array(
    CellTask.extend({ answer: z.number(), condition: z.number(), text: z.string(), met: z.boolean() }),
  ),
  /** Deferred, by day; `isDue` once the day has come. */
  deferrals: z.array(CellTask.extend({ deferredTo: z.string(), until: z.string(), isDue: z.boolean() })),
  callIns: z.array(CellTask.extend({ answer: z.number(), until: z.string() })),
  prepared: z.array(PreparedView.extend({ number: z.number(), title: z.string() })),
  delegations: z.array(DelegationView),
  /** People who could be named: those in a deputy’s seat of this authority. */
  deputies: z.array(z.object({ person: z.string(), name: z.string(), post: z.string() })),
  /** By whole ask, for “Nothing is waiting. 11 signed, 1 declined on 3 July.” Days are London days of the last answer. */
  answered: z.array(
    z.object({ state: z.enum(SIGN_OFF_STATES), asks: z.array(z.string()), lastOn: z.string().nullable() }),
  ),
  abilities: Abilities,
})

export type PreparedView = z.infer<typeof PreparedView>
export type DelegationView = z.infer<typeof DelegationView>
export type DelegationList = z.infer<typeof DelegationList>
export type MyAuthorityView = z.infer<typeof MyAuthorityView>
