import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'

import type { DocumentKind } from '@concordat/shared/documents/schema'
import { readRichText } from '@concordat/shared/documents/rich-text'

import { LIMITS, type Limits } from './limits.ts'
import { Registry } from './registry.ts'
import type { Room } from './room.ts'
import { paragraph } from './test/author.ts'
import { Client } from './test/client.ts'
import { FakeClock } from './test/fake-clock.ts'
import { documentOf, HASTY, MemoryLog } from './test/house.ts'
import { MemoryStore } from './test/memory-store.ts'

const KIND: DocumentKind = 'programme'

/** A node: its own memory on the store that it is given. */
function start(store: MemoryStore, limits: Partial<Limits> = {}) {
  const clock = new FakeClock()
  const log = new MemoryLog()
  store.documents.set('d', documentOf(KIND))
  const registry = new Registry({ store, clock, limits: { ...HASTY, ...limits }, log, onProjected: () => undefined })
  return { store, clock, log, registry }
}

type Node = ReturnType<typeof start>

async function settle({ clock }: Node, room: Room, ...clients: Client[]): Promise<void> {
  for (let n = 0; n < 6; n += 1) {
    for (const client of clients) {
      client.deliverUp(room)
      client.deliverDown()
    }
    await clock.tick()
  }
}

async function enter(node: Node, client: Client): Promise<Room> {
  const room = await node.registry.join(client.peer)
  client.connect(room)
  await settle(node, room, client)
  return room
}

const write = (client: Client, text: string): void => client.doc.getXmlFragment('narrative').push([paragraph(text)])
const textIn = (doc: Y.Doc): string =>
  readRichText(doc.getXmlFragment('narrative'))
    .map((block) => ('text' in block ? block.text : ''))
    .join('\n\n')
const text = ({ doc }: Client): string => textIn(doc)

async function writeLines(node: Node, lines: number): Promise<Client> {
  const client = new Client(KIND, { clientId: 5_000 })
  const room = await enter(node, client)
  for (let n = 0; n < lines; n += 1) write(client, `line ${n}`)
  await settle(node, room, client)
  node.registry.leave(room, client.peer)
  await node.clock.advance(LIMITS.idleMs + 1_000)
  return client
}

describe('folding', () => {
  test('[lesson 4] a room that is left is folded, opens from there, and reads the same as from the log alone', async () => {
    const node = start(new MemoryStore(), { framesBurst: 1_000 })
    const author = await writeLines(node, 60)
    expect(node.store.snapshots.map(({ seq }) => seq)).toEqual([60])
    expect(node.store.updates).toHaveLength(60)
    const [{ state, vector } = { state: new Uint8Array(), vector: null }] = node.store.snapshots
    expect(vector).toEqual(Y.encodeStateVectorFromUpdate(state))

    const late = new Client(KIND, { clientId: 6_000 })
    const room = await enter(start(node.store), late)
    expect([text(late), late.isSynced, late.closedWith]).toEqual([text(author), true, undefined])
    expect(room.read().seq).toBe(60)
    node.store.snapshots.length = 0
    expect((await start(node.store).registry.read('d')).content).toEqual(room.read().content)
  })

  test('[P37] long values that replace each other do not fill a document that stays small', async () => {
    const limits = { documentBytes: 64 * 1024, tailBytes: 8 * 1024, framesBurst: 1_000 }
    const node = start(new MemoryStore(), limits)
    const author = new Client(KIND, { clientId: 5_000 })
    const room = await enter(node, author)
    const narrative = author.doc.getXmlFragment('narrative')
    for (let n = 0; n < 100; n += 1) {
      author.doc.transact(() => {
        if (narrative.length > 0) narrative.delete(0, narrative.length)
        narrative.push([paragraph('x'.repeat(2_000))])
      })
      await settle(node, room, author)
    }
    expect([author.acknowledged, author.closedWith]).toEqual([100, undefined])
  })

  test('[lesson 4] a few updates are not worth a snapshot', async () => {
    const node = start(new MemoryStore())
    await writeLines(node, LIMITS.snapshotAtClose - 1)
    expect(node.store.snapshots).toEqual([])
  })

  test('[lesson 3] a snapshot that cannot be kept costs nobody an edit', async () => {
    const node = start(new MemoryStore(), { framesBurst: 1_000 })
    node.store.saveSnapshot = () => Promise.reject(new Error('no room on the disk'))
    const author = await writeLines(node, 30)
    expect(author.acknowledged).toBe(30)
    expect(node.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1)
    expect((await start(node.store).registry.read('d')).seq).toBe(30)
  })

  test('[F28] what follows a damaged row is not shown, and the document can be read and not written', async () => {
    const node = start(new MemoryStore(), { framesBurst: 1_000 })
    await writeLines(node, 30)
    const reader = start(node.store)
    const load = node.store.loadDraft.bind(node.store)
    node.store.loadDraft = async (...about) => ({ ...(await load(...about)), damage: 'Update 31 is damaged.' })
    const client = new Client(KIND, { clientId: 6_000 })
    const room = await enter(reader, client)
    expect(text(client)).toContain('line 29')
    write(client, 'more')
    await settle(reader, room, client)
    expect(client.closedWith).toBe(4403)
    await expect(reader.registry.settle('d')).rejects.toMatchObject({ problem: { kind: 'unavailable' } })
    expect(node.store.updates).toHaveLength(30)
    expect(reader.log.lines.filter(({ what }) => 'event' in what && what.event === 'alarm.storage')).toHaveLength(1)
  })
})

describe('a document that nobody edits', () => {
  test('[lesson 5] is kept as bytes: joining, also after deletions, makes no live document', async () => {
    const limits = { framesBurst: 1_000, eagerBytes: 0 }
    const node = start(new MemoryStore(), limits)
    const author = new Client(KIND, { clientId: 5_000 })
    const room = await enter(node, author)
    for (let n = 0; n < 40; n += 1) write(author, `line ${n}`)
    author.doc.getXmlFragment('narrative').delete(3, 2)
    await settle(node, room, author)
    node.registry.leave(room, author.peer)
    await node.clock.advance(LIMITS.idleMs + 1_000)

    const again = start(node.store, limits)
    const joiner = new Client(KIND, { clientId: 6_000 })
    const late = await enter(again, joiner)
    expect([text(joiner), joiner.isSynced, again.registry.live]).toEqual([text(author), true, 0])

    write(joiner, 'one more')
    await settle(again, late, joiner)
    expect(again.registry.live).toBe(1)
    await again.clock.advance(LIMITS.liveIdleMs * 3)
    expect(again.registry.live).toBe(0)
    write(joiner, 'and after a rest')
    await settle(again, late, joiner)
    expect(joiner.acknowledged).toBeGreaterThanOrEqual(2)
    expect(late.read().content.texts['narrative']).toBe(text(joiner))
  })
})

describe('taking much away', () => {
  test('[abuse 29] is allowed, and what was there is kept', async () => {
    const node = start(new MemoryStore(), { framesBurst: 1_000 })
    const author = new Client(KIND, { clientId: 5_000 })
    const room = await enter(node, author)
    for (let n = 0; n < 40; n += 1) write(author, `an important line ${n}`)
    await settle(node, room, author)
    const before = text(author)
    const fragment = author.doc.getXmlFragment('narrative')
    fragment.delete(0, fragment.length)
    await settle(node, room, author)
    expect([author.closedWith, text(author)]).toEqual([undefined, ''])
    const [point] = node.store.snapshots.filter(({ keptFor }) => keptFor !== null)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, point?.state ?? new Uint8Array([0, 0]))
    expect([point?.seq, textIn(doc)]).toEqual([40, before])
  })
})
