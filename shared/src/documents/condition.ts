/** What a draft's server says of its room, over the sync socket. */
export interface Condition {
  /** 1: as full as it may be. */
  readonly fill: number
  /** Why text can only be taken away, or nothing be changed at all; null when all is well. */
  readonly hold: 'full' | 'damaged' | null
}

/** From this share on people are told, so that a draft is never full without a word before. */
export const FILL_NOTICE = 0.7

/** Reads what came over the line; null for anything else, which a newer server may send. */
export function readCondition(json: string): Condition | null {
  try {
    const said: unknown = JSON.parse(json)
    if (typeof said !== 'object' || said === null || !('fill' in said) || !('hold' in said)) return null
    const { fill, hold } = said
    if (typeof fill !== 'number' || (hold !== null && hold !== 'full' && hold !== 'damaged')) return null
    return { fill, hold }
  } catch {
    return null
  }
}
