import assert from 'node:assert/strict'

import fc from 'fast-check'
import * as Y from 'yjs'

import { readDocument } from '@concordat/shared/documents/content'
import { createDoc, SEED_CLIENT_ID, seedUpdate } from '@concordat/shared/documents/doc'
import { writeRichText } from '@concordat/shared/documents/rich-text'
import { addRow } from '@concordat/shared/documents/rows'
import { rootsOf, type DocumentKind } from '@concordat/shared/documents/schema'
import { deedOn, type Deed } from '@concordat/shared/test/document-arbitraries'

import { Client } from '../test/client.ts'
import { openHouse } from '../test/house.ts'
import { MemoryStore } from '../test/memory-store.ts'

const PEOPLE = 4
const FIRST_CLIENT = 5_000

/** One thing that happens to four people who write one draft together: to them, their wires, the database or the process. */
export type Step =
  | { readonly type: 'edit'; readonly who: number; readonly deed: Deed }
  | { readonly type: 'up' | 'down'; readonly who: number; readonly count: number }
  | { readonly type: (typeof UP_FAULTS)[number] | (typeof DOWN_FAULTS)[number]; readonly who: number }
  | { readonly type: 'reconnect'; readonly who: number }
  | { readonly type: 'turn' | 'hold' | 'commit' | 'let-go' | 'fail' | 'crash' | 'reload' }

/** What no TCP does and proxies, bugs and old clients do: frames lost, sent twice, or out of their order. */
const UP_FAULTS = ['lose', 'repeat', 'swap'] as const
const DOWN_FAULTS = ['lose-down', 'repeat-down', 'swap-down'] as const

/** On sound wires nothing excuses a promise that was not kept; on others the server has to live with what comes. */
export const stepOn = (kind: DocumentKind, wires: 'sound' | 'faulty'): fc.Arbitrary<Step> => {
  const who = fc.nat(PEOPLE - 1)
  const of = <T extends string>(...types: T[]): fc.Arbitrary<{ type: T }> =>
    fc.record({ type: fc.constantFrom(...types) })
  const at = <T extends string>(...types: T[]): fc.Arbitrary<{ type: T; who: number }> =>
    fc.record({ type: fc.constantFrom(...types), who })
  return fc.oneof(
    { weight: 16, arbitrary: fc.record({ type: fc.constant('edit' as const), who, deed: deedOn(kind) }) },
    {
      weight: 24,
      arbitrary: fc.record({
        type: fc.constantFrom('up' as const, 'down' as const),
        who,
        count: fc.integer({ min: 1, max: 6 }),
      }),
    },
    { weight: wires === 'faulty' ? 2 : 0, arbitrary: at(...UP_FAULTS) },
    { weight: wires === 'faulty' ? 2 : 0, arbitrary: at(...DOWN_FAULTS) },
    { weight: 1, arbitrary: at('reconnect') },
    { weight: 12, arbitrary: of('turn') },
    { weight: 2, arbitrary: of('hold') },
    { weight: 4, arbitrary: of('commit') },
    { weight: 2, arbitrary: of('let-go', 'fail') },
    { weight: 1, arbitrary: of('crash', 'reload') },
  )
}

/** In words, for whoever has to find out why. */
export const inWords = (step: Step): string =>
  [
    'who' in step ? `person ${step.who + 1}` : 'server',
    step.type,
    'deed' in step ? step.deed[fc.toStringMethod]() : '',
    'count' in step ? String(step.count) : '',
  ]
    .filter((word) => word !== '')
    .join(' ')

/** What a run has seen, so that a run in which nothing happened does not pass for one in which nothing went wrong. */
export interface Tally {
  updates: number
  crashes: number
  /** Promises of "saved" that were looked up in the log after a crash. */
  promises: number
  lost: number
  closed: number
  rows: number
}

export const noTally = (): Tally => ({ updates: 0, crashes: 0, promises: 0, lost: 0, closed: 0, rows: 0 })

/**
 * Plays the steps, then lets everything heal, and throws `AssertionError` unless all copies, the room and a reload from the log
 * are equal, nothing is pending, every promise was kept, and the log has no gap (P1, P7, S1 to S3).
 */
export async function play(kind: DocumentKind, steps: readonly Step[]): Promise<Tally> {
  const world = await World.make(kind)
  for (const step of steps) {
    await world.do(step)
    world.notePromises()
    world.comeBackAfterClose()
  }
  await world.heal()
  await world.check()
  return world.tally
}

/** A draft of that kind with enough in it for every deed to find something. */
const firstText = (kind: DocumentKind): Uint8Array =>
  seedUpdate(kind, (doc) => {
    for (const [root, shape] of Object.entries(rootsOf(kind))) {
      if (shape.type === 'rich-text')
        writeRichText(doc.getXmlFragment(root), '# Aims\n\nShorter waits for every family.\n\n- One\n- Two')
      else {
        const text = Object.entries(shape.cells).find(([, cell]) => cell === 'text')?.[0]
        for (const id of ['r-1', 'r-2', 'r-3'])
          addRow(doc, kind, root, { id, ...(text !== undefined && { values: { [text]: `Row ${id}` } }) })
      }
    }
  })

/** Four people, one room, and everything that can happen to a wire, a database and a process. */
class World {
  readonly tally = noTally()
  readonly #kind: DocumentKind
  #house: Awaited<ReturnType<typeof openHouse>>
  #clients: Client[]
  /** Wires whose frames were lost, repeated or swapped on the way up: what they count means nothing. */
  readonly #unsound = new Set<Client>()
  /** Up to which clock each person was ever told that all is saved. */
  readonly #promised = new Map<number, number>()

  private constructor(kind: DocumentKind, house: Awaited<ReturnType<typeof openHouse>>) {
    this.#kind = kind
    this.#house = house
    this.#clients = Array.from({ length: PEOPLE }, (_, index) => new Client(kind, { clientId: FIRST_CLIENT + index }))
    for (const client of this.#clients) client.connect(house.room)
  }

  static async make(kind: DocumentKind): Promise<World> {
    const store = new MemoryStore()
    store.updates.push({
      documentId: 'd',
      epoch: 1,
      seq: 1,
      personId: 'loader',
      clientId: SEED_CLIENT_ID,
      update: firstText(kind),
      at: new Date(0),
    })
    const world = new World(kind, await openHouse(kind, {}, store))
    await world.#comeToRest()
    return world
  }

  async do(step: Step): Promise<void> {
    const house = this.#house
    const client = 'who' in step ? this.#clients[step.who] : undefined
    switch (step.type) {
      case 'edit':
        return client && step.deed.do(client.doc)
      case 'up':
        return client?.deliverUp(house.room, step.count)
      case 'down':
        return client?.deliverDown(step.count)
      case 'lose':
      case 'repeat':
      case 'swap':
        if (client && this.#spoil(client.up, step.type)) this.#unsound.add(client)
        return
      case 'lose-down':
        return void (client && this.#spoil(client.down, 'lose'))
      case 'repeat-down':
        return void (client && this.#spoil(client.down, 'repeat'))
      case 'swap-down':
        return void (client && this.#spoil(client.down, 'swap'))
      case 'reconnect':
        return this.#reconnect(step.who)
      case 'turn':
        return house.clock.tick()
      case 'hold':
        return house.store.hold()
      case 'commit':
        // What is under way gets through; what comes after it waits.
        return house.store.release()
      case 'let-go':
        return house.store.letGo()
      case 'fail':
        house.store.release(new Error('database away'))
        return house.clock.advance(house.limits.retryFirstMs)
      case 'reload':
        return house.conflict()
      case 'crash':
        return this.#crash()
    }
  }

  #spoil(wire: Uint8Array[], how: (typeof UP_FAULTS)[number]): boolean {
    const [first] = wire
    if (first === undefined || (how === 'swap' && wire.length < 2)) return false
    if (how === 'lose') wire.shift()
    if (how === 'repeat') wire.unshift(first)
    if (how === 'swap') wire.push(...wire.splice(0, 1))
    this.tally.lost += 1
    return true
  }

  /** Writes down what people have been told so far. */
  notePromises(): void {
    for (const client of this.#clients) {
      const { clientID } = client.doc
      const saved = this.#unsound.has(client) ? 0 : client.savedClock
      if (saved > (this.#promised.get(clientID) ?? 0)) this.#promised.set(clientID, saved)
    }
  }

  /** Wires that swap or lose frames make gaps, and three gaps close: nothing else may. */
  comeBackAfterClose(): void {
    for (const [index, client] of this.#clients.entries()) {
      if (client.isOpen) continue
      assert.equal(client.closedWith, 4400)
      assert.ok(this.#unsound.has(client), 'a client with a sound wire was sent away')
      this.tally.closed += 1
      this.#reconnect(index)
    }
  }

  #reconnect(index: number): void {
    const old = this.#clients[index]
    if (old === undefined) return
    old.hangUp(this.#house.room)
    const next = new Client(this.#kind, { clientId: FIRST_CLIENT + index, doc: old.doc })
    this.#clients[index] = next
    next.connect(this.#house.room)
  }

  /** The process dies: what was not committed is gone from it, and the log is all the next one has. */
  async #crash(): Promise<void> {
    this.tally.crashes += 1
    const { store } = this.#house
    store.hold()
    store.release(new Error('killed'))
    this.#assertPromisesKept()
    this.#house = await openHouse(this.#kind, {}, store)
    for (let index = 0; index < PEOPLE; index += 1) this.#reconnect(index)
    store.letGo()
  }

  #assertPromisesKept(): void {
    const log = createDoc(this.#kind)
    for (const { update } of this.#house.store.updates) Y.applyUpdate(log, update)
    for (const [clientId, clock] of this.#promised) {
      assert.ok(
        Y.getState(log.store, clientId) >= clock,
        `an edit of ${clientId} was shown as saved and is not in the log`,
      )
      this.tally.promises += 1
    }
    log.destroy()
  }

  /** All is well again: everyone connected, everything delivered. */
  async heal(): Promise<void> {
    this.#house.store.letGo()
    // Whatever was lost on the wire comes again in the step 2 after a reconnection.
    for (let index = 0; index < PEOPLE; index += 1) this.#reconnect(index)
    await this.#comeToRest()
  }

  async #comeToRest(): Promise<void> {
    for (let round = 0; round < 200; round += 1) {
      for (const client of this.#clients) {
        client.deliverUp(this.#house.room)
        client.deliverDown()
      }
      await this.#house.clock.advance(this.#house.limits.retryMostMs)
      if (this.#clients.every(({ up, down }) => up.length + down.length === 0) && this.#house.unsaved() === 0) return
    }
    assert.fail('the world does not come to rest')
  }

  async check(): Promise<void> {
    const [first, ...others] = this.#clients
    assert.ok(first)
    for (const { doc, sent, acknowledged, isOpen } of this.#clients) {
      assert.deepEqual([doc.store.pendingStructs, doc.store.pendingDs], [null, null])
      assert.equal(acknowledged, sent)
      assert.ok(isOpen)
    }
    for (const other of others) assert.deepEqual(this.#stateOf(other.doc), this.#stateOf(first.doc))
    this.#assertPromisesKept()

    const { room, store } = this.#house
    const reloaded = await openHouse(this.#kind, {}, store)
    assert.deepEqual(room.read().content, readDocument(first.doc, this.#kind))
    assert.deepEqual(reloaded.room.read(), room.read())
    assert.deepEqual(
      store.updates.map(({ seq }) => seq).sort((a, b) => a - b),
      store.updates.map((_, index) => index + 1),
    )
    this.tally.updates = store.updates.length - 1
    this.tally.rows = Object.values(room.read().content.rows).flat().length
  }

  #stateOf(doc: Y.Doc): unknown {
    return [
      Y.decodeStateVector(Y.encodeStateVector(doc)),
      Object.entries(rootsOf(this.#kind)).map(([root, { type }]) =>
        type === 'rich-text' ? doc.getXmlFragment(root).toJSON() : doc.getMap(root).toJSON(),
      ),
      readDocument(doc, this.#kind),
    ]
  }
}
