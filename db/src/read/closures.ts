import { formatDay, plural } from '@concordat/shared/dates'
import type { ClosureView } from '@concordat/shared/http-plans'

import type { ClosureRow } from '../plans.ts'
import type { PlanReading } from './plans.ts'

/** How a workstream closes or has closed; null when nobody has recommended it. */
export function closureView(
  id: string,
  { plans, signatory }: Pick<PlanReading, 'plans' | 'signatory'>,
): ClosureView | null {
  const row = plans.closures.get(id)?.at(-1)
  if (!row) return null
  const { state, seq, receivingBody, residualRisks, benefitsOwner, actions, at, decision, closedOn, reason } = row
  return {
    state,
    seq,
    receivingBody,
    residualRisks,
    benefitsOwner,
    actions,
    at: at.toISOString(),
    by: signatory(seq),
    decision,
    closedOn,
    reason,
    words: closureWords(row),
  }
}

function closureWords({ state, closedOn, actions }: Pick<ClosureRow, 'state' | 'closedOn' | 'actions'>): string {
  switch (state) {
    case 'recommended':
      return `Closure recommended, not closed${actions.length === 0 ? '' : `; ${plural(actions.length, 'open action')} to hand over`}`
    case 'refused':
      return 'Closure refused: it goes on'
    case 'transferred':
      return `Transferred to business as usual${closedOn === null ? '' : `, ${formatDay(closedOn)}`}`
  }
}
