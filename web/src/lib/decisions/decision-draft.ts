import type { PayloadInput } from '@concordat/shared/commands'
import type { DecisionView } from '@concordat/shared/http'

/** A decision as it is being written: every field is text, empty until filled. Kept in the browser until it is on record. */
export interface DecisionDraft {
  title: string
  text: string
  type: DecisionView['type'] | ''
  basis: DecisionView['authority']['basis'] | ''
  ref: string
  body: string
  recommendedTo: string
  reasons: string
  options: string
  interests: string
  implications: string
  dissent: string
  madeOn: string
  effectiveOn: string
}

export const emptyDecision = (given: Partial<DecisionDraft> = {}): DecisionDraft => ({
  title: '',
  text: '',
  type: '',
  basis: '',
  ref: '',
  body: '',
  recommendedTo: '',
  reasons: '',
  options: '',
  interests: 'None declared',
  implications: '',
  dissent: '',
  madeOn: '',
  effectiveOn: '',
  ...given,
})

/** What must be there before the check page, by field; the server checks the same and more. */
export function decisionGaps(draft: DecisionDraft): { field: keyof DecisionDraft; text: string }[] {
  const gaps: { field: keyof DecisionDraft; text: string }[] = []
  const need = (field: keyof DecisionDraft, text: string): void => {
    if (draft[field].trim() === '') gaps.push({ field, text })
  }
  need('title', 'Give the decision a title')
  need('text', 'Write the exact words as put')
  need('type', 'Choose what kind of decision it is')
  if (draft.type === 'recommended') need('recommendedTo', 'Name who will decide on the recommendation')
  need('basis', 'Choose the authority it rests on')
  if (draft.basis === 'terms' || draft.basis === 'delegation') need('ref', 'Name the clause or the delegation')
  if (draft.type === 'decided' && draft.basis === 'recommendation-only') {
    gaps.push({
      field: 'basis',
      text: 'A decision needs a clause or a delegation to rest on. Without one, choose “Recommended”',
    })
  }
  need('reasons', 'Give the reasons')
  need('options', 'Say which options were considered and rejected, or “None”')
  need('implications', 'Say what it implies for money, law, equality and data, or “None”')
  return gaps
}

/** The draft as the command wants it; call only without gaps. */
export function toPayload(draft: DecisionDraft): PayloadInput<'decision.record'> {
  const given = (value: string): string | undefined => (value.trim() === '' ? undefined : value.trim())
  const optional = {
    body: given(draft.body),
    recommendedTo: draft.type === 'recommended' ? given(draft.recommendedTo) : undefined,
    dissent: given(draft.dissent),
    madeOn: given(draft.madeOn),
    effectiveOn: given(draft.effectiveOn),
  }
  return {
    title: draft.title.trim(),
    text: draft.text.trim(),
    type: draft.type === '' ? 'noted' : draft.type,
    authority: {
      basis: draft.basis === '' ? 'recommendation-only' : draft.basis,
      ...(given(draft.ref) ? { ref: draft.ref.trim() } : {}),
    },
    reasons: draft.reasons.trim(),
    options: draft.options.trim(),
    interests: given(draft.interests) ?? 'None declared',
    implications: draft.implications.trim(),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}
