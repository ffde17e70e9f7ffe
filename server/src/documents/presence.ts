import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

import type { Clock } from './clock.ts'
import { CLOSE, type Refusal } from './closes.ts'
import { awarenessFrame } from './frames.ts'
import type { Limits } from './limits.ts'
import type { Peer } from './peer.ts'
import { TokenBucket } from './token-bucket.ts'

interface Entry {
  /** Undefined: somebody on another node. */
  readonly peer: Peer | undefined
  readonly at: number
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
  /** Changed while this peer read too slowly to be told. */
  missed: readonly number[]
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
  /** Those of them that the other nodes do not know. */
  readonly #changedHere = new Set<number>()
  readonly #tellOthers: ((states: Uint8Array) => void) | undefined
  #cancelExpiry: (() => void) | undefined
  #cancel: (() => void) | undefined

  /** `tellOthers`: hands what changes here to the other nodes. */
  constructor(clock: Clock, limits: Limits, tellOthers?: (states: Uint8Array) => void) {
    this.#tellOthers = tellOthers
    this.#clock = clock
    this.#limits = limits
  }

  join(peer: Peer): void {
    const changes = new TokenBucket(this.#clock, {
      perSecond: this.#limits.presencePerSecond,
      burst: this.#limits.presenceBurst,
    })
    this.#presenters.set(peer, { clientId: undefined, changes, dropped: 0, echoes: 0, missed: [], isNew: true })
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

  /** Takes what another node says of the people there. Of those who are here it knows nothing better. */
  receiveFromNode(states: Uint8Array): void {
    for (const { clientId, clock, state } of readClaims(states) ?? []) {
      const entry = this.#entries.get(clientId)
      if (entry?.peer !== undefined || (entry === undefined && state === null)) continue
      this.#changed.add(clientId)
      const told = this.#nextClock(clientId, clock)
      if (state === null) this.#entries.delete(clientId)
      else
        this.#entries.set(clientId, {
          peer: undefined,
          at: this.#clock.now(),
          ownClock: clock,
          clock: told,
          state: JSON.stringify(state),
        })
    }
    this.#expireLater()
    if (this.#changed.size > 0) this.#sendSoon()
  }

  /** Tells the other nodes again who is here: one of them has just opened the document. */
  tellNodes(): void {
    for (const [clientId, { peer }] of this.#entries) if (peer !== undefined) this.#changedHere.add(clientId)
    if (this.#changedHere.size > 0) this.#sendSoon()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#cancelExpiry?.()
    this.#cancelExpiry = undefined
    const here = [...this.#entries].filter(([, { peer }]) => peer !== undefined).map(([clientId]) => clientId)
    for (const clientId of here) {
      this.#entries.delete(clientId)
      this.#nextClock(clientId, 0)
    }
    if (here.length > 0) this.#tellOthers?.(this.#states(here, undefined))
  }

  /** A node that has died says no farewell. */
  #expireLater(): void {
    const isFromElsewhere = [...this.#entries.values()].some(({ peer }) => peer === undefined)
    if (!isFromElsewhere || this.#cancelExpiry !== undefined) return
    const ms = this.#limits.remotePresenceMs
    this.#cancelExpiry = this.#clock.after(ms / 8, () => {
      this.#cancelExpiry = undefined
      for (const [clientId, { peer, at }] of this.#entries) {
        if (peer !== undefined || this.#clock.now() - at < ms) continue
        this.#remove(clientId)
        this.#changedHere.delete(clientId)
      }
      this.#expireLater()
    })
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
      at: this.#clock.now(),
      ownClock: clock,
      clock: this.#nextClock(clientId, clock),
      state: JSON.stringify({ ...state, user: peer.user }),
    })
    this.#changed.add(clientId)
    this.#changedHere.add(clientId)
    this.#sendSoon()
    return 'taken'
  }

  #remove(clientId: number): void {
    if (!this.#entries.delete(clientId)) return
    this.#nextClock(clientId, 0)
    this.#changed.add(clientId)
    this.#changedHere.add(clientId)
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
    if (this.#tellOthers !== undefined && this.#changedHere.size > 0)
      this.#tellOthers(this.#states([...this.#changedHere], undefined))
    this.#changedHere.clear()
    const changed = [...this.#changed]
    this.#changed.clear()
    // Lists, not frames: whoever is told the same is handed the same one.
    const frames = changed.length > 0 ? [this.#frame(changed, undefined)] : undefined
    let everything: readonly Uint8Array[] | undefined
    for (const [peer, presenter] of this.#presenters) {
      const wanted = presenter.isNew ? [...this.#entries.keys(), ...presenter.missed] : presenter.missed
      const news = wanted.length === 0 ? changed : [...new Set([...wanted, ...changed])]
      if (news.length === 0) continue
      if (peer.isBehind === true) {
        // Where carets were is worth less than room for edits; once there is room, it is told where they are.
        presenter.missed = news
        this.#sendSoon()
        continue
      }
      const shared =
        wanted.length === 0
          ? frames
          : presenter.missed.length === 0
            ? (everything ??= [this.#frame(news, undefined)])
            : [this.#frame(news, undefined)]
      presenter.missed = []
      const own = presenter.clientId === undefined ? undefined : this.#entries.get(presenter.clientId)
      // To its owner an entry goes back under the clock it came with: a higher one would be taken for news and sent again.
      const needsOwn = own !== undefined && own.peer === peer && own.clock !== own.ownClock
      const told = needsOwn ? [this.#frame(news, peer)] : shared
      if (told === undefined) continue
      presenter.isNew = false
      presenter.echoes = Math.min(ECHOES_AT_MOST, presenter.echoes + 1)
      peer.send(told)
    }
  }

  #frame(clientIds: readonly number[], owner: Peer | undefined): Uint8Array {
    return awarenessFrame(this.#states(clientIds, owner))
  }

  #states(clientIds: readonly number[], owner: Peer | undefined): Uint8Array {
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, clientIds.length)
      for (const clientId of clientIds) {
        const entry = this.#entries.get(clientId)
        const isOwn = owner !== undefined && entry?.peer === owner
        encoding.writeVarUint(encoder, clientId)
        encoding.writeVarUint(encoder, isOwn ? entry.ownClock : (this.#told.get(clientId) ?? 0))
        encoding.writeVarString(encoder, entry?.state ?? 'null')
      }
    })
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
