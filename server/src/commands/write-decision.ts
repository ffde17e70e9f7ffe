import { countDecisions, insertDecision } from '@concordat/db/decisions'
import { findBody } from '@concordat/db/boards'
import type { Payload } from '@concordat/shared/commands'
import { CANONICAL_TEXT_VERSION, canonicalise, textHash } from '@concordat/shared/text/canonical'

import type { CommandContext } from './context.ts'
import { invalid, type FieldFault } from './refusals.ts'

/**
 * Numbers, appends and stores a decision, for every act that only a decision can do. The caller has authorised it. Numbers run
 * 1, 2, 3 … without gaps in each year in which decisions were made, by London days: one made on 30 December and recorded in
 * January belongs to the old year.
 *
 * Rejects with `invalid`, naming every fault: no words; "decided" without a clause or delegation it rests on, which offers
 * "recommended" instead (E12); a recommendation to nobody; a day in the future; an unknown body.
 */
export async function writeDecision(
  ctx: CommandContext,
  fields: Payload<'decision.record'>,
  { supersedes, path = '' }: { readonly supersedes?: string; readonly path?: string } = {},
): Promise<{ readonly number: string; readonly seq: number; readonly at: Date; readonly textHash: string }> {
  const text = canonicalise(fields.text)
  const madeOn = fields.madeOn ?? ctx.today
  const faults = faultsOf(fields, text, madeOn, ctx.today)
  if (fields.body !== undefined && !(await findBody(ctx.tx, ctx.board.id, fields.body)))
    faults.push({ path: 'body', message: 'This body is not on the board' })
  if (faults.length > 0) throw invalid(faults.map((fault) => ({ ...fault, path: path + fault.path })))

  const prefix = `${ctx.board.code}/${madeOn.slice(0, 4)}/`
  const number = `${prefix}${(await countDecisions(ctx.tx, ctx.board.id, prefix)) + 1}`
  const hash = textHash(text)
  const { seq, at } = await ctx.append(
    { ...fields, text, madeOn, number, textHash: hash, canonVersion: CANONICAL_TEXT_VERSION, supersedes },
    supersedes === undefined ? 'decision.record' : 'decision.supersede',
  )
  await insertDecision(ctx.tx, {
    boardId: ctx.board.id,
    number,
    seq,
    title: fields.title,
    text,
    textHash: hash,
    type: fields.type,
    authorityBasis: fields.authority.basis,
    authorityRef: fields.authority.ref ?? null,
    bodyId: fields.body ?? null,
    recommendedTo: fields.recommendedTo ?? null,
    reasons: fields.reasons,
    options: fields.options,
    interests: fields.interests,
    implications: fields.implications,
    dissent: fields.dissent ?? null,
    madeOn,
    effectiveOn: fields.effectiveOn ?? null,
    supersedes: supersedes ?? null,
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
    at,
  })
  return { number, seq, at, textHash: hash }
}

function faultsOf(fields: Payload<'decision.record'>, text: string, madeOn: string, today: string): FieldFault[] {
  const { type, authority, recommendedTo, effectiveOn } = fields
  const faults: FieldFault[] = []
  if (text === '') faults.push({ path: 'text', message: 'Write the exact words as they were put' })
  if (type === 'decided' && authority.basis === 'recommendation-only') {
    faults.push({
      path: 'type',
      message:
        'A decision needs a clause of the terms or a delegation to rest on. Without one, record it as “recommended” to whoever decides',
    })
  } else if (type === 'decided' && authority.ref === undefined) {
    faults.push({
      path: 'authority.ref',
      message:
        'Name the clause or delegation this rests on. Without one, record it as “recommended” to whoever decides',
    })
  }
  if (type === 'recommended' && recommendedTo === undefined)
    faults.push({ path: 'recommendedTo', message: 'Name the decision-maker it is recommended to' })
  if (madeOn > today) faults.push({ path: 'madeOn', message: 'A decision cannot have been made in the future' })
  if (effectiveOn !== undefined && effectiveOn < madeOn)
    faults.push({ path: 'effectiveOn', message: 'It cannot take effect before it was made' })
  return faults
}
