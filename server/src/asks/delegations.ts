import { findAsk } from '@concordat/db/asks'
import { findBody } from '@concordat/db/boards'
import {
  amendDelegation,
  delegatorOf,
  findDelegation,
  insertDelegation,
  type DelegationRow,
} from '@concordat/db/delegations'
import { findRolesOf, isAdministrator, readOfficeHolders } from '@concordat/db/offices'
import type { Payload } from '@concordat/shared/commands'
import type { Act } from '@concordat/shared/policy'
import { ROLE_WORDS, type Role } from '@concordat/shared/roles'

import type { CommandContext, Handler } from '../commands/context.ts'
import { conflict, forbidden, invalid, notFound, type FieldFault } from '../commands/refusals.ts'
import { holdersOf } from './speaking.ts'

/** Roles whose holder never signs as the authority, whatever other seat they have (invariant 4). */
const NEVER: readonly Role[] = ['dcs', 'lead-member', 'partner', 'scrutiny', 'admin', 'loader']

/**
 * A chief executive names a deputy to sign for their authority: for these asks, between these days, by this instrument. It is on record
 * before it is used, ends by its last day, and cannot be passed on (invariant 1, CE-4.1).
 *
 * Rejects: `forbidden` (not a chief executive), `invalid` (a person without a deputy's seat of that authority, or in a post that never
 * signs; oneself; days in the past or the wrong way round; an ask that is not addressed to the authority), `conflict` (recorded already).
 */
export const recordDelegation: Handler<'delegation.record'> = async (ctx, payload) => {
  const body = await requireOwnBody(ctx, 'delegation.record')
  const faults = await faultsOf(ctx, body, payload)
  if (faults.length > 0) throw invalid(faults)

  const { person, asks, from, to, instrument } = payload
  const post = ctx.actor.post ?? ''
  const { seq, at } = await ctx.append({ body: body.id, fromPost: post, person, asks, from, to, instrument })
  await insertDelegation(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    bodyId: body.id,
    fromPostId: post,
    byPersonId: ctx.actor.person,
    personId: person,
    asks: asks && [...new Set(asks)],
    fromDay: from,
    toDay: to,
    instrument,
    at,
  })
  return { result: { seq }, about: [body.id, person, ...(asks ?? [])] }
}

/**
 * A new chief executive keeps up what a predecessor delegated (invariant 9). Rejects: `not-found`, `forbidden` (another authority's),
 * `conflict` (it holds already, has ended or is past its last day).
 */
export const confirmDelegation: Handler<'delegation.confirm'> = async (ctx, { seq: about }) => {
  const { delegation, body } = await loadOwn(ctx, about, 'delegation.confirm')
  const holders = await holdersOf(ctx, body.id)
  if (holders.some(({ person }) => person === delegatorOf(delegation)))
    throw conflict('This delegation holds already.', 'Nothing was recorded.', { seq: about })

  const { seq, at } = await ctx.append({ delegation: about, body: body.id, person: delegation.personId })
  await amendDelegation(ctx.tx, ctx.board.id, about, {
    confirmedSeq: seq,
    confirmedAt: at,
    confirmedBy: ctx.actor.person,
  })
  return { result: { seq }, about: [body.id, delegation.personId] }
}

/** Ends a delegation before its day; what was signed under it stands. Rejects: `not-found`, `forbidden`, `conflict` (over already). */
export const endDelegation: Handler<'delegation.end'> = async (ctx, { seq: about, reason }) => {
  const { delegation, body } = await loadOwn(ctx, about, 'delegation.end')
  const { seq, at } = await ctx.append({ delegation: about, body: body.id, person: delegation.personId, reason })
  await amendDelegation(ctx.tx, ctx.board.id, about, { endedSeq: seq, endedAt: at, endReason: reason })
  return { result: { seq }, about: [body.id, delegation.personId] }
}

async function requireOwnBody(ctx: CommandContext, act: Act): Promise<{ id: string; title: string }> {
  const body = ctx.actor.body === null ? undefined : await findBody(ctx.tx, ctx.board.id, ctx.actor.body)
  ctx.authorise(
    act,
    body === undefined ? {} : { body: body.id },
    'Only a chief executive delegates, and only the signature of their own authority.',
  )
  if (!body?.signatory) throw forbidden('You answer for no authority on this board.')
  return body
}

/** A delegation of the actor's own authority that is not over. */
async function loadOwn(
  ctx: CommandContext,
  seq: number,
  act: Act,
): Promise<{ readonly delegation: DelegationRow; readonly body: { readonly id: string } }> {
  const body = await requireOwnBody(ctx, act)
  const delegation = await findDelegation(ctx.tx, ctx.board.id, seq)
  if (!delegation) throw notFound('The delegation')
  if (delegation.bodyId !== body.id) throw forbidden('This is a delegation of another authority.')
  ctx.expect(delegation.confirmedSeq ?? delegation.seq, { seq: delegation.confirmedSeq ?? delegation.seq })
  if (delegation.endedSeq !== null)
    throw conflict('This delegation has been ended.', 'Nothing was recorded.', { seq: delegation.endedSeq })
  if (delegation.toDay < ctx.today)
    throw conflict('This delegation is past its last day.', 'Nothing was recorded. Record a new one.', {
      to: delegation.toDay,
    })
  return { delegation, body }
}

async function faultsOf(
  ctx: CommandContext,
  body: { readonly id: string; readonly title: string },
  { person, asks, from, to }: Payload<'delegation.record'>,
): Promise<FieldFault[]> {
  const faults: FieldFault[] = []
  if (from < ctx.today)
    faults.push({ path: 'from', message: 'A delegation is recorded before it is used: from today on' })
  if (to < from) faults.push({ path: 'to', message: 'The last day lies before the first' })
  for (const [index, id] of (asks ?? []).entries()) {
    const ask = await findAsk(ctx.tx, ctx.board.id, id)
    if (!ask?.authorityIds.includes(body.id))
      faults.push({ path: `asks.${index}`, message: `This ask is not addressed to ${body.title}` })
  }
  const fault = await deputyFault(ctx, body, person)
  if (fault !== undefined) faults.push({ path: 'person', message: fault })
  return faults
}

async function deputyFault(
  ctx: CommandContext,
  body: { readonly id: string; readonly title: string },
  person: string,
): Promise<string | undefined> {
  if (person === ctx.actor.person) return 'You sign for yourself already'
  const deputies = await readOfficeHolders(ctx.tx, ctx.board.id, 'delegate', ctx.today, body.id)
  if (!deputies.some((deputy) => deputy.person === person))
    return `Only somebody in a deputy’s seat of ${body.title} can be named. Ask the programme office to appoint them first`
  const roles = await findRolesOf(ctx.tx, ctx.board.id, person, ctx.today)
  const barred = NEVER.find((role) => roles.includes(role))
  if (barred !== undefined)
    return `This person is also ${ROLE_WORDS[barred].title.toLowerCase()} here, who cannot sign for an authority`
  if (await isAdministrator(ctx.tx, person)) return 'Administrators sign nothing'
  return undefined
}
