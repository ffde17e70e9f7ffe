import type { PayloadInput } from '@concordat/shared/commands'
import type { ACTION_SOURCES } from '@concordat/shared/payloads/actions'

import { ownerPayload } from '#lib/actions/owners.ts'

/** An action as it is being written. */
export interface ActionDraft {
  text: string
  /** Who answers for it: `post:` or `body:` and its id. */
  owner: string
  due: string
  /** Kind and id of what it comes from, with a space between. */
  source: string
}

export const emptyAction = (source = ''): ActionDraft => ({ text: '', owner: '', due: '', source })

export function actionGaps({ text, owner, due, source }: ActionDraft): { field: keyof ActionDraft; text: string }[] {
  return [
    ...(text.trim() === '' ? [{ field: 'text' as const, text: 'Write what is to be done' }] : []),
    ...(owner === '' ? [{ field: 'owner' as const, text: 'Choose who answers for it' }] : []),
    ...(due === '' ? [{ field: 'due' as const, text: 'Give the day by which it is due' }] : []),
    ...(source === '' ? [{ field: 'source' as const, text: 'Choose what it comes from' }] : []),
  ]
}

/** Call only without gaps. */
export function actionPayload({ text, owner, due, source }: ActionDraft): PayloadInput<'action.open'> {
  const [kind = '', id = ''] = source.split(' ')
  return {
    text: text.trim(),
    ...ownerPayload(owner),
    due,
    source: { kind: kind as (typeof ACTION_SOURCES)[number], id },
  }
}
