import { LogConflict, type DocumentUpdate } from '@concordat/db/documents'
import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'

import { seedUpdate } from '@concordat/shared/documents/doc'
import { readRichText, writeRichText } from '@concordat/shared/documents/rich-text'
import { addRow } from '@concordat/shared/documents/rows'

import { EMPTY_UPDATE, STEP_2, syncFrame, UPDATE } from './frames.ts'
import { Client } from './test/client.ts'
import { openHouse } from './test/house.ts'
import { MemoryStore } from './test/memory-store.ts'
import { paragraph } from './test/author.ts'

const KIND = 'workstream'
const write = (client: Client, text: string): void => client.doc.getXmlFragment('narrative').push([paragraph(text)])
const texts = (doc: Y.Doc): string[] =>
  readRichText(doc.getXmlFragment('narrative')).map((block) => ('text' in block ? block.text : ''))
const state = (doc: Y.Doc): unknown => [
  Y.decodeStateVector(Y.encodeStateVector(doc)),
  texts(doc),
  doc.getMap('plan').toJSON(),
]

/** Delivers everything both ways, and commits, until there is nothing left to deliver. */
async function settle(house: Awaited<ReturnType<typeof openHouse>>, ...clients: Client[]): Promise<void> {
  for (let quiet = false; !quiet;) {
    for (const client of clients) {
      client.deliverUp(house.room)
      client.deliverDown()
    }
    await house.clock.tick()
    quiet = clients.every(({ up, down }) => up.length + down.length === 0) && house.unsaved() === 0
  }
}

async function withClients(count: number, options: { readonly mayWrite?: boolean } = {}) {
  const house = await openHouse(KIND)
  const clients = Array.from({ length: count }, (_, index) => new Client(KIND, { clientId: 5_000 + index, ...options }))
  for (const client of clients) client.connect(house.room)
  await settle(house, ...clients)
  return { house, clients, first: clients[0] as Client, second: clients[1] as Client, third: clients[2] as Client }
}

describe('durability', () => {
  test('[P1] nobody hears of an edit, and its author is not told it is saved, before it is committed', async () => {
    const { house, first, second } = await withClients(2)
    house.store.hold()
    write(first, 'agreed')
    first.deliverUp(house.room)
    await house.clock.tick()
    first.deliverDown()
    second.deliverDown()
    expect([first.acknowledged, texts(second.doc)]).toEqual([0, []])

    house.store.release()
    await house.clock.tick()
    first.deliverDown()
    second.deliverDown()
    expect([first.acknowledged, texts(second.doc)]).toEqual([1, ['agreed']])
  })

  test('[P3] who joins while an edit waits to be committed does not see it yet', async () => {
    const { house, first } = await withClients(1)
    house.store.hold()
    write(first, 'waiting')
    first.deliverUp(house.room)
    const late = new Client(KIND, { clientId: 9_000 })
    late.connect(house.room)
    late.deliverUp(house.room)
    late.deliverDown()
    expect([late.isSynced, texts(late.doc), house.room.read().seq]).toEqual([true, [], 0])

    house.store.letGo()
    await settle(house, first, late)
    expect(texts(late.doc)).toEqual(['waiting'])
  })

  test('[P1] one statement writes what all gathered while the one before was in flight', async () => {
    const { house, first, second } = await withClients(2)
    house.store.hold()
    write(first, 'one')
    first.deliverUp(house.room)
    await house.clock.tick()
    for (const text of ['two', 'three']) {
      write(first, text)
      write(second, text)
    }
    first.deliverUp(house.room)
    second.deliverUp(house.room)
    house.store.letGo()
    await settle(house, first, second)
    expect(house.store.rounds).toEqual([1, 4])
    expect([first.acknowledged, second.acknowledged]).toEqual([3, 2])
  })

  test('[F4] while the database does not answer, edits wait, and go through when it is back', async () => {
    const { house, first, second } = await withClients(2)
    house.store.hold()
    write(first, 'patient')
    first.deliverUp(house.room)
    await house.clock.tick()
    house.store.release(new Error('connection lost'))
    await house.clock.tick()
    expect([house.writer.isFailing, first.acknowledged, house.store.updates.length]).toEqual([true, 0, 0])

    house.store.letGo()
    await house.clock.advance(house.limits.retryFirstMs)
    await settle(house, first, second)
    expect([house.writer.isFailing, first.acknowledged, texts(second.doc)]).toEqual([false, 1, ['patient']])
  })

  test('[F5] more than the queue holds is refused with 1013 and nothing that was accepted is lost', async () => {
    const house = await openHouse(KIND, { queueBytes: 400 })
    const [first, second] = [new Client(KIND, { clientId: 5_000 }), new Client(KIND, { clientId: 5_001 })]
    first.connect(house.room)
    second.connect(house.room)
    await settle(house, first, second)
    house.store.hold()
    write(first, 'kept')
    write(second, 'x'.repeat(500))
    first.deliverUp(house.room)
    second.deliverUp(house.room)
    expect([first.closedWith, second.closedWith]).toEqual([undefined, 1013])
    house.store.letGo()
    await settle(house, first)
    expect([first.acknowledged, texts(first.doc)]).toEqual([1, ['kept']])
  })

  test('[P7] a document read from the log equals the one in memory', async () => {
    const { house, clients, first } = await withClients(3)
    for (const [index, client] of clients.entries()) write(client, `by ${index}`)
    addRow(first.doc, KIND, 'plan', { id: 'm-1', values: { title: 'Hub opens' } })
    await settle(house, ...clients)
    const again = await openHouse(KIND, {}, house.store)
    expect(again.room.read()).toEqual(house.room.read())
    expect(house.store.updates.map(({ seq, personId, clientId }) => [seq, personId, clientId])).toEqual([
      [1, 'person-5000', 5_000],
      [2, 'person-5000', 5_000],
      [3, 'person-5001', 5_001],
      [4, 'person-5002', 5_002],
    ])
  })

  test('[rule 2] what is stored and sent is the server’s own encoding', async () => {
    const { house, first, second } = await withClients(2)
    write(first, 'mine')
    first.deliverUp(house.room)
    await house.clock.tick()
    const copy = new Y.Doc()
    for (const { update } of house.store.updates) Y.applyUpdate(copy, update)
    expect(
      second.down.some((frame) => Buffer.from(frame).includes(Buffer.from(house.store.updates[0]?.update ?? []))),
    ).toBe(true)
    expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(first.doc))
  })
})

describe('acknowledgement', () => {
  test('[contract] a step 2 that holds anything counts as one, an empty one as none', async () => {
    const { house, first } = await withClients(1)
    expect([first.sent, first.acknowledged]).toEqual([0, 0])
    write(first, 'now')
    await settle(house, first)
    first.hangUp(house.room)
    const offline = new Client(KIND, { clientId: 5_000, doc: first.doc })
    offline.doc.getXmlFragment('narrative').push([paragraph('on the train')])
    offline.up.length = 0
    offline.clocks.length = 0
    offline.connect(house.room)
    await settle(house, offline)
    expect([offline.sent, offline.acknowledged]).toEqual([1, 1])
  })

  test('[F16] a frame delivered twice changes nothing, is stored once, and is acknowledged in its turn', async () => {
    const { house, first, second } = await withClients(2)
    write(first, 'once')
    const [frame] = first.up
    if (frame) first.up.push(frame)
    house.store.hold()
    first.deliverUp(house.room)
    await house.clock.tick()
    first.deliverDown()
    expect(first.acknowledged).toBe(0)
    house.store.letGo()
    await settle(house, first, second)
    expect([first.acknowledged, house.store.updates.length, texts(second.doc)]).toEqual([2, 1, ['once']])
  })

  test('[P1] who comes back while their edit is still in the queue is not told it is saved before it is', async () => {
    const { house, first } = await withClients(1)
    house.store.hold()
    write(first, 'in the queue')
    first.deliverUp(house.room)
    await house.clock.tick()
    first.hangUp(house.room)
    const back = new Client(KIND, { clientId: 5_000, doc: first.doc })
    back.connect(house.room)
    for (let n = 0; n < 3; n += 1) {
      back.deliverUp(house.room)
      back.deliverDown()
    }
    expect([back.isSynced, back.sent, back.acknowledged]).toEqual([true, 1, 0])
    house.store.letGo()
    await settle(house, back)
    expect([back.acknowledged, house.store.updates.length]).toEqual([1, 1])
  })

  test('[lesson 2, 7] a turn is one hand-over to each, and no bytes go back to their author', async () => {
    const { house, first, second } = await withClients(2)
    first.handedOver.length = 0
    second.handedOver.length = 0
    for (const text of ['a', 'b', 'c']) write(first, text)
    first.deliverUp(house.room)
    await house.clock.tick()
    expect([first.handedOver, second.handedOver]).toEqual([[1], [3]])
  })
})

describe('offline work', () => {
  test('[P4, P1] who types on before their offline work has arrived is neither sent away nor told too early that it is saved', async () => {
    const { house, first, second } = await withClients(2)
    write(second, 'by the second')
    await settle(house, first, second)
    first.hangUp(house.room)
    write(first, 'on the train')
    const back = new Client(KIND, { clientId: 5_000, doc: first.doc })
    back.connect(house.room)
    for (const text of ['one', 'two', 'three', 'four']) write(back, text)
    // Refers to nothing that is missing, and so can be taken before the rest.
    back.doc.getXmlFragment('narrative').delete(0, 1)
    back.deliverUp(house.room)
    await house.clock.tick()
    back.handedOver.length = 0
    expect([back.closedWith, back.acknowledged, house.store.updates.length]).toEqual([undefined, 0, 2])

    await settle(house, back, second)
    expect([back.sent, back.acknowledged]).toEqual([6, 6])
    expect(texts(second.doc)).toEqual(['on the train', 'one', 'two', 'three', 'four'])
  })
})

describe('a bad peer', () => {
  const malformed: { readonly [what: string]: Uint8Array } = {
    'an empty frame': new Uint8Array(),
    'an unknown channel': new Uint8Array([7]),
    'an acknowledgement of its own': new Uint8Array([100, 1]),
    'a cut frame': new Uint8Array([0, 2, 50, 1]),
    'bytes after the end': new Uint8Array([...syncFrame(UPDATE, EMPTY_UPDATE), 0]),
    'an update of random bytes': syncFrame(UPDATE, new Uint8Array([9, 9, 9, 9])),
    'a step 2 of random bytes': syncFrame(STEP_2, new Uint8Array([9, 9, 9, 9])),
    'a state vector of random bytes': syncFrame(0, new Uint8Array([200])),
    'presence of random bytes': new Uint8Array([1, 3, 1, 1, 1]),
  }
  test.each(Object.entries(malformed))('[P18, P24] %s costs its sender and no other', async (_what, frame) => {
    const { house, first, second, third } = await withClients(3)
    const before = state(first.doc)
    house.room.receive(first.peer, frame)
    expect(first.closedWith).toBe(4400)
    expect([second.closedWith, house.store.updates.length, before]).toEqual([undefined, 0, state(second.doc)])

    write(second, 'undisturbed')
    await settle(house, second, third)
    expect(texts(third.doc)).toEqual(['undisturbed'])
  })

  test('[M-2] a cut update reaches nobody, not even in part', async () => {
    const { house, first, second } = await withClients(2)
    write(first, 'whole')
    const [frame] = first.up.splice(0)
    const update = frame?.subarray(frame.length - (frame[2] ?? 0)) ?? EMPTY_UPDATE
    house.room.receive(first.peer, syncFrame(UPDATE, update.subarray(0, -1)))
    await settle(house, second)
    expect([first.closedWith, house.store.updates.length, texts(second.doc)]).toEqual([4400, 0, []])
  })

  test('[M-7, abuse 22] a forged client id is forbidden', async () => {
    const { house, first, second } = await withClients(2)
    const forged = new Client(KIND, { clientId: 5_001 })
    write(forged, 'as the second')
    house.room.receive(first.peer, forged.up[0] ?? EMPTY_UPDATE)
    expect([first.closedWith, second.closedWith]).toEqual([4403, undefined])
    expect(house.log.lines.some(({ what }) => 'code' in what && what.code === 4403)).toBe(true)
  })

  test('[abuse 21] a gap is asked for again, never stored; the third within a minute is malformed', async () => {
    const { house, first, second } = await withClients(2)
    write(first, 'lost')
    first.up.length = 0
    write(first, 'after')
    await settle(house, first, second)
    expect([texts(second.doc), first.closedWith, first.acknowledged]).toEqual([['lost', 'after'], undefined, 1])

    const gap = new Client(KIND, { clientId: 5_000, doc: first.doc })
    for (let n = 0; n < 2; n += 1) {
      write(gap, 'lost again')
      gap.up.length = 0
      write(gap, 'gap')
      house.room.receive(first.peer, gap.up.pop() ?? EMPTY_UPDATE)
    }
    expect(first.closedWith).toBe(4400)
  })

  test('[P13, abuse 28] a reader’s edits are ignored, the third closes; a polite step 2 is no edit', async () => {
    const { house, clients } = await withClients(1)
    const writer = clients[0] as Client
    write(writer, 'published soon')
    writer.doc.getXmlFragment('narrative').delete(0, 1)
    await settle(house, writer)
    const reader = new Client(KIND, { clientId: 8_000, mayWrite: false })
    reader.connect(house.room)
    await settle(house, reader)
    expect(reader.sent).toBe(0)

    const step2 = syncFrame(STEP_2, Y.encodeStateAsUpdate(reader.doc))
    for (let n = 0; n < 5; n += 1) house.room.receive(reader.peer, step2)
    expect(reader.closedWith).toBeUndefined()

    for (const expected of [undefined, undefined, 4403]) {
      write(reader, 'mine too')
      reader.deliverUp(house.room)
      expect(reader.closedWith).toBe(expected)
    }
    await settle(house, writer)
    expect([house.store.updates.length, texts(writer.doc)]).toEqual([2, []])
  })

  test('[abuse 32] more than 60 frames a second after a burst of 200 is too much; time gives them back', async () => {
    const { house, first, second } = await withClients(2)
    const frame = syncFrame(UPDATE, EMPTY_UPDATE)
    const send = (count: number): void => {
      for (let n = 0; n < count; n += 1) house.room.receive(first.peer, frame)
    }
    send(190)
    await house.clock.advance(1_000)
    send(60)
    expect(first.closedWith).toBeUndefined()
    send(200)
    expect([first.closedWith, second.closedWith]).toEqual([4429, undefined])
  })
})

describe('the log', () => {
  test('[F10] another writer’s updates are taken in, and ours follow under new numbers', async () => {
    const { house, first, second } = await withClients(2)
    const other: DocumentUpdate = {
      documentId: 'd',
      epoch: 1,
      seq: 1,
      personId: 'elsewhere',
      clientId: 7_000,
      update: foreignUpdate('from another node'),
      at: new Date(0),
    }
    house.store.hold()
    write(first, 'from here')
    first.deliverUp(house.room)
    await house.clock.tick()
    house.store.updates.push(other)
    house.store.letGo()
    await settle(house, first, second)
    expect([...texts(second.doc)].sort()).toEqual(['from another node', 'from here'])
    expect(state(first.doc)).toEqual(state(second.doc))
    expect(house.store.updates.map(({ seq, personId }) => [seq, personId])).toEqual([
      [1, 'elsewhere'],
      [2, 'person-5000'],
    ])
    expect(first.acknowledged).toBe(1)
    expect((await openHouse(KIND, {}, house.store)).room.read()).toEqual(house.room.read())
  })

  test('[F6] a commit whose answer was lost is found in the log and not written twice', async () => {
    const { house, first, second } = await withClients(2)
    house.store.appendUpdates = async (updates) => {
      house.store.updates.push(...updates)
      house.store.appendUpdates = MemoryStore.prototype.appendUpdates.bind(house.store)
      throw new Error('connection closed during COMMIT')
    }
    write(first, 'once')
    first.deliverUp(house.room)
    await house.clock.tick()
    await house.clock.advance(house.limits.retryFirstMs)
    await settle(house, first, second)
    expect([house.store.updates.length, first.acknowledged, texts(second.doc)]).toEqual([1, 1, ['once']])
  })

  test('[F6] frames that arrive while the log is read again wait their turn', async () => {
    const { house, first, second } = await withClients(2)
    house.store.hold()
    write(first, 'one')
    first.deliverUp(house.room)
    await house.clock.tick()
    house.store.release(new LogConflict('taken'))
    await Promise.resolve()
    house.conflict()
    write(second, 'two')
    second.deliverUp(house.room)
    house.store.letGo()
    await settle(house, first, second)
    expect([first.acknowledged, second.acknowledged]).toEqual([1, 1])
    expect(state(first.doc)).toEqual(state(second.doc))
  })

  test('[F28] a log with a hole is not opened', async () => {
    const store = new MemoryStore()
    const author = new Client(KIND, { clientId: 5_000 })
    write(author, 'one')
    author.up.length = 0
    const vector = Y.encodeStateVector(author.doc)
    write(author, 'two')
    store.updates.push({
      documentId: 'd',
      epoch: 1,
      seq: 1,
      personId: 'p',
      clientId: 5_000,
      update: Y.encodeStateAsUpdate(author.doc, vector),
      at: new Date(0),
    })
    await expect(openHouse(KIND, {}, store)).rejects.toThrow('not in it')
  })
})

describe('a document that fills up', () => {
  const told = (client: Client): unknown => client.conditions.at(-1)

  test('[abuse 34] tells at 70 %, takes no more text at 100 % with a reason, and can be made shorter', async () => {
    const house = await openHouse(KIND, { documentBytes: 4_000 })
    const [writer, reader] = [new Client(KIND, { clientId: 5_000 }), new Client(KIND, { clientId: 5_001 })]
    for (const client of [writer, reader]) client.connect(house.room)
    await settle(house, writer, reader)
    write(writer, 'x'.repeat(2_000))
    await settle(house, writer, reader)
    expect([told(writer), told(reader)]).toEqual([undefined, undefined])
    write(writer, 'x'.repeat(1_500))
    await settle(house, writer, reader)
    const first = told(reader)
    expect(first).toMatchObject({ hold: null })
    write(writer, 'x'.repeat(250))
    await settle(house, writer, reader)
    expect(told(reader)).toMatchObject({ hold: null })
    expect(told(reader)).not.toEqual(first)
    write(writer, 'x'.repeat(1_000))
    await settle(house, writer, reader)
    expect([told(writer), told(reader)]).toMatchObject([{ hold: 'full' }, { hold: 'full' }])

    const late = new Client(KIND, { clientId: 5_002 })
    late.connect(house.room)
    await settle(house, late)
    expect(told(late)).toMatchObject({ hold: 'full' })
    reader.doc.getXmlFragment('narrative').delete(0, 1)
    await settle(house, reader, writer)
    expect(reader.closedWith).toBeUndefined()
    write(writer, 'one more')
    await settle(house, writer)
    expect(writer.closedWith).toBe(1009)
  })
})

describe('settling', () => {
  test('[P11] waits for what is accepted, then reads exactly that', async () => {
    const { house, first } = await withClients(1)
    house.store.hold()
    write(first, 'the wording')
    first.deliverUp(house.room)
    await house.clock.tick()
    let settled: unknown
    const settling = house.room.settle().then((reading) => (settled = reading))
    await house.clock.tick()
    expect(settled).toBeUndefined()
    house.store.letGo()
    await settling
    expect(settled).toMatchObject({ seq: 1, epoch: 1, content: { texts: { narrative: 'the wording' } } })
  })

  test('[F5] is refused as unavailable when the log does not answer', async () => {
    const { house, first } = await withClients(1)
    house.store.hold()
    write(first, 'the wording')
    first.deliverUp(house.room)
    const refused = expect(house.room.settle()).rejects.toMatchObject({ problem: { kind: 'unavailable' } })
    await house.clock.tick()
    await house.clock.advance(house.limits.settleMs)
    await refused
  })
})

describe('joining', () => {
  test('[lesson 1] a long tail is folded into one encoded state, also while edits wait in the queue', async () => {
    const house = await openHouse(KIND, { tailUpdates: 20, framesBurst: 10_000 })
    const client = new Client(KIND, { clientId: 5_000 })
    client.connect(house.room)
    await settle(house, client)
    for (let n = 0; n < 50; n += 1) {
      write(client, `line ${n}`)
      client.deliverUp(house.room)
      if (n % 3 === 0) await house.clock.tick()
    }
    await settle(house, client)
    const late = new Client(KIND, { clientId: 9_000 })
    late.connect(house.room)
    late.deliverUp(house.room)
    expect(late.down.length).toBeLessThan(25)
    await settle(house, client, late)
    expect(texts(late.doc)).toEqual(texts(client.doc))
  })

  test('[P7] who comes back with all the text still learns what was deleted meanwhile', async () => {
    const { house, first, second } = await withClients(2)
    write(first, 'stays')
    write(first, 'goes')
    await settle(house, first, second)
    second.hangUp(house.room)
    first.doc.getXmlFragment('narrative').delete(1, 1)
    await settle(house, first)
    const again = await openHouse(KIND, {}, house.store)
    const back = new Client(KIND, { clientId: 5_001, doc: second.doc })
    back.connect(again.room)
    await settle(again, back)
    expect(texts(back.doc)).toEqual(['stays'])
  })

  test('[rule 8] a seeded document opens from its one update', async () => {
    const store = new MemoryStore()
    const update = seedUpdate(KIND, (doc) => writeRichText(doc.getXmlFragment('narrative'), 'Seeded'))
    store.updates.push({ documentId: 'd', epoch: 1, seq: 1, personId: 'loader', clientId: 1, update, at: new Date(0) })
    const house = await openHouse(KIND, {}, store)
    expect(house.room.read()).toMatchObject({ seq: 1, content: { texts: { narrative: 'Seeded' } } })
  })
})

function foreignUpdate(text: string): Uint8Array {
  const elsewhere = new Client(KIND, { clientId: 7_000 })
  write(elsewhere, text)
  return Y.encodeStateAsUpdate(elsewhere.doc)
}

test('[P24] a bomb of a state vector is refused', async () => {
  const { house, first } = await withClients(1)
  house.room.receive(
    first.peer,
    syncFrame(
      0,
      encoding.encode((encoder) => encoding.writeVarUint(encoder, 30_000_000)),
    ),
  )
  expect(first.closedWith).toBe(4400)
})
