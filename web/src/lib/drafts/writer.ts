import { colourOf } from '@concordat/shared/colour-of'
import type { Me } from '@concordat/shared/http'
import type { Here } from '@concordat/shared/notices'

import type { Writer } from './rows-draft.ts'

/** How the signed-in person appears to others who have the draft open. */
export function writerOf({ person }: Me, here: readonly Here[]): Writer {
  const words = person.name.split(/\s+/u)
  const initials = [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => word?.charAt(0).toUpperCase() ?? '')
    .join('')
  const colour = here.find((present) => present.person === person.id)?.colour ?? colourOf(person.id)
  return { person: person.id, name: person.name, initials, colour }
}

/** `You and two others are writing`, `B. Hale is reading`; empty when nobody else is there. */
export function companyInWords(
  others: readonly { readonly person: string; readonly name: string; readonly isWriting: boolean }[],
  isWriting: boolean,
): string {
  const people = [...new Map(others.map((other) => [other.person, other])).values()]
  const writing = people.filter((other) => other.isWriting)
  const [only] = writing
  if (writing.length === 0 || only === undefined) {
    if (people.length === 0) return isWriting ? 'You are writing' : ''
    return people.length === 1
      ? `${people[0]?.name ?? ''} has this open too`
      : `${people.length} others have this open too`
  }
  if (writing.length === 1) return isWriting ? `You and ${only.name} are writing` : `${only.name} is writing`
  return isWriting ? `You and ${writing.length} others are writing` : `${writing.length} people are writing`
}
