import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'

import { DOCUMENT_SCHEMA_VERSION } from '@concordat/shared/documents/schema'
import type { Problem } from '@concordat/shared/errors'
import type { DocumentList, DocumentSession, OfflineWorkAnswer } from '@concordat/shared/http'

import { Caller } from '../faults/caller.ts'
import { startTestApp, type TestApp } from '../test/app.ts'
import { eventually } from '../test/patience.ts'
import { LIMITS } from './limits.ts'
import { Author, paragraph } from './test/author.ts'

const BOARD = 'greater-manchester'

let server: TestApp
let documents: DocumentList['documents']
beforeAll(async () => {
  server = await startTestApp({ samples: true })
  const { body } = await server.get<DocumentList>(`/api/boards/${BOARD}/documents`, await server.signIn('secretariat'))
  documents = body.documents
}, 120_000)
afterAll(() => server.close())

const draft = (kind = 'programme'): DocumentList['documents'][number] => {
  const found = documents.find((document) => document.kind === kind)
  if (found === undefined) throw new Error(`${BOARD} has no draft of a ${kind}`)
  return found
}

/** Somebody who has read the draft, gone offline, and writes on under a client id of their own. */
interface Away {
  readonly cookie: string
  readonly opening: DocumentSession
  /** Their copy, begun from what the server holds now. */
  readonly author: Author
  /** Everything the server lacks of it. */
  readonly work: () => Uint8Array
}

async function away(person: string, { id, kind } = draft()): Promise<Away> {
  const cookie = await server.signIn(person)
  const { body } = await server.post<DocumentSession>(`/api/documents/${id}/session`, {}, cookie)
  const caller = await watch(cookie, { id, kind })
  const known = Y.encodeStateVector(caller.doc)
  caller.leave()
  const author = new Author(kind, body.clientId, caller.doc)
  return { cookie, opening: body, author, work: () => Y.encodeStateAsUpdate(author.doc, known) }
}

/** Somebody with the draft open on the real socket. */
async function watch(
  cookie: string,
  { id, kind }: Pick<DocumentList['documents'][number], 'id' | 'kind'> = draft(),
): Promise<Caller> {
  const headers = { origin: server.origin, cookie }
  return (await Caller.call({ address: server.origin, path: `/sync/${id}`, headers }, kind)).sync()
}

const pieces = (count: number, size: number) => (doc: Y.Doc) =>
  doc.getXmlFragment('narrative').push(Array.from({ length: count }, (_, at) => paragraph(`${at} ${'w'.repeat(size)}`)))

interface Sending {
  readonly id?: string
  readonly type?: string
  readonly origin?: string
  readonly epoch?: number
  readonly schema?: number
}

async function bring(
  { cookie, opening }: Pick<Away, 'cookie' | 'opening'>,
  body: Uint8Array,
  {
    id = draft().id,
    type = 'application/octet-stream',
    origin = server.origin,
    epoch = opening.epoch,
    schema = opening.schema,
  }: Sending = {},
): Promise<{ status: number; body: OfflineWorkAnswer & Problem }> {
  const answer = await fetch(`${server.origin}/api/documents/${id}/updates?epoch=${epoch}&schema=${schema}`, {
    method: 'POST',
    headers: { 'content-type': type, cookie, origin },
    body: Buffer.from(body),
  })
  return { status: answer.status, body: (await answer.json()) as OfflineWorkAnswer & Problem }
}

const rowsOf = async (id = draft().id): Promise<number> => {
  const [row] = await server.db.$client<{ count: number }[]>`
    select count(*)::int as count from document_updates where document_id = ${id}`
  return row?.count ?? 0
}

describe('[abuse 20] offline work that is more than a frame holds', () => {
  test('is on disk when it is answered, and others who have the draft open get it at once', async () => {
    const writer = await away('secretariat')
    writer.author.edit(pieces(5, LIMITS.frameBytes / 4))
    const work = writer.work()
    expect(work.byteLength).toBeGreaterThan(LIMITS.frameBytes)
    const chair = await watch(await server.signIn('chair'))
    const before = await rowsOf()

    expect(await bring(writer, work)).toEqual({ status: 200, body: { added: true } })

    expect(await rowsOf()).toBe(before + 1)
    expect((await server.app.documents.read(draft().id)).content.texts['narrative']).toContain('4 www')
    await eventually(() => expect(Y.encodeStateVector(chair.doc)).toEqual(Y.encodeStateVector(writer.author.doc)))
    chair.leave()
  })

  test('sent again, also by two windows at once, it is saved once', async () => {
    const writer = await away('secretariat')
    writer.author.edit(pieces(2, LIMITS.frameBytes / 6))
    const work = writer.work()
    const before = await rowsOf()
    const both = await Promise.all([bring(writer, work), bring(writer, work)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect(both.map(({ body }) => body.added).sort()).toEqual([false, true])
    expect(await bring(writer, work)).toEqual({ status: 200, body: { added: false } })
    expect(await rowsOf()).toBe(before + 1)
  })

  test('work of more pieces than a frame may hold goes this way as well', async () => {
    const writer = await away('secretariat', draft('terms'))
    const root = writer.author.doc.share.keys().next().value ?? ''
    writer.author.edit((doc) => {
      const fragment = doc.getXmlFragment(root)
      // Put in front of one another, so that no two are joined into one.
      for (let at = 0; at < LIMITS.updateStructs / 2; at += 1) fragment.insert(0, [paragraph('x')])
    })
    const answer = await bring(writer, writer.work(), { id: draft('terms').id })
    expect(answer).toEqual({ status: 200, body: { added: true } })
  })
})

describe('[abuse 20] the same gate', () => {
  test('over 2 MB is refused with 413 before it is looked at', async () => {
    const writer = await away('secretariat')
    const before = await rowsOf()
    const answer = await bring(writer, new Uint8Array(LIMITS.offlineBytes + 1))
    expect(answer).toMatchObject({ status: 413, body: { kind: 'invalid', title: 'That is too much at once.' } })
    expect(answer.body.detail).toContain('2 MB')
    expect(await rowsOf()).toBe(before)
  })

  test.each([
    ['random bytes', () => new Uint8Array([7, 7, 7, 7]), 400, 'invalid'],
    ['no bytes', () => new Uint8Array(0), 400, 'invalid'],
    ['bytes after the end', (work: Uint8Array) => Uint8Array.from([...work, 0]), 400, 'invalid'],
  ] as const)('%s are refused and change nothing', async (_, bytes, status, kind) => {
    const writer = await away('secretariat')
    writer.author.edit(pieces(1, 10))
    const before = await rowsOf()
    const answer = await bring(writer, bytes(writer.work()))
    expect([answer.status, answer.body.kind]).toEqual([status, kind])
    expect(await rowsOf()).toBe(before)
  })

  test('what builds on edits that never came is a conflict: to be sent again with them', async () => {
    const writer = await away('chair')
    writer.author.edit(pieces(1, 10))
    const later = writer.author.edit(pieces(1, 10))
    expect(await bring(writer, later)).toMatchObject({ status: 409, body: { kind: 'conflict' } })
    expect(await bring(writer, writer.work())).toEqual({ status: 200, body: { added: true } })
  })

  test("under somebody else's client id it is forbidden", async () => {
    const [forger, victim] = [await away('chair'), await away('secretariat')]
    victim.author.edit(pieces(1, 10))
    expect(await bring(forger, victim.work())).toMatchObject({ status: 403, body: { kind: 'forbidden' } })
  })

  test('content that breaks the document schema is refused', async () => {
    const writer = await away('secretariat')
    writer.author.edit((doc) => doc.getXmlFragment('narrative').push([new Y.XmlElement('script')]))
    expect(await bring(writer, writer.work())).toMatchObject({ status: 400, body: { kind: 'invalid' } })
  })

  test('another epoch or schema is told so, and nothing is merged (abuse 24)', async () => {
    const writer = await away('chair')
    writer.author.edit(pieces(1, 10))
    const work = writer.work()
    const current = { epoch: writer.opening.epoch, schema: DOCUMENT_SCHEMA_VERSION }
    for (const wrong of [{ epoch: current.epoch + 1 }, { schema: current.schema + 1 }])
      expect(await bring(writer, work, wrong)).toMatchObject({ status: 409, body: { kind: 'stale', current } })
  })
})

describe('[abuse 20] who may bring it', () => {
  test('a reader is forbidden; a stranger and an unknown draft are not found; nobody signed in is refused', async () => {
    const writer = await away('secretariat')
    writer.author.edit(pieces(1, 10))
    const [work, before] = [writer.work(), await rowsOf()]
    const as = async (person: string, id?: string): Promise<number> =>
      (await bring({ cookie: await server.signIn(person), opening: writer.opening }, work, id ? { id } : {})).status
    expect(await as('observer')).toBe(403)
    expect(await as('scrutiny')).toBe(404)
    expect(await as('secretariat', 'not-an-id')).toBe(404)
    expect((await bring({ cookie: '', opening: writer.opening }, work)).status).toBe(401)
    expect(await rowsOf()).toBe(before)
  })

  test('another site, and another type than bytes, are refused (abuse 14)', async () => {
    const writer = await away('secretariat')
    writer.author.edit(pieces(1, 10))
    const [work, before] = [writer.work(), await rowsOf()]
    expect((await bring(writer, work, { origin: 'https://elsewhere.example' })).status).toBe(403)
    for (const type of ['application/json', 'text/plain'])
      expect(await bring(writer, work, { type })).toMatchObject({
        status: 415,
        body: { title: 'Only a Yjs update is taken here.' },
      })
    expect(await rowsOf()).toBe(before)
  })

  test('so often in a minute is enough: then 429, and the others go on', async () => {
    const [busy, other] = [await away('chair'), await away('secretariat')]
    const nothing = new Uint8Array([0, 0])
    const answers: number[] = []
    for (let at = 0; at <= LIMITS.offlinePerMinute; at += 1) answers.push((await bring(busy, nothing)).status)
    expect(answers.at(-1)).toBe(429)
    expect((await bring(other, nothing)).status).not.toBe(429)
  })

  test('the description says how', async () => {
    const { body } = await server.get<{ paths: { [path: string]: { post: { requestBody?: unknown } } } }>(
      '/api/openapi.json',
    )
    expect(body.paths['/api/documents/{id}/updates']?.post).toMatchObject({
      tags: ['drafts'],
      requestBody: { required: true, content: { 'application/octet-stream': { schema: { format: 'binary' } } } },
    })
  })
})
