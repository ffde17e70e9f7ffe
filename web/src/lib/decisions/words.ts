import type { DecisionView } from '@concordat/shared/http'

/** The four types of decision (E12), as registers and labels say them. */
export const DECISION_TYPE_WORDS: { readonly [T in DecisionView['type']]: string } = {
  decided: 'Decided within delegation',
  recommended: 'Recommended',
  steer: 'Steer given',
  noted: 'Noted',
}

export const AUTHORITY_WORDS: { readonly [B in DecisionView['authority']['basis']]: string } = {
  terms: 'Terms of reference',
  delegation: 'Delegation',
  'recommendation-only': 'Recommendation only: the board has no power of its own here',
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
