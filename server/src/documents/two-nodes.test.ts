import { describe, expect, test } from 'vitest'

import type { DocumentKind } from '@concordat/shared/documents/schema'
import { readRichText } from '@concordat/shared/documents/rich-text'

import { LIMITS } from './limits.ts'
import type { OtherNodes } from './ports.ts'
import { Registry } from './registry.ts'
import type { Room } from './room.ts'
import { paragraph } from './test/author.ts'
import { Client } from './test/client.ts'
import { FakeClock } from './test/fake-clock.ts'
import { documentOf, HASTY, MemoryLog } from './test/house.ts'
import { MemoryStore } from './test/memory-store.ts'

const KIND: DocumentKind = 'programme'

/** The line between nodes of one process. Can be cut, and then nobody is told of it. */
class Line {
  isCut = false
  readonly #ends: Map<string, (body: Uint8Array) => void>[] = []

  end(): OtherNodes {
    const own = new Map<string, (body: Uint8Array) => void>()
    this.#ends.push(own)
    return {
      tell: (topic, body) => {
        if (this.isCut) return
        for (const end of this.#ends) if (end !== own) end.get(topic)?.(body)
      },
      hear: (topic, listener) => {
        own.set(topic, listener)
        return () => void own.delete(topic)
      },
      onMissed: () => () => undefined,
    }
  }
}

class Node {
  readonly registry: Registry
  readonly log = new MemoryLog()
  readonly clock: FakeClock
  room: Room | undefined
  readonly clients: Client[] = []

  constructor(store: MemoryStore, clock: FakeClock, line: Line) {
    this.clock = clock
    store.documents.set('d', documentOf(KIND))
    this.registry = new Registry({
      store,
      clock,
      limits: { ...HASTY, framesBurst: 10_000 },
      log: this.log,
      onProjected: () => undefined,
      otherNodes: line.end(),
    })
  }

  async enter(client: Client): Promise<Client> {
    this.room = await this.registry.join(client.peer)
    client.connect(this.room)
    this.clients.push(client)
    return client
  }

  pump(): void {
    for (const client of this.clients) {
      if (this.room !== undefined) client.deliverUp(this.room)
      client.deliverDown()
    }
  }
}

function twoNodes() {
  const [store, clock, line] = [new MemoryStore(), new FakeClock(), new Line()]
  const nodes = [new Node(store, clock, line), new Node(store, clock, line)] as const
  const settle = async (rounds = 12): Promise<void> => {
    for (let n = 0; n < rounds; n += 1) {
      for (const node of nodes) node.pump()
      await clock.tick()
    }
  }
  return { store, clock, line, nodes, settle }
}

const write = (client: Client, text: string): void => client.doc.getXmlFragment('narrative').push([paragraph(text)])
const lines = ({ doc }: Client): string[] =>
  readRichText(doc.getXmlFragment('narrative')).map((block) => ('text' in block ? block.text : ''))

describe('two nodes on one log', () => {
  test('[F10] both write in the same moment: nothing is lost, written twice or acknowledged too early', async () => {
    const { store, nodes, settle } = twoNodes()
    const amara = await nodes[0].enter(new Client(KIND, { clientId: 5_000 }))
    const ben = await nodes[1].enter(new Client(KIND, { clientId: 5_001 }))
    await settle()
    for (let n = 0; n < 25; n += 1) {
      write(amara, `a${n}`)
      write(ben, `b${n}`)
      await settle(1 + (n % 3))
    }
    await settle(30)
    expect([amara.acknowledged, ben.acknowledged, store.updates.length]).toEqual([25, 25, 50])
    expect(lines(amara)).toHaveLength(50)
    expect(lines(amara)).toEqual(lines(ben))
    expect(store.updates.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, n) => n + 1),
    )
    expect(await nodes[0].registry.read('d')).toEqual(await nodes[1].registry.read('d'))
  })

  test('[F9] a line that is cut and says nothing of it is repaired from the log within 30 s', async () => {
    const { clock, line, nodes, settle } = twoNodes()
    const amara = await nodes[0].enter(new Client(KIND, { clientId: 5_000 }))
    const ben = await nodes[1].enter(new Client(KIND, { clientId: 5_001 }))
    await settle()
    line.isCut = true
    for (let n = 0; n < 5; n += 1) write(amara, `unheard ${n}`)
    await settle()
    expect([amara.acknowledged, lines(ben).length]).toEqual([5, 0])
    await clock.advance(LIMITS.compareMs + 1)
    await settle()
    expect(lines(ben)).toEqual(lines(amara))
    write(ben, 'and back')
    await settle()
    await clock.advance(LIMITS.compareMs + 1)
    await settle()
    expect(lines(amara)).toEqual(lines(ben))
  })

  test('[M-8] one client id on two nodes at once: all read what the log has, and nobody diverges for long', async () => {
    const { store, line, nodes, settle } = twoNodes()
    const one = await nodes[0].enter(new Client(KIND, { clientId: 5_000, person: 'eve' }))
    const other = await nodes[1].enter(new Client(KIND, { clientId: 5_000, person: 'eve' }))
    const witness = await nodes[1].enter(new Client(KIND, { clientId: 5_001 }))
    await settle()
    store.hold()
    line.isCut = true
    write(one, 'first story')
    write(other, 'second story')
    await settle()
    store.release()
    await settle()
    line.isCut = false
    store.letGo()
    await nodes[0].registry.compare()
    await nodes[1].registry.compare()
    await settle(30)
    const [here, there] = [await nodes[0].registry.read('d'), await nodes[1].registry.read('d')]
    expect(here.content).toEqual(there.content)
    expect(lines(witness).join('\n\n')).toBe(here.content.texts['narrative'])
  })

  test('[lesson 6] presence of a node that dies without a farewell is forgotten after half a minute', async () => {
    const { clock, line, nodes, settle } = twoNodes()
    const amara = await nodes[0].enter(new Client(KIND, { clientId: 5_000 }))
    const ben = await nodes[1].enter(new Client(KIND, { clientId: 5_001 }))
    await settle()
    // client 5000, clock 1, {}
    const state = new Uint8Array([1, 4, 1, 136, 39, 1, 2, 123, 125])
    state[1] = state.length - 2
    nodes[0].room?.receive(amara.peer, state)
    await clock.advance(LIMITS.presenceWindowMs * 3)
    await settle()
    const told = ben.presence.length
    expect(Buffer.from(ben.presence.at(-1) ?? []).toString()).toContain('person-5000')
    line.isCut = true
    await clock.advance(LIMITS.remotePresenceMs * 1.3)
    await settle()
    expect(ben.presence.length).toBeGreaterThan(told)
    expect(Buffer.from(ben.presence.at(-1) ?? []).toString()).toContain('null')
  })
})
