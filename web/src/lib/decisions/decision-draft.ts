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
  financial: string
  legal: string
  equality: string
  dataProtection: string
  carbon: string
  consultation: string
  dispensations: string
  howAgreed: NonNullable<DecisionView['howAgreed']> | ''
  result: string
  present: string
  absent: string
  mode: string
  dissent: string
  madeOn: string
  effectiveOn: string
  reviewOn: string
  /** `post` or `body` and its id, after a colon. */
  owner: string
  isKey: 'yes' | 'no'
  forwardPlanRef: string
  noticeOn: string
  exception: 'in-time' | 'general-exception' | 'special-urgency'
  exceptionReason: string
  /** Whether it can be called in. By the rule a key decision can, and another cannot. */
  callIn: 'rule' | 'yes' | 'no'
  callInReason: string
  isExempt: 'yes' | 'no'
  exemptParagraph: string
  publicInterest: string
  exemptDecidedBy: string
  exemptReviewOn: string
  /** One paper per line: title, then where it is kept, with a bar between. */
  background: string
}

/** Fields that are words or a choice, which is all of them. */
type Field = keyof DecisionDraft

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
  financial: 'None',
  legal: 'None',
  equality: 'None',
  dataProtection: 'None',
  carbon: 'None',
  consultation: 'None recorded',
  dispensations: 'None',
  howAgreed: '',
  result: '',
  present: '',
  absent: '',
  mode: '',
  dissent: '',
  madeOn: '',
  effectiveOn: '',
  reviewOn: '',
  owner: '',
  isKey: 'no',
  forwardPlanRef: '',
  noticeOn: '',
  exception: 'in-time',
  exceptionReason: '',
  callIn: 'rule',
  callInReason: '',
  isExempt: 'no',
  exemptParagraph: '',
  publicInterest: '',
  exemptDecidedBy: '',
  exemptReviewOn: '',
  background: '',
  ...given,
})

/** What must be there before the check page, by field; the server checks the same and more. */
export function decisionGaps(draft: DecisionDraft): { field: Field; text: string }[] {
  const gaps: { field: Field; text: string }[] = []
  const need = (field: Field, text: string): void => {
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
  need('implications', 'Say what else it implies, or “None”')
  for (const [field, words] of Object.entries(IMPLICATIONS) as [Implication, string][])
    need(field, `Say what it implies for ${words.toLowerCase()}, or “None”`)
  if (draft.isKey === 'yes') {
    need('forwardPlanRef', 'Give its reference in the forward plan')
    need('noticeOn', 'Give the day on which notice was given')
    if (draft.exception !== 'in-time') need('exceptionReason', 'Say why there was not time for the notice')
  }
  if (draft.callIn !== 'rule') need('callInReason', 'Say why call-in applies, or does not, against the rule')
  if (draft.isExempt === 'yes') {
    need('exemptParagraph', 'Choose the paragraph that exempts it')
    need('publicInterest', 'Say why the public interest is better served by keeping it back')
    need('exemptDecidedBy', 'Name the office that decided so')
    need('exemptReviewOn', 'Give the day on which this is looked at again')
  }
  if (papersOf(draft.background).some(({ title, reference }) => title === '' || reference === ''))
    gaps.push({ field: 'background', text: 'Give each paper a title and, after a bar, where it is kept' })
  return gaps
}

/** What is asked for apart, so that none is forgotten; by field, as forms and records name them. */
export const IMPLICATIONS = {
  financial: 'Money',
  legal: 'Law',
  equality: 'Equality',
  dataProtection: 'Data protection',
  carbon: 'Carbon',
} as const
type Implication = keyof typeof IMPLICATIONS

export function papersOf(lines: string): { title: string; reference: string }[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const bar = line.indexOf('|')
      return bar === -1
        ? { title: line.trim(), reference: '' }
        : { title: line.slice(0, bar).trim(), reference: line.slice(bar + 1).trim() }
    })
}

/** The draft as the command wants it; call only without gaps. What a closed part of the form holds is not sent. */
export function toPayload(draft: DecisionDraft): PayloadInput<'decision.record'> {
  const given = (value: string): string | undefined => (value.trim() === '' ? undefined : value.trim())
  const [ownerKind, ownerId] = draft.owner.split(':')
  const optional = {
    body: given(draft.body),
    recommendedTo: draft.type === 'recommended' ? given(draft.recommendedTo) : undefined,
    dissent: given(draft.dissent),
    howAgreed: draft.howAgreed === '' ? undefined : draft.howAgreed,
    result: given(draft.result),
    present: given(draft.present),
    absent: given(draft.absent),
    mode: given(draft.mode),
    madeOn: given(draft.madeOn),
    effectiveOn: given(draft.effectiveOn),
    reviewOn: given(draft.reviewOn),
    ownerPost: ownerKind === 'post' ? ownerId : undefined,
    ownerBody: ownerKind === 'body' ? ownerId : undefined,
    key: draft.isKey === 'yes' ? keyOf(draft) : undefined,
    callIn:
      draft.callIn === 'rule' ? undefined : { applies: draft.callIn === 'yes', reason: draft.callInReason.trim() },
    exempt:
      draft.isExempt === 'yes'
        ? {
            paragraph: Number(draft.exemptParagraph),
            publicInterest: draft.publicInterest.trim(),
            decidedBy: draft.exemptDecidedBy.trim(),
            reviewOn: draft.exemptReviewOn,
          }
        : undefined,
    background: papersOf(draft.background).length > 0 ? papersOf(draft.background) : undefined,
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
    dispensations: given(draft.dispensations) ?? 'None',
    consultation: given(draft.consultation) ?? 'None recorded',
    implications: draft.implications.trim(),
    financial: draft.financial.trim(),
    legal: draft.legal.trim(),
    equality: draft.equality.trim(),
    dataProtection: draft.dataProtection.trim(),
    carbon: draft.carbon.trim(),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}

const keyOf = ({ forwardPlanRef, noticeOn, exception, exceptionReason }: DecisionDraft) => ({
  forwardPlanRef: forwardPlanRef.trim(),
  noticeOn,
  ...(exception === 'in-time' ? {} : { exception, exceptionReason: exceptionReason.trim() }),
})
