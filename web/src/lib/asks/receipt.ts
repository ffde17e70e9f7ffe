import type { ReceiptView, SignOffEvent } from '@concordat/shared/http'

/** A condition of an answer and the act that met it, if any. */
export interface ConditionOnReceipt {
  readonly text: string
  readonly met: Pick<SignOffEvent, 'seq' | 'at' | 'reason'> | undefined
}

/** The conditions of the act with their state now: later acts on the same cell tell which are met. */
export const conditionsOf = ({ act, later }: Pick<ReceiptView, 'act' | 'later'>): ConditionOnReceipt[] =>
  act.conditions.map((text, index) => ({
    text,
    met: later.find(
      ({ event, about, condition }) => event === 'condition-met' && about === act.seq && condition === index,
    ),
  }))

/** How the act came on record. */
export function methodSaid({ method, provenance }: Pick<SignOffEvent, 'method' | 'provenance'>): string {
  if (provenance === 'reported') return 'Noted from what was reported; it counts for nothing'
  return method === 'web' ? 'Given on this board, signed in' : 'Recorded by the programme office, from evidence'
}
