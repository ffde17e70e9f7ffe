import * as decoding from 'lib0/decoding'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'

import { readProjection } from '@concordat/db/documents'
import { createDoc } from '@concordat/shared/documents/doc'
import type { DocumentKind } from '@concordat/shared/documents/schema'
import type { DocumentList, DocumentSession } from '@concordat/shared/http'

import { startTestApp, type TestApp } from '../test/app.ts'
import { eventually } from '../test/patience.ts'
import { paragraph } from './test/author.ts'

const BOARD = 'greater-manchester'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ samples: true })
}, 120_000)
afterAll(() => server.close())

/** The real client against the real server, as the page does it: session first, then the socket. */
async function openDraft(person: string, documentId: string, kind: DocumentKind): Promise<Draft> {
  const cookie = await server.signIn(person)
  const answer = await server.post<DocumentSession>(`/api/documents/${documentId}/session`, {}, cookie)
  expect(answer.status).toBe(200)
  const { clientId, epoch, schema, path } = answer.body
  const doc = createDoc(kind, { clientId })
  const draft: Draft = { doc, acknowledged: 0, provider: undefined as never }
  class BrowserSocket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { origin: server.origin, cookie } })
    }
  }
  const at = path.lastIndexOf('/')
  draft.provider = new WebsocketProvider(
    server.origin.replace('http', 'ws') + path.slice(0, at),
    path.slice(at + 1),
    doc,
    {
      WebSocketPolyfill: BrowserSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      params: { epoch: String(epoch), schema: String(schema) },
    },
  )
  draft.provider.messageHandlers[100] = (_encoder: unknown, decoder: decoding.Decoder) => {
    draft.acknowledged = decoding.readVarUint(decoder)
  }
  await eventually(() => expect(draft.provider.synced).toBe(true))
  return draft
}

interface Draft {
  provider: WebsocketProvider
  readonly doc: Y.Doc
  acknowledged: number
}

async function someDraft(kind: DocumentKind): Promise<string> {
  const cookie = await server.signIn('secretariat')
  const { body } = await server.get<DocumentList>(`/api/boards/${BOARD}/documents`, cookie)
  const found = body.documents.find((document) => document.kind === kind)
  if (found === undefined) throw new Error(`no ${kind} on the board`)
  return found.id
}

describe('drafts on the real server', () => {
  test('[P1, P7] what one person writes is acknowledged, seen by another, settled and projected', async () => {
    const id = await someDraft('programme')
    const [secretariat, chair] = [
      await openDraft('secretariat', id, 'programme'),
      await openDraft('chair', id, 'programme'),
    ]
    secretariat.doc.getXmlFragment('narrative').push([paragraph('Written together.')])
    await eventually(() => expect(secretariat.acknowledged).toBe(1))
    await eventually(() => expect(chair.doc.getXmlFragment('narrative').toJSON()).toContain('Written together.'))

    const settled = await server.app.documents.settle(id)
    expect(settled.content.texts['narrative']).toContain('Written together.')
    await eventually(async () => expect((await readProjection(server.db, id))?.seq).toBe(settled.seq))
    expect((await readProjection(server.db, id))?.content).toEqual(settled.content)
    for (const { provider } of [secretariat, chair]) provider.destroy()
  })

  test('[P13] a reader is told so, and a stranger is told nothing', async () => {
    const id = await someDraft('programme')
    const path = `/api/documents/${id}/session`
    const reader = await server.post<DocumentSession>(path, {}, await server.signIn('observer'))
    expect([reader.status, reader.body.abilities]).toEqual([200, ['document.read']])
    expect((await server.post(path, {}, await server.signIn('scrutiny'))).status).toBe(404)
    expect((await server.post(path, {})).status).toBe(401)
    expect((await server.post('/api/documents/not-an-id/session', {}, await server.signIn('chair'))).status).toBe(404)
  })

  test('[P15] signing out closes the socket within two seconds', async () => {
    const id = await someDraft('programme')
    const cookie = await server.signIn('secretariat')
    const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/sync/${id}`, {
      headers: { origin: server.origin, cookie },
    })
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    await new Promise((resolve) => socket.on('open', resolve))
    expect((await server.post('/api/sign-out', {}, cookie)).status).toBe(204)
    expect(await closed).toBe(4401)
  })
})
