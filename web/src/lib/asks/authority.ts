import type { AskDetail, AskList, Me } from '@concordat/shared/http'

import type { Authority } from './matrix.ts'

/** In whose name this person is here, and whether they may answer for it. Rights come from the server's abilities only. */
export interface Voice {
  readonly authority: Authority
  /** `Bolton Council`: as it stands on the act button. */
  readonly name: string
  /** `Ruth Hargreave, Chief executive`. */
  readonly signatory: string
  readonly mayGive: boolean
  readonly mayWithdraw: boolean
}

/** The authority this person speaks for or works at, or undefined for someone of no council. */
export function voiceOf(
  me: Me | null,
  list: Pick<AskList | AskDetail, 'authorities' | 'mine'>,
  board: string,
): Voice | undefined {
  const post = me?.posts.find(({ id }) => id === me.capacity)
  const seat = post?.seats.find((one) => one.board === board)
  const body = list.mine?.body ?? seat?.body
  const authority = list.authorities.find(({ id }) => id === body)
  if (!me || !authority) return undefined
  const abilities = list.mine?.abilities ?? []
  return {
    authority,
    name: seat?.body === authority.id && post ? post.organisation : authority.title,
    signatory: post ? `${me.person.name}, ${post.title}` : me.person.name,
    mayGive: abilities.includes('sign-off.give'),
    mayWithdraw: abilities.includes('sign-off.withdraw'),
  }
}

/** CE-1.11. */
export function noAuthoritySaid(voice: Voice | undefined): string {
  if (voice === undefined)
    return 'You hold no authority to sign for any council. The chief executive of each council answers for it.'
  const who = voice.authority.short
  return `You hold no authority to sign for ${who}. Only the chief executive of ${who} answers this ask.`
}
