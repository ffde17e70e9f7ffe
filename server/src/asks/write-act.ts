import { countReceipts, endPrepared, insertSignOffEvent, type Ask, type SignOffEventRow } from '@concordat/db/asks'
import type { Json } from '@concordat/shared/ledger'
import { ANSWERS, type SignOffAct } from '@concordat/shared/sign-offs'

import type { CommandContext } from '../commands/context.ts'
import { requireProof } from './require-proof.ts'
import type { Voice } from './speaking.ts'

type Fields = Partial<
  Pick<
    SignOffEventRow,
    | 'conditions'
    | 'deferredTo'
    | 'until'
    | 'reason'
    | 'withdraws'
    | 'evidence'
    | 'receivedOn'
    | 'authorisedBy'
    | 'about'
    | 'accepts'
    | 'condition'
    | 'says'
    | 'source'
  >
>

/** One act on one cell, authorised and checked by its handler. */
export interface ActToWrite {
  readonly ask: Ask
  readonly part: string
  readonly voice: Voice
  readonly event: SignOffAct
  readonly wording: { readonly version: number; readonly hash: string; readonly canonVersion?: number }
  readonly fields?: Fields
  /** Further members of the ledger entry that no column keeps. */
  readonly more?: { readonly [key: string]: Json | undefined }
}

export interface WrittenAct {
  readonly seq: number
  readonly at: Date
  readonly receipt: string
  readonly version: number
  readonly hash: string
}

/**
 * Numbers an act, appends it to the ledger and stores it: the one way by which an act on a cell is written. Asks for proof of who the
 * actor is where the ask needs it (D11), except for what is recorded on behalf of somebody. An answer, a withdrawal and a call-in end
 * whatever lay prepared.
 */
export async function writeAct(
  ctx: CommandContext,
  { ask, part, voice, event, wording, fields = {}, more = {} }: ActToWrite,
): Promise<WrittenAct> {
  const isOnBehalf = voice.capacity === 'on-behalf'
  const proof = isOnBehalf ? undefined : requireProof(ctx, ask)
  const receipt = await nextReceipt(ctx, voice.body.title, ask, part)
  const method = isOnBehalf ? 'on-behalf' : 'web'
  const isAnswer = (ANSWERS as readonly string[]).includes(event)
  const { seq, at } = await ctx.append({
    ...withoutNulls(fields),
    askId: ask.id,
    number: ask.number,
    part: part === '' ? undefined : part,
    body: voice.body.id,
    ...(isAnswer && { answer: event, conditions: fields.conditions ?? [] }),
    wordingVersion: wording.version,
    wordingHash: wording.hash,
    canonVersion: wording.canonVersion,
    capacity: voice.capacity,
    delegation: voice.delegation?.seq,
    principal: voice.principal ?? undefined,
    receipt,
    method,
    proof,
    ...more,
  })
  const written = insertSignOffEvent(ctx.tx, {
    ...fields,
    conditions: fields.conditions ?? [],
    boardId: ctx.board.id,
    seq,
    askId: ask.id,
    part,
    bodyId: voice.body.id,
    event,
    wordingVersion: wording.version,
    wordingHash: wording.hash,
    receipt,
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
    capacity: voice.capacity,
    delegation: voice.delegation?.seq ?? null,
    principal: voice.principal,
    provenance: event === 'reported' ? 'reported' : isOnBehalf ? 'recorded' : 'given',
    method,
    provedAt: proof === undefined ? null : new Date(proof.at),
    provedBy: proof?.method ?? null,
    at,
  })
  const endsPrepared = isAnswer || event === 'withdrawn' || event === 'called-in'
  const cell = { askId: ask.id, part, bodyId: voice.body.id }
  await Promise.all([written, endsPrepared ? endPrepared(ctx.tx, ctx.board.id, cell, seq) : undefined])
  return { seq, at, receipt, version: wording.version, hash: wording.hash }
}

/** What a column keeps as null an entry leaves out. */
const withoutNulls = (fields: Fields): { [key: string]: Json | undefined } =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, (value ?? undefined) as Json | undefined]))

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
