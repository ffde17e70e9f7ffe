import type { DecisionSummary, DecisionView, Signatory } from '@concordat/shared/http'
import type { Payload } from '@concordat/shared/commands'
import type { Json } from '@concordat/shared/ledger'
import { abilities, type Act, type Actor } from '@concordat/shared/policy'

import type { DecisionDetail } from '../decision-detail.ts'
import type { DecisionEventRow, DecisionRow, DecisionStanding } from '../decisions.ts'
import type { Owner } from '../owners.ts'

/** Everything that views of decisions are put together from, read beforehand in a fixed number of queries. */
export interface Materials {
  readonly standings: ReadonlyMap<string, DecisionStanding>
  readonly events: ReadonlyMap<string, readonly DecisionEventRow[]>
  /** Substance of exempt decisions and of what happened to them, by entry: only for readers who are entitled. */
  readonly sealed: ReadonlyMap<number, { readonly [key: string]: Json | undefined } | null>
  readonly bodyNames: ReadonlyMap<string, string>
  readonly termsTitles: ReadonlyMap<string, string>
  readonly owners: ReadonlyMap<string, Owner>
  readonly signatory: (seq: number) => Signatory
  readonly actor: Actor
}

/** A decision with its words, wherever they lie. */
interface Whole {
  readonly row: DecisionRow
  readonly fields: Omit<DecisionRow, 'boardId' | 'detail'>
  readonly detail: DecisionDetail
  readonly exempt: DecisionView['exempt']
}

/** What `writeDecision` seals. */
type Sealed = Payload<'decision.record'> & DecisionDetail & { readonly textHash: string }

export const ERASED = 'Erased under the retention rules'

/** The words of a decision: from its row, or for an exempt one from what was sealed. */
export function wholeOf(row: DecisionRow, sealed: Materials['sealed']): Whole {
  if (row.exemptParagraph === null) return { row, fields: row, detail: row.detail, exempt: null }
  const content = sealed.get(row.seq)
  if (!content) {
    const fields = { ...row, text: ERASED, reasons: ERASED, options: ERASED, interests: ERASED, implications: ERASED }
    const exempt = { publicInterest: ERASED, decidedBy: ERASED, reviewOn: row.madeOn, erased: true }
    return { row, fields, detail: {}, exempt: { paragraph: row.exemptParagraph, ...exempt } }
  }
  // We wrote it ourselves, under this entry, and it cannot have been changed since: by trigger.
  const detail = content as unknown as Sealed
  const { title, text, textHash, authority, body, recommendedTo, reasons, options, interests, implications } = detail
  const { paragraph, publicInterest, decidedBy, reviewOn } = detail.exempt ?? {
    paragraph: row.exemptParagraph,
    publicInterest: '',
    decidedBy: '',
    reviewOn: '',
  }
  return {
    row,
    fields: {
      ...row,
      title,
      text,
      textHash,
      authorityRef: authority.ref ?? null,
      bodyId: body ?? null,
      recommendedTo: recommendedTo ?? null,
      reasons,
      options,
      interests,
      implications,
      dissent: detail.dissent ?? null,
    },
    detail,
    exempt: { paragraph, publicInterest, decidedBy, reviewOn, erased: false },
  }
}

/** Ids of posts and bodies that a decision names as its owner. */
export const ownersNamed = ({ detail }: Whole): (string | undefined)[] => [detail.ownerPost, detail.ownerBody]

export function summaryView({ fields }: Whole, { standings }: Pick<Materials, 'standings'>): DecisionSummary {
  const { number, seq, title, text, type, madeOn, bodyId, supersedes } = fields
  const { state, effectiveFrom, supersededBy } = standingOfRow(number, standings)
  return { number, seq, title, text, type, madeOn, body: bodyId, supersedes, supersededBy, state, effectiveFrom }
}

export function decisionView(whole: Whole, materials: Materials): DecisionView {
  const { fields, detail, exempt, row } = whole
  const { bodyNames, termsTitles, owners, signatory } = materials
  const standing = standingOfRow(row.number, materials.standings)
  const { key, terms } = detail
  return {
    ...summaryView(whole, materials),
    textHash: fields.textHash,
    authority: { basis: fields.authorityBasis, ref: fields.authorityRef },
    bodyName: fields.bodyId === null ? null : (bodyNames.get(fields.bodyId) ?? null),
    recommendedTo: fields.recommendedTo,
    reasons: fields.reasons,
    options: fields.options,
    interests: fields.interests,
    implications: fields.implications,
    dissent: fields.dissent,
    effectiveOn: fields.effectiveOn,
    at: row.at.toISOString(),
    recordedBy: signatory(row.seq),
    financial: detail.financial ?? NOT_RECORDED,
    legal: detail.legal ?? NOT_RECORDED,
    equality: detail.equality ?? NOT_RECORDED,
    dataProtection: detail.dataProtection ?? NOT_RECORDED,
    carbon: detail.carbon ?? NOT_RECORDED,
    consultation: detail.consultation ?? NOT_RECORDED,
    dispensations: detail.dispensations ?? NOT_RECORDED,
    present: detail.present ?? null,
    absent: detail.absent ?? null,
    mode: detail.mode ?? null,
    howAgreed: detail.howAgreed ?? null,
    result: detail.result ?? null,
    key: key
      ? {
          forwardPlanRef: key.forwardPlanRef,
          noticeOn: key.noticeOn,
          clearDays: detail.clearDays ?? 0,
          exception: key.exception ?? null,
          exceptionReason: key.exceptionReason ?? null,
        }
      : null,
    exempt,
    callIn: callInView(whole, materials),
    reviewOn: detail.reviewOn ?? null,
    owner: owners.get(detail.ownerPost ?? detail.ownerBody ?? '') ?? null,
    background: detail.background ? [...detail.background] : [],
    terms: terms ? { ...terms, title: termsTitles.get(terms.id) ?? terms.id } : null,
    warnings: detail.warnings ? [...detail.warnings] : [],
    corrections: eventsOf(whole, materials).flatMap(({ event, seq, at, said }) =>
      event === 'corrected' ? [{ seq, note: said('note'), at: at.toISOString(), recordedBy: signatory(seq) }] : [],
    ),
    version: standing.version,
    abilities: abilities(materials.actor, actsOn(standing, materials.events.get(row.number) ?? [])),
  }
}

/** Decisions of earlier releases were recorded without it. */
const NOT_RECORDED = 'Not recorded'

function callInView(whole: Whole, materials: Materials): DecisionView['callIn'] {
  const { row, detail } = whole
  const events = eventsOf(whole, materials)
  const calledIn = events.find(({ event }) => event === 'called-in')
  const outcome = events.find(({ event }) => event === 'confirmed' || event === 'reconsidered')
  const recorded = ({ seq, onDay, at }: DecisionEventRow) => ({
    seq,
    on: onDay,
    at: at.toISOString(),
    recordedBy: materials.signatory(seq),
  })
  return {
    applies: row.callInEndsOn !== null,
    reason: detail.callIn?.reason ?? null,
    endsOn: row.callInEndsOn,
    calledIn: calledIn
      ? { ...recorded(calledIn), by: calledIn.by || calledIn.said('by'), reason: calledIn.said('reason') }
      : null,
    outcome: outcome
      ? {
          ...recorded(outcome),
          outcome: outcome.event === 'confirmed' ? 'confirmed' : 'reconsidered',
          reason: outcome.said('reason') || null,
          newDecision: outcome.newDecision,
        }
      : null,
  }
}

/** What happened to a decision, with its words wherever they lie. */
function eventsOf(
  { row }: Whole,
  { events, sealed }: Materials,
): (DecisionEventRow & { said: (member: 'note' | 'reason' | 'by') => string })[] {
  return (events.get(row.number) ?? []).map((event) => ({
    ...event,
    said: (member) => {
      if (row.exemptParagraph === null) return member === 'by' ? (event.by ?? '') : event.words
      const content = sealed.get(event.seq)
      const said = content?.[member]
      return content ? (typeof said === 'string' ? said : '') : ERASED
    },
  }))
}

function actsOn({ state, callInEndsOn }: DecisionStanding, events: readonly DecisionEventRow[]): Act[] {
  const acts: Act[] = ['decision.note-correction']
  if (state === 'superseded') return acts
  acts.push('decision.supersede')
  // Also after its last day: a call-in made in time may be recorded late.
  if (callInEndsOn !== null && !events.some(({ event }) => event === 'called-in')) acts.push('decision.call-in')
  if (state === 'called-in') acts.push('decision.resolve-call-in')
  return acts
}

function standingOfRow(number: string, standings: Materials['standings']): DecisionStanding {
  const standing = standings.get(number)
  if (!standing) throw new Error(`No standing of decision ${number}, though it was read at the same instant`)
  return standing
}
