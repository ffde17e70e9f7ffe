import { findBody } from '@concordat/db/boards'
import {
  findAppointmentsFrom,
  findPersonById,
  findSeat,
  findSeatOf,
  insertAppointment,
  isSeatedBeyond,
} from '@concordat/db/offices'
import { insertSeat } from '@concordat/db/seats'
import type { Payload } from '@concordat/shared/commands'

import type { CommandContext, Handler } from '../commands/context.ts'
import { conflict, forbidden, invalid, refusingTaken } from '../commands/refusals.ts'

/**
 * Puts a person into a post, and the post onto the board when it has no seat there yet. Names of people are not in the payload: they
 * live beside the ledger. One substantive holder at a time; acting holders beside them are marked (model 3).
 *
 * Rejects: `forbidden` (neither programme office nor loader; oneself; a post of other boards too, whose offices are not asked),
 * `invalid` (no such person or body; a role nobody is appointed to), `conflict` (the post has another role here, or somebody holds it).
 */
export const appointToPost: Handler<'post.appoint'> = async (ctx, payload) => {
  ctx.authorise('post.appoint')
  const { post, person, role, body, scope, from, acting } = payload
  const isLoader = ctx.actor.role === 'loader'
  if (!isLoader) await requireAppointable(ctx, payload)
  const seat = isLoader ? undefined : await findSeat(ctx.tx, ctx.board.id, post.id)
  if (seat !== undefined) await requireVacancy(ctx, payload, seat)
  else if (!isLoader) await requireNewOffice(ctx, payload)

  const { seq } = await ctx.append({ ...payload, ...(isLoader ? {} : { trueFrom: from }) })
  const appointment = { postId: post.id, personId: person, fromDay: from, acting }
  await refusingTaken(post.id, () =>
    seat === undefined
      ? insertSeat(
          ctx.tx,
          { boardId: ctx.board.id, postId: post.id, role, bodyId: body ?? null, scope: scope ?? null, seq },
          post,
          appointment,
        )
      : insertAppointment(ctx.tx, appointment),
  )
  return { result: { seq }, about: [post.id, ...(isLoader ? [] : [person, ...(body === undefined ? [] : [body])])] }
}

async function requireAppointable(ctx: CommandContext, { post, person, role }: Payload<'post.appoint'>): Promise<void> {
  if (person === ctx.actor.person) throw forbidden('Nobody appoints themselves. Ask a colleague to record it.')
  if (role === 'loader' || role === 'admin')
    throw invalid([{ path: 'role', message: 'Nobody is appointed to this on a board' }])
  if (!(await findPersonById(ctx.tx, person)))
    throw invalid([{ path: 'person', message: 'There is no account for this person. An administrator makes one' }])
  const keeper = { boardId: ctx.board.id, postId: post.id, keeper: ctx.actor.post ?? '', role: 'secretariat' as const }
  if (await isSeatedBeyond(ctx.tx, keeper))
    throw forbidden('This post has a seat on a board that your office does not keep.')
}

async function requireVacancy(
  ctx: CommandContext,
  { post, person, role, body, from, acting }: Payload<'post.appoint'>,
  seat: { readonly role: string; readonly body: string | null },
): Promise<void> {
  if (seat.role !== role || seat.body !== (body ?? null))
    throw conflict(
      'This post has another role or body on this board.',
      'Nothing was recorded. Send the role and body that the post has, or appoint to another post.',
      { role: seat.role, body: seat.body },
    )
  const held = await findAppointmentsFrom(ctx.tx, post.id, from)
  const holder = held.find((one) => one.personId === person || (!acting && !one.acting))
  if (holder)
    throw conflict(
      holder.personId === person
        ? 'This person holds the post on that day already.'
        : 'Somebody holds this post on that day.',
      'Nothing was recorded. End that appointment first, or appoint an acting holder.',
      { person: holder.personId, from: holder.fromDay },
    )
}

/** Deputies and chief executives speak for an authority, and an authority has one chief executive's office (invariant 1). */
async function requireNewOffice(ctx: CommandContext, { role, body }: Payload<'post.appoint'>): Promise<void> {
  if (role !== 'chief-executive' && role !== 'delegate') return
  const authority = body === undefined ? undefined : await findBody(ctx.tx, ctx.board.id, body)
  if (!authority?.signatory)
    throw invalid([{ path: 'body', message: 'Name the authority that this office belongs to' }])
  const office = role === 'delegate' ? undefined : await findSeatOf(ctx.tx, ctx.board.id, role, authority.id)
  if (office !== undefined)
    throw conflict(
      `${authority.title} has its chief executive’s office on this board already.`,
      'Nothing was recorded. Appoint to that post.',
      { post: office },
    )
}
