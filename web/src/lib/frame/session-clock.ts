/** X7: so long before the end one is asked. */
export const WARN_MS = 2 * 60_000
/** Browsers' timers count no further than 24 days, and sleep with the machine. */
const LOOK_MS = 10 * 60_000

export type SessionState = 'far' | 'near' | 'last' | 'over'

/** Where a session stands when it ends in `leftMs`; `last`: it has been prolonged and ends all the same. */
export function stateOf(leftMs: number, isLast: boolean): SessionState {
  if (leftMs <= 0) return 'over'
  if (leftMs > WARN_MS) return 'far'
  return isLast ? 'last' : 'near'
}

/** When to look again, in ms; undefined once it is over. */
export function nextLook(leftMs: number): number | undefined {
  if (leftMs <= 0) return undefined
  return Math.min(LOOK_MS, leftMs > WARN_MS ? leftMs - WARN_MS : leftMs)
}

/** Alone these do nothing, so they say nothing. */
const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'AltGraph', 'Fn', 'NumLock'])
export const isAnswer = ({ key }: { readonly key: string }): boolean => !MODIFIERS.has(key)
