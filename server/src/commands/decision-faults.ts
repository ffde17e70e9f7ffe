import { findBody } from '@concordat/db/boards'
import type { BoardSettings } from '@concordat/shared/board-settings'
import type { Payload } from '@concordat/shared/commands'
import { clearDaysBetween } from '@concordat/shared/decision-clocks'

import type { CommandContext } from './context.ts'
import { ownerFaults } from './owner-faults.ts'
import type { FieldFault } from './refusals.ts'

type Fields = Payload<'decision.record'>

/** A decision as it would be recorded: canonical words, and its London day. */
export interface Proposed {
  readonly fields: Fields
  readonly text: string
  readonly madeOn: string
}

/** Everything that is wrong with a decision in itself, at once: `path` is that of the field. */
export async function decisionFaults(
  ctx: CommandContext,
  proposed: Proposed,
  settings: BoardSettings,
): Promise<FieldFault[]> {
  const { fields } = proposed
  const faults = [...basicFaults(proposed, ctx.today), ...clockFaults(proposed, settings), ...exemptionFaults(proposed)]
  if (fields.body !== undefined && !(await findBody(ctx.tx, ctx.board.id, fields.body)))
    faults.push({ path: 'body', message: 'This body is not on the board' })
  return [...faults, ...(await ownerFaults(ctx, fields))]
}

function basicFaults({ fields, text, madeOn }: Proposed, today: string): FieldFault[] {
  const { type, authority, recommendedTo, effectiveOn, reviewOn } = fields
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
  if (reviewOn !== undefined && reviewOn < madeOn)
    faults.push({ path: 'reviewOn', message: 'It cannot be reviewed before it was made' })
  return faults
}

/** Notice and call-in (invariant 18). Notice that is too short is a fault only where the board is bound by the rule. */
function clockFaults(proposed: Proposed, settings: BoardSettings): FieldFault[] {
  const { key, callIn } = proposed.fields
  const { madeOn } = proposed
  const faults: FieldFault[] = []
  if (key !== undefined && key.noticeOn > madeOn)
    faults.push({ path: 'key.noticeOn', message: 'Notice cannot be given after the decision' })
  if (key?.exception !== undefined && key.exceptionReason === undefined)
    faults.push({ path: 'key.exceptionReason', message: 'Say why there was not time for the full notice' })
  const short = noticeInWords(proposed, settings)
  if (short !== undefined && settings.regime === 'statutory')
    faults.push({
      path: 'key.exception',
      message: `${short} Name the route that was taken, general exception or special urgency, with its reason`,
    })
  if (key !== undefined && callIn?.applies === false && callIn.reason === undefined)
    faults.push({ path: 'callIn.reason', message: 'Say why a key decision may not be called in' })
  return faults
}

/** What is short about the notice of a key decision for which no other route was recorded; undefined when nothing is. */
export function noticeInWords(
  { fields: { key }, madeOn }: Proposed,
  { clearDays, noticeClearDays }: BoardSettings,
): string | undefined {
  if (key === undefined || key.exception !== undefined) return undefined
  const given = clearDaysBetween(key.noticeOn, madeOn, clearDays)
  return given >= noticeClearDays
    ? undefined
    : `Notice was given ${given} clear ${clearDays === 'working' ? 'working days' : 'days'} before the decision, and ${noticeClearDays} are asked for.`
}

function exemptionFaults({ fields: { exempt }, madeOn }: Proposed): FieldFault[] {
  return exempt !== undefined && exempt.reviewOn < madeOn
    ? [{ path: 'exempt.reviewOn', message: 'The exemption cannot be reviewed before the decision was made' }]
    : []
}
