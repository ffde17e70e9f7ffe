import { countDecisions, findDecision, insertDecision } from '@concordat/db/decisions'
import type { DecisionDetail } from '@concordat/db/decision-detail'
import { settingsOf } from '@concordat/shared/board-settings'
import type { Payload } from '@concordat/shared/commands'
import { callInEnd, clearDaysBetween } from '@concordat/shared/decision-clocks'
import { CANONICAL_TEXT_VERSION, canonicalise, textHash } from '@concordat/shared/text/canonical'

import type { CommandContext } from './context.ts'
import { authorityFor } from './decision-authority.ts'
import { decisionFaults, noticeInWords } from './decision-faults.ts'
import { invalid } from './refusals.ts'
import { appendSealed } from './sealing.ts'

/** All that the ledger and the unentitled ever see of an exempt decision, with its number (invariant 20). */
export const EXEMPT_TITLE = 'An exempt decision'

export interface DecisionOptions {
  /** Number of the decision it takes the place of. */
  readonly supersedes?: string
  /** Where the decision's fields lie in the command's payload, for faults: `decision.`. */
  readonly path?: string
  /** The board decides about its own rules, as on adopting terms: always within its own power, so the terms are not asked (E12). */
  readonly isOwnPower?: boolean
}

export interface WrittenDecision {
  readonly number: string
  readonly seq: number
  readonly at: Date
  /** Digest of the canonical words; of an exempt decision the commitment that the ledger holds. */
  readonly textHash: string
}

/**
 * Numbers, appends and stores a decision, for every act that only a decision can do. The caller has authorised it. Numbers run
 * 1, 2, 3 … without gaps in each year in which decisions were made, by London days: one made on 30 December and recorded in
 * January belongs to the old year. An exempt decision takes its number like any other; its substance is sealed.
 *
 * Rejects with `invalid`, naming every fault: no words; "decided" without a clause or delegation it rests on, which offers
 * "recommended" instead (E12); a recommendation to nobody; a day in the future; an unknown body or owner; notice or exemption
 * that does not hold. Rejects with `conflict` when the terms do not let the body decide (`authorityFor`).
 */
export async function writeDecision(
  ctx: CommandContext,
  fields: Payload<'decision.record'>,
  { supersedes, path = '', isOwnPower = false }: DecisionOptions = {},
): Promise<WrittenDecision> {
  const settings = settingsOf(ctx.board.settings)
  const proposed = { fields, text: canonicalise(fields.text), madeOn: fields.madeOn ?? ctx.today }
  const { text, madeOn } = proposed
  const faults = await decisionFaults(ctx, proposed, settings)
  if (fields.exempt !== undefined && supersedes !== undefined && !(await isExempt(ctx, supersedes))) {
    faults.push({
      path: 'exempt',
      message: `${supersedes} is open, and readers must see what took its place. Record that openly, and what is exempt as a decision of its own`,
    })
  }
  if (faults.length > 0) throw invalid(faults.map((fault) => ({ ...fault, path: path + fault.path })))
  const authority = isOwnPower ? {} : await authorityFor(ctx, proposed, settings)

  const { key } = fields
  const mayBeCalledIn = fields.callIn?.applies ?? key !== undefined
  const callInEndsOn = mayBeCalledIn ? callInEnd(madeOn, settings.callInWorkingDays) : null
  const warnings = [authority.warning, noticeInWords(proposed, settings)].filter((warning) => warning !== undefined)
  const found = {
    ...(authority.terms && { terms: authority.terms }),
    ...(key && { clearDays: clearDaysBetween(key.noticeOn, madeOn, settings.clearDays) }),
    ...(warnings.length > 0 && { warnings }),
  }
  const prefix = `${ctx.board.code}/${madeOn.slice(0, 4)}/`
  const number = `${prefix}${(await countDecisions(ctx.tx, ctx.board.id, prefix)) + 1}`
  const whole = {
    ...fields,
    ...found,
    text,
    madeOn,
    number,
    textHash: textHash(text),
    canonVersion: CANONICAL_TEXT_VERSION,
    supersedes,
    ...(callInEndsOn !== null && { callInEndsOn }),
  }
  const place = {
    boardId: ctx.board.id,
    number,
    type: fields.type,
    authorityBasis: fields.authority.basis,
    madeOn,
    effectiveOn: fields.effectiveOn ?? null,
    callInEndsOn,
    supersedes: supersedes ?? null,
    personId: ctx.actor.person,
    postId: ctx.actor.post ?? '',
  }

  if (fields.exempt !== undefined) {
    const { paragraph } = fields.exempt
    const open = { number, title: EXEMPT_TITLE, exempt: { paragraph } }
    // Of one type whether or not it supersedes: that too is its substance.
    const { seq, at, commitment } = await appendSealed(ctx, open, whole, 'decision.record')
    await insertDecision(ctx.tx, {
      ...place,
      ...NOTHING_SAID,
      title: EXEMPT_TITLE,
      textHash: commitment,
      exemptParagraph: paragraph,
      seq,
      at,
    })
    return { number, seq, at, textHash: commitment }
  }

  const { seq, at } = await ctx.append(whole, supersedes === undefined ? 'decision.record' : 'decision.supersede')
  await insertDecision(ctx.tx, {
    ...place,
    seq,
    at,
    title: fields.title,
    text,
    textHash: whole.textHash,
    authorityRef: fields.authority.ref ?? null,
    bodyId: fields.body ?? null,
    recommendedTo: fields.recommendedTo ?? null,
    reasons: fields.reasons,
    options: fields.options,
    interests: fields.interests,
    implications: fields.implications,
    dissent: fields.dissent ?? null,
    detail: { ...detailOf(fields), ...found },
  })
  return { number, seq, at, textHash: whole.textHash }
}

const NOTHING_SAID = { text: '', reasons: '', options: '', interests: '', implications: '' }

const isExempt = async (ctx: CommandContext, number: string): Promise<boolean> =>
  (await findDecision(ctx.tx, ctx.board.id, number))?.exemptParagraph != null

/** The fields without a column of their own. */
function detailOf(fields: Payload<'decision.record'>): DecisionDetail {
  const { financial, legal, equality, dataProtection, carbon, consultation, dispensations, background } = fields
  const { present, absent, mode, howAgreed, result, key, callIn, reviewOn, ownerPost, ownerBody } = fields
  return {
    financial,
    legal,
    equality,
    dataProtection,
    carbon,
    consultation,
    dispensations,
    background,
    ...(present && { present }),
    ...(absent && { absent }),
    ...(mode && { mode }),
    ...(howAgreed && { howAgreed }),
    ...(result && { result }),
    ...(key && { key }),
    ...(callIn && { callIn }),
    ...(reviewOn && { reviewOn }),
    ...(ownerPost && { ownerPost }),
    ...(ownerBody && { ownerBody }),
  }
}
