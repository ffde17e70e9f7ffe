import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'

import { readDocument } from '@concordat/shared/documents/content'
import { createDoc, SEED_CLIENT_ID, seedUpdate } from '@concordat/shared/documents/doc'
import { writeRichText } from '@concordat/shared/documents/rich-text'
import { addRow } from '@concordat/shared/documents/rows'
import type { DocumentKind } from '@concordat/shared/documents/schema'
import { deedOn, type Deed } from '@concordat/shared/test/document-arbitraries'

import { Client } from './test/client.ts'
import { openHouse } from './test/house.ts'
import { MemoryStore } from './test/memory-store.ts'

const KIND: DocumentKind = 'workstream'
const PEOPLE = 3

type Step =
  | { readonly type: 'edit'; readonly who: number; readonly deed: Deed }
  | { readonly type: 'up' | 'down'; readonly who: number; readonly count: number }
  | { readonly type: 'repeat' | 'swap' | 'lose'; readonly who: number }
  | { readonly type: 'reconnect'; readonly who: number }
  | { readonly type: 'turn' | 'hold' | 'let-go' | 'fail' | 'crash' }

const who = fc.nat(PEOPLE - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ type: fc.constant('edit' as const), who, deed: deedOn(KIND) }) },
  {
    weight: 24,
    arbitrary: fc.record({
      type: fc.constantFrom('up' as const, 'down' as const),
      who,
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom('repeat' as const, 'swap' as const, 'lose' as const), who }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reconnect' as const), who }) },
  { weight: 12, arbitrary: fc.record({ type: fc.constant('turn' as const) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('hold' as const, 'let-go' as const, 'fail' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const) }) },
)

/** A draft with enough in it for every deed to find something. */
const SEED = seedUpdate(KIND, (doc) => {
  writeRichText(doc.getXmlFragment('narrative'), '# Aims\n\nShorter waits for every family.\n\n- One\n- Two')
  for (const id of ['m-1', 'm-2', 'm-3']) addRow(doc, KIND, 'plan', { id, values: { title: `Milestone ${id}` } })
})

/** Three people, one room, and everything that can happen to a wire, a database and a process. */
class World {
  house!: Awaited<ReturnType<typeof openHouse>>
  clients: Client[] = []
  crashes = 0
  /** Promises of "saved" that were looked up in the log after a crash. */
  checked = 0
  /** Wires that lost, repeated or swapped frames, as TCP never does: what they count means nothing. */
  readonly #unsound = new Set<Client>()
  /** Up to which clock each person was ever told that all is saved. */
  readonly #promised = new Map<number, number>()

  static async make(): Promise<World> {
    const world = new World()
    const store = new MemoryStore()
    store.updates.push({
      documentId: 'd',
      epoch: 1,
      seq: 1,
      personId: 'loader',
      clientId: SEED_CLIENT_ID,
      update: SEED,
      at: new Date(0),
    })
    world.house = await openHouse(KIND, {}, store)
    world.clients = Array.from({ length: PEOPLE }, (_, index) => new Client(KIND, { clientId: 5_000 + index }))
    for (const client of world.clients) client.connect(world.house.room)
    await world.comeToRest()
    return world
  }

  async do(step: Step): Promise<void> {
    const { house } = this
    const client = 'who' in step ? this.clients[step.who] : undefined
    switch (step.type) {
      case 'edit':
        return void (client && step.deed.do(client.doc))
      case 'up':
        return client?.deliverUp(house.room, step.count)
      case 'down':
        return client?.deliverDown(step.count)
      case 'repeat':
        if (client?.up[0] === undefined) return
        this.#unsound.add(client)
        return void client.up.unshift(client.up[0])
      case 'swap':
        if (client === undefined || client.up.length < 2) return
        this.#unsound.add(client)
        return void client.up.push(...client.up.splice(0, 1))
      case 'lose':
        if (client?.up.shift() !== undefined) this.#unsound.add(client)
        return
      case 'reconnect':
        return this.reconnect(step.who)
      case 'turn':
        return house.clock.tick()
      case 'hold':
        return house.store.hold()
      case 'let-go':
        return house.store.letGo()
      case 'fail':
        house.store.release(new Error('database away'))
        return house.clock.advance(house.limits.retryFirstMs)
      case 'crash':
        return this.crash()
    }
  }

  /** Writes down what people have been told so far. */
  notePromises(): void {
    for (const client of this.clients) {
      const { clientID } = client.doc
      const saved = this.#unsound.has(client) ? 0 : client.savedClock
      if (saved > (this.#promised.get(clientID) ?? 0)) this.#promised.set(clientID, saved)
    }
  }

  reconnect(index: number): void {
    const old = this.clients[index]
    if (old === undefined) return
    old.hangUp(this.house.room)
    const next = new Client(KIND, { clientId: 5_000 + index, doc: old.doc })
    this.clients[index] = next
    next.connect(this.house.room)
  }

  /** The process dies: what was not committed is gone from it, and the log is all the next one has. */
  async crash(): Promise<void> {
    this.crashes += 1
    this.house.store.hold()
    this.house.store.release(new Error('killed'))
    const { store } = this.house
    const log = createDoc(KIND)
    for (const { update } of store.updates) Y.applyUpdate(log, update)
    for (const [clientId, clock] of this.#promised) {
      expect(Y.getState(log.store, clientId)).toBeGreaterThanOrEqual(clock)
      this.checked += 1
    }
    this.house = await openHouse(KIND, {}, store)
    for (let index = 0; index < PEOPLE; index += 1) this.reconnect(index)
    store.letGo()
  }

  /** All is well again: everyone connected, everything delivered. */
  async heal(): Promise<void> {
    this.house.store.letGo()
    // Whatever was lost on the wire comes again in the step 2 after a reconnection.
    for (let index = 0; index < PEOPLE; index += 1) this.reconnect(index)
    await this.comeToRest()
  }

  async comeToRest(): Promise<void> {
    for (let round = 0; round < 200; round += 1) {
      for (const client of this.clients) {
        client.deliverUp(this.house.room)
        client.deliverDown()
      }
      await this.house.clock.advance(this.house.limits.retryMostMs)
      if (this.clients.every(({ up, down }) => up.length + down.length === 0) && this.house.unsaved() === 0) return
    }
    throw new Error('the world does not come to rest')
  }
}

const state = (doc: Y.Doc): unknown => [
  Y.decodeStateVector(Y.encodeStateVector(doc)),
  doc.getXmlFragment('narrative').toJSON(),
  doc.getMap('plan').toJSON(),
  readDocument(doc, KIND),
]

test('[P7, P1] whatever happens to wires, database and process, all copies, the room and the log end up equal, and nothing acknowledged is lost', async () => {
  const seen = { updates: 0, crashes: 0, checked: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 50, maxLength: 120, size: 'max' }), async (steps) => {
      const world = await World.make()
      for (const one of steps) {
        await world.do(one)
        world.notePromises()
        for (const [index, client] of world.clients.entries()) {
          if (client.isOpen) continue
          // Wires that swap frames make gaps, and three gaps close: nothing else may.
          expect(client.closedWith).toBe(4400)
          world.reconnect(index)
        }
      }
      await world.heal()

      const [first, ...others] = world.clients
      expect(first).toBeDefined()
      for (const { doc } of world.clients) expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null])
      for (const other of others) expect(state(other.doc)).toEqual(state(first?.doc ?? new Y.Doc()))
      for (const { sent, acknowledged: count } of world.clients) expect(count).toBe(sent)

      const { room, store } = world.house
      const reloaded = await openHouse(KIND, {}, store)
      expect(room.read().content).toEqual(readDocument(first?.doc ?? new Y.Doc(), KIND))
      expect(reloaded.room.read()).toEqual(room.read())
      expect(store.updates.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
        store.updates.map((_, index) => index + 1),
      )
      seen.updates += store.updates.length
      seen.crashes += world.crashes
      seen.checked += world.checked
    }),
    { numRuns: 200 },
  )
  expect(seen.updates).toBeGreaterThan(700)
  expect(seen.crashes).toBeGreaterThan(50)
  expect(seen.checked).toBeGreaterThan(50)
}, 120_000)
