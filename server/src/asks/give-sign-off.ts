import {
  countReceipts,
  findAsk,
  findLastAct,
  findWordingInForce,
  insertSignOffEvent,
  type Ask,
  type SignOffEventRow,
} from '@concordat/db/asks'
import { findBody } from '@concordat/db/boards'
import type { Payload } from '@concordat/shared/commands'
import { cellState, SIGN_OFF_WORDS, type Answer, type SignOffState } from '@concordat/shared/sign-offs'

import type { CommandContext, Handler } from '../commands/context.ts'
import { conflict, forbidden, invalid, notFound, stale, type FieldFault } from '../commands/refusals.ts'
import { describeWording } from './issue-wording.ts'

/**
 * Records one authority's answer to one wording version of one ask, or of one part of it (invariants 1 to 6).
 *
 * Rejects: `not-found` (no such ask), `forbidden` (not its chief executive, or the authority is not asked), `invalid` (part,
 * conditions, deferral or reason missing or out of place), `stale` (the wording on the screen is not the one in force),
 * `conflict` (the authority has answered so already: `current` names the receipt).
 */
export const giveSignOff: Handler<'sign-off.give'> = async (ctx, payload) => {
  const ask = await findAsk(ctx.tx, ctx.board.id, payload.askId)
  if (!ask) throw notFound('The ask')
  const body = await requireAuthority(ctx, ask, 'sign-off.give')
  const part = requirePart(ask, payload.part)

  const inForce = await findWordingInForce(ctx.tx, ctx.board.id, ask.id)
  if (inForce === undefined || inForce.version !== payload.wordingVersion || inForce.hash !== payload.wordingHash) {
    throw stale(
      'The wording has changed since you opened this ask. Read the new wording before you answer.',
      describeWording(inForce),
    )
  }
  const last = await findLastAct(ctx.tx, ctx.board.id, { askId: ask.id, part, bodyId: body.id })
  ctx.expect(last?.seq ?? 0, describeAct(last))
  const answer = requireAnswer(payload, ctx.today)
  requireOpen(cellState(true, inForce.version, last), answer.event, last)

  const receipt = await nextReceipt(ctx, body.title, ask, part)
  const { seq, at } = await ctx.append({
    askId: ask.id,
    number: ask.number,
    part: payload.part,
    body: body.id,
    answer: answer.event,
    conditions: answer.conditions,
    deferredTo: answer.deferredTo ?? undefined,
    until: answer.until ?? undefined,
    reason: answer.reason ?? undefined,
    wordingVersion: inForce.version,
    wordingHash: inForce.hash,
    canonVersion: inForce.canonVersion,
    receipt,
    previous: last?.seq,
    method: 'web',
  })
  await insertSignOffEvent(ctx.tx, {
    ...answer,
    boardId: ctx.board.id,
    seq,
    askId: ask.id,
    part,
    bodyId: body.id,
    wordingVersion: inForce.version,
    wordingHash: inForce.hash,
    receipt,
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
    at,
  })
  return { result: { seq, receipt, version: inForce.version, hash: inForce.hash }, about: [ask.id, body.id] }
}

/** The authority the actor answers for: their own, and asked. Invariants 1 and 4. */
export async function requireAuthority(
  ctx: CommandContext,
  ask: Ask,
  act: 'sign-off.give' | 'sign-off.withdraw',
): Promise<{ id: string; title: string }> {
  const body = ctx.actor.body === null ? undefined : await findBody(ctx.tx, ctx.board.id, ctx.actor.body)
  ctx.authorise(
    act,
    body === undefined ? {} : { body: body.id },
    body === undefined
      ? 'You answer for no authority on this board.'
      : `You hold no authority to sign for ${body.title}. Only its chief executive may.`,
  )
  if (!body?.signatory || !ask.authorityIds.includes(body.id))
    throw forbidden(`Ask ${ask.number} is not addressed to ${body?.title ?? 'you'}.`)
  return body
}

/** An ask with parts is answered part by part, one without as a whole (invariant 6). '' stands for the whole. */
export function requirePart(ask: Ask, part: string | undefined): string {
  if (ask.parts.length === 0) {
    if (part !== undefined)
      throw invalid([{ path: 'part', message: `Ask ${ask.number} has no parts: answer it as a whole` }])
    return ''
  }
  if (part === undefined || !ask.parts.some(({ id }) => id === part)) {
    throw invalid([
      {
        path: 'part',
        message: `Say which part of ask ${ask.number} you answer: ${ask.parts.map(({ id }) => id).join(', ')}`,
      },
    ])
  }
  return part
}

interface GivenAnswer {
  readonly event: Answer
  readonly conditions: string[]
  readonly deferredTo: string | null
  readonly until: string | null
  readonly reason: string | null
}

/** What each answer needs, and nothing that belongs to another: a condition on a plain signature would be lost on every total (invariant 5). */
function requireAnswer(
  { answer, conditions = [], deferredTo, until, reason }: Payload<'sign-off.give'>,
  today: string,
): GivenAnswer {
  const faults: FieldFault[] = []
  const need = (isThere: boolean, path: string, message: string): void => {
    if (!isThere) faults.push({ path, message })
  }
  if (answer === 'conditions') need(conditions.length > 0, 'conditions', 'Write at least one condition')
  else need(conditions.length === 0, 'conditions', 'Conditions go with “signed with conditions” only')
  if (answer === 'deferred') {
    need(deferredTo !== undefined, 'deferredTo', 'Name the body that will decide')
    need(until !== undefined, 'until', 'Give the day by which it will decide')
    need(until === undefined || until > today, 'until', 'This day must lie in the future')
  } else {
    need(deferredTo === undefined, 'deferredTo', 'Only a deferral names the body that will decide')
    need(until === undefined, 'until', 'Only a deferral has a day')
  }
  if (answer === 'declined') need(reason !== undefined, 'reason', 'Say why the authority declines')
  if (faults.length > 0) throw invalid(faults)
  return { event: answer, conditions, deferredTo: deferredTo ?? null, until: until ?? null, reason: reason ?? null }
}

/** Where the cell stands decides what may follow (model 4). A second press of the button is told the first one's receipt (CE-1.10). */
function requireOpen(state: SignOffState, answer: Answer, last: SignOffEventRow | undefined): void {
  const words = SIGN_OFF_WORDS[state].toLowerCase()
  if (state === answer || state === 'signed') {
    throw conflict(
      `Your authority’s answer to this wording is already recorded: ${words}.`,
      `Nothing further was recorded. The receipt is ${last?.receipt ?? ''}.`,
      describeAct(last),
    )
  }
  if (state === 'conditions' && answer !== 'signed') {
    throw conflict(
      `Your authority’s answer to this wording is recorded: ${words}.`,
      'Withdraw it before you give another answer. When the conditions are met, sign.',
      describeAct(last),
    )
  }
}

/** The act as a refused person is told it: enough to open its receipt. */
export const describeAct = (
  act: SignOffEventRow | undefined,
): { seq: number; receipt: string; event: string } | null =>
  act === undefined ? null : { seq: act.seq, receipt: act.receipt, event: act.event }

/** `BOL-05A-2026-01`: authority, ask and part, year, running number. Unique on the board, also for authorities that begin alike. */
export async function nextReceipt(ctx: CommandContext, authority: string, ask: Ask, part: string): Promise<string> {
  const code = authority
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/gu, '')
    .slice(0, 3)
    .toUpperCase()
  const prefix = `${code}-${String(ask.number).padStart(2, '0')}${part.toUpperCase()}-${ctx.today.slice(0, 4)}-`
  return prefix + String((await countReceipts(ctx.tx, ctx.board.id, prefix)) + 1).padStart(2, '0')
}
