import { daysBetween } from './dates.ts'
import { ANSWERS, type Answer, type Provenance, type SignOffAct, type SignOffState } from './sign-offs.ts'

/** One recorded act on a cell: one authority (or partner) on one ask or part. */
export interface CellAct {
  readonly seq: number
  readonly event: SignOffAct
  readonly wordingVersion: number
  readonly conditions: readonly string[]
  /** Last day on which the authorising decision may still be called in (D6). */
  readonly callInUntil: string | null
  readonly provenance: Provenance
  /** Who held the office when it was done; null when it was vacant, or where no office is meant (partners). */
  readonly principal: string | null
  /** Entry of the earlier act that this one is about: affirmed, confirmed, disputed, met, called in. */
  readonly about: number | null
  /** For `accepted`: entry of the answer that is to count on the newer words. */
  readonly accepts: number | null
  /** For `condition-met`: which condition, from 0. */
  readonly condition: number | null
}

/** What a cell stands in. */
export interface CellContext {
  readonly isAsked: boolean
  /** Version of the wording in force, 0 before the first is issued. */
  readonly inForce: number
  /** Versions whose change from the one before is classified editorial, and not objected to. */
  readonly editorial: ReadonlySet<number>
  /** London day. */
  readonly today: string
  /** Who holds the answering office today; null where the office does not matter (partners). */
  readonly holders: readonly string[] | null
  readonly dueDay: string | null
  /** The answer that lies prepared, if any. */
  readonly prepared: { readonly seq: number; readonly wordingVersion: number } | null
}

/** Where a cell stands, and the marks beside its state. */
export interface Standing {
  readonly state: SignOffState
  /** Entry of the answer that stands, also when it has drifted; null when none does. Its receipt is the one to show. */
  readonly answer: number | null
  /** The words it counts for: those it was given on, or those to which a change was accepted as editorial. 0 without an answer. */
  readonly wordingVersion: number
  /** Last act that is more than hearsay, 0 for none: what a command `expect`s. */
  readonly last: number
  readonly onBehalf: 'unconfirmed' | 'confirmed' | 'disputed' | null
  /** Entries of hearsay since the last answer: shown as reported and unverified, never counted (invariant 10). */
  readonly reported: readonly number[]
  readonly conditionsMet: readonly number[]
  readonly conditionsOf: number
  /** Set while the authorising decision may still be called in. */
  readonly callInUntil: string | null
  /** Who held the office has left it, and nobody has affirmed the answer since (A5). */
  readonly byPredecessor: boolean
  /** An answer lies prepared on the words in force. It is no answer. */
  readonly isPrepared: boolean
  /** Days past the ask's day, while there is no answer (D8). */
  readonly overdueDays: number
}

interface Given {
  readonly seq: number
  readonly answer: Answer
  readonly wordingVersion: number
  readonly conditions: readonly string[]
  readonly callInUntil: string | null
  readonly principal: string | null
  readonly onBehalf: Standing['onBehalf']
  readonly met: readonly number[]
  /** Versions to which the change was accepted, each with who accepted. */
  readonly accepted: readonly { readonly version: number; readonly principal: string | null }[]
}

const isAnswer = (event: SignOffAct): event is Answer => (ANSWERS as readonly string[]).includes(event)

/**
 * Reduces the acts on one cell, oldest first, to where it stands. Total and pure. Without an act that speaks for the version in
 * force it is never *signed* nor *signed with conditions* (invariants 2 and 10); the one thing that time alone changes is that a
 * call-in period ends.
 */
export function standingOf(acts: readonly CellAct[], context: CellContext): Standing {
  let given: Given | null = null
  let isWithdrawn = false
  let isDisputed = false
  let reported: number[] = []
  let last = 0

  for (const act of acts) {
    if (act.event === 'reported' || act.provenance === 'reported') {
      reported.push(act.seq)
      continue
    }
    last = act.seq
    if (isAnswer(act.event)) {
      given = answerOf(act, act.event)
      isWithdrawn = false
      isDisputed = false
      reported = []
    } else if (act.event === 'withdrawn') {
      given = null
      isWithdrawn = true
      isDisputed = false
      reported = []
    } else if (given !== null) {
      isDisputed = act.event === 'disputed' && act.about === given.seq
      given = isDisputed ? null : amended(given, act)
    }
  }
  const base = { last, reported, isPrepared: isPreparedNow(context, last) }
  const { isAsked, inForce, dueDay, today } = context
  const onBehalf = given?.onBehalf ?? (isDisputed ? 'disputed' : null)
  const without = { answer: null, wordingVersion: 0, conditionsMet: [], conditionsOf: 0, callInUntil: null } as const
  const none = { ...base, ...without, onBehalf, byPredecessor: false, overdueDays: 0 }
  if (!isAsked || inForce === 0) return { ...none, state: 'not-asked' }
  const overdueDays = dueDay === null ? 0 : Math.max(0, daysBetween(dueDay, today))
  const open = base.isPrepared ? 'in-preparation' : 'awaiting'
  if (given === null) return isWithdrawn ? { ...none, state: 'withdrawn' } : { ...none, state: open, overdueDays }

  const stands = onVersion(given, context)
  const isSigning = given.answer === 'signed' || given.answer === 'conditions'
  const byPredecessor =
    context.holders !== null && stands.principal !== null && !context.holders.includes(stands.principal)
  const conditionsMet = [...new Set(given.met)].sort((a, b) => a - b)
  const isCallable = isSigning && given.callInUntil !== null && given.callInUntil >= today
  const told = {
    ...base,
    answer: given.seq,
    wordingVersion: stands.version,
    onBehalf,
    conditionsMet,
    conditionsOf: given.conditions.length,
    callInUntil: isCallable ? given.callInUntil : null,
    byPredecessor,
    overdueDays: 0,
  }
  if (stands.version !== inForce)
    return isSigning ? { ...told, state: 'drifted' } : { ...none, onBehalf: null, state: open, overdueDays }
  if (!isSigning) return { ...told, state: given.answer }
  if (conditionsMet.length < given.conditions.length) return { ...told, state: 'conditions' }
  if (isCallable) return { ...told, state: 'call-in' }
  return { ...told, state: byPredecessor ? 'predecessor' : 'signed' }
}

function answerOf(act: CellAct, answer: Answer): Given {
  return {
    seq: act.seq,
    answer,
    wordingVersion: act.wordingVersion,
    conditions: answer === 'conditions' ? act.conditions : [],
    callInUntil: act.callInUntil,
    principal: act.principal,
    onBehalf: act.provenance === 'recorded' ? 'unconfirmed' : null,
    met: [],
    accepted: [],
  }
}

/** What a later act makes of the answer it is about. An act about another answer leaves this one as it is. */
function amended(given: Given, act: CellAct): Given {
  switch (act.event) {
    case 'accepted':
      return act.accepts === given.seq
        ? { ...given, accepted: [...given.accepted, { version: act.wordingVersion, principal: act.principal }] }
        : given
    case 'called-in':
      return act.about === given.seq
        ? { ...given, seq: act.seq, answer: 'deferred', conditions: [], callInUntil: null, met: [] }
        : given
    case 'affirmed':
      return act.about === given.seq
        ? {
            ...given,
            principal: act.principal,
            accepted: given.accepted.map((one) => ({ ...one, principal: act.principal })),
          }
        : given
    case 'confirmed':
      return act.about === given.seq ? { ...given, onBehalf: 'confirmed', principal: act.principal } : given
    case 'condition-met': {
      const { condition } = act
      const isOne = condition !== null && condition >= 0 && condition < given.conditions.length
      return act.about === given.seq && isOne ? { ...given, met: [...given.met, condition] } : given
    }
    default:
      return given
  }
}

/** The newest words to which the answer reaches: its own, or those after editorial changes only, which its authority accepted. */
function onVersion(given: Given, { editorial }: CellContext): { version: number; principal: string | null } {
  let stands = { version: given.wordingVersion, principal: given.principal }
  for (const { version, principal } of given.accepted) {
    let isEditorial = version > stands.version
    for (let step = stands.version + 1; step <= version && isEditorial; step += 1) isEditorial = editorial.has(step)
    if (isEditorial) stands = { version, principal }
  }
  return stands
}

/** New words, or any act on the cell since, make a prepared answer one about the past. */
const isPreparedNow = ({ prepared, inForce }: CellContext, last: number): boolean =>
  prepared !== null && prepared.wordingVersion === inForce && prepared.seq > last

/** Versions whose change counts as editorial: confirmed so by a second person, and objected to by no authority (D3, CE-3.2). */
export function editorialVersions(
  confirmed: readonly { readonly version: number }[],
  objections: readonly { readonly wordingVersion: number }[],
): ReadonlySet<number> {
  const objectedTo = new Set(objections.map(({ wordingVersion }) => wordingVersion))
  return new Set(confirmed.map(({ version }) => version).filter((version) => !objectedTo.has(version)))
}
