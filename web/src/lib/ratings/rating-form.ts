import { formatDay } from '@concordat/shared/dates'
import { MAX_RATING_TEXT, needsWayBack, RATING_WORDS, type Rating } from '@concordat/shared/ratings'
import type { PayloadInput } from '@concordat/shared/commands'
import type { RatingView } from '@concordat/shared/http'

/** What somebody has filled in; kept in the tab until the rating is on record. */
export interface RatingFields {
  value: Rating | ''
  cause: string
  effect: string
  action: string
  owner: string
  by: string
  reason: string
  /** Why it is so all the same, when the record contradicts it (B7). */
  explanation: string
  /** Day since which it holds; empty for today. */
  trueFrom: string
}

export const EMPTY_RATING: RatingFields = {
  value: '',
  cause: '',
  effect: '',
  action: '',
  owner: '',
  by: '',
  reason: '',
  explanation: '',
  trueFrom: '',
}

export const fieldsOf = (rating: RatingView): RatingFields => ({
  value: rating.value,
  cause: rating.cause ?? '',
  effect: rating.effect ?? '',
  action: rating.action ?? '',
  owner: rating.owner ?? '',
  by: rating.by ?? '',
  reason: rating.reason ?? '',
  explanation: rating.explanation ?? '',
  trueFrom: '',
})

/** A better rating than the one that stands says why, and so does none at all; amber and worse say it in their own fields. */
export const needsReason = (value: Rating | '', before: Rating | undefined): boolean =>
  value !== '' && !needsWayBack(value) && (value === 'not-rated' || (before !== undefined && before !== value))

export interface FieldProblem {
  readonly field: keyof RatingFields
  readonly text: string
}

interface Beside {
  /** The rating that stands. */
  readonly before?: Rating | undefined
  /** Why what stands in the boxes of a date is none. */
  readonly byProblem?: string
  readonly sinceProblem?: string
  /** The record contradicts it, and asks for a sentence. */
  readonly needsExplanation?: boolean
  /** London day. */
  readonly today?: string
  /** The rating takes the place of a wrong one. */
  readonly isCorrection?: boolean
}

/** What is missing or too long, in the order of the form (B5). The server asks for the same. */
export function problemsIn(
  fields: RatingFields,
  { before, byProblem = '', sinceProblem = '', needsExplanation = false, today, isCorrection = false }: Beside = {},
): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (fields.value === '') return [{ field: 'value', text: 'Choose a rating' }]
  const { word } = RATING_WORDS[fields.value]
  if (needsWayBack(fields.value)) {
    const need = (field: 'cause' | 'effect' | 'action' | 'owner', text: string): void => {
      if (fields[field].trim() === '') problems.push({ field, text })
    }
    need('cause', `Write why it is ${word}`)
    need('effect', 'Write what follows from it')
    need('action', 'Write the way back')
    need('owner', 'Name who answers for the way back')
    if (fields.by === '')
      problems.push({ field: 'by', text: byProblem || 'Give the date by which it is back on course' })
  }
  if (isCorrection && !needsWayBack(fields.value) && fields.reason.trim() === '') {
    problems.push({ field: 'reason', text: 'Say what was wrong with the rating it corrects' })
  } else if (needsReason(fields.value, before) && fields.reason.trim() === '') {
    problems.push({
      field: 'reason',
      text:
        fields.value === 'not-rated' || before === undefined
          ? 'Write why there is no rating'
          : `Write why it changes from ${RATING_WORDS[before].word} to ${word}`,
    })
  }
  if (needsExplanation && fields.explanation.trim() === '')
    problems.push({ field: 'explanation', text: `Say in a sentence why it is ${word} all the same` })
  if (sinceProblem !== '') problems.push({ field: 'trueFrom', text: sinceProblem })
  else if (today !== undefined && fields.trueFrom > today)
    problems.push({ field: 'trueFrom', text: `It holds since today, ${formatDay(today)}, at the latest` })
  for (const field of ['cause', 'effect', 'action'] as const) {
    const over = [...fields[field]].length - MAX_RATING_TEXT
    if (over > 0)
      problems.push({
        field,
        text: `Take away ${over} ${over === 1 ? 'character' : 'characters'}: councillors read at most ${MAX_RATING_TEXT}`,
      })
  }
  return problems
}

/** The part of a rating that every command carries in the same form: only the fields that belong to the chosen value. */
export function givenOf(
  fields: RatingFields & { value: Rating },
  { today, needsExplanation = false }: { readonly today?: string; readonly needsExplanation?: boolean } = {},
): Omit<PayloadInput<'rating.give'>, 'subject' | 'corrects'> {
  const said = (text: string): string | undefined => text.trim() || undefined
  const given = (entries: { [key: string]: string | undefined }): { [key: string]: string } =>
    Object.fromEntries(Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
  const { value, cause, effect, action, owner, by, reason, explanation, trueFrom } = fields
  const wayBack = needsWayBack(value)
    ? given({ cause: said(cause), effect: said(effect), action: said(action), owner: said(owner), by: by || undefined })
    : {}
  return {
    value,
    ...wayBack,
    ...given({
      reason: said(reason),
      explanation: needsExplanation ? said(explanation) : undefined,
      trueFrom: trueFrom === '' || trueFrom === today ? undefined : trueFrom,
    }),
  }
}

export const payloadOf = (
  subject: { kind: 'programme' | 'workstream'; id: string },
  fields: RatingFields & { value: Rating },
  beside: { readonly today?: string; readonly needsExplanation?: boolean; readonly corrects?: number | undefined } = {},
): PayloadInput<'rating.give'> => ({
  subject,
  ...givenOf(fields, beside),
  ...(beside.corrects === undefined ? {} : { corrects: beside.corrects }),
})
