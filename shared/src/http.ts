import { z } from 'zod'

import { BoardSettingsView, decisionRecord, decisionStanding, PowersView } from './http-decisions.ts'
import {
  CheckView,
  ClosureView,
  ConfirmedView,
  milestonePlan,
  PeriodView,
  ReportView,
  ScaleView,
  workPlan,
} from './http-plans.ts'
import { Signatory } from './http-shapes.ts'
import { wordingStanding } from './http-wording.ts'
import { askFields, PreparedView, signOffEventFields, signOffFields } from './http-sign-offs.ts'
import { FuzzyDateShape } from './payloads/shapes.ts'
import { ACTS } from './policy.ts'
import { RATINGS } from './ratings.ts'
import { ROLES } from './roles.ts'
import { SIGN_OFF_STATES } from './sign-offs.ts'

/**
 * What HTTP answers, by route. Declared once: the server validates and documents with it (OpenAPI), the web imports its types.
 * Instants are ISO 8601 UTC with milliseconds, days `YYYY-MM-DD`. `seq` names the ledger entry a fact comes from.
 *
 * Routes, as the web calls them. All under the session cookie but the public page and demo sign-in.
 *
 * GET  /api/me · POST /api/me/capacity {post} · POST /api/sign-out
 * GET  /api/demo/people · POST /api/demo/sign-in {person}
 * GET  /api/boards · /api/boards/:board
 * GET  /api/boards/:board/programmes/:id · /api/boards/:board/workstreams/:id          WorkView
 * GET  /api/boards/:board/documents · POST /api/documents/:id/session
 * GET  /api/boards/:board/asks · /asks/:ask · /receipts/:seq                           AskList, AskDetail, ReceiptView
 * GET  /api/boards/:board/my-authority · /delegations                                  MyAuthorityView, DelegationList (http-sign-offs.ts)
 * GET  /api/boards/:board/decisions · /decisions/*                                     DecisionList, DecisionView (number holds slashes)
 * GET  /api/boards/:board/actions · /actions/*                                        ActionList, ActionView (http-actions.ts)
 * GET  /api/boards/:board/threads/:kind/*                                              ThreadView (http-threads.ts)
 * GET  /api/boards/:board/terms · /terms/:id                                           TermsList, TermsView
 * GET  /api/boards/:board/ledger?after&before&limit&type · /ledger/verify              LedgerPage, LedgerVerdict
 * GET  /api/boards/:board/snapshots · GET /public/:board/snapshots/:number(.json)
 * GET  /api/boards/:board/gates · /asks/:ask/touched · POST /asks/:ask/wording-preview  http-wording.ts, with exports and proofs
 * POST /api/boards/:board/checks                                                       PlanPreview (http-plans.ts)
 * POST /api/boards/:board/commands                                                     CommandAnswer
 */

const Instant = z.iso.datetime()
const Abilities = z.array(z.enum(ACTS))
const Fuzzy = FuzzyDateShape.nullable()
export { Signatory }
const Named = z.object({ id: z.string(), title: z.string() })

export const DemoPerson = z.object({
  id: z.string(),
  name: z.string(),
  post: z.string(),
  body: z.string(),
  role: z.enum(ROLES),
  boards: z.array(z.object({ slug: z.string(), title: z.string() })),
})

export const Me = z.object({
  person: z.object({ id: z.string(), name: z.string(), invented: z.boolean(), administrator: z.boolean() }),
  posts: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      organisation: z.string(),
      seats: z.array(
        z.object({
          board: z.string(),
          boardTitle: z.string(),
          role: z.enum(ROLES),
          body: z.string().nullable(),
          abilities: Abilities,
        }),
      ),
    }),
  ),
  /** Id of the post in use, null for a person without one. */
  capacity: z.string().nullable(),
  /** The last proof of identity in this session, and how it was given (D11); null for none. */
  proof: z.object({ method: z.string(), at: Instant }).nullable(),
  sessionEndsAt: Instant,
  /** The same as a length of time, for a browser whose clock is wrong (fault F23). */
  sessionEndsInMs: z.number(),
})
/** When the session ends now. */
export const SessionLife = Me.pick({ sessionEndsAt: true, sessionEndsInMs: true })

export const RatingView = z.object({
  seq: z.number(),
  value: z.enum(RATINGS),
  trend: z.enum(['better', 'worse', 'same', 'new']),
  /** The rating before, if any. */
  before: z.object({ value: z.enum(RATINGS), at: Instant }).nullable(),
  at: Instant,
  /** Days since it was given or last confirmed, and whether that is past the board's rating period (B6). */
  ageDays: z.number(),
  stale: z.boolean(),
  cause: z.string().nullable(),
  effect: z.string().nullable(),
  action: z.string().nullable(),
  owner: z.string().nullable(),
  by: z.string().nullable(),
  reason: z.string().nullable(),
  given: Signatory,
  /** "Amber, confirmed 12 June": the last time somebody said that it still holds. */
  confirmed: ConfirmedView.nullable(),
  /** What the consistency check held against it when it was given, and what was said to that (B7). */
  contradictions: z.array(CheckView),
  explanation: z.string().nullable(),
  /** Day since which it holds. Show both clocks when it is not the London day of `at`. */
  trueFrom: z.string(),
  /** Entry it corrects, and the entry that corrects it. */
  corrects: z.number().nullable(),
  correctedBy: z.number().nullable(),
})

export const MilestoneView = z.object({
  id: z.string(),
  title: z.string(),
  /** Where it belongs: `programme` or `workstream` and its id and title. */
  of: z.object({ kind: z.enum(['programme', 'workstream', 'board']), id: z.string(), title: z.string() }),
  due: Fuzzy,
  status: z.string(),
  statusBasis: z.string(),
  gate: z.boolean(),
  external: z.boolean(),
  note: z.string().nullable(),
  /** Worked out now: past its last day and not done (model 7). */
  overdue: z.boolean(),
  /** From the draft plan: as typed, and as read when it reads as a date. */
  forecast: z.object({ text: z.string(), date: Fuzzy }).nullable(),
  owner: z.string().nullable(),
  seq: z.number(),
  ...milestonePlan,
})

export const WorkstreamSummary = z.object({
  id: z.string(),
  number: z.number().nullable(),
  title: z.string(),
  status: z.string(),
  note: z.string().nullable(),
  rating: RatingView.nullable(),
  milestones: z.object({ total: z.number(), done: z.number(), overdue: z.number() }),
  ...workPlan,
  closure: ClosureView.nullable(),
})

export const ProgrammeSummary = z.object({
  id: z.string(),
  title: z.string(),
  parentId: z.string().nullable(),
  status: z.string(),
  phase: z.string().nullable(),
  aim: z.string().nullable(),
  /** Regional and local line, bodies and offices by name (A3). */
  governance: z.array(z.object({ level: z.string(), names: z.array(z.string()) })),
  accountability: z.object({
    summary: z.string().nullable(),
    accountable: z.array(z.string()),
    answersTo: z.array(z.string()),
    challengedBy: z.array(z.string()),
  }),
  agreement: MilestoneView.nullable(),
  rating: RatingView.nullable(),
  items: z.array(Named),
  workstreams: z.array(WorkstreamSummary),
  ...workPlan,
  scale: ScaleView,
  abilities: Abilities,
})

const TallyView = z.object({
  ...Object.fromEntries(SIGN_OFF_STATES.map((state) => [state, z.number()])),
  of: z.number(),
} as { [S in (typeof SIGN_OFF_STATES)[number]]: z.ZodNumber } & { of: z.ZodNumber })

export const AskStrip = z.object({
  id: z.string(),
  number: z.number(),
  title: z.string(),
  gate: z.boolean(),
  dueDay: z.string().nullable(),
  wordingVersion: z.number(),
  tally: TallyView,
})

export const DecisionSummary = z.object({
  number: z.string(),
  seq: z.number(),
  title: z.string(),
  text: z.string(),
  type: z.enum(['decided', 'recommended', 'steer', 'noted']),
  madeOn: z.string(),
  body: z.string().nullable(),
  supersedes: z.string().nullable(),
  supersededBy: z.string().nullable(),
  ...decisionStanding,
})

export const BoardList = z.object({
  boards: z.array(
    z.object({
      id: z.string(),
      slug: z.string(),
      title: z.string(),
      summary: z.string(),
      sampleOf: z.string().nullable(),
      abilities: Abilities,
    }),
  ),
})

export const BoardView = z.object({
  id: z.string(),
  slug: z.string(),
  code: z.string(),
  title: z.string(),
  summary: z.string(),
  asOf: Fuzzy,
  sampleOf: z.string().nullable(),
  ragPoints: z.union([z.literal(3), z.literal(5)]),
  ratingPeriodDays: z.number(),
  settings: BoardSettingsView,
  bodies: z.array(
    z.object({ id: z.string(), title: z.string(), short: z.string(), kind: z.string(), signatory: z.boolean() }),
  ),
  programmes: z.array(
    ProgrammeSummary.extend({ /** Short form that other systems rely on. */ rating: RatingView.nullable() }),
  ),
  pillars: z.array(
    z.object({ id: z.string(), number: z.number().nullable(), title: z.string(), detail: z.string().nullable() }),
  ),
  enablers: z.array(
    z.object({ id: z.string(), number: z.number().nullable(), title: z.string(), detail: z.string().nullable() }),
  ),
  milestones: z.object({ overdue: z.array(MilestoneView), next: z.array(MilestoneView), total: z.number() }),
  asks: z.array(AskStrip),
  decisions: z.array(DecisionSummary),
  snapshot: z.object({ number: z.number(), title: z.string(), publishedAt: Instant }).nullable(),
  counts: z.object({
    bodies: z.number(),
    programmes: z.number(),
    workstreams: z.number(),
    milestones: z.number(),
    asks: z.number(),
    decisions: z.number(),
    snapshots: z.number(),
    terms: z.number(),
  }),
  head: z.object({ seq: z.number(), hash: z.string() }),
  /** Server clock when this was read. */
  readAt: Instant,
  abilities: Abilities,
})

/** A draft document as listed and as linked from the page of the record it is about. */
export const DocumentLink = z.object({
  id: z.string(),
  kind: z.enum(['programme', 'workstream', 'terms', 'ask', 'minutes']),
  title: z.string(),
  of: z.string(),
  abilities: Abilities,
})
export const DocumentList = z.object({ documents: z.array(DocumentLink) })
export const DocumentSession = z.object({
  clientId: z.number(),
  epoch: z.number(),
  schema: z.number(),
  abilities: Abilities,
  path: z.string(),
  /** Largest update that a frame on the socket may carry, in bytes; more goes to `/api/documents/{id}/updates`. */
  updateBytes: z.number(),
})
/** What has become of work brought over HTTPS: it is saved. */
export const OfflineWorkAnswer = z.object({
  /** False when all of it had been saved before. */
  added: z.boolean(),
})
/** A draft as last projected, for pages in reading mode. */
export const DraftView = z.object({
  document: DocumentLink,
  texts: z.record(z.string(), z.string()),
  rows: z.record(z.string(), z.array(z.record(z.string(), z.string()))),
  changedAt: Instant.nullable(),
})

const ProgressView = z.object({
  id: z.string(),
  title: z.string(),
  state: z.string().nullable(),
  when: Fuzzy,
  at: Instant,
  seq: z.number(),
})

export const WorkView = z.object({
  kind: z.enum(['programme', 'workstream']),
  id: z.string(),
  number: z.number().nullable(),
  title: z.string(),
  status: z.string(),
  note: z.string().nullable(),
  programme: ProgrammeSummary,
  lead: z.array(Signatory),
  milestones: z.array(MilestoneView),
  progress: z.array(ProgressView),
  /** Newest first, at most twelve. */
  ratings: z.array(RatingView),
  /** Points of the scale in force today. */
  ragPoints: z.union([z.literal(3), z.literal(5)]),
  scale: ScaleView,
  ...workPlan,
  /** The last eight months, oldest first (B9). */
  periods: z.array(PeriodView),
  /** Two-minute updates, newest first, at most twelve. */
  reports: z.array(ReportView),
  closure: ClosureView.nullable(),
  draft: DraftView.nullable(),
  abilities: Abilities,
})

export const WordingView = z.object({
  version: z.number(),
  hash: z.string(),
  text: z.string(),
  issuedAt: Instant,
  change: z.enum(['first', 'editorial', 'substantive']),
  reason: z.string().nullable(),
  issuedBy: Signatory,
  seq: z.number(),
  ...wordingStanding,
})

/** One act of the record on one cell: an answer, or what became of one; oldest first in histories. */
export const SignOffEvent = z.object({
  seq: z.number(),
  askId: z.string(),
  part: z.string().nullable(),
  body: z.string(),
  wordingVersion: z.number(),
  wordingHash: z.string(),
  conditions: z.array(z.string()),
  deferredTo: z.string().nullable(),
  until: z.string().nullable(),
  reason: z.string().nullable(),
  receipt: z.string(),
  withdraws: z.number().nullable(),
  at: Instant,
  given: Signatory,
  ...signOffEventFields,
})

/**
 * Where one body stands on one ask part: only cells with something on record behind them are listed. `seq`, `at` and `receipt`
 * are those of the last act; for an answer that is only prepared, those of the preparation, with an empty receipt.
 */
export const SignOffView = z.object({
  body: z.string(),
  part: z.string().optional(),
  state: z.enum(SIGN_OFF_STATES),
  wordingVersion: z.number(),
  seq: z.number(),
  at: Instant,
  receipt: z.string(),
  until: z.string().nullable(),
  ...signOffFields,
})

export const AskView = z.object({
  id: z.string(),
  number: z.number(),
  title: z.string(),
  kind: z.string(),
  note: z.string().nullable(),
  gate: z.boolean(),
  dueDay: z.string().nullable(),
  parts: z.array(Named),
  authorities: z.array(z.string()),
  partners: z.array(z.string()),
  wording: WordingView.nullable(),
  signOffs: z.array(SignOffView),
  /** Partners the ask is addressed to: apart, and in no tally of authorities (D13). */
  partnerSignOffs: z.array(SignOffView),
  /** Over authorities, an ask with parts counted once by its whole state (invariant 6). */
  tally: TallyView,
  /** Over every cell of the ask's row(s). */
  cells: TallyView,
  ...askFields,
  abilities: Abilities,
})
export const AskList = z.object({
  authorities: z.array(z.object({ id: z.string(), title: z.string(), short: z.string() })),
  asks: z.array(AskView),
  totals: TallyView,
  /** The authority this person answers for, with what they may do for it. */
  mine: z.object({ body: z.string(), abilities: Abilities }).nullable(),
})
export const AskDetail = z.object({
  ask: AskView,
  authorities: z.array(z.object({ id: z.string(), title: z.string(), short: z.string() })),
  partnerNames: z.array(z.string()),
  wordings: z.array(WordingView),
  history: z.array(SignOffEvent),
  mine: z.object({ body: z.string(), abilities: Abilities }).nullable(),
  /** Prepared answers of the reader's own body. */
  prepared: z.array(PreparedView),
  draft: DraftView.nullable(),
  /** Digest of the draft's wording as projected, to compare with the wording in force. */
  draftHash: z.string().nullable(),
})

/** A receipt: the act and, verbatim, the words it binds to (D9). */
export const ReceiptView = z.object({
  board: z.object({ slug: z.string(), title: z.string() }),
  ask: z.object({ id: z.string(), number: z.number(), title: z.string(), part: Named.nullable() }),
  authority: z.object({ id: z.string(), title: z.string() }),
  act: SignOffEvent,
  wording: WordingView,
  /** What is in force now: when it differs, the receipt says so and shows the difference. */
  inForce: WordingView,
  /** Later acts on the same cell. */
  later: z.array(SignOffEvent),
  entry: z.object({ seq: z.number(), hash: z.string() }),
})

export const DecisionView = DecisionSummary.extend({
  textHash: z.string(),
  authority: z.object({ basis: z.enum(['terms', 'delegation', 'recommendation-only']), ref: z.string().nullable() }),
  bodyName: z.string().nullable(),
  recommendedTo: z.string().nullable(),
  reasons: z.string(),
  options: z.string(),
  interests: z.string(),
  implications: z.string(),
  dissent: z.string().nullable(),
  effectiveOn: z.string().nullable(),
  at: Instant,
  recordedBy: Signatory,
  ...decisionRecord,
})
export const DecisionList = z.object({ decisions: z.array(DecisionView), abilities: Abilities })

export const EditionView = z.object({
  edition: z.number(),
  text: z.string(),
  hash: z.string(),
  decisionNumber: z.string(),
  howAgreed: z.string(),
  inForceFrom: z.string(),
  reviewBy: z.string(),
  powers: PowersView,
  adoptedAt: Instant,
  recordedBy: Signatory,
  seq: z.number(),
})
export const TermsSummary = z.object({
  id: z.string(),
  title: z.string(),
  bodies: z.array(z.string()),
  note: z.string().nullable(),
  sourceState: z.string(),
  edition: EditionView.omit({ text: true }).nullable(),
  /** True when the draft's digest differs from the edition in force, or there is a draft and no edition. */
  draftDiffers: z.boolean(),
  abilities: Abilities,
})
export const TermsList = z.object({ terms: z.array(TermsSummary) })
export const TermsView = z.object({
  terms: TermsSummary,
  editions: z.array(EditionView),
  draft: DraftView,
  draftHash: z.string(),
})

export const Entry = z.object({
  seq: z.number(),
  type: z.string(),
  at: Instant,
  actor: z.object({ person: z.string(), role: z.string(), post: z.string().nullable(), body: z.string().nullable() }),
  payload: z.record(z.string(), z.unknown()),
  prevHash: z.string(),
  hash: z.string(),
  /** London day from which it was so, when that is more than a day before it was recorded (J3). Not part of what is hashed. */
  trueFrom: z.string().optional(),
  /** Entries that correct this one. Not part of what is hashed. */
  correctedBy: z.array(z.number()).optional(),
})
export const LedgerPage = z.object({
  entries: z.array(Entry),
  head: z.object({ seq: z.number(), hash: z.string() }),
  /** Names for the ids in this page, kept beside the ledger: people, bodies, records. */
  names: z.record(z.string(), z.string()),
})
export const LedgerVerdict = z.object({
  ok: z.boolean(),
  entries: z.number(),
  head: z.object({ seq: z.number(), hash: z.string() }).nullable(),
  at: z.number().optional(),
  /** `gap`, `link`, `hash`, `order`; `checkpoint`: a signed head says otherwise; `signature`: a stored checkpoint is not what was signed. */
  reason: z.string().optional(),
  /** What is wrong, in a sentence. */
  detail: z.string().optional(),
  /** Signed heads that were held against the chain. */
  checkpoints: z.object({ checked: z.number(), newest: z.number().nullable() }).optional(),
})

export const SnapshotSummary = z.object({
  number: z.number(),
  title: z.string(),
  state: z.enum(['frozen', 'published']),
  contentHash: z.string(),
  asOfSeq: z.number(),
  frozenAt: Instant,
  frozenBy: z.string(),
  publishedAt: Instant.nullable(),
  address: z.string().nullable(),
  abilities: Abilities,
})
export const SnapshotList = z.object({ snapshots: z.array(SnapshotSummary), abilities: Abilities })

export const CommandAnswer = z.object({
  seq: z.number(),
  number: z.union([z.string(), z.number()]).optional(),
  receipt: z.string().optional(),
  version: z.number().optional(),
  hash: z.string().optional(),
  replayed: z.literal(true).optional(),
})

export const ProblemShape = z.object({
  kind: z.enum([
    'unauthenticated',
    'forbidden',
    'not-found',
    'invalid',
    'stale',
    'conflict',
    'rate-limited',
    'unavailable',
    'internal',
  ]),
  /** Names a refusal that a page acts on: `step-up-required`. */
  code: z.string().optional(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  current: z.unknown().optional(),
  id: z.string().optional(),
})

export type Me = z.infer<typeof Me>
export type SessionLife = z.infer<typeof SessionLife>
export type DemoPerson = z.infer<typeof DemoPerson>
export type RatingView = z.infer<typeof RatingView>
export type MilestoneView = z.infer<typeof MilestoneView>
export type WorkstreamSummary = z.infer<typeof WorkstreamSummary>
export type ProgrammeSummary = z.infer<typeof ProgrammeSummary>
export type AskStrip = z.infer<typeof AskStrip>
export type BoardList = z.infer<typeof BoardList>
export type BoardView = z.infer<typeof BoardView>
export type DocumentLink = z.infer<typeof DocumentLink>
export type DocumentList = z.infer<typeof DocumentList>
export type DocumentSession = z.infer<typeof DocumentSession>
export type OfflineWorkAnswer = z.infer<typeof OfflineWorkAnswer>
export type DraftView = z.infer<typeof DraftView>
export type WorkView = z.infer<typeof WorkView>
export type WordingView = z.infer<typeof WordingView>
export type SignOffEvent = z.infer<typeof SignOffEvent>
export type SignOffView = z.infer<typeof SignOffView>
export type AskView = z.infer<typeof AskView>
export type AskList = z.infer<typeof AskList>
export type AskDetail = z.infer<typeof AskDetail>
export type ReceiptView = z.infer<typeof ReceiptView>
export type DecisionSummary = z.infer<typeof DecisionSummary>
export type DecisionView = z.infer<typeof DecisionView>
export type DecisionList = z.infer<typeof DecisionList>
export type EditionView = z.infer<typeof EditionView>
export type TermsSummary = z.infer<typeof TermsSummary>
export type TermsList = z.infer<typeof TermsList>
export type TermsView = z.infer<typeof TermsView>
export type Entry = z.infer<typeof Entry>
export type LedgerPage = z.infer<typeof LedgerPage>
export type LedgerVerdict = z.infer<typeof LedgerVerdict>
export type SnapshotSummary = z.infer<typeof SnapshotSummary>
export type SnapshotList = z.infer<typeof SnapshotList>
export type CommandAnswer = z.infer<typeof CommandAnswer>
