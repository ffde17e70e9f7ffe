import { londonDay } from '@concordat/shared/dates'
import type { PayloadInput } from '@concordat/shared/commands'
import type { WordingView } from '@concordat/shared/http'
import type { PreparedView } from '@concordat/shared/http-sign-offs'
import { ANSWERS, type Answer, type SignOffState } from '@concordat/shared/sign-offs'

/** An answer while it is being written. Nothing is chosen to begin with (CE-1.3). */
export interface AnswerDraft {
  readonly answer: Answer | ''
  readonly conditions: readonly string[]
  readonly deferredTo: string
  /** ISO day, or empty. */
  readonly until: string
  readonly reason: string
  /** True when the authority's own decision stands behind the answer (D6); its fields below count only then. */
  readonly hasDecision: boolean
  readonly decisionBody: string
  readonly decisionOn: string
  readonly decisionReference: string
  /** Last day on which that decision may be called in; empty when it may not. */
  readonly callInUntil: string
  /** For the chief executive, with an answer that is only prepared. */
  readonly note: string
}

export const NO_ANSWER: AnswerDraft = {
  answer: '',
  conditions: [''],
  deferredTo: '',
  until: '',
  reason: '',
  hasDecision: false,
  decisionBody: '',
  decisionOn: '',
  decisionReference: '',
  callInUntil: '',
  note: '',
}

/** Something that keeps the answer from being given, and the id of the field to go to. */
export interface AnswerError {
  readonly field: string
  readonly text: string
}

/**
 * Answers that make a difference to where the cell stands (model 4): from *with conditions* only to *signed*, and none twice, save a
 * deferral to another body or day. Only those the ask offers.
 */
export function openAnswers(state: SignOffState, offered: readonly Answer[] = ANSWERS): readonly Answer[] {
  if (state === 'conditions') return offered.filter((answer) => answer === 'signed')
  return offered.filter((answer) => answer !== state || answer === 'deferred')
}

/** True for the answers a decision may be called in behind. */
export const isSignature = (answer: Answer | ''): boolean => answer === 'signed' || answer === 'conditions'

export const MAX_CONDITION = 1000
export const MAX_CONDITIONS = 20
export const MAX_REASON = 2000
export const MAX_BODY = 300

/** Why what stands in the boxes of a date is none, by id of the field. */
export type DateProblems = { readonly [field: string]: string }

/** What is still missing (CE-1.4): each answer but the plain one needs its own follow-up. `now` decides which days are past. */
export function answerErrors(draft: AnswerDraft, now: Date, dates: DateProblems = {}): AnswerError[] {
  if (draft.answer === '') return [{ field: 'answer', text: 'Choose an answer' }]
  return [...followUpErrors(draft, now, dates), ...(draft.hasDecision ? decisionErrors(draft, now, dates) : [])]
}

function followUpErrors(draft: AnswerDraft, now: Date, dates: DateProblems): AnswerError[] {
  switch (draft.answer) {
    case '':
    case 'signed':
      return []
    case 'conditions':
      return conditionErrors(draft.conditions)
    case 'deferred':
      return deferralErrors(draft, now, dates)
    case 'declined':
      return textErrors('reason', draft.reason, MAX_REASON, 'Write why the ask is declined')
  }
}

function conditionErrors(conditions: readonly string[]): AnswerError[] {
  if (writtenConditions(conditions).length === 0)
    return [{ field: 'condition-0', text: 'Write at least one condition, or choose another answer' }]
  return conditions.flatMap((text, index) =>
    [...text.trim()].length > MAX_CONDITION
      ? [{ field: `condition-${index}`, text: `Keep condition ${index + 1} to ${MAX_CONDITION} characters` }]
      : [],
  )
}

function deferralErrors(draft: AnswerDraft, now: Date, dates: DateProblems): AnswerError[] {
  const errors = textErrors('deferred-to', draft.deferredTo, MAX_BODY, 'Name the body that will decide')
  if (draft.until === '') errors.push({ field: 'until', text: dates['until'] || 'Give the day of the decision' })
  else if (draft.until <= londonDay(now))
    errors.push({ field: 'until', text: 'The day of the decision must lie in the future' })
  return errors
}

function decisionErrors(draft: AnswerDraft, now: Date, dates: DateProblems): AnswerError[] {
  const { decisionOn, callInUntil } = draft
  const errors = textErrors('decision-body', draft.decisionBody, MAX_BODY, 'Say who decided')
  if (decisionOn === '') errors.push({ field: 'decision-on', text: dates['decision-on'] || 'Give the day it decided' })
  else if (decisionOn > londonDay(now))
    errors.push({ field: 'decision-on', text: 'The decision cannot have been made in the future' })
  errors.push(
    ...textErrors('decision-reference', draft.decisionReference, MAX_BODY, 'Give its number or where to find it'),
  )
  if (!isSignature(draft.answer)) return errors
  if (callInUntil === '' && dates['call-in-until'])
    errors.push({ field: 'call-in-until', text: dates['call-in-until'] })
  if (callInUntil !== '' && decisionOn !== '' && callInUntil < decisionOn)
    errors.push({ field: 'call-in-until', text: 'This day lies before the decision' })
  return errors
}

function textErrors(field: string, text: string, max: number, missing: string): AnswerError[] {
  if (text.trim() === '') return [{ field, text: missing }]
  return [...text.trim()].length > max ? [{ field, text: `Keep this to ${max} characters` }] : []
}

/** Conditions with something in them, trimmed. */
export const writtenConditions = (conditions: readonly string[]): string[] =>
  conditions.map((text) => text.trim()).filter((text) => text !== '')

type Followed = Omit<PayloadInput<'sign-off.give'>, 'askId' | 'part' | 'wordingVersion' | 'wordingHash'>

/** The command's payload: the words and digest on the screen, and only the follow-up that belongs to the answer. */
export function answerPayload(
  askId: string,
  part: string | undefined,
  shown: Pick<WordingView, 'version' | 'hash'>,
  draft: AnswerDraft & { readonly answer: Answer },
): PayloadInput<'sign-off.give'> {
  return {
    askId,
    ...(part === undefined ? {} : { part }),
    wordingVersion: shown.version,
    wordingHash: shown.hash,
    ...followUp(draft),
    ...(draft.hasDecision && { authorisedBy: decisionBehind(draft) }),
  }
}

function followUp(draft: AnswerDraft & { readonly answer: Answer }): Followed {
  const { answer } = draft
  switch (answer) {
    case 'signed':
      return { answer }
    case 'conditions':
      return { answer, conditions: writtenConditions(draft.conditions) }
    case 'deferred':
      return { answer, deferredTo: draft.deferredTo.trim(), until: draft.until }
    case 'declined':
      return { answer, reason: draft.reason.trim() }
  }
}

const decisionBehind = (draft: AnswerDraft): NonNullable<Followed['authorisedBy']> => ({
  body: draft.decisionBody.trim(),
  on: draft.decisionOn,
  reference: draft.decisionReference.trim(),
  ...(isSignature(draft.answer) && draft.callInUntil !== '' && { callInUntil: draft.callInUntil }),
})

/** What lay prepared, as a draft to be checked and given. */
export const draftOf = (prepared: PreparedView): AnswerDraft => ({
  ...NO_ANSWER,
  answer: prepared.answer,
  conditions: prepared.conditions.length > 0 ? prepared.conditions : [''],
  deferredTo: prepared.deferredTo ?? '',
  until: prepared.until ?? '',
  reason: prepared.reason ?? '',
  hasDecision: prepared.authorisedBy !== null,
  decisionBody: prepared.authorisedBy?.body ?? '',
  decisionOn: prepared.authorisedBy?.on ?? '',
  decisionReference: prepared.authorisedBy?.reference ?? '',
  callInUntil: prepared.authorisedBy?.callInUntil ?? '',
})

const FIELD_OF: { readonly [path: string]: string } = {
  deferredTo: 'deferred-to',
  until: 'until',
  reason: 'reason',
  answer: 'answer',
  'authorisedBy.body': 'decision-body',
  'authorisedBy.on': 'decision-on',
  'authorisedBy.reference': 'decision-reference',
  'authorisedBy.callInUntil': 'call-in-until',
  note: 'note',
  body: 'body',
  part: 'part',
  receivedOn: 'received-on',
  'evidence.title': 'evidence-title',
  'evidence.reference': 'evidence-reference',
  'evidence.dated': 'evidence-dated',
}

/** Where the server's `invalid` points, as fields of this form. */
export function fieldErrors(fields: readonly { readonly path: string; readonly message: string }[]): AnswerError[] {
  return fields.map(({ path, message }) => {
    const inPayload = path.replace(/^payload\./u, '')
    const [root = '', index] = inPayload.split('.')
    const field =
      root === 'conditions' ? `condition-${index ?? 0}` : (FIELD_OF[inPayload] ?? FIELD_OF[root] ?? 'answer')
    return { field, text: message }
  })
}
