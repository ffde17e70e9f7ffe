import { formatDay, londonDay } from '@concordat/shared/dates'
import type { AskDetail, AskList, AskView, Me } from '@concordat/shared/http'
import type { DelegationView, MyAuthorityView } from '@concordat/shared/http-sign-offs'

import { cellOf, type Authority, type Cell, type Part } from './matrix.ts'

/** In whose name this person is here, and what they may do for it. Rights come from the server's abilities only. */
export interface Voice {
  /** The body that answers: an authority, or a partner the ask is addressed to (D13). */
  readonly authority: Authority
  /** `Bolton Council`: as it stands on the act button. */
  readonly name: string
  /** `Jamila Ahmed, Deputy chief executive, as deputy under the delegation of 1 May 2026`. */
  readonly signatory: string
  readonly isPartner: boolean
  readonly mayGive: boolean
  readonly mayWithdraw: boolean
  readonly mayPrepare: boolean
  /** All acts that lie open, on the ask in question where there is one. */
  readonly abilities: AskView['abilities']
}

/** What a voice is found in: all asks, or one with its own abilities and the names of its partners. */
type Where = Pick<AskList, 'authorities' | 'mine'> & {
  readonly ask?: AskView
  readonly partnerNames?: readonly string[]
}

/**
 * The body this person speaks for or works at, or undefined for someone of none. `own` tells in which capacity they act; without it
 * only the post is said.
 */
export function voiceOf(
  me: Me | null,
  where: Where,
  board: string,
  own: MyAuthorityView | null = null,
): Voice | undefined {
  const post = me?.posts.find(({ id }) => id === me.capacity)
  const seat = post?.seats.find((one) => one.board === board)
  const body = where.mine?.body ?? own?.body.id ?? seat?.body
  const isPartner = own?.as === 'partner' || (body != null && where.ask?.partners.includes(body) === true)
  const authority = where.authorities.find(({ id }) => id === body) ?? partnerOf(body ?? undefined, where, own)
  if (!me || !authority) return undefined
  const abilities = where.ask?.abilities ?? where.mine?.abilities ?? own?.abilities ?? []
  const held = post ? `${me.person.name}, ${post.title}` : me.person.name
  const capacity = own ? capacityOf(own, me.person.id, where.ask?.id) : ''
  return {
    authority,
    name: seat?.body === authority.id && post ? post.organisation : authority.title,
    signatory: capacity === '' ? held : `${held}, ${capacity}`,
    isPartner,
    mayGive: abilities.includes('sign-off.give'),
    mayWithdraw: abilities.includes('sign-off.withdraw'),
    mayPrepare: abilities.includes('sign-off.prepare'),
    abilities,
  }
}

function partnerOf(body: string | undefined, where: Where, own: MyAuthorityView | null): Authority | undefined {
  if (own?.as === 'partner') return own.body
  const at = body === undefined ? -1 : (where.ask?.partners.indexOf(body) ?? -1)
  const title = where.partnerNames?.[at]
  return body === undefined || title === undefined ? undefined : { id: body, title, short: title }
}

/** `as deputy under the delegation of 1 May 2026` (CE-4.2); empty for a chief executive in their own office, whose post says it. */
export function capacityOf(own: MyAuthorityView, person: string, ask?: string): string {
  if (own.as === 'partner') return `for the partner ${own.body.title}`
  if (own.as === 'chief-executive')
    return own.holders.some((holder) => holder.person === person && holder.acting) ? 'acting in the office' : ''
  const delegation = delegationFor(own.delegations, person, ask)
  if (delegation) return `as deputy under the delegation of ${formatDay(londonDay(delegation.recordedAt))}`
  return own.as === 'delegate' ? 'as deputy, without a delegation for this' : ''
}

/** The delegation to this person that is in force and covers the ask. */
export const delegationFor = (
  delegations: readonly DelegationView[],
  person: string,
  ask?: string,
): DelegationView | undefined =>
  delegations.find(
    (one) =>
      one.person === person &&
      one.state === 'in-force' &&
      (one.asks === null || (ask !== undefined && one.asks.includes(ask))),
  )

/** True when the ask is addressed to this body, as authority or as partner. */
export const isAsked = (ask: AskView, { authority, isPartner }: Pick<Voice, 'authority' | 'isPartner'>): boolean =>
  (isPartner ? ask.partners : ask.authorities).includes(authority.id)

/** Where this body stands on one ask or part; a partner's answers stand apart from those of authorities (D13). */
export function ownCell(
  ask: AskView,
  part: Part | null,
  { authority, isPartner }: Pick<Voice, 'authority' | 'isPartner'>,
  today: string,
): Cell {
  if (!isPartner) return cellOf(ask, part, authority, today)
  return {
    ...cellOf({ ...ask, authorities: ask.partners, signOffs: ask.partnerSignOffs }, part, authority, today),
    ask,
  }
}

/** The answer that lies prepared for this cell on the words in force. */
export const preparedFor = (detail: Pick<AskDetail, 'prepared' | 'ask'>, part: Part | null) =>
  detail.prepared.find((one) => one.part === (part?.id ?? null) && one.wordingVersion === detail.ask.wording?.version)

/** CE-1.11. */
export function noAuthoritySaid(voice: Voice | undefined): string {
  if (voice === undefined)
    return 'You hold no authority to sign for any council. The chief executive of each council answers for it.'
  const who = voice.authority.short
  if (voice.mayPrepare) return `You hold no authority to sign for ${who}. You can prepare it for the chief executive.`
  return `You hold no authority to sign for ${who}. Only the chief executive of ${who} answers this ask.`
}
