import type { GateRule } from './payloads/gates.ts'
import { countsAsSigned, type SignOffState } from './sign-offs.ts'
import { plural } from './dates.ts'

/** Where one body stands on the whole of an ask (invariant 6). */
export interface BodyStanding {
  readonly body: string
  readonly state: SignOffState
}

/** A rule held against where the bodies stand (model 7). */
export interface Readiness {
  readonly isMet: boolean
  /** Bodies the rule looks at, and those of them whose signature stands. */
  readonly signed: readonly string[]
  readonly needed: number
  /** Bodies whose signature the rule may still need: none when it is met. */
  readonly missing: readonly string[]
}

/**
 * Holds a gate's rule against the standings of everyone the ask is addressed to. Only a signature that stands counts: signed,
 * also by a predecessor; not with conditions, in call-in, disputed, or on words that have changed since. A body that is not
 * asked can never be the one that is missing, unless the rule names it. An ask addressed to nobody is met by nothing.
 */
export function readinessOf(rule: GateRule, standings: readonly BodyStanding[]): Readiness {
  const asked = standings.filter(({ state }) => state !== 'not-asked').map(({ body }) => body)
  const looked = rule.kind === 'named' ? [...new Set(rule.bodies)] : asked
  const standing = new Set(standings.filter(({ state }) => countsAsSigned(state)).map(({ body }) => body))
  const signed = looked.filter((body) => standing.has(body))
  const needed = rule.kind === 'threshold' ? rule.of : looked.length
  const isMet = needed > 0 && signed.length >= needed
  return { isMet, signed, needed, missing: isMet ? [] : looked.filter((body) => !standing.has(body)) }
}

/** One event of a gate, in the order of the record. */
export interface GateEvent {
  readonly seq: number
  readonly event: 'rule-set' | 'opened' | 'stays-open' | 'shut'
  readonly rule: GateRule | null
  readonly missing: readonly string[]
}

/** What the record says of a gate, before it is held against today's standings. */
export interface GateRecord<E extends GateEvent> {
  /** The event that set the rule in force; null while the board has set none. */
  readonly ruled: E | null
  /** The opening that stands; null for a gate that never opened or was shut. */
  readonly opened: E | null
  /** The board's word on that opening, or the shutting that ended the last one. */
  readonly resolved: E | null
  readonly last: number
}

/**
 * Reduces the events of one gate, oldest first. A new rule opens and shuts nothing by itself: what was opened under the old one
 * stays open, and is flagged when the new one does not hold.
 */
export function gateRecord<E extends GateEvent>(events: readonly E[]): GateRecord<E> {
  let ruled: E | null = null
  let opened: E | null = null
  let resolved: E | null = null
  for (const event of events) {
    if (event.event === 'rule-set') {
      ruled = event
      if (opened !== null) resolved = null
    } else if (event.event === 'opened') {
      opened = event
      resolved = null
    } else {
      resolved = event
      if (event.event === 'shut') opened = null
    }
  }
  return { ruled, opened, resolved, last: events.at(-1)?.seq ?? 0 }
}

export type GateState = 'no-rule' | 'shut' | 'open' | 'flagged'

/**
 * Shut until an opening is on record; then open, and flagged when the rule no longer holds, until the board resolves it. That it
 * stays open is said of the bodies missing then: when another goes missing later, it is flagged again (invariant 8).
 */
export function gateState({ ruled, opened, resolved }: GateRecord<GateEvent>, readiness: Readiness | null): GateState {
  if (opened === null) return ruled === null ? 'no-rule' : 'shut'
  if (readiness === null || readiness.isMet) return 'open'
  const excused = resolved?.event === 'stays-open' ? resolved.missing : null
  return excused !== null && readiness.missing.every((body) => excused.includes(body)) ? 'open' : 'flagged'
}

/** The rule as people say it. `nameOf` gives the names of bodies. */
export function ruleInWords(rule: GateRule | null, nameOf: (id: string) => string): string {
  if (rule === null) return 'The board has set no rule, so this gate stays shut'
  switch (rule.kind) {
    case 'all':
      return 'Opens when every authority it is addressed to has signed'
    case 'threshold':
      return `Opens when ${plural(rule.of, 'authority', 'authorities')} ${rule.of === 1 ? 'has' : 'have'} signed`
    case 'named':
      return `Opens when these have signed: ${rule.bodies.map(nameOf).join(', ')}`
  }
}

/** `8 of 10 signed; still missing: Bolton, Bury`. */
export function readinessInWords(
  { isMet, signed, needed, missing }: Readiness,
  nameOf: (id: string) => string,
): string {
  const count = `${signed.length} of ${needed} signed`
  return isMet
    ? `${count}: the rule is met`
    : `${count}; still missing: ${missing.map(nameOf).join(', ') || 'nobody is asked'}`
}
