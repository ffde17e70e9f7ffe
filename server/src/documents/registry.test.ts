import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'

import type { Reading } from './draft.ts'
import { LIMITS, type Limits } from './limits.ts'
import { LogWriter, type LogSource } from './log-writer.ts'
import { Projector } from './projector.ts'
import { Registry } from './registry.ts'
import type { Room } from './room.ts'
import { paragraph } from './test/author.ts'
import { Client } from './test/client.ts'
import { FakeClock } from './test/fake-clock.ts'
import { documentOf, HASTY, MemoryLog } from './test/house.ts'
import { MemoryStore } from './test/memory-store.ts'

const KIND = 'programme'

function open(limits: Partial<Limits> = {}) {
  const store = new MemoryStore()
  const clock = new FakeClock()
  const log = new MemoryLog()
  const projected: number[] = []
  store.documents.set('d', documentOf(KIND))
  const registry = new Registry({
    store,
    clock,
    limits: { ...HASTY, ...limits },
    log,
    onProjected: (_document, seq) => projected.push(seq),
  })
  return { store, clock, log, registry, projected }
}

async function enter(house: ReturnType<typeof open>, client: Client): Promise<Room> {
  const room = await house.registry.join(client.peer)
  client.up.push(new Uint8Array([0, 0, 1, 0]))
  for (let n = 0; n < 3; n += 1) {
    client.deliverUp(room)
    client.deliverDown()
    await house.clock.tick()
  }
  return room
}

const write = (client: Client, text: string): void => client.doc.getXmlFragment('narrative').push([paragraph(text)])

describe('opening and forgetting', () => {
  test('[lesson 5] two who open a document at once share one load', async () => {
    const house = open()
    let loads = 0
    const load = house.store.loadUpdates.bind(house.store)
    house.store.loadUpdates = async (...about) => {
      loads += 1
      return load(...about)
    }
    const [a, b] = [new Client(KIND, { clientId: 5_000 }), new Client(KIND, { clientId: 5_001 })]
    const rooms = await Promise.all([house.registry.join(a.peer), house.registry.join(b.peer)])
    expect([loads, rooms[0] === rooms[1]]).toEqual([1, true])
  })

  test('[lesson 5] a document is forgotten once it has been empty for 30 s, and is read from the log again', async () => {
    const house = open()
    const client = new Client(KIND, { clientId: 5_000 })
    const room = await enter(house, client)
    write(client, 'kept')
    client.deliverUp(room)
    await house.clock.tick()
    house.registry.leave(room, client.peer)
    await house.clock.advance(29_000)
    expect(house.registry.size).toBe(1)
    await house.clock.advance(2_000)
    expect(house.registry.size).toBe(0)
    expect(await house.registry.read('d')).toMatchObject({ seq: 1, content: { texts: { narrative: 'kept' } } })
  })

  test('[P1] a document with unsaved edits is not forgotten', async () => {
    const house = open()
    const client = new Client(KIND, { clientId: 5_000 })
    const room = await enter(house, client)
    house.store.hold()
    write(client, 'unsaved')
    client.deliverUp(room)
    house.registry.leave(room, client.peer)
    await house.clock.advance(100_000)
    expect(house.registry.size).toBe(1)
    house.store.letGo()
    await house.clock.advance(100_000)
    expect([house.registry.size, house.store.updates.length]).toEqual([0, 1])
  })

  test('[abuse 33] there is no room for a document that is not there', async () => {
    await expect(open().registry.read('nowhere')).rejects.toThrow('no document')
  })

  test('[P15] closes exactly the peers that are concerned', async () => {
    const house = open()
    const [a, b] = [
      new Client(KIND, { clientId: 5_000, person: 'amara' }),
      new Client(KIND, { clientId: 5_001, person: 'ben' }),
    ]
    await enter(house, a)
    await enter(house, b)
    house.registry.closePeers(({ personId }) => personId === 'amara', 4403, 'rights have changed')
    expect([a.closedWith, b.closedWith]).toEqual([4403, undefined])
  })
})

describe('stopping', () => {
  test('[P5] what is accepted is written and acknowledged, then everyone is sent away with 1012', async () => {
    const house = open()
    const client = new Client(KIND, { clientId: 5_000 })
    const room = await enter(house, client)
    house.store.hold()
    write(client, 'last words')
    client.deliverUp(room)
    await house.clock.tick()
    const stopped = house.registry.stop()
    write(client, 'too late')
    client.deliverUp(room)
    expect(client.closedWith).toBeUndefined()
    house.store.letGo()
    await stopped
    client.deliverDown()
    expect([client.acknowledged, client.closedWith, house.store.updates.length]).toEqual([1, 1012, 1])
    await expect(house.registry.read('d')).rejects.toThrow('stopping')
  })

  test('[P5] a log that does not answer does not keep the process', async () => {
    const house = open()
    const client = new Client(KIND, { clientId: 5_000 })
    const room = await enter(house, client)
    house.store.hold()
    write(client, 'unsaved')
    client.deliverUp(room)
    const stopped = house.registry.stop()
    await house.clock.tick()
    await house.clock.advance(LIMITS.stopMs)
    await stopped
    expect([client.closedWith, client.acknowledged]).toEqual([1012, 0])
  })
})

describe('projecting', () => {
  test('[architecture 1] commits within 100 ms are one projection, of exactly what is committed', async () => {
    const house = open()
    const client = new Client(KIND, { clientId: 5_000 })
    const room = await enter(house, client)
    for (const text of ['one', 'two', 'three']) {
      write(client, text)
      client.deliverUp(room)
      await house.clock.tick()
    }
    expect(house.projected).toEqual([])
    await house.clock.advance(100)
    expect(house.projected).toEqual([3])
    expect(house.store.projections.get('d')).toMatchObject({
      seq: 3,
      epoch: 1,
      content: { texts: { narrative: 'one\n\ntwo\n\nthree' } },
    })
  })

  test('[architecture 1] what a crash left unprojected is projected at the next start', async () => {
    const house = open()
    const client = new Client(KIND, { clientId: 5_000 })
    write(client, 'before the crash')
    house.store.updates.push({
      documentId: 'd',
      epoch: 1,
      seq: 1,
      personId: 'p',
      clientId: 5_000,
      update: Y.encodeStateAsUpdate(client.doc),
      at: new Date(0),
    })
    await house.registry.projectAll()
    expect(house.store.projections.get('d')).toMatchObject({
      seq: 1,
      content: { texts: { narrative: 'before the crash' } },
    })
    await house.registry.projectAll()
    expect(house.projected).toEqual([1])
  })

  test('[F4] a projection that fails loses no draft and stops nothing', async () => {
    const house = open()
    const client = new Client(KIND, { clientId: 5_000 })
    const room = await enter(house, client)
    const save = house.store.saveProjections.bind(house.store)
    house.store.saveProjections = async () => {
      throw new Error('away')
    }
    write(client, 'one')
    client.deliverUp(room)
    await house.clock.tick()
    await house.clock.advance(200)
    house.store.saveProjections = save
    write(client, 'two')
    client.deliverUp(room)
    await house.clock.tick()
    await house.clock.advance(LIMITS.projectionWindowMs)
    expect(house.projected).toEqual([2])
  })

  test('[architecture 1] a draft that goes on changing is projected once per window, and at once when the last person leaves', async () => {
    const house = open()
    const client = new Client(KIND, { clientId: 5_000 })
    const room = await enter(house, client)
    const type = async (text: string): Promise<void> => {
      write(client, text)
      client.deliverUp(room)
      await house.clock.tick()
    }
    await type('one')
    await house.clock.advance(LIMITS.projectionFirstMs)
    expect(house.projected).toEqual([1])
    await type('two')
    await house.clock.advance(LIMITS.projectionWindowMs / 2)
    await type('three')
    expect(house.projected).toEqual([1])
    await house.clock.advance(LIMITS.projectionWindowMs / 2)
    expect(house.projected).toEqual([1, 3])
    await type('four')
    house.registry.leave(room, client.peer)
    await house.clock.advance(LIMITS.projectionFirstMs)
    expect(house.projected).toEqual([1, 3, 4])
  })

  test('[performance 3] many drafts are one statement, and one that cannot be written holds up no other', async () => {
    const store = new MemoryStore()
    const clock = new FakeClock()
    const written: string[][] = []
    store.saveProjections = async (projections) => {
      const ids = projections.map(({ documentId }) => documentId)
      written.push(ids)
      if (ids.includes('ill')) throw new Error('value out of range')
    }
    const projected: string[] = []
    const projector = new Projector({
      store,
      clock,
      limits: LIMITS,
      log: new MemoryLog(),
      onProjected: ({ id }) => void projected.push(id),
    })
    const read = (): Reading => ({ content: { texts: {}, rows: {} }, seq: 1, epoch: 1 })
    const schedule = (id: string): void => projector.schedule(documentOf(KIND, id), read)
    for (const id of ['a', 'b', 'c']) schedule(id)
    await clock.advance(LIMITS.projectionFirstMs)
    expect(written).toEqual([['a', 'b', 'c']])
    for (const id of ['d', 'ill', 'e']) schedule(id)
    await projector.flush()
    expect(projected).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})

describe('the log writer', () => {
  test('[performance 3] an edit after a pause is written at once, and what comes within 5 ms of it in one round', async () => {
    const { store, clock, registry } = open({ roundsBurst: LIMITS.roundsBurst })
    const client = new Client(KIND, { clientId: 5_000 })
    const room = await registry.join(client.peer)
    client.connect(room)
    for (let n = 0; n < 3; n += 1) {
      client.deliverUp(room)
      client.deliverDown()
      await clock.tick()
    }
    await clock.advance(1_000)
    for (const text of ['one', 'two', 'three']) {
      write(client, text)
      client.deliverUp(room)
      await clock.tick()
    }
    expect(store.rounds).toEqual([1])
    await clock.advance(1_000 / LIMITS.roundsPerSecond)
    expect(store.rounds).toEqual([1, 2])
  })

  test('[F28] a document whose rows cannot be written holds up no other', async () => {
    const store = new MemoryStore()
    const clock = new FakeClock()
    const append = store.appendUpdates.bind(store)
    store.appendUpdates = async (updates) => {
      if (updates.some(({ documentId }) => documentId === 'ill')) throw new Error('value out of range')
      return append(updates)
    }
    const source = (documentId: string): LogSource & { left: number } => ({
      documentId,
      isShared: false,
      left: 1,
      uncommitted(count) {
        return Array.from({ length: Math.min(count, this.left) }, () => ({
          documentId,
          epoch: 1,
          seq: 1,
          personId: 'p',
          clientId: 5_000,
          update: new Uint8Array([0, 0]),
          at: new Date(0),
        }))
      },
      committed(_first, count) {
        this.left -= count
      },
      conflicted: () => undefined,
    })
    const [ill, well] = [source('ill'), source('well')]
    const writer = new LogWriter({ store, clock, limits: HASTY, log: new MemoryLog() })
    writer.wake(ill)
    writer.wake(well)
    await clock.tick()
    expect([ill.left, well.left]).toEqual([1, 0])
  })
})
