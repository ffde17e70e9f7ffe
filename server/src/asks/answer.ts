import type { Ask } from '@concordat/db/asks'
import type { AuthorisedBy } from '@concordat/shared/payloads/asks'
import { SIGN_OFF_WORDS, type Answer } from '@concordat/shared/sign-offs'

import { conflict, invalid, type FieldFault } from '../commands/refusals.ts'
import { describeAct, stateWords, type CellNow } from './cell.ts'

/** An answer as it was sent: given, prepared or recorded on behalf. */
interface SentAnswer {
  readonly answer: Answer
  readonly conditions?: readonly string[] | undefined
  readonly deferredTo?: string | undefined
  readonly until?: string | undefined
  readonly reason?: string | undefined
  readonly authorisedBy?: AuthorisedBy | undefined
}

export interface CheckedAnswer {
  readonly event: Answer
  readonly conditions: string[]
  readonly deferredTo: string | null
  readonly until: string | null
  readonly reason: string | null
  readonly authorisedBy: AuthorisedBy | null
}

/**
 * What each answer needs, and nothing that belongs to another: a condition on a plain signature would be lost on every total
 * (invariant 5). Refuses with `invalid`, naming every fault; `more` are the caller's own.
 */
export function requireAnswer(
  { answer, conditions = [], deferredTo, until, reason, authorisedBy }: SentAnswer,
  ask: Pick<Ask, 'number' | 'answers'>,
  today: string,
  more: readonly FieldFault[] = [],
): CheckedAnswer {
  const faults: FieldFault[] = [...more]
  const need = (isThere: boolean, path: string, message: string): void => {
    if (!isThere) faults.push({ path, message })
  }
  const offered = ask.answers.map((one) => SIGN_OFF_WORDS[one].toLowerCase()).join(', ')
  need(ask.answers.includes(answer), 'answer', `Ask ${ask.number} does not offer this answer. On offer: ${offered}`)
  if (answer === 'conditions') need(conditions.length > 0, 'conditions', 'Write at least one condition')
  else need(conditions.length === 0, 'conditions', 'Conditions go with “signed with conditions” only')
  if (answer === 'deferred') {
    need(deferredTo !== undefined, 'deferredTo', 'Name the body that will decide')
    need(until !== undefined, 'until', 'Give the day by which it will decide')
    need(until === undefined || until > today, 'until', 'This day must lie in the future')
  } else {
    need(deferredTo === undefined, 'deferredTo', 'Only a deferral names the body that will decide')
    need(until === undefined, 'until', 'Only a deferral has a day')
  }
  if (answer === 'declined') need(reason !== undefined, 'reason', 'Say why the authority declines')
  if (authorisedBy !== undefined) {
    const { on, callInUntil } = authorisedBy
    need(on <= today, 'authorisedBy.on', 'The decision cannot have been made in the future')
    need(callInUntil === undefined || callInUntil >= on, 'authorisedBy.callInUntil', 'This lies before the decision')
    need(
      callInUntil === undefined || answer === 'signed' || answer === 'conditions',
      'authorisedBy.callInUntil',
      'Only a signature is subject to call-in',
    )
  }
  if (faults.length > 0) throw invalid(faults)
  return {
    event: answer,
    conditions: [...conditions],
    deferredTo: deferredTo ?? null,
    until: until ?? null,
    reason: reason ?? null,
    authorisedBy: authorisedBy ?? null,
  }
}

/** Where the cell stands decides what may follow (model 4). A second press of the button is told the first one's receipt (CE-1.10). */
export function requireOpenCell({ standing, answer: given }: CellNow, answer: CheckedAnswer): void {
  const { state } = standing
  if (state === 'predecessor') {
    throw conflict(
      'Your predecessor signed these words for your authority.',
      `Nothing was recorded. Affirm that signature, or withdraw it with reasons. Its receipt is ${given?.receipt ?? ''}.`,
      describeAct(given),
    )
  }
  const isSame =
    state === answer.event &&
    !(state === 'deferred' && (given?.deferredTo !== answer.deferredTo || given?.until !== answer.until))
  if (isSame || state === 'signed' || state === 'call-in') {
    throw conflict(
      `Your authority’s answer to this wording is already recorded: ${stateWords(standing)}.`,
      `Nothing further was recorded. The receipt is ${given?.receipt ?? ''}.`,
      describeAct(given),
    )
  }
  if (state === 'conditions' && answer.event !== 'signed') {
    throw conflict(
      `Your authority’s answer to this wording is recorded: ${stateWords(standing)}.`,
      'Withdraw it before you give another answer. When the conditions are met, say so.',
      describeAct(given),
    )
  }
}
