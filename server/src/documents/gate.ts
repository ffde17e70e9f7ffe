import * as Y from 'yjs'

import { rootsOf, type DocumentKind } from '@concordat/shared/documents/schema'

import { CLOSE, type Refusal } from './closes.ts'
import { LIMITS, type Limits } from './limits.ts'
import { placeOfRoot, placeWithin, schemaFault, type Place, type SharedType, type Spot } from './places.ts'
import { decodeExactly, encodeDecoded, type Decoded, type Struct } from './update-bytes.ts'

/** Who sends the update and what they may touch. */
export interface Sender {
  /** Client ids issued to this person for this document, of now and of earlier sessions (offline work returns under its old id). */
  readonly clients: ReadonlySet<number>
  /** Roots this person may write; absent: all that the kind declares. */
  readonly roots?: ReadonlySet<string>
}

export type Verdict =
  /** May be applied: cannot throw, leaves nothing pending. `update` holds only what the document lacks. */
  | {
      readonly type: 'accepted'
      readonly update: Uint8Array
      readonly clients: readonly number[]
      readonly deleted: number
    }
  /** The document has all of it already: a duplicate, or a sync step 2 of somebody without edits. */
  | { readonly type: 'known' }
  /** Depends on something the document lacks. To be asked for again, never stored (reliability M-5, M-6). */
  | { readonly type: 'gap' }
  | ({ readonly type: 'refused' } & Refusal)

/**
 * Decides about one update before any byte of it reaches the document. Pure: reads `doc`, changes nothing, knows no socket
 * and no store. Total: never throws on any bytes.
 *
 * In the order of reliability rule 2: size, decode (nothing after the end, format 1 only), number and kinds of structs,
 * client ids bound to this person, clocks without gaps, references known and pointing backwards, deleted ranges known (only
 * new ones are counted), roots, document schema. Structs that the document has already are left out beforehand: their
 * content is never looked at again.
 */
export function gate(
  doc: Y.Doc,
  kind: DocumentKind,
  update: Uint8Array,
  sender: Sender,
  limits: Limits = LIMITS,
): Verdict {
  if (update.byteLength > limits.updateBytes) return refused(CLOSE.tooBig, 'update too big')

  const received = decodeExactly(update)
  if (received === undefined) return refused(CLOSE.malformed, 'not a Yjs update')
  const kindsFault = structsFault(received.structs, limits)
  if (kindsFault !== null) return kindsFault

  const fresh = withoutKnown(doc, received, update)
  if (fresh === undefined) return refused(CLOSE.malformed, 'not a Yjs update')
  const clients = clientsOf(fresh.decoded.structs)
  if (clients.length > limits.updateClients) return refused(CLOSE.tooBig, 'too many client ids')
  if (clients.some((client) => !sender.clients.has(client)))
    return refused(CLOSE.forbidden, 'client id of somebody else')

  return new Inspection(doc, kind, fresh.decoded, sender.roots).verdict(fresh.update, clients)
}

const refused = (code: Refusal['code'], reason: string): Verdict & Refusal => ({ type: 'refused', code, reason })

function structsFault(structs: readonly Struct[], limits: Limits): Verdict | null {
  if (structs.length > limits.updateStructs) return refused(CLOSE.tooBig, 'too many structs')
  const seen = new Set<number>()
  let client: number | undefined
  for (const struct of structs) {
    if (struct.id.client !== client) {
      client = struct.id.client
      // Yjs keeps only the last of two groups of one client.
      if (seen.has(client)) return refused(CLOSE.malformed, 'one client twice')
      seen.add(client)
    }
    if (struct instanceof Y.Skip) return refused(CLOSE.malformed, 'update with holes')
    if (struct.length < 1) return refused(CLOSE.malformed, 'empty struct')
    const { content } = struct as Partial<Y.Item>
    if (content instanceof Y.ContentDoc) return refused(CLOSE.malformed, 'sub-document')
    if (content instanceof Y.ContentBinary) return refused(CLOSE.malformed, 'binary content')
    const deletedRun = struct instanceof Y.GC || content instanceof Y.ContentDeleted
    if (deletedRun && struct.length > limits.deletedRun) return refused(CLOSE.malformed, 'deleted run too long')
  }
  return null
}

/** The update without what the document has. Cheap when there is nothing of that kind, which is the rule. */
function withoutKnown(
  doc: Y.Doc,
  decoded: Decoded,
  update: Uint8Array,
): { readonly decoded: Decoded; readonly update: Uint8Array } | undefined {
  if (decoded.structs.every(({ id }) => id.clock >= Y.getState(doc.store, id.client))) return { decoded, update }
  try {
    const rest = encodeDecoded(decoded, (client) => Y.getState(doc.store, client))
    const again = decodeExactly(rest)
    return again === undefined ? undefined : { decoded: again, update: rest }
  } catch {
    // Content that cannot be cut where the document's knowledge ends: no honest client writes such a thing.
    return undefined
  }
}

const clientsOf = (structs: readonly Struct[]): number[] => [...new Set(structs.map(({ id }) => id.client))]

/** One walk over the structs of an update in an order in which Yjs can integrate them. */
class Inspection {
  readonly #doc: Y.Doc
  readonly #kind: DocumentKind
  readonly #decoded: Decoded
  readonly #roots: ReadonlySet<string> | undefined
  readonly #byClient = new Map<number, Struct[]>()
  /** Next clock of each client: as in the document, moved on as structs of the update are passed. */
  readonly #clocks = new Map<number, number>()
  /** Where each item of the update goes; null: below something that is gone, where Yjs keeps nothing of it. */
  readonly #spots = new Map<Y.Item, (Spot & { readonly within: SharedType }) | null>()
  /** Shared types that the update itself brings. */
  readonly #places = new Map<SharedType, Place>()

  constructor(doc: Y.Doc, kind: DocumentKind, decoded: Decoded, roots: ReadonlySet<string> | undefined) {
    this.#doc = doc
    this.#kind = kind
    this.#decoded = decoded
    this.#roots = roots
    for (const struct of decoded.structs) {
      const structs = this.#byClient.get(struct.id.client)
      if (structs) structs.push(struct)
      else this.#byClient.set(struct.id.client, [struct])
    }
  }

  verdict(update: Uint8Array, clients: readonly number[]): Verdict {
    const passed = this.#passStructs()
    if (passed !== null) return passed
    const deletions = this.#countDeletions()
    if (typeof deletions !== 'number') return deletions
    if (clients.length === 0 && deletions === 0) return { type: 'known' }
    return { type: 'accepted', update, clients, deleted: deletions }
  }

  /** Passes every struct once all it refers to is known; what is left over then refers forwards, to itself, or to nothing. */
  #passStructs(): Verdict | null {
    const next = new Map([...this.#byClient.keys()].map((client) => [client, 0]))
    for (let moved = true; moved && next.size > 0;) {
      moved = false
      for (const [client, structs] of this.#byClient) {
        let at = next.get(client)
        if (at === undefined) continue
        for (let struct = structs[at]; struct !== undefined && this.#isReady(struct); struct = structs[at]) {
          const fault = struct instanceof Y.Item ? this.#itemFault(struct) : null
          if (fault !== null) return fault
          this.#clocks.set(client, struct.id.clock + struct.length)
          at += 1
          moved = true
        }
        if (at === structs.length) next.delete(client)
        else next.set(client, at)
      }
    }
    return next.size === 0 ? null : { type: 'gap' }
  }

  #clock(client: number): number {
    return this.#clocks.get(client) ?? Y.getState(this.#doc.store, client)
  }

  #isReady(struct: Struct): boolean {
    if (struct.id.clock !== this.#clock(struct.id.client)) return false
    if (!(struct instanceof Y.Item)) return true
    const known = (id: Y.ID | null): boolean => id === null || id.clock < this.#clock(id.client)
    return (
      known(struct.origin) && known(struct.rightOrigin) && (!(struct.parent instanceof Y.ID) || known(struct.parent))
    )
  }

  #itemFault(item: Y.Item): Verdict | null {
    const spot = this.#spotOf(item)
    if (spot !== null && 'code' in spot) return spot
    this.#spots.set(item, spot)
    if (spot === null) return null
    if (this.#roots?.has(spot.place.root) === false)
      return refused(CLOSE.forbidden, 'part of the document that is not yours to write')
    const fault = schemaFault(this.#kind, spot, item.content)
    if (fault !== null) return refused(CLOSE.breaksSchema, fault)
    if (item.content instanceof Y.ContentType) this.#places.set(item.content.type, placeWithin(spot, item.content.type))
    return null
  }

  /** As `Item.getMissing` and `Item.integrate` of Yjs find an item's parent: given, or that of its neighbours. */
  #spotOf(item: Y.Item): (Spot & { readonly within: SharedType }) | null | (Verdict & Refusal) {
    const parent: unknown = item.parent
    if (typeof parent === 'string') {
      const root = Object.hasOwn(rootsOf(this.#kind), parent) ? this.#doc.share.get(parent) : undefined
      if (root === undefined) return refused(CLOSE.forbidden, 'undeclared part of the document')
      return { within: root, place: placeOfRoot(this.#kind, parent), key: item.parentSub }
    }
    if (parent instanceof Y.ID) {
      const holder = this.#find(parent)
      if (!(holder instanceof Y.Item) || holder.content instanceof Y.ContentDeleted) return null
      if (!(holder.content instanceof Y.ContentType))
        return refused(CLOSE.malformed, 'inside something that holds nothing')
      // The holder itself may lie below something that is gone.
      if (this.#spots.get(holder) === null) return null
      return { within: holder.content.type, place: this.#placeOf(holder.content.type), key: item.parentSub }
    }
    const left = item.origin && this.#find(item.origin)
    const right = item.rightOrigin && this.#find(item.rightOrigin)
    if (left instanceof Y.GC || right instanceof Y.GC) return null
    const leftSpot = left instanceof Y.Item ? this.#spotOfPassed(left) : undefined
    const rightSpot = right instanceof Y.Item ? this.#spotOfPassed(right) : undefined
    if (leftSpot === null || rightSpot === null) return null
    if (leftSpot && rightSpot && (leftSpot.within !== rightSpot.within || leftSpot.key !== rightSpot.key)) {
      return refused(CLOSE.malformed, 'between neighbours that are none')
    }
    return leftSpot ?? rightSpot ?? refused(CLOSE.malformed, 'an item without a place')
  }

  /** The spot of an item that the document holds or that was passed before. */
  #spotOfPassed(item: Y.Item): (Spot & { readonly within: SharedType }) | null {
    const passed = this.#spots.get(item)
    if (passed !== undefined) return passed
    if (!(item.parent instanceof Y.AbstractType)) return null
    return { within: item.parent, place: this.#placeOf(item.parent), key: item.parentSub }
  }

  #placeOf(type: SharedType): Place {
    const place = this.#places.get(type)
    if (place !== undefined) return place
    const holder = type._item
    if (holder === null) return placeOfRoot(this.#kind, Y.findRootTypeKey(type))
    if (!(holder.parent instanceof Y.AbstractType)) return { type: 'foreign', root: '' }
    return placeWithin({ place: this.#placeOf(holder.parent), key: holder.parentSub }, type)
  }

  #find(id: Y.ID): Struct | undefined {
    const stored = this.#doc.store.clients.get(id.client)
    if (stored !== undefined && id.clock < Y.getState(this.#doc.store, id.client))
      return stored[Y.findIndexSS(stored, id.clock)]
    const brought = this.#byClient.get(id.client)
    return brought?.[Y.findIndexSS(brought, id.clock)]
  }

  /** How many units become deleted by this update that were not; a gap when it deletes what nobody has seen. */
  #countDeletions(): number | Verdict {
    let count = 0
    for (const [client, ranges] of this.#decoded.deletes) {
      const stored = this.#doc.store.clients.get(client)
      for (const { clock, len } of ranges) {
        const end = clock + len
        if (len < 1) return refused(CLOSE.malformed, 'empty deletion')
        if (end > this.#clock(client)) return { type: 'gap' }
        if (stored === undefined || clock >= Y.getState(this.#doc.store, client)) continue
        for (let at = Y.findIndexSS(stored, clock); at < stored.length; at += 1) {
          const struct = stored[at]
          if (struct === undefined || struct.id.clock >= end) break
          if (struct.deleted || !(struct instanceof Y.Item)) continue
          if (this.#roots !== undefined && !this.#mayTouch(struct))
            return refused(CLOSE.forbidden, 'part of the document that is not yours to write')
          count += Math.min(end, struct.id.clock + struct.length) - Math.max(clock, struct.id.clock)
        }
      }
    }
    return count
  }

  #mayTouch(item: Y.Item): boolean {
    return item.parent instanceof Y.AbstractType && this.#roots?.has(this.#placeOf(item.parent).root) === true
  }
}
