const STATUS_WORDS: { readonly [status: string]: string } = {
  done: 'Complete',
  'done-claimed': 'Said to be done',
  'in-progress': 'In progress',
  'not-started': 'Not started',
  planned: 'Planned',
  unconfirmed: 'Not confirmed',
  paused: 'Paused',
  dropped: 'Dropped',
  new: 'New',
  active: 'Active',
  closing: 'Closure proposed',
  transferred: 'Transferred',
  closed: 'Closed',
  'on-hold': 'On hold',
  awaiting: 'Awaiting',
  'under-way': 'Under way',
}

/** A stored status as a label; one that is not known is shown as it came. */
export function statusInWords(status: string): string {
  const known = STATUS_WORDS[status]
  if (known !== undefined) return known
  const words = status.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
