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
}

export const EMPTY_RATING: RatingFields = {
  value: '',
  cause: '',
  effect: '',
  action: '',
  owner: '',
  by: '',
  reason: '',
}

export const fieldsOf = (rating: RatingView): RatingFields => ({
  value: rating.value,
  cause: rating.cause ?? '',
  effect: rating.effect ?? '',
  action: rating.action ?? '',
  owner: rating.owner ?? '',
  by: rating.by ?? '',
  reason: rating.reason ?? '',
})

/** A better rating than the one that stands says why, and so does none at all; amber and worse say it in their own fields. */
export const needsReason = (value: Rating | '', before: Rating | undefined): boolean =>
  value !== '' && !needsWayBack(value) && (value === 'not-rated' || (before !== undefined && before !== value))

export interface FieldProblem {
  readonly field: keyof RatingFields
  readonly text: string
}

/** What is missing or too long, in the order of the form (B5). The server asks for the same. `before`: the rating that stands. */
export function problemsIn(
  fields: RatingFields,
  { before, byProblem = '' }: { before?: Rating | undefined; byProblem?: string } = {},
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
  if (needsReason(fields.value, before) && fields.reason.trim() === '') {
    problems.push({
      field: 'reason',
      text:
        fields.value === 'not-rated' || before === undefined
          ? 'Write why there is no rating'
          : `Write why it changes from ${RATING_WORDS[before].word} to ${word}`,
    })
  }
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

/** What is sent: only the fields that belong to the chosen rating. */
export function payloadOf(
  subject: { kind: 'programme' | 'workstream'; id: string },
  fields: RatingFields & { value: Rating },
): PayloadInput<'rating.give'> {
  const said = (text: string): string | undefined => text.trim() || undefined
  const given = (entries: { [key: string]: string | undefined }): { [key: string]: string } =>
    Object.fromEntries(Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
  const { value, cause, effect, action, owner, by, reason } = fields
  const wayBack = needsWayBack(value)
    ? given({ cause: said(cause), effect: said(effect), action: said(action), owner: said(owner), by: by || undefined })
    : {}
  return { subject, value, ...wayBack, ...given({ reason: said(reason) }) }
}
