import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

import type { Clock } from './clock.ts'
import { CLOSE, type Refusal } from './closes.ts'
import { awarenessFrame } from './frames.ts'
import type { Limits } from './limits.ts'
import type { Peer } from './peer.ts'
import { TokenBucket } from './token-bucket.ts'

interface Entry {
  readonly peer: Peer
  /** As its owner counts. */
  readonly ownClock: number
  /** As everyone else is told: never lower than before, also when the owner comes back and counts from an earlier number. */
  readonly clock: number
  readonly state: string
}

/** What is known of one peer's presence. */
interface Presenter {
  clientId: number | undefined
  readonly changes: TokenBucket
  dropped: number
  /** Frames sent to this peer that it may send back: a y-websocket client repeats whatever presence it is told. */
  echoes: number
  /** Has not been told yet who is here. */
  isNew: boolean
}

const ECHOES_AT_MOST = 1_000

/**
 * Who is in a document and where their caret is. A peer speaks for one of its own client ids and no other; name, initials, role and
 * colour are the server's (abuse case 30). Sent together, at most every `presenceWindowMs`, to everyone and also back to its
 * owner: a y-websocket client that hears nothing for 30 s reconnects. Never stored, never a basis for authority.
 */
export class Presence {
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #entries = new Map<number, Entry>()
  /** Last clock told, of everyone who was ever here. */
  readonly #told = new Map<number, number>()
  readonly #presenters = new Map<Peer, Presenter>()
  readonly #changed = new Set<number>()
  #cancel: (() => void) | undefined

  constructor(clock: Clock, limits: Limits) {
    this.#clock = clock
    this.#limits = limits
  }

  join(peer: Peer): void {
    const changes = new TokenBucket(this.#clock, {
      perSecond: this.#limits.presencePerSecond,
      burst: this.#limits.presenceBurst,
    })
    this.#presenters.set(peer, { clientId: undefined, changes, dropped: 0, echoes: 0, isNew: true })
    this.#sendSoon()
  }

  leave(peer: Peer): void {
    const presenter = this.#presenters.get(peer)
    this.#presenters.delete(peer)
    // A late farewell of an old socket leaves its successor's presence alone (P36).
    if (presenter?.clientId !== undefined && this.#entries.get(presenter.clientId)?.peer === peer)
      this.#remove(presenter.clientId)
  }

  /** Tells this peer everything again, with the next sending. */
  tellAll(peer: Peer): void {
    const presenter = this.#presenters.get(peer)
    if (presenter) presenter.isNew = true
    this.#sendSoon()
  }

  /**
   * Takes what a peer says of itself; what it says of others is left out. Answers `charge` for a frame that has to count as
   * ordinary traffic, because it neither changes presence nor repeats what was told.
   */
  receive(peer: Peer, states: Uint8Array): 'taken' | 'charge' | Refusal {
    const presenter = this.#presenters.get(peer)
    if (!presenter) return 'taken'
    const claims = readClaims(states)
    if (claims === undefined) return { code: CLOSE.malformed, reason: 'not an awareness update' }

    const own = claims.filter(
      ({ clientId }) => peer.clients.has(clientId) && (presenter.clientId ?? clientId) === clientId,
    )
    const claim = own.at(-1)
    if (claim !== undefined && !this.#isKnown(peer, claim)) return this.#change(peer, presenter, claim)
    if (presenter.echoes === 0) return 'charge'
    presenter.echoes -= 1
    return 'taken'
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #isKnown(peer: Peer, { clientId, clock, state }: Claim): boolean {
    const entry = this.#entries.get(clientId)
    if (entry === undefined) return state === null
    // A farewell carries the clock of the last state.
    return entry.peer === peer && (clock < entry.ownClock || (clock === entry.ownClock && state !== null))
  }

  #change(peer: Peer, presenter: Presenter, { clientId, clock, state, bytes }: Claim): 'taken' | Refusal {
    if (bytes > this.#limits.presenceBytes || !presenter.changes.take()) {
      presenter.dropped += 1
      return presenter.dropped > this.#limits.presenceDropped
        ? { code: CLOSE.tooMuch, reason: 'too much presence' }
        : 'taken'
    }
    presenter.clientId = clientId
    if (state === null) {
      this.#remove(clientId)
      return 'taken'
    }
    this.#entries.set(clientId, {
      peer,
      ownClock: clock,
      clock: this.#nextClock(clientId, clock),
      state: JSON.stringify({ ...state, user: peer.user }),
    })
    this.#changed.add(clientId)
    this.#sendSoon()
    return 'taken'
  }

  #remove(clientId: number): void {
    if (!this.#entries.delete(clientId)) return
    this.#nextClock(clientId, 0)
    this.#changed.add(clientId)
    this.#sendSoon()
  }

  #nextClock(clientId: number, clock: number): number {
    const next = Math.max(clock, (this.#told.get(clientId) ?? -1) + 1)
    this.#told.set(clientId, next)
    return next
  }

  #sendSoon(): void {
    this.#cancel ??= this.#clock.after(this.#limits.presenceWindowMs, () => {
      this.#cancel = undefined
      this.#send()
    })
  }

  #send(): void {
    const changed = [...this.#changed]
    this.#changed.clear()
    const frame = changed.length > 0 ? this.#frame(changed, undefined) : undefined
    let everything: Uint8Array | undefined
    for (const [peer, presenter] of this.#presenters) {
      const news = presenter.isNew ? [...this.#entries.keys()] : changed
      if (news.length === 0) continue
      const own = presenter.clientId === undefined ? undefined : this.#entries.get(presenter.clientId)
      // To its owner an entry goes back under the clock it came with: a higher one would be taken for news and sent again.
      const needsOwn = own !== undefined && own.peer === peer && own.clock !== own.ownClock
      const shared = presenter.isNew ? (everything ??= this.#frame(news, undefined)) : frame
      const told = needsOwn ? this.#frame(news, peer) : shared
      if (told === undefined) continue
      presenter.isNew = false
      presenter.echoes = Math.min(ECHOES_AT_MOST, presenter.echoes + 1)
      peer.send([told])
    }
  }

  #frame(clientIds: readonly number[], owner: Peer | undefined): Uint8Array {
    return awarenessFrame(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, clientIds.length)
        for (const clientId of clientIds) {
          const entry = this.#entries.get(clientId)
          encoding.writeVarUint(encoder, clientId)
          encoding.writeVarUint(
            encoder,
            entry?.peer === owner && entry !== undefined ? entry.ownClock : (this.#told.get(clientId) ?? 0),
          )
          encoding.writeVarString(encoder, entry?.state ?? 'null')
        }
      }),
    )
  }
}

interface Claim {
  readonly clientId: number
  readonly clock: number
  readonly state: object | null
  readonly bytes: number
}

/** What an awareness update of y-protocols says; undefined when it is none. */
function readClaims(states: Uint8Array): Claim[] | undefined {
  try {
    const decoder = decoding.createDecoder(states)
    const claims: Claim[] = []
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      const clientId = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      const text = decoding.readVarString(decoder)
      const state: unknown = JSON.parse(text)
      if (typeof state !== 'object' || Array.isArray(state)) return undefined
      claims.push({ clientId, clock, state, bytes: text.length })
    }
    return decoding.hasContent(decoder) ? undefined : claims
  } catch {
    // Neither lib0 nor JSON says anything a sender could use.
    return undefined
  }
}
