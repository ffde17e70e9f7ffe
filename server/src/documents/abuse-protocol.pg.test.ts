import { once } from 'node:events'

import * as encoding from 'lib0/encoding'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import * as awareness from 'y-protocols/awareness'
import * as Y from 'yjs'

import { close as closeDb, createDb } from '@concordat/db/client'
import { createDoc } from '@concordat/shared/documents/doc'
import { rootsOf } from '@concordat/shared/documents/schema'
import type { DocumentList, DocumentSession } from '@concordat/shared/http'
import type { Notice } from '@concordat/shared/notices'

import { Caller, rawCall, wireFrame, type Call } from '../faults/caller.ts'
import { startTestApp, type TestApp } from '../test/app.ts'
import { connectNotices, openBoard } from '../test/notice-socket.ts'
import { eventually } from '../test/patience.ts'
import { makeBoard, seatPerson } from '../test/people.ts'
import { awarenessFrame, STEP_2, syncFrame } from './frames.ts'
import { gate } from './gate.ts'
import { LIMITS } from './limits.ts'
import { Author, paragraph } from './test/author.ts'

/** Abuse cases 18 to 36 of reliability 2, each with its exact answer. Where ours is another, docs/reliability.md says why. */

const BOARD = 'greater-manchester'

let server: TestApp
let documents: DocumentList['documents']
const open: { leave(): void }[] = []

beforeAll(async () => {
  server = await startTestApp({ samples: true })
  const { body } = await server.get<DocumentList>(`/api/boards/${BOARD}/documents`, await server.signIn('secretariat'))
  documents = body.documents
}, 120_000)
afterEach(() => {
  for (const caller of open.splice(0)) caller.leave()
  vi.restoreAllMocks()
})
afterAll(() => server.close())

const programme = (): string => {
  const found = documents.find(({ kind }) => kind === 'programme')
  if (found === undefined) throw new Error(`${BOARD} has no draft of a programme`)
  return found.id
}
const callOf = (cookie: string, id = programme()): Call => ({
  address: server.origin,
  path: `/sync/${id}`,
  headers: { origin: server.origin, cookie },
})

/** Somebody with the draft open: the socket, and a copy to write in under a client id of their own. */
interface Writer {
  readonly caller: Caller
  readonly clientId: number
  readonly cookie: string
  /** An honest copy under that client id; a new one each time, so that what was refused is forgotten. */
  readonly author: (clientId?: number) => Author
}

async function write(person: string, id = programme()): Promise<Writer> {
  const cookie = await server.signIn(person)
  const { body } = await server.post<DocumentSession>(`/api/documents/${id}/session`, {}, cookie)
  const kind = documents.find((document) => document.id === id)?.kind ?? 'programme'
  const caller = await (await Caller.call(callOf(cookie, id), kind)).sync()
  caller.answerNothing()
  open.push(caller)
  return {
    caller,
    cookie,
    clientId: body.clientId,
    author: (clientId = body.clientId) => new Author(kind, clientId, caller.doc),
  }
}

const rowsOf = async (id = programme()): Promise<number> => {
  const [row] = await server.db.$client<{ count: number }[]>`
    select count(*)::int as count from document_updates where document_id = ${id}`
  return row?.count ?? 0
}

/** "Nothing": no row in any log or ledger, no byte to anyone else, the document as it was. */
async function changesNothing<T>(attempt: () => Promise<T>): Promise<T> {
  const witness = (await write('chair')).caller
  const before = await traces()
  // What was accepted is on disk then, and whoever is told of it has been: the answer holds the state and nothing before it.
  const stateOf = async (): Promise<Uint8Array[]> => {
    await server.app.documents.settle(programme())
    await witness.sync()
    return witness.updates.splice(0)
  }
  const told = await stateOf()
  const answer = await attempt()
  expect(await stateOf()).toEqual(told)
  expect(await traces()).toEqual(before)
  return answer
}

async function traces(): Promise<unknown> {
  const [row] = await server.db.$client`
    select (select count(*)::int from document_updates) as updates,
      (select count(*)::int from ledger_entries) as entries, (select count(*)::int from accepted_commands) as commands`
  return [row, await server.app.documents.read(programme())]
}

/** What an update from somebody signed in as the office answers: the code it is closed with. */
async function codeOf(bytes: (writer: Writer) => Uint8Array): Promise<number> {
  const writer = await write('secretariat')
  writer.caller.update(bytes(writer))
  return writer.caller.closed
}

const narrative = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment('narrative')
const writing =
  (text: string) =>
  (doc: Y.Doc): void =>
    narrative(doc).push([paragraph(text)])

/** An update of one group of structs, written by hand. */
const structs = (count: number, client: number, clock: number, body: (encoder: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, count)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    body(encoder)
    encoding.writeVarUint(encoder, 0)
  })

const bomb = (client: number): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, 30_000_000)
    encoding.writeVarUint(encoder, client)
  })

const events = (): unknown[] => spied.mock.calls.map(([what]) => what)
let spied: { mock: { calls: unknown[][] } } = { mock: { calls: [] } }
const spy = (): void => {
  spied = vi.spyOn(server.app.log, 'warn')
}

describe('updates that are none', () => {
  test('[abuse 18] random bytes, no bytes and a cut update are closed with 4400, and change nothing', async () => {
    const cut = ({ author }: Writer): Uint8Array => author().edit(writing('cut off')).slice(0, -1)
    for (const bytes of [() => new Uint8Array([7, 99, 3, 250, 1, 8]), () => new Uint8Array(), cut])
      expect(await changesNothing(() => codeOf(bytes))).toBe(4400)
  })

  test('[abuse 19] a bomb of seven bytes is closed with 4400, and a million structs or 300,000 keys with 1009; no memory, no delay', async () => {
    expect(await changesNothing(() => codeOf(({ clientId }) => bomb(clientId)))).toBe(4400)
    expect(await changesNothing(() => codeOf(() => new Uint8Array(300_000 * 6)))).toBe(1009)
    const many = structs(LIMITS.updateStructs + 1, 5_000, 0, (encoder) => {
      for (let index = 0; index <= LIMITS.updateStructs; index += 1) {
        encoding.writeUint8(encoder, 0)
        encoding.writeVarUint(encoder, 1)
      }
    })
    expect(await changesNothing(() => codeOf(() => many))).toBe(1009)

    const doc = createDoc('programme')
    const before = process.memoryUsage().arrayBuffers
    for (const bytes of [bomb(5_000), many]) gate(doc, 'programme', bytes, { clients: new Set([5_000]) })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000)
  })

  test('[abuse 20] a frame over 256 KB is closed with 1009', async () => {
    const big = ({ author }: Writer): Uint8Array => author().edit(writing('x'.repeat(LIMITS.frameBytes)))
    expect(await changesNothing(() => codeOf(big))).toBe(1009)
  })

  test('[abuse 20] more than 256 KB of offline work is closed with 1009 as well, and comes in over HTTPS: offline-work.pg.test.ts', async () => {
    await changesNothing(async () => {
      const { caller, author } = await write('secretariat')
      const copy = author()
      for (let piece = 0; piece < 4; piece += 1) copy.edit(writing('x'.repeat(LIMITS.frameBytes / 3)))
      caller.send(syncFrame(STEP_2, Y.encodeStateAsUpdate(copy.doc, Y.encodeStateVector(caller.doc))))
      expect(await caller.closed).toBe(1009)
    })
    const routes = Object.keys((await server.get<{ paths: object }>('/api/openapi.json')).body.paths).filter((path) =>
      path.startsWith('/api/documents'),
    )
    expect(routes).toEqual(['/api/documents/{id}/session', '/api/documents/{id}/updates'])
  })

  test('[abuse 21] an update with a gap is not stored: asked for again, and the third in a minute is closed with 4400', async () => {
    await changesNothing(async () => {
      const { caller, author } = await write('secretariat')
      const copy = author()
      copy.edit(writing('lost'))
      const gap = copy.edit(writing('after it'))
      await eventually(() => expect(caller.asked).toBe(1))
      caller.update(gap)
      await eventually(() => expect(caller.asked).toBe(2))
      caller.update(gap)
      await eventually(() => expect(caller.asked).toBe(3))
      caller.update(gap)
      expect(await caller.closed).toBe(4400)
      expect([caller.asked, caller.acknowledged]).toEqual([3, 0])
    })
  })

  test('[abuse 26] sub-documents, binary content, holes and deleted runs over 100,000 are closed with 4400', async () => {
    const onto =
      (value: unknown) =>
      ({ author }: Writer): Uint8Array =>
        author().edit((doc) => doc.getMap('plan').set('r-9', value))
    const skip = ({ clientId }: Writer): Uint8Array =>
      structs(1, clientId, 0, (encoder) => {
        encoding.writeUint8(encoder, 10)
        encoding.writeVarUint(encoder, 1)
      })
    const gone = ({ clientId }: Writer): Uint8Array =>
      structs(1, clientId, 0, (encoder) => {
        encoding.writeUint8(encoder, 0)
        encoding.writeVarUint(encoder, LIMITS.deletedRun + 1)
      })
    for (const bytes of [onto(new Y.Doc()), onto(new Uint8Array(9)), skip, gone])
      expect(await changesNothing(() => codeOf(bytes))).toBe(4400)
  })

  test('[abuse 27] bytes behind the end, and format 2, are closed with 4400', async () => {
    const behind = ({ author }: Writer): Uint8Array => new Uint8Array([...author().edit(writing('more')), 0])
    const second = ({ author }: Writer): Uint8Array =>
      Y.convertUpdateFormatV1ToV2(author().edit(writing('other format')))
    for (const bytes of [behind, second]) expect(await changesNothing(() => codeOf(bytes))).toBe(4400)
  })
})

describe('whose, and where', () => {
  test('[abuse 22] structs under the client id of somebody else are closed with 4403 and written down', async () => {
    const victim = await write('chair')
    spy()
    const forged = ({ author }: Writer): Uint8Array => author(victim.clientId).edit(writing('as somebody else'))
    // M-7: a run of nothing where the victim's next words would be.
    const squat = (): Uint8Array =>
      structs(1, victim.clientId, 0, (encoder) => {
        encoding.writeUint8(encoder, 0)
        encoding.writeVarUint(encoder, 50_000)
      })
    for (const bytes of [forged, squat]) expect(await changesNothing(() => codeOf(bytes))).toBe(4403)
    const refusal = {
      event: 'sec.sync.refused',
      person: 'secretariat',
      code: 4403,
      reason: 'client id of somebody else',
    }
    expect(events().filter((what) => (what as { code?: number }).code === 4403)).toEqual([
      expect.objectContaining(refusal),
      expect.objectContaining(refusal),
    ])
    victim.caller.update(victim.author().edit(writing('Still heard.')))
    await eventually(() => expect(victim.caller.acknowledged).toBe(1))
  })

  test('[abuse 23] nobody chooses a client id: one that is bound is refused with 4403, and every opening gives a new one', async () => {
    const [chair, office] = [await write('chair'), await write('secretariat')]
    expect(chair.clientId).not.toBe(office.clientId)
    const unknown = 4_294_967_295
    for (const taken of [chair.clientId, 1, unknown])
      expect(await changesNothing(() => codeOf(({ author }) => author(taken).edit(writing('mine now'))))).toBe(4403)
    const again = await write('secretariat')
    expect(again.clientId).not.toBe(office.clientId)
  })

  test('[abuse 24] a copy of an older epoch is turned away with 4409 before anything is merged', async () => {
    const terms = documents.find(({ kind }) => kind === 'terms')?.id ?? ''
    const cookie = await server.signIn('secretariat')
    const { body } = await server.post<DocumentSession>(`/api/documents/${terms}/session`, {}, cookie)
    const before = await rowsOf(terms)
    const owner = createDb(server.config.databaseUrl ?? '', { max: 1 })
    await owner.$client`update documents set epoch = epoch + 1 where id = ${terms}`
    await closeDb(owner)
    const old = await Caller.call(
      { ...callOf(cookie, terms), path: `${body.path}?epoch=${body.epoch}&schema=${body.schema}` },
      'terms',
    )
    old.send(
      syncFrame(
        STEP_2,
        new Author('terms', body.clientId).edit((doc) => doc.getXmlFragment('text').push([paragraph('Minutes.')])),
      ),
    )
    expect(await old.closed).toBe(4409)
    expect(await rowsOf(terms)).toBe(before)
    const { body: fresh } = await server.post<DocumentSession>(`/api/documents/${terms}/session`, {}, cookie)
    expect(fresh.epoch).toBe(body.epoch + 1)
  })

  test('[abuse 25] a write to a root that the document does not declare is closed with 4403', async () => {
    for (const root of ['meta', 'decisions', 'constructor', '__proto__'])
      expect(
        await changesNothing(() =>
          codeOf(({ author }) => author().edit((doc) => doc.getMap(root).set('approved', true))),
        ),
      ).toBe(4403)
    // Of another kind's roots as well: a programme has no wording.
    expect(rootsOf('programme')).not.toHaveProperty('wording')
    const foreign = ({ author }: Writer): Uint8Array =>
      author().edit((doc) => doc.getXmlFragment('wording').push([paragraph('x')]))
    expect(await changesNothing(() => codeOf(foreign))).toBe(4403)
  })

  test('[abuse 28] what a reader sends does nothing, as update and as step 2; the third time it is closed with 4403', async () => {
    spy()
    await changesNothing(async () => {
      const { caller, author } = await write('observer')
      expect(caller.asked).toBe(0)
      caller.update(author().edit(writing('by a reader')))
      caller.send(syncFrame(STEP_2, author().edit(writing('in a step 2'))))
      await caller.sync()
      expect(caller.socket.readyState).toBe(caller.socket.OPEN)
      caller.update(author().edit(writing('and again')))
      expect(await caller.closed).toBe(4403)
      expect(caller.acknowledged).toBe(0)
    })
    expect(events().filter((what) => (what as { event?: string }).event === 'sec.sync.read_only')).toHaveLength(3)
  })

  test('[abuse 33] what is not there, belongs to others, or is no id at all is closed alike: 4404', async () => {
    const other = await makeBoard(server.db, 'not-yours')
    await seatPerson(server.db, other, 'stranger-there', 'secretariat')
    const cookie = await server.signIn('stranger-there')
    const paths = [`/sync/${programme()}`, '/sync/0190c2f4-7f2e-7c3a-8d62-ffffffffffff', '/sync/..%2Fx', '/sync/']
    for (const path of paths) {
      const caller = await Caller.call({ ...callOf(cookie), path })
      const [code, reason] = (await once(caller.socket, 'close')) as [number, Buffer]
      expect([path, code, reason.toString()]).toEqual([path, 4404, 'no such document'])
    }
  })
})

describe('too much', () => {
  test('[abuse 29] deleting everything in one edit is allowed, kept for the office, and told', async () => {
    const { caller, author, cookie } = await write('secretariat')
    const filled = author()
    caller.update(
      filled.edit((doc) =>
        Array.from({ length: 12 }, (_, index) => writing(`A paragraph of some length, number ${index}.`)(doc)),
      ),
    )
    await eventually(() => expect(caller.acknowledged).toBe(1))
    const socket = await connectNotices(server, cookie)
    open.push({ leave: () => void socket.disconnect() })
    await openBoard(socket, BOARD)
    const told: Notice[] = []
    socket.on('notice', (notice) => told.push(notice))
    const observer = await connectNotices(server, await server.signIn('observer'))
    open.push({ leave: () => void observer.disconnect() })
    await openBoard(observer, BOARD)
    const wire: string[] = []
    observer.io.engine.on('packet', ({ data }) => wire.push(String(data)))
    const before = await server.app.documents.read(programme())

    caller.update(filled.edit((doc) => narrative(doc).delete(0, narrative(doc).length)))
    await eventually(() => expect(caller.acknowledged).toBe(2))
    expect((await server.app.documents.read(programme())).content.texts['narrative']).toBe('')
    await eventually(() => expect(told.map(({ type }) => type)).toContain('draft.shrunk'))
    // Whoever can do nothing about it is told that the draft has changed, and not how: read off the wire.
    await eventually(() => expect(wire.join()).toContain('draft.changed'))
    expect(wire.join()).not.toContain('draft.shrunk')
    const [kept] = await server.db.$client<{ state: Uint8Array; seq: string }[]>`
      select state, seq from document_snapshots where document_id = ${programme()} and kept_for is not null order by seq desc limit 1`
    const restored = createDoc('programme')
    Y.applyUpdate(restored, kept?.state ?? new Uint8Array())
    expect(narrative(restored).toJSON()).toContain('A paragraph of some length, number 11.')
    expect(Number(kept?.seq)).toBe(before.seq)
  })

  test('[abuse 30] nobody speaks for somebody else: the name is the server’s, and foreign client ids are left out', async () => {
    const [chair, office] = [await write('chair'), await write('secretariat')]
    const seen = new awareness.Awareness(new Y.Doc())
    const look = (): Map<number, { [key: string]: unknown }> => {
      for (const bytes of chair.caller.presence.splice(0)) awareness.applyAwarenessUpdate(seen, bytes, null)
      return seen.getStates()
    }
    const claim = (clientId: number, state: unknown, clock: number): Uint8Array =>
      awarenessFrame(
        encoding.encode((encoder) => {
          encoding.writeVarUint(encoder, 1)
          encoding.writeVarUint(encoder, clientId)
          encoding.writeVarUint(encoder, clock)
          encoding.writeVarString(encoder, JSON.stringify(state))
        }),
      )
    chair.caller.send(claim(chair.clientId, { cursor: 3 }, 1))
    office.caller.send(
      claim(office.clientId, { user: { name: 'Chief Executive', role: 'chief-executive' }, cursor: 1 }, 1),
    )
    await eventually(() =>
      expect(look().get(office.clientId)).toMatchObject({
        cursor: 1,
        user: { id: 'secretariat', role: 'secretariat' },
      }),
    )
    expect(JSON.stringify(look().get(office.clientId))).not.toContain('Chief Executive')

    office.caller.send(claim(chair.clientId, null, 99))
    office.caller.send(claim(chair.clientId, { user: { name: 'Nobody' } }, 100))
    office.caller.send(claim(office.clientId, { cursor: 2 }, 2))
    await eventually(() => expect(look().get(office.clientId)).toMatchObject({ cursor: 2 }))
    expect(look().get(chair.clientId)).toMatchObject({ cursor: 3, user: { id: 'chair' } })
    seen.destroy()
  })

  test('[abuse 31] presence over 2 KB is dropped, over the rate as well, and who goes on is closed with 4429; a megabyte with 1009', async () => {
    const [chair, office] = [await write('chair'), await write('secretariat')]
    const state = new awareness.Awareness(createDoc('programme'))
    state.clientID = office.clientId
    const say = (words: object): void => {
      state.setLocalState(words)
      office.caller.send(awarenessFrame(awareness.encodeAwarenessUpdate(state, [office.clientId])))
    }
    say({ note: 'x'.repeat(LIMITS.presenceBytes) })
    say({ cursor: 0 })
    await eventually(() => expect(chair.caller.presence.length).toBeGreaterThan(0))
    expect(JSON.stringify(chair.caller.presence.map((bytes) => Buffer.from(bytes).toString()))).not.toContain('xxxx')
    for (let beat = 0; beat < 400; beat += 1) say({ cursor: beat })
    expect(await office.caller.closed).toBe(4429)
    expect(chair.caller.presence.length).toBeLessThan(60)
    state.destroy()

    const again = await write('secretariat')
    again.caller.send(awarenessFrame(new Uint8Array(1024 * 1024)))
    expect(await again.caller.closed).toBe(1009)
  })

  test('[abuse 32] a thousand updates a second are closed with 4429, and others are served meanwhile', async () => {
    const [honest, flood] = [await write('chair'), await write('secretariat')]
    await server.app.documents.settle(programme())
    const before = await rowsOf()
    const author = flood.author()
    const start = performance.now()
    for (let index = 0; index < 1_000; index += 1) flood.caller.update(author.edit(writing(`${index}`)))
    honest.caller.update(honest.author().edit(writing('Meanwhile.')))
    expect(await flood.caller.closed).toBe(4429)
    const seconds = (performance.now() - start) / 1_000
    await eventually(() => expect(honest.caller.acknowledged).toBe(1))
    await server.app.documents.settle(programme())
    const taken = (await rowsOf()) - before - 1
    expect(taken).toBeGreaterThan(100)
    // A slow machine takes longer over it, and then more of them may come in; one more for a clock that counts in milliseconds.
    expect(taken).toBeLessThanOrEqual(LIMITS.framesBurst + LIMITS.framesPerSecond * seconds + 1)
  })

  test('[abuse 34] a document that is full takes no more text, says so, and still lets text be taken out', async () => {
    const ask = documents.find(({ kind }) => kind === 'ask')?.id ?? ''
    const text = 'x'.repeat(200_000)
    const notes = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment('notes')
    const writer = await write('secretariat', ask)
    const author = writer.author()
    const tries = Math.ceil(LIMITS.documentBytes / text.length) + 2
    let sent = 0
    let code: number | undefined
    void writer.caller.closed.then((with_) => (code = with_))
    for (; sent < tries && code === undefined; sent += 1) {
      writer.caller.update(author.edit((doc) => notes(doc).push([paragraph(text)])))
      await eventually(() => expect(code !== undefined || writer.caller.acknowledged > sent).toBe(true))
    }
    expect(code).toBe(1009)
    expect(sent).toBeGreaterThan(LIMITS.documentBytes / text.length - 1)

    const later = await write('secretariat', ask)
    const tidy = later.author()
    later.caller.update(tidy.edit((doc) => notes(doc).delete(0, notes(doc).length - 1)))
    await eventually(() => expect(later.caller.acknowledged).toBe(1))
  }, 60_000)
})

describe('the wire itself', () => {
  test('[abuse 35] compression is offered and not taken up', async () => {
    const { caller } = await write('secretariat')
    expect(caller.socket.extensions).toBe('')
    // A frame that says it is compressed is a protocol error.
    const raw = rawCall(callOf(await server.signIn('chair')))
    await once(raw, 'data')
    raw.write(wireFrame(new Uint8Array([1, 2, 3]), 0xc2))
    expect(await closeCodeOn(raw)).toBe(1002)
  })

  test('[abuse 36] text, bytes that are no text, reserved bits and a flood of pings end their connection and no other', async () => {
    const honest = await write('chair')
    const text = await write('secretariat')
    text.caller.send('hello')
    expect(await text.caller.closed).toBe(4400)

    for (const [frame, code] of [
      [wireFrame(new Uint8Array([0xff, 0xfe, 0xfd]), 0x81), 1007],
      [wireFrame(new Uint8Array([0]), 0x92), 1002],
      [wireFrame(new Uint8Array([0]), 0x83), 1002],
    ] as const) {
      const raw = rawCall(callOf(await server.signIn('chair')))
      await once(raw, 'data')
      raw.write(frame)
      expect(await closeCodeOn(raw)).toBe(code)
    }

    const pinging = await write('secretariat')
    for (let index = 0; index < 20_000; index += 1) pinging.caller.socket.ping()
    honest.caller.update(honest.author().edit(writing('Still here.')))
    await eventually(() => expect(honest.caller.acknowledged).toBe(1))
    expect((await fetch(`${server.origin}/api/health`)).status).toBe(200)
  }, 30_000)
})

/** The code in the close frame that a bare connection is sent. */
async function closeCodeOn(raw: ReturnType<typeof rawCall>): Promise<number> {
  let heard = Buffer.alloc(0)
  for await (const bytes of raw) {
    heard = Buffer.concat([heard, bytes as Buffer])
    const at = heard.indexOf(0x88)
    if (at >= 0 && heard.byteLength >= at + 4) {
      raw.destroy()
      return heard.readUInt16BE(at + 2)
    }
  }
  return 1006
}
