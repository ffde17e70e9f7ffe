import type { Other, Place } from './rows-draft.ts'

/** What another client says of itself. Anyone may write anything there, so every part is checked before it is shown. */
export function otherOf(client: number, state: { [key: string]: unknown }): Other | undefined {
  // The server writes name, initials and colour itself, and calls the person `id`.
  const user = state['user'] as { readonly [key: string]: unknown } | undefined
  const said = (key: string): string => (typeof user?.[key] === 'string' ? user[key] : '')
  if (said('name') === '') return undefined
  const at = state['at'] as Partial<Place> | null | undefined
  const place =
    typeof at?.root === 'string' && typeof at.row === 'string'
      ? { root: at.root, row: at.row, cell: at.cell ?? '' }
      : null
  const colour = Number(user?.['colour'])
  return {
    client,
    person: said('id') || said('person') || String(client),
    name: said('name').slice(0, 80),
    initials: said('initials').slice(0, 3),
    colour: Number.isInteger(colour) && colour >= 1 && colour <= 6 ? colour : 1,
    at: place,
    isWriting: place !== null || Boolean(state['cursor']),
  }
}
