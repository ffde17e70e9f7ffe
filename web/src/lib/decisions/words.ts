import { formatDay } from '@concordat/shared/dates'
import { DECISION_STATE_WORDS } from '@concordat/shared/decision-clocks'
import type { DecisionView } from '@concordat/shared/http'

export const AUTHORITY_WORDS: { readonly [B in DecisionView['authority']['basis']]: string } = {
  terms: 'Terms of reference',
  delegation: 'Delegation',
  'recommendation-only': 'Recommendation only: the board has no power of its own here',
}

export const HOW_AGREED_WORDS: { readonly [H in NonNullable<DecisionView['howAgreed']>]: string } = {
  consensus: 'By consensus',
  vote: 'By a vote',
  'written-procedure': 'By written procedure',
  urgency: 'Under the urgency route',
}

export const EXCEPTION_WORDS = {
  'general-exception': 'General exception',
  'special-urgency': 'Special urgency',
} as const

/** The seven paragraphs of exempt information, in our words (spec 4.9). */
export const EXEMPT_WORDS: readonly string[] = [
  'about an individual',
  'likely to identify an individual',
  'financial or business affairs of any particular person, the authority included',
  'consultations or negotiations on labour relations',
  'legal professional privilege',
  'proposed statutory notices, orders or directions',
  'prevention, investigation or prosecution of crime',
]

/** `In call-in period, until 21 July 2026`: where a decision stands, with the day that matters. */
export function standingSaid({
  state,
  effectiveFrom,
  callIn,
}: Pick<DecisionView, 'state' | 'effectiveFrom' | 'callIn'>): string {
  const words = DECISION_STATE_WORDS[state]
  if (state === 'in-call-in' && callIn.endsOn !== null) return `${words}, until ${formatDay(callIn.endsOn)}`
  if ((state === 'made' || state === 'effective') && effectiveFrom !== null)
    return state === 'made'
      ? `Takes effect on ${formatDay(effectiveFrom)}`
      : `${words} since ${formatDay(effectiveFrom)}`
  return words
}

/** Keeps the decisions that hold every word of the question, in title, words, number or reasons. */
export function searchDecisions<T extends Pick<DecisionView, 'number' | 'title' | 'text' | 'reasons'>>(
  decisions: readonly T[],
  question: string,
): T[] {
  const words = question.toLowerCase().split(/\s+/u).filter(Boolean)
  return decisions.filter(({ number, title, text, reasons }) => {
    const all = `${number} ${title} ${text} ${reasons}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
}
