import { formatDay } from './dates.ts'
import type { SignOffEvent } from './http.ts'
import type { SignOffAct } from './sign-offs.ts'

/** What an act did, as histories and receipts head it. */
export const SIGN_OFF_ACT_WORDS: { readonly [A in SignOffAct]: string } = {
  signed: 'Signed',
  conditions: 'Signed with conditions',
  deferred: 'Deferred to a formal decision',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  'called-in': 'Authorising decision called in',
  affirmed: 'Predecessor’s answer affirmed',
  confirmed: 'Answer recorded on behalf confirmed',
  disputed: 'Answer recorded on behalf disputed',
  accepted: 'Change of wording accepted as editorial',
  objected: 'Objected to the change as more than editorial',
  'condition-met': 'Condition met',
  reported: 'Reported, unverified',
}

/**
 * Who acted and in which capacity, as a phrase: `by J. Ahmed, acting under delegation of 1 May 2026` (CE-4.2), `by the programme
 * office on behalf of Bolton`. `body` is the title of the body the act is for.
 */
export function bySaid(
  act: Pick<SignOffEvent, 'given' | 'capacity' | 'delegation' | 'provenance'>,
  body: string,
): string {
  const { name, post } = act.given
  if (act.provenance === 'reported') return `reported to ${name}, ${post}; unverified`
  switch (act.capacity) {
    case 'holder':
      return `by ${name}, ${post}`
    case 'acting':
      return `by ${name}, acting ${post.charAt(0).toLowerCase()}${post.slice(1)}`
    case 'delegate':
      return act.delegation === null
        ? `by ${name}, acting under delegation`
        : `by ${name}, acting under delegation of ${formatDay(act.delegation.on)}`
    case 'partner':
      return `by ${name}, ${post}, for the partner ${body}`
    case 'on-behalf':
      return `recorded by ${name}, ${post}, on behalf of ${body}`
  }
}
