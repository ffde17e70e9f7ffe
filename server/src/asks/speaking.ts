import type { Ask } from '@concordat/db/asks'
import { findBody } from '@concordat/db/boards'
import { asDelegation, delegatorOf, findDelegationsTo, type DelegationRow } from '@concordat/db/delegations'
import { isActing, readOfficeHolders, type OfficeHolder } from '@concordat/db/offices'
import type { Act, Subject } from '@concordat/shared/policy'
import type { Capacity } from '@concordat/shared/sign-offs'

import type { CommandContext } from '../commands/context.ts'
import { forbidden } from '../commands/refusals.ts'

/** For whom the actor speaks, in which capacity, and whose signature it is (D4). */
export interface Voice {
  readonly body: { readonly id: string; readonly title: string }
  readonly capacity: Capacity
  /** Set for a deputy: what they act under. */
  readonly delegation: DelegationRow | null
  /** Who holds the office; null where no office is meant (partners) or it is vacant. */
  readonly principal: string | null
}

/**
 * The actor as the voice of their own body on this ask: as its chief executive, as a deputy under a delegation that covers ask and
 * day, or as a partner that the ask is addressed to (invariants 1 and 4, D13). Refuses with `forbidden`: whoever may not, and bodies
 * that are not asked.
 */
export async function speakFor(ctx: CommandContext, ask: Ask, act: Act): Promise<Voice> {
  const { actor, today } = ctx
  const body = actor.body === null ? undefined : await findBody(ctx.tx, ctx.board.id, actor.body)
  if (body === undefined || actor.post === null) {
    ctx.authorise(act, {}, 'You answer for no authority on this board.')
    throw forbidden('You answer for no authority on this board.')
  }
  if (actor.role === 'partner') {
    const asPartner = ask.partnerIds.includes(body.id)
    ctx.authorise(
      act,
      { body: body.id, ask: ask.id, asPartner },
      `Ask ${ask.number} is not addressed to ${body.title}.`,
    )
    return { body, capacity: 'partner', delegation: null, principal: null }
  }

  const delegation = actor.role === 'delegate' ? await delegationOf(ctx, body.id, ask.id) : null
  const subject: Subject = {
    body: body.id,
    ask: ask.id,
    today,
    ...(delegation !== null && { delegation: asDelegation(delegation) }),
  }
  const advice =
    actor.role === 'dcs' || actor.role === 'delegate'
      ? 'You can prepare it for the chief executive.'
      : 'Only its chief executive may.'
  ctx.authorise(act, subject, `You hold no authority to sign for ${body.title}. ${advice}`)
  if (!body.signatory || !ask.authorityIds.includes(body.id))
    throw forbidden(`Ask ${ask.number} is not addressed to ${body.title}.`)
  if (delegation !== null) return { body, capacity: 'delegate', delegation, principal: delegatorOf(delegation) }
  const acting = await isActing(ctx.tx, actor.post, actor.person, today)
  return { body, capacity: acting ? 'acting' : 'holder', delegation: null, principal: actor.person }
}

/** The actor as a member of their own body's office, who may prepare but not answer; the body must be asked. */
export async function officeOf(
  ctx: CommandContext,
  ask: Ask,
  act: 'sign-off.prepare' | 'sign-off.discard',
): Promise<{ readonly id: string; readonly title: string }> {
  const body = ctx.actor.body === null ? undefined : await findBody(ctx.tx, ctx.board.id, ctx.actor.body)
  ctx.authorise(act, body === undefined ? {} : { body: body.id }, 'You prepare answers for no authority on this board.')
  if (!body?.signatory || !ask.authorityIds.includes(body.id))
    throw forbidden(`Ask ${ask.number} is not addressed to ${body?.title ?? 'you'}.`)
  return body
}

/** Chief executives of a body today, substantive holders first. */
export const holdersOf = async (ctx: CommandContext, body: string): Promise<OfficeHolder[]> =>
  readOfficeHolders(ctx.tx, ctx.board.id, 'chief-executive', ctx.today, body)

/** A delegation to the actor that covers ask and day and whose giver still holds the office (invariant 9). The policy decides on it again. */
async function delegationOf(ctx: CommandContext, body: string, askId: string): Promise<DelegationRow | null> {
  const rows = await findDelegationsTo(ctx.tx, ctx.board.id, { body, person: ctx.actor.person })
  if (rows.length === 0) return null
  const holders = (await holdersOf(ctx, body)).map(({ person }) => person)
  return (
    rows.find(
      (row) =>
        holders.includes(delegatorOf(row)) &&
        (row.asks === null || row.asks.includes(askId)) &&
        row.fromDay <= ctx.today &&
        ctx.today <= row.toDay,
    ) ?? null
  )
}
