import type { Clock } from './clock.ts'
import type { Limits } from './limits.ts'
import type { Peer } from './peer.ts'
import { TokenBucket } from './token-bucket.ts'

/** What a room keeps about one peer while it is there. */
export class Member {
  readonly peer: Peer
  readonly frames: TokenBucket
  /** Has been sent the state; from then on it is sent what is committed. */
  isSynced = false
  /** Has been asked for what the room lacks. */
  wasAsked = false
  /** The client id it wrote under last; at first the newest that was issued to the person. */
  clientId: number
  /** How many of its updates are committed. */
  acknowledged = 0
  /** `acknowledged` has moved since it was last told. */
  isOwedAcknowledgement = false
  readonly #clock: Clock
  readonly #limits: Limits
  #hasOpened = false
  /** Updates that could not be taken for want of what came before, and will come again in a step 2. */
  #missed = 0
  #gaps: number[] = []
  #readOnlyStrikes = 0

  constructor(peer: Peer, clock: Clock, limits: Limits) {
    this.peer = peer
    this.clientId = [...peer.clients].at(-1) ?? 0
    this.frames = new TokenBucket(clock, { perSecond: limits.framesPerSecond, burst: limits.framesBurst })
    this.#clock = clock
    this.#limits = limits
  }

  acknowledge(count: number): void {
    if (count === 0) return
    this.acknowledged += count
    this.isOwedAcknowledgement = true
  }

  /** How many updates a step 2 stands for: the opening one counts as one when it holds anything (contract), each for what was missed before it. */
  countStep2(isEmpty: boolean): number {
    const count = this.#missed + (this.#hasOpened || isEmpty ? 0 : 1)
    this.#hasOpened = true
    this.#missed = 0
    return count
  }

  /** How many updates this one may acknowledge: none while an earlier one is missed, for a count says that all before it is saved. */
  countUpdate(): number {
    if (this.#missed === 0) return 1
    this.#missed += 1
    return 0
  }

  /**
   * Notes an update that came too early; the next step 2 brings it again. `ask`: it is to be asked for. Until the opening step 2
   * has come that is expected: somebody types on while their offline work is still on its way. Later, it is a fault of the
   * client, and three within a minute are `too-many` (abuse case 21).
   */
  missUpdate(): 'wait' | 'ask' | 'too-many' {
    this.#missed += 1
    if (!this.#hasOpened) return this.#missed > this.#limits.gapsBeforeStep2 ? 'too-many' : 'wait'
    const now = this.#clock.now()
    this.#gaps = [...this.#gaps.filter((at) => now - at < this.#limits.gapWindowMs), now]
    return this.#gaps.length >= this.#limits.gapStrikes ? 'too-many' : 'ask'
  }

  /** Notes an edit of a reader; true when it is one too many (abuse case 28). */
  strikeReadOnly(): boolean {
    this.#readOnlyStrikes += 1
    return this.#readOnlyStrikes >= this.#limits.readOnlyStrikes
  }
}
