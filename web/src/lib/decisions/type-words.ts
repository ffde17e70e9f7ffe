import type { DecisionSummary } from '@concordat/shared/http'

/** The four types of decision (E12), as registers and labels say them. */
export const DECISION_TYPE_WORDS: { readonly [T in DecisionSummary['type']]: string } = {
  decided: 'Decided within delegation',
  recommended: 'Recommended',
  steer: 'Steer given',
  noted: 'Noted',
}
