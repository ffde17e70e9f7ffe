import { londonDay } from '@concordat/shared/dates'
import type { PayloadInput } from '@concordat/shared/commands'
import type { WordingView } from '@concordat/shared/http'
import { ANSWERS, type Answer, type SignOffState } from '@concordat/shared/sign-offs'

/** An answer while it is being written. Nothing is chosen to begin with (CE-1.3). */
export interface AnswerDraft {
  readonly answer: Answer | ''
  readonly conditions: readonly string[]
  readonly deferredTo: string
  /** ISO day, or empty. */
  readonly until: string
  readonly reason: string
}

export const NO_ANSWER: AnswerDraft = { answer: '', conditions: [''], deferredTo: '', until: '', reason: '' }

/** Something that keeps the answer from being given, and the id of the field to go to. */
export interface AnswerError {
  readonly field: string
  readonly text: string
}

/** Answers that make a difference to where the cell stands (model 4): from *with conditions* only to *signed*, and none twice. */
export function openAnswers(state: SignOffState): readonly Answer[] {
  if (state === 'conditions') return ['signed']
  return ANSWERS.filter((answer) => answer !== state)
}

export const MAX_CONDITION = 1000
export const MAX_CONDITIONS = 20
export const MAX_REASON = 2000
export const MAX_BODY = 300

/** What is still missing (CE-1.4): each answer but the plain one needs its own follow-up. `now` decides which days are past. */
export function answerErrors(draft: AnswerDraft, now: Date, dateProblem = ''): AnswerError[] {
  switch (draft.answer) {
    case '':
      return [{ field: 'answer', text: 'Choose an answer' }]
    case 'signed':
      return []
    case 'conditions':
      return conditionErrors(draft.conditions)
    case 'deferred':
      return deferralErrors(draft, now, dateProblem)
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

function deferralErrors(draft: AnswerDraft, now: Date, dateProblem: string): AnswerError[] {
  const errors = textErrors('deferred-to', draft.deferredTo, MAX_BODY, 'Name the body that will decide')
  if (draft.until === '') errors.push({ field: 'until', text: dateProblem || 'Give the day of the decision' })
  else if (draft.until <= londonDay(now))
    errors.push({ field: 'until', text: 'The day of the decision must lie in the future' })
  return errors
}

function textErrors(field: string, text: string, max: number, missing: string): AnswerError[] {
  if (text.trim() === '') return [{ field, text: missing }]
  return [...text.trim()].length > max ? [{ field, text: `Keep this to ${max} characters` }] : []
}

/** Conditions with something in them, trimmed. */
export const writtenConditions = (conditions: readonly string[]): string[] =>
  conditions.map((text) => text.trim()).filter((text) => text !== '')

/** The command's payload: the words and digest on the screen, and only the follow-up that belongs to the answer. */
export function answerPayload(
  askId: string,
  part: string | undefined,
  shown: Pick<WordingView, 'version' | 'hash'>,
  draft: AnswerDraft & { readonly answer: Answer },
): PayloadInput<'sign-off.give'> {
  const about = {
    askId,
    ...(part === undefined ? {} : { part }),
    wordingVersion: shown.version,
    wordingHash: shown.hash,
    answer: draft.answer,
  }
  switch (draft.answer) {
    case 'signed':
      return about
    case 'conditions':
      return { ...about, conditions: writtenConditions(draft.conditions) }
    case 'deferred':
      return { ...about, deferredTo: draft.deferredTo.trim(), until: draft.until }
    case 'declined':
      return { ...about, reason: draft.reason.trim() }
  }
}

const FIELD_OF: { readonly [path: string]: string } = {
  deferredTo: 'deferred-to',
  until: 'until',
  reason: 'reason',
  answer: 'answer',
}

/** Where the server's `invalid` points, as fields of this form. */
export function fieldErrors(fields: readonly { readonly path: string; readonly message: string }[]): AnswerError[] {
  return fields.map(({ path, message }) => {
    const [root = '', index] = path.replace(/^payload\./u, '').split('.')
    return { field: root === 'conditions' ? `condition-${index ?? 0}` : (FIELD_OF[root] ?? 'answer'), text: message }
  })
}
