import { formatDay } from '@concordat/shared/dates'
import type { SignOffEvent, WordingView } from '@concordat/shared/http'
import type { GateView } from '@concordat/shared/http-wording'
import type { GateRule } from '@concordat/shared/payloads/gates'

/** The state of a gate in words: it is shut until the rule of the board has held (invariant 7), and never shut in silence (invariant 8). */
export const GATE_WORDS: { readonly [S in GateView['state']]: string } = {
  'no-rule': 'Shut',
  shut: 'Shut',
  open: 'Open',
  flagged: 'Open, in question',
}

/** From which day a gate opens by itself, and on what condition: no more than the record can promise. */
export const opensSaid = (day: string): string =>
  `If the answers stay as they are, it opens by itself on ${formatDay(day)}: the call-in period it waits for has passed then.`

/** `Bolton withdrew on 3 July 2026`: why a signature the rule needs stands no longer, for each that is missing. */
export function whyMissing(
  missing: NonNullable<GateView['readiness']>['missing'],
  history: readonly SignOffEvent[],
  wording: WordingView | null,
): string[] {
  return missing.map(({ body, title, state, words }) => {
    const last = history.findLast((event) => event.body === body && event.event !== 'reported')
    const on = last === undefined ? '' : ` on ${formatDay(last.at)}`
    switch (state) {
      case 'withdrawn':
        return `${title} withdrew${on}`
      case 'declined':
        return `${title} declined${on}`
      case 'deferred':
        return `${title} deferred${on}`
      case 'drifted':
        return wording === null
          ? `${title} signed earlier words`
          : `${title} signed earlier words; edition ${wording.version} was issued on ${formatDay(wording.issuedAt)}`
      default:
        return `${title}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`
    }
  })
}

export interface RuleForm {
  readonly kind: GateRule['kind'] | ''
  /** As typed. */
  readonly of: string
  readonly bodies: readonly string[]
  readonly opens: string
  readonly decision: string
  readonly reason: string
}

export function ruleGaps({ kind, of, bodies, decision, reason }: RuleForm): { field: string; text: string }[] {
  return [
    ...(kind === '' ? [{ field: 'kind', text: 'Choose when the gate opens' }] : []),
    ...(kind === 'threshold' && !/^[1-9]\d*$/u.test(of.trim())
      ? [{ field: 'of', text: 'Say how many must sign, as a number' }]
      : []),
    ...(kind === 'named' && bodies.length === 0 ? [{ field: 'bodies', text: 'Choose who must sign' }] : []),
    ...(decision.trim() === '' ? [{ field: 'decision', text: 'Give the number of the decision' }] : []),
    ...(reason.trim() === '' ? [{ field: 'reason', text: 'Say why' }] : []),
  ]
}

/** The rule of a form without gaps. */
export function ruleOf({ kind, of, bodies }: RuleForm): GateRule {
  switch (kind) {
    case 'threshold':
      return { kind, of: Number(of.trim()) }
    case 'named':
      return { kind, bodies: [...bodies] }
    default:
      return { kind: 'all' }
  }
}
