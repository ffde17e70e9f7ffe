import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'

import * as decoding from 'lib0/decoding'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'

import type { Actor, Subject } from '@concordat/shared/policy'
import { createDoc } from '@concordat/shared/documents/doc'
import { readRichText } from '@concordat/shared/documents/rich-text'
import type { DocumentKind } from '@concordat/shared/documents/schema'

import type { Session, SessionEnd } from '../identity/identity.ts'
import { eventually } from '../test/patience.ts'
import { systemClock, type Clock } from './clock.ts'
import { createDocuments, type Documents } from './documents.ts'
import { EMPTY_UPDATE, STEP_1, syncFrame, UPDATE } from './frames.ts'
import { LIMITS, type Limits } from './limits.ts'
import { paragraph } from './test/author.ts'
import { documentOf, HASTY, MemoryLog } from './test/house.ts'
import { MemoryStore } from './test/memory-store.ts'

const KIND: DocumentKind = 'workstream'
const DOCUMENT = '0190c2f4-7f2e-7c3a-8d62-1f0f6f3c2a11'
const ORIGIN = 'http://concordat.test'
const TOKEN = 'token='

/** A server with the engine behind it, on a real port. People are signed in by a cookie that is their name and role. */
class TestServer {
  readonly store: MemoryStore
  readonly log = new MemoryLog()
  readonly roles = new Map<string, Actor['role']>([
    ['amara', 'secretariat'],
    ['ben', 'programme-lead'],
    ['olu', 'observer'],
    ['scrutiny', 'scrutiny'],
  ])
  readonly signedOut = new Set<string>()
  readonly #ended = new Set<(end: SessionEnd) => void>()
  readonly #documents: Documents
  readonly #server: Server
  readonly #providers: WebsocketProvider[] = []
  port = 0

  constructor(store = new MemoryStore(), limits: Partial<Limits> = {}, clock: Clock = systemClock) {
    this.store = store
    store.documents.set(DOCUMENT, documentOf(KIND, DOCUMENT))
    this.#documents = createDocuments({
      store,
      origin: ORIGIN,
      log: this.log,
      clock,
      limits: { ...HASTY, ...limits },
      ports: {
        identity: {
          sessionOf: async ({ headers }) => this.#sessionIn(headers.cookie),
          actorOn: async (session): Promise<Actor> => ({
            person: session.person.id,
            role: this.roles.get(session.person.id) ?? null,
            post: null,
            body: null,
            scope: null,
          }),
          onEnded: (listener) => {
            this.#ended.add(listener)
            return () => void this.#ended.delete(listener)
          },
        },
        subjectOf: async ({ kind, of }): Promise<Subject> => ({ kind, within: [of] }),
        onProjected: () => undefined,
      },
    })
    this.#server = createServer()
    this.#server.on('upgrade', (request, socket, head) => this.#documents.handleUpgrade(request, socket, head))
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
    return this
  }

  get documents(): Documents {
    return this.#documents
  }

  #sessionIn(cookie: string | undefined): Session | null {
    const person = cookie?.startsWith(TOKEN) === true ? cookie.slice(TOKEN.length) : ''
    if (!this.roles.has(person) || this.signedOut.has(person)) return null
    return {
      id: `session of ${person}`,
      person: { id: person, name: `${person} Example`, invented: true, administrator: false },
      post: null,
      endsAt: new Date(0),
      proof: null,
    }
  }

  signOut(person: string, reason: SessionEnd['reason'] = 'signed-out'): void {
    this.signedOut.add(person)
    for (const listener of this.#ended) listener({ session: `session of ${person}`, person, reason })
  }

  /** The real y-websocket client, as a browser of that person would run it. */
  async provider(
    person: string,
    options: { readonly doc?: Y.Doc; readonly params?: { [key: string]: string } } = {},
  ): Promise<WebsocketProvider> {
    const { clientId } = await this.#documents.openSession(DOCUMENT, this.#sessionIn(`${TOKEN}${person}`) as Session)
    const doc = options.doc ?? createDoc(KIND, { clientId })
    const provider = new WebsocketProvider(`ws://127.0.0.1:${this.port}/sync`, DOCUMENT, doc, {
      WebSocketPolyfill: browserSocket(person) as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      maxBackoffTime: 100,
      ...(options.params && { params: options.params }),
    })
    // y-websocket complains of channels it does not know.
    provider.messageHandlers[100] = () => undefined
    this.#providers.push(provider)
    return provider
  }

  socket(path: string, headers: { [name: string]: string }): WebSocket {
    return new WebSocket(`ws://127.0.0.1:${this.port}${path}`, { headers, perMessageDeflate: true })
  }

  asPerson(person: string, path = `/sync/${DOCUMENT}`): WebSocket {
    return this.socket(path, { origin: ORIGIN, cookie: `${TOKEN}${person}` })
  }

  /** The process dies: sockets break, nothing is flushed. */
  async kill(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    this.documents.closePeers(() => true, 1012, 'killed')
  }

  async stop(): Promise<void> {
    for (const provider of this.#providers) provider.destroy()
    await this.#documents.stop()
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

/** `ws` with the headers that a browser would send. */
function browserSocket(person: string): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { origin: ORIGIN, cookie: `${TOKEN}${person}` } })
    }
  } as typeof WebSocket
}

const servers: TestServer[] = []
async function serve(store?: MemoryStore, limits?: Partial<Limits>, clock?: Clock): Promise<TestServer> {
  const server = await new TestServer(store, limits, clock).listen()
  servers.push(server)
  return server
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})

const synced = (provider: WebsocketProvider): Promise<void> => eventually(() => expect(provider.synced).toBe(true))
const closeCode = async (socket: WebSocket): Promise<number> => {
  socket.on('error', () => undefined)
  const [code] = (await once(socket, 'close')) as [number]
  return code
}
const write = (doc: Y.Doc, text: string): void => doc.getXmlFragment('narrative').push([paragraph(text)])
const texts = (doc: Y.Doc): string[] =>
  readRichText(doc.getXmlFragment('narrative')).map((block) => ('text' in block ? block.text : ''))
/** Counts what the server says is committed. */
function acknowledgements(provider: WebsocketProvider): { count: number } {
  const seen = { count: 0 }
  provider.messageHandlers[100] = (_encoder: unknown, decoder: decoding.Decoder) => {
    seen.count = decoding.readVarUint(decoder)
  }
  return seen
}

describe('the real y-websocket client', () => {
  test('[P7] two people write at once and see the same', async () => {
    const server = await serve()
    const [amara, ben] = [await server.provider('amara'), await server.provider('ben')]
    await Promise.all([synced(amara), synced(ben)])
    write(amara.doc, 'by Amara')
    write(ben.doc, 'by Ben')
    await eventually(() => expect(texts(amara.doc)).toHaveLength(2))
    await eventually(() => expect(texts(ben.doc)).toEqual(texts(amara.doc)))
    expect((await server.documents.settle(DOCUMENT)).content.texts['narrative']).toBe(texts(amara.doc).join('\n\n'))
  })

  test('[P1] what was acknowledged before a kill is there for whoever comes after', async () => {
    const server = await serve()
    const amara = await server.provider('amara')
    const acknowledged = acknowledgements(amara)
    await synced(amara)
    for (let n = 0; n < 20; n += 1) write(amara.doc, `line ${n}`)
    await eventually(() => expect(acknowledged.count).toBe(20))
    await server.kill()

    const next = await serve(server.store)
    const ben = await next.provider('ben')
    await synced(ben)
    expect(texts(ben.doc)).toEqual(texts(amara.doc))
  })

  test('[P4] edits made while disconnected arrive after the reconnection and are acknowledged', async () => {
    const server = await serve()
    const amara = await server.provider('amara')
    const acknowledged = acknowledgements(amara)
    await synced(amara)
    amara.disconnect()
    write(amara.doc, 'on the train')
    amara.connect()
    await eventually(() => expect(acknowledged.count).toBe(1))
    expect(await server.documents.read(DOCUMENT)).toMatchObject({ content: { texts: { narrative: 'on the train' } } })
  })

  test('[P13] a reader sees everything and changes nothing', async () => {
    const server = await serve()
    const [amara, olu] = [await server.provider('amara'), await server.provider('olu')]
    await Promise.all([synced(amara), synced(olu)])
    write(amara.doc, 'published')
    await eventually(() => expect(texts(olu.doc)).toEqual(['published']))
    write(olu.doc, 'mine')
    write(amara.doc, 'still here')
    await eventually(() => expect(texts(olu.doc)).toContain('still here'))
    expect(texts(amara.doc)).toEqual(['published', 'still here'])
  })

  test('[abuse 30] presence shows names that the server knows', async () => {
    const server = await serve()
    const [amara, ben] = [await server.provider('amara'), await server.provider('ben')]
    await Promise.all([synced(amara), synced(ben)])
    amara.awareness.setLocalState({ user: { name: 'Chief Executive' }, cursor: 1 })
    await eventually(() =>
      expect(ben.awareness.getStates().get(amara.doc.clientID)).toMatchObject({
        cursor: 1,
        user: { name: 'amara Example', initials: 'AE' },
      }),
    )
    amara.disconnect()
    await eventually(() => expect(ben.awareness.getStates().has(amara.doc.clientID)).toBe(false))
  })

  test('[P15] signing out closes the sockets of that session and no other, at once and for good', async () => {
    const server = await serve()
    const [amara, ben] = [await server.provider('amara'), await server.provider('ben')]
    await Promise.all([synced(amara), synced(ben)])
    const closed = new Promise<{ code: number }>((resolve) => amara.on('closed', resolve))
    server.signOut('amara')
    expect((await closed).code).toBe(4401)
    expect([amara.shouldConnect, ben.wsconnected]).toEqual([false, true])
  })

  test('[P15] a right that is taken away closes the socket when it is asked again', async () => {
    const server = await serve()
    const ben = await server.provider('ben')
    await synced(ben)
    const closed = new Promise<{ code: number }>((resolve) => ben.on('closed', resolve))
    server.roles.set('ben', 'observer')
    await server.documents.recheckBoard(documentOf(KIND).boardId)
    expect((await closed).code).toBe(4403)
  })

  test('[P5] a graceful stop sends everyone away with 1012', async () => {
    const server = await serve()
    const socket = server.asPerson('amara')
    await once(socket, 'open')
    const code = closeCode(socket)
    await server.documents.stop()
    expect(await code).toBe(1012)
  })
})

describe('the door', () => {
  const statusOf = async (socket: WebSocket): Promise<number> => {
    socket.on('error', () => undefined)
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
    return response.statusCode
  }

  test.each([
    ['https://concordat.test'],
    ['http://concordat.test.evil.example'],
    ['null'],
    ['http://concordat.test:80'],
  ])('[P16, abuse 1 and 3] the origin %s is refused at the upgrade', async (origin) => {
    const server = await serve()
    expect(await statusOf(server.socket(`/sync/${DOCUMENT}`, { origin, cookie: `${TOKEN}amara` }))).toBe(403)
  })

  test('[P16] no origin is refused as well', async () => {
    const server = await serve()
    expect(await statusOf(server.socket(`/sync/${DOCUMENT}`, { cookie: `${TOKEN}amara` }))).toBe(403)
  })

  test('[contract] who is not signed in is closed with 4401', async () => {
    const server = await serve()
    expect(await closeCode(server.socket(`/sync/${DOCUMENT}`, { origin: ORIGIN }))).toBe(4401)
    expect(await closeCode(server.asPerson('nobody'))).toBe(4401)
  })

  test.each([
    ['/sync/0190c2f4-7f2e-7c3a-8d62-ffffffffffff'],
    ['/sync/not-an-id'],
    ['/sync/'],
    ['/sync/%2e%2e%2fetc'],
    [`/sync/${DOCUMENT}/more`],
  ])('[abuse 33] %s is unknown: 4404', async (path) => {
    const server = await serve()
    expect(await closeCode(server.asPerson('amara', path))).toBe(4404)
  })

  test('[P14, abuse 60] what one may not read is unknown: 4404', async () => {
    const server = await serve()
    expect(await closeCode(server.asPerson('scrutiny'))).toBe(4404)
  })

  test('[P34, P35] an old epoch and an old schema are told before anything is sent', async () => {
    const server = await serve()
    expect(await closeCode(server.asPerson('amara', `/sync/${DOCUMENT}?epoch=0`))).toBe(4409)
    expect(await closeCode(server.asPerson('amara', `/sync/${DOCUMENT}?epoch=1&schema=99`))).toBe(4426)
  })

  test('[abuse 20] a frame over 256 KB closes with 1009 and harms nobody else', async () => {
    const server = await serve()
    const ben = await server.provider('ben')
    await synced(ben)
    const amara = server.asPerson('amara')
    await once(amara, 'open')
    amara.send(new Uint8Array(LIMITS.frameBytes + 1))
    expect(await closeCode(amara)).toBe(1009)
    expect(ben.wsconnected).toBe(true)
  })

  test('[abuse 36] text frames and malformed frames close their sender', async () => {
    const server = await serve()
    for (const frame of ['hello', new Uint8Array([0, 2, 99])]) {
      const socket = server.asPerson('amara')
      await once(socket, 'open')
      socket.send(frame)
      expect(await closeCode(socket)).toBe(4400)
    }
  })

  test('[P18] a wire that speaks no WebSocket at all harms nobody', async () => {
    const server = await serve()
    const raw = connect(server.port, '127.0.0.1')
    raw.on('error', () => undefined)
    raw.write(
      `GET /sync/${DOCUMENT} HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\nCookie: ${TOKEN}amara\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
    await once(raw, 'data')
    raw.write(Buffer.alloc(64, 0xff))
    await once(raw, 'close')
    const ben = await server.provider('ben')
    await synced(ben)
  })

  test('[abuse 35] compression is not taken up', async () => {
    const server = await serve()
    const socket = server.asPerson('amara')
    await once(socket, 'open')
    expect(socket.extensions).toBe('')
    socket.terminate()
  })

  test('[abuse 13] a person’s sixth socket on one document is refused, the oldest stay', async () => {
    const server = await serve()
    const open = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const socket = server.asPerson('amara')
        await once(socket, 'open')
        return socket
      }),
    )
    expect(await closeCode(server.asPerson('amara'))).toBe(4429)
    expect(open.every(({ readyState }) => readyState === WebSocket.OPEN)).toBe(true)
    for (const socket of open) socket.terminate()
  })

  test('[F17] a storm of handshakes waits in line, and beyond it is sent away', async () => {
    // Time stands still while they come, however long this machine takes over it.
    let now = Date.now()
    const limits = { handshakesPerSecond: 20, handshakesBurst: 2, handshakesWaiting: 2 }
    const server = await serve(undefined, limits, { ...systemClock, now: () => now })
    const storm = { in: 0, away: 0 }
    for (const person of ['amara', 'ben', 'olu', 'amara', 'ben', 'olu']) {
      const socket = server.asPerson(person)
      socket.on('error', () => (storm.away += 1))
      socket.on('open', () => (storm.in += 1))
    }
    await eventually(() => expect(storm).toEqual({ in: 2, away: 2 }))
    now += 1_000 / limits.handshakesPerSecond
    await eventually(() => expect(storm).toEqual({ in: 3, away: 2 }))
    now += 1_000 / limits.handshakesPerSecond
    await eventually(() => expect(storm).toEqual({ in: 4, away: 2 }))
  })

  test('[abuse 5] who says nothing is closed with 4408', async () => {
    const server = await serve(undefined, { handshakeMs: 30 })
    expect(await closeCode(server.asPerson('amara'))).toBe(4408)
  })

  test('[P12] frames that come before the document is open wait, within limits', async () => {
    const store = new MemoryStore()
    const server = await serve(store)
    let open = (): void => undefined
    const waiting = new Promise<void>((resolve) => (open = resolve))
    const load = store.loadUpdates.bind(store)
    store.loadUpdates = async (...about) => {
      await waiting
      return load(...about)
    }
    const patient = server.asPerson('amara')
    const pushy = server.asPerson('ben')
    await Promise.all([once(patient, 'open'), once(pushy, 'open')])
    patient.send(syncFrame(STEP_1, new Uint8Array([0])))
    for (let n = 0; n <= LIMITS.preJoinFrames; n += 1) pushy.send(syncFrame(UPDATE, EMPTY_UPDATE))
    expect(await closeCode(pushy)).toBe(1013)
    const answered = once(patient, 'message')
    open()
    await answered
    patient.terminate()
  })

  test('[F1] whoever types on while a busy server takes half a minute to open the document is not sent away', async () => {
    const store = new MemoryStore()
    const server = await serve(store)
    let open = (): void => undefined
    const waiting = new Promise<void>((resolve) => (open = resolve))
    const load = store.loadUpdates.bind(store)
    store.loadUpdates = async (...about) => {
      await waiting
      return load(...about)
    }
    const writer = server.asPerson('amara')
    await once(writer, 'open')
    const isClosed = once(writer, 'close').then(() => true)
    writer.send(syncFrame(STEP_1, new Uint8Array([0])))
    for (let keys = 0; keys < 30 * 4; keys += 1) writer.send(syncFrame(UPDATE, EMPTY_UPDATE))
    // What was sent before the ping has been read when its answer is here.
    writer.ping()
    await Promise.race([once(writer, 'pong'), isClosed])
    const answered = once(writer, 'message').then(() => false)
    open()
    expect(await Promise.race([answered, isClosed])).toBe(false)
    writer.terminate()
  })

  test('[P20, F13] a reader that stops reading is cut off, and its memory is given back', async () => {
    const server = await serve(undefined, { bufferedBytes: 256 * 1024, documentBytes: 64 * 1024 * 1024 })
    const amara = await server.provider('amara')
    await synced(amara)
    const stuck = server.asPerson('olu')
    await once(stuck, 'open')
    stuck.send(syncFrame(STEP_1, new Uint8Array([0])))
    await once(stuck, 'message')
    stuck.pause()
    await eventually(() => {
      write(amara.doc, 'x'.repeat(60_000))
      expect(server.log.lines.some(({ message }) => message === 'a slow reader was cut off')).toBe(true)
    })
    await eventually(() => expect(server.documents.count().sockets).toBe(1))
    expect(amara.wsconnected).toBe(true)
  })
})

describe('the handshake', () => {
  test('[rule 3] each opening gives a client id of its own, and says what may be done', async () => {
    const server = await serve()
    const session = {
      id: 's',
      person: { id: 'olu', name: 'Olu', invented: true, administrator: false },
      post: null,
      endsAt: new Date(0),
      proof: null,
    }
    const first = await server.documents.openSession(DOCUMENT, session)
    const second = await server.documents.openSession(DOCUMENT, session)
    expect(first).toEqual({
      clientId: first.clientId,
      epoch: 1,
      schema: 1,
      abilities: ['document.read'],
      path: `/sync/${DOCUMENT}`,
      // With room for what stands in front of an update in its frame.
      updateBytes: LIMITS.frameBytes - 16,
    })
    expect(second.clientId).not.toBe(first.clientId)
  })

  test('[abuse 33] is refused as not-found alike for what is hidden, unknown or no id', async () => {
    const server = await serve()
    const session = {
      id: 's',
      person: { id: 'scrutiny', name: 'S', invented: true, administrator: false },
      post: null,
      endsAt: new Date(0),
      proof: null,
    }
    for (const id of [DOCUMENT, '0190c2f4-7f2e-7c3a-8d62-ffffffffffff', '../x']) {
      await expect(server.documents.openSession(id, session)).rejects.toMatchObject({ problem: { kind: 'not-found' } })
    }
  })
})
