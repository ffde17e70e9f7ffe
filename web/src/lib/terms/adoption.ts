import { formatDay } from '@concordat/shared/dates'
import type { PayloadInput } from '@concordat/shared/commands'

import { decisionGaps, emptyDecision, toPayload, type DecisionDraft } from '#lib/decisions/decision-draft.ts'

/** An adoption as it is being filled in: the decision that carries it, and the days. */
export interface AdoptionDraft extends DecisionDraft {
  /** In words, for the edition's line. */
  agreed: string
  /** What this edition lets its body do: decide, or only recommend (E12, C7). */
  power: 'decide' | 'recommend' | ''
  powerLimits: string
  recommendsTo: string
  inForceFrom: string
  reviewBy: string
}

/** Prefilled for the next edition. Only a decision adopts, so its type is settled. */
export function emptyAdoption(edition: number, title: string, today: string): AdoptionDraft {
  return {
    ...emptyDecision({
      title: `Adoption of edition ${edition}: ${title}`,
      text: `That edition ${edition} of these terms of reference is adopted, to replace ${edition === 1 ? 'any earlier terms' : `edition ${edition - 1}`}.`,
      type: 'decided',
    }),
    options: 'None',
    implications: 'None identified',
    agreed: 'By consensus',
    power: '',
    powerLimits: '',
    recommendsTo: '',
    inForceFrom: today,
    reviewBy: yearAfter(today),
  }
}

/** The same day a year later; 28 February after a leap day. */
export function yearAfter(day: string): string {
  const year = Number(day.slice(0, 4)) + 1
  const same = `${year}${day.slice(4)}`
  return day.endsWith('-02-29') ? `${year}-02-28` : same
}

export interface AdoptionGap {
  readonly field: keyof AdoptionDraft
  readonly text: string
}

export function adoptionGaps(draft: AdoptionDraft): AdoptionGap[] {
  const gaps: AdoptionGap[] = decisionGaps(draft).filter(({ field }) => field !== 'type')
  if (draft.agreed.trim() === '') gaps.push({ field: 'agreed', text: 'Say how it was agreed' })
  if (draft.power === '') gaps.push({ field: 'power', text: 'Say whether this edition lets its body decide' })
  if (draft.power === 'recommend' && draft.recommendsTo.trim() === '')
    gaps.push({ field: 'recommendsTo', text: 'Name who decides on its recommendations' })
  if (draft.inForceFrom === '') gaps.push({ field: 'inForceFrom', text: 'Give the day it comes into force' })
  if (draft.reviewBy === '') gaps.push({ field: 'reviewBy', text: 'Give the day by which it is reviewed' })
  else if (draft.reviewBy < draft.inForceFrom)
    gaps.push({ field: 'reviewBy', text: 'The review cannot come before the terms are in force' })
  return gaps
}

export function adoptionPayload(
  termsId: string,
  expectHash: string,
  draft: AdoptionDraft,
): PayloadInput<'terms.adopt'> {
  return {
    termsId,
    expectHash,
    decision: toPayload({ ...draft, type: 'decided' }),
    howAgreed: draft.agreed.trim(),
    powers: {
      mayDecide: draft.power === 'decide',
      ...(draft.power === 'decide' && draft.powerLimits.trim() !== '' && { limits: draft.powerLimits.trim() }),
      ...(draft.power === 'recommend' && { recommendsTo: draft.recommendsTo.trim() }),
    },
    inForceFrom: draft.inForceFrom,
    reviewBy: draft.reviewBy,
  }
}

/** What an edition lets its body do, in a sentence; null for one adopted before this was recorded. */
export function powersSaid(
  powers: { mayDecide: boolean; limits: string | null; recommendsTo: string | null } | null,
): string | null {
  if (powers === null) return null
  if (!powers.mayDecide)
    return `The body recommends${powers.recommendsTo ? ` to ${powers.recommendsTo}` : ''}; it does not decide.`
  return powers.limits
    ? `The body may decide, within these limits: ${powers.limits}`
    : 'The body may decide within its purpose.'
}

/** `Edition 3, adopted 14 July 2026, in force from 15 July 2026, review by 14 July 2027, supersedes edition 2` (4.7). */
export function editionLine(edition: {
  edition: number
  adoptedAt: string
  inForceFrom: string
  reviewBy: string
}): string {
  return [
    `Edition ${edition.edition}`,
    `adopted ${formatDay(edition.adoptedAt)}`,
    `in force from ${formatDay(edition.inForceFrom)}`,
    `review by ${formatDay(edition.reviewBy)}`,
    ...(edition.edition > 1 ? [`supersedes edition ${edition.edition - 1}`] : []),
  ].join(', ')
}
