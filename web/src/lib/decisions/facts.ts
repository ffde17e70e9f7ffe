import { formatDay, plural } from '@concordat/shared/dates'
import type { DecisionView } from '@concordat/shared/http'

import { IMPLICATIONS } from '#lib/decisions/decision-draft.ts'
import { DECISION_TYPE_WORDS } from '#lib/decisions/type-words.ts'
import { AUTHORITY_WORDS, EXCEPTION_WORDS, EXEMPT_WORDS, HOW_AGREED_WORDS } from '#lib/decisions/words.ts'

/** The whole record of a decision as label and words, in the order of spec 4.4. What was never stated is left out. */
export function decisionFacts(decision: DecisionView): [string, string][] {
  const facts: [string, string | null][] = [
    ['Type', `${DECISION_TYPE_WORDS[decision.type]}${decision.recommendedTo ? ` to ${decision.recommendedTo}` : ''}`],
    ['Rests on', restsOnSaid(decision)],
    ['Made by', decision.bodyName],
    ['Made on', formatDay(decision.madeOn)],
    ['Takes effect', effectSaid(decision)],
    ['Reasons', decision.reasons],
    ['Options considered and rejected', decision.options],
    ['Interests declared', decision.interests],
    ['Dispensations', decision.dispensations],
    ['Implications', decision.implications],
    ...Object.entries(IMPLICATIONS).map(([field, label]): [string, string] => [
      label,
      decision[field as keyof typeof IMPLICATIONS],
    ]),
    ['Consultation', decision.consultation],
    ['How agreed', agreedSaid(decision)],
    ['Present', decision.present],
    ['Absent', decision.absent],
    ['How they met', decision.mode],
    ['Dissent', decision.dissent ?? 'None recorded'],
    ['Key decision', keySaid(decision)],
    ['Exempt', exemptSaid(decision)],
    ['Carried out by', decision.owner?.title ?? null],
    ['Review on', decision.reviewOn && formatDay(decision.reviewOn)],
  ]
  return facts.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== '')
}

function restsOnSaid({ authority, terms }: DecisionView): string {
  const basis = [AUTHORITY_WORDS[authority.basis], authority.ref].filter(Boolean).join(': ')
  return terms === null ? basis : `${basis} (${terms.title}, edition ${terms.edition})`
}

const effectSaid = ({ effectiveFrom, effectiveOn }: DecisionView): string =>
  effectiveFrom === null
    ? `Not while it is called in${effectiveOn ? `; named day ${formatDay(effectiveOn)}` : ''}`
    : formatDay(effectiveFrom)

const agreedSaid = ({ howAgreed, result }: DecisionView): string | null =>
  howAgreed === null ? null : [HOW_AGREED_WORDS[howAgreed], result].filter(Boolean).join(': ')

function keySaid({ key }: DecisionView): string | null {
  if (key === null) return null
  const notice = `${key.forwardPlanRef}; notice on ${formatDay(key.noticeOn)}, ${plural(key.clearDays, 'clear day')} before`
  return key.exception === null
    ? notice
    : `${notice}. ${EXCEPTION_WORDS[key.exception]}: ${key.exceptionReason ?? 'no reason given'}`
}

function exemptSaid({ exempt }: DecisionView): string | null {
  if (exempt === null) return null
  if (exempt.erased) return `Paragraph ${exempt.paragraph}. Its substance was erased under the retention rules.`
  return `Paragraph ${exempt.paragraph}, ${EXEMPT_WORDS[exempt.paragraph - 1] ?? 'unknown'}. ${exempt.publicInterest} Decided by ${exempt.decidedBy}; looked at again on ${formatDay(exempt.reviewOn)}.`
}
