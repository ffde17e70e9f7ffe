import { londonDay } from '@concordat/shared/dates'
import { sha256Hex } from '@concordat/shared/hash'
import type { PayloadInput } from '@concordat/shared/commands'
import type { WordingView } from '@concordat/shared/http'
import type { Answer } from '@concordat/shared/sign-offs'

import {
  answerErrors,
  answerPayload,
  MAX_BODY,
  NO_ANSWER,
  type AnswerDraft,
  type AnswerError,
  type DateProblems,
} from './answer.ts'

/** An answer that came by letter, minute or form, while it is being written down (D4). */
export interface OnBehalfDraft {
  body: string
  part: string
  answer: AnswerDraft
  title: string
  reference: string
  /** ISO day, or empty. */
  dated: string
  /** Digest of the file that was chosen, and its name; the file itself stays where it is. */
  sha256: string
  fileName: string
  receivedOn: string
}

export const nothingRecorded = (): OnBehalfDraft => ({
  body: '',
  part: '',
  answer: NO_ANSWER,
  title: '',
  reference: '',
  dated: '',
  sha256: '',
  fileName: '',
  receivedOn: '',
})

/** What is still missing: the body, the part, the answer and its follow-up, the evidence and the day it came in. */
export function onBehalfGaps(
  draft: OnBehalfDraft,
  parts: readonly { readonly id: string }[],
  now: Date,
  dates: DateProblems = {},
): AnswerError[] {
  const gaps: AnswerError[] = []
  const need = (isThere: boolean, field: string, text: string): void => {
    if (!isThere) gaps.push({ field, text })
  }
  const today = londonDay(now)
  need(draft.body !== '', 'body', 'Choose the authority')
  need(parts.length === 0 || parts.some(({ id }) => id === draft.part), 'part', 'Choose the part it answers')
  gaps.push(...answerErrors(draft.answer, now, dates))
  need(draft.title.trim() !== '', 'evidence-title', 'Name the evidence')
  need([...draft.title.trim()].length <= MAX_BODY, 'evidence-title', `Keep this to ${MAX_BODY} characters`)
  need(draft.dated !== '' || !dates['evidence-dated'], 'evidence-dated', dates['evidence-dated'] ?? '')
  need(draft.receivedOn !== '', 'received-on', dates['received-on'] || 'Give the day on which it came in')
  need(draft.receivedOn <= today, 'received-on', 'It cannot have come in on a day in the future')
  need(
    draft.dated === '' || draft.receivedOn === '' || draft.dated <= draft.receivedOn,
    'evidence-dated',
    'It cannot be dated after the day on which it came in',
  )
  return gaps
}

/** The command's payload: the words and digest on the screen, the answer, and what it rests on. */
export function onBehalfPayload(
  askId: string,
  shown: Pick<WordingView, 'version' | 'hash'>,
  draft: OnBehalfDraft & { readonly answer: AnswerDraft & { readonly answer: Answer } },
): PayloadInput<'sign-off.record'> {
  const reference = draft.reference.trim()
  return {
    ...answerPayload(askId, draft.part === '' ? undefined : draft.part, shown, draft.answer),
    body: draft.body,
    evidence: {
      title: draft.title.trim(),
      ...(reference !== '' && { reference }),
      ...(draft.sha256 !== '' && { sha256: draft.sha256 }),
      ...(draft.dated !== '' && { dated: draft.dated }),
    },
    receivedOn: draft.receivedOn,
  }
}

/** SHA-256 of a file, as hexadecimal: worked out here, so that the file need not leave the device. */
export const digestOf = async (file: Blob): Promise<string> => sha256Hex(new Uint8Array(await file.arrayBuffer()))
