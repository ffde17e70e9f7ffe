import type { Clock } from './clock.ts'

/** So many at once, so many per second after that. */
export class TokenBucket {
  readonly #clock: Clock
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(clock: Clock, options: { readonly perSecond: number; readonly burst: number }) {
    this.#clock = clock
    this.#perSecond = options.perSecond
    this.#burst = options.burst
    this.#tokens = options.burst
    this.#at = clock.now()
  }

  /** How long until there is one to take again: 0 when there is. */
  get emptyMs(): number {
    return this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / this.#perSecond) * 1000
  }

  /** Takes one; false when there is none left. */
  take(): boolean {
    const now = this.#clock.now()
    // A clock set back gives nothing and takes nothing (fault F23).
    const passedMs = Math.max(0, now - this.#at)
    this.#tokens = Math.min(this.#burst, this.#tokens + (passedMs / 1000) * this.#perSecond)
    this.#at = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
