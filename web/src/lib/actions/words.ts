import { formatDay, plural } from '@concordat/shared/dates'
import type { ActionSummary } from '@concordat/shared/http-actions'

export const ACTION_STATE_WORDS: { readonly [S in ActionSummary['state']]: string } = {
  open: 'Open',
  'in-progress': 'In progress',
  'done-claimed': 'Said to be done',
  closed: 'Closed',
  cancelled: 'Cancelled',
}

/** `Due 14 July 2026`, and how long ago when it is overdue: words, never a colour alone (D8). */
export const dueSaid = ({
  due,
  overdue,
  daysOverdue,
}: Pick<ActionSummary, 'due' | 'overdue' | 'daysOverdue'>): string =>
  overdue ? `Overdue by ${plural(daysOverdue, 'day')}: due ${formatDay(due)}` : `Due ${formatDay(due)}`

/** `Chief executive, Bolton Council (Ruth Hargreave)`; a vacancy is shown as one (A4). */
export const postSaid = (post: {
  readonly title: string
  readonly organisation: string | null
  readonly holder: { readonly name: string; readonly acting: boolean } | null
}): string =>
  `${officeSaid(post)} (${post.holder === null ? 'vacant' : `${post.holder.name}${post.holder.acting ? ', acting' : ''}`})`

/** A post with what it belongs to, or a body, whoever holds it. */
export const officeSaid = ({
  title,
  organisation,
}: {
  readonly title: string
  readonly organisation: string | null
}): string => (organisation === null ? title : `${title}, ${organisation}`)

export const ownerSaid = ({ owner }: Pick<ActionSummary, 'owner'>): string =>
  owner.kind === 'body' ? owner.title : postSaid(owner)

/** Page of what an action came from, below the board. */
export function sourcePath({ kind, id }: { kind: string; id: string }): string | null {
  switch (kind) {
    case 'decision':
      return `decisions/${id}`
    case 'ask':
      return `asks/${id}`
    case 'workstream':
      return `workstreams/${id}`
    case 'programme':
      return `programmes/${id}`
    default:
      return null
  }
}
