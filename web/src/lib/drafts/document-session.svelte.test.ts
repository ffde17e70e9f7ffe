import { createDoc } from '@concordat/shared/documents/doc'
import type { DocumentLink } from '@concordat/shared/http'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'

import { DocumentSession } from '#lib/drafts/document-session.svelte.ts'
import { allUnsent } from '#lib/drafts/unsent-drafts.ts'

/** The other end of the line: speaks the protocol, and is told by the test when to close and how. */
class Line extends EventTarget {
  static readonly OPEN = 1
  static readonly all: Line[] = []
  static readonly kept = createDoc('ask', { clientId: 1 })
  static limit = 256 * 1024
  static acknowledges = true
  readonly OPEN = 1
  binaryType = 'arraybuffer'
  readyState = 0
  onopen: (() => void) | undefined
  onmessage: ((event: { data: ArrayBuffer }) => void) | undefined
  onclose: ((event: { code: number; reason: string }) => void) | undefined
  onerror: (() => void) | undefined
  #taken = 0

  constructor() {
    super()
    Line.all.push(this)
    queueMicrotask(() => {
      this.readyState = 1
      this.onopen?.()
    })
  }

  send(frame: Uint8Array): void {
    if (frame.byteLength > Line.limit) return this.end(1009)
    const decoder = decoding.createDecoder(frame)
    if (decoding.readVarUint(decoder) !== 0) return
    const type = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (type === 0) {
      this.say(0, 1, Y.encodeStateAsUpdate(Line.kept, bytes))
      this.say(0, 0, Y.encodeStateVector(Line.kept))
      return
    }
    if (!Line.acknowledges) return
    Y.applyUpdate(Line.kept, bytes)
    if (type === 2 || bytes.byteLength > 2) this.#taken += 1
    this.hand((encoder) => {
      encoding.writeVarUint(encoder, 100)
      encoding.writeVarUint(encoder, this.#taken)
    })
  }

  say(channel: number, type: number, bytes: Uint8Array): void {
    this.hand((encoder) => {
      encoding.writeVarUint(encoder, channel)
      encoding.writeVarUint(encoder, type)
      encoding.writeVarUint8Array(encoder, bytes)
    })
  }

  tell(condition: object): void {
    this.hand((encoder) => {
      encoding.writeVarUint(encoder, 101)
      encoding.writeVarString(encoder, JSON.stringify(condition))
    })
  }

  hand(write: (encoder: encoding.Encoder) => void): void {
    const data = new Uint8Array(encoding.encode(write)).buffer
    queueMicrotask(() => this.onmessage?.({ data }))
  }

  end(code: number, reason = ''): void {
    this.readyState = 3
    queueMicrotask(() => this.onclose?.({ code, reason }))
  }

  close(): void {
    this.readyState = 3
  }
}

/** The line and the storage of the device answer in their own time, and a machine with much else to do takes seconds. */
const until = (isSo: () => void): Promise<void> => vi.waitFor(isSo, { timeout: 10_000 })

const line = (): Line => {
  const last = Line.all.at(-1)
  if (last === undefined) throw new Error('No line was opened')
  return last
}

const me = { person: 'Amina Rahman', id: 'amina' }
const document: DocumentLink = { id: 'a-draft', kind: 'ask', title: 'The ask', of: 'ask-5a', abilities: [] }
const writer = { person: me.id, name: me.person, initials: 'AR', colour: 1 }
let brought: Uint8Array[] = []
let bringing: () => Response
let signedIn: string = me.id
let session: DocumentSession
let client = 100

beforeEach(async () => {
  localStorage.clear()
  Line.all.length = 0
  Line.acknowledges = true
  brought = []
  signedIn = me.id
  bringing = () => new Response('{"added":true}')
  vi.stubGlobal('WebSocket', Line)
  vi.stubGlobal('fetch', async (path: string, init?: { body?: Uint8Array }) => {
    if (path === '/api/me') return Response.json({ person: { id: signedIn } })
    if (path.endsWith('/session'))
      return Response.json({
        clientId: (client += 1),
        epoch: 1,
        schema: 1,
        abilities: ['document.read', 'document.write'],
        path: '/sync/a-draft',
        updateBytes: Line.limit - 16,
      })
    const answer = bringing()
    if (answer.ok && init?.body) {
      brought.push(init.body)
      Y.applyUpdate(Line.kept, init.body)
    }
    return answer
  })
  const answer = await DocumentSession.open(document, writer)
  if (!answer.ok) throw new Error(answer.problem.title)
  session = answer.value
  await until(() => expect(session.isSaved).toBe(true))
})
afterEach(async () => {
  await session.forgetCopy()
  session.destroy()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const write = (text: string): void => {
  const words = new Y.XmlText(text)
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [words])
  session.doc.getXmlFragment('wording').push([paragraph])
}
const keptText = (): string => Line.kept.getXmlFragment('wording').toJSON()

it('[abuse 20] more than a frame holds goes over HTTPS by itself, and is saved; what is typed after it goes over the line', async () => {
  write(`large ${'x'.repeat(Line.limit)}`)
  await until(() => expect(session.isSaved).toBe(true))
  expect(brought).toHaveLength(1)
  expect(keptText()).toContain('large')
  write('small')
  await until(() => expect(keptText()).toContain('small'))
  expect(brought).toHaveLength(1)
})

it('[X3, abuse 20] a server that is away then costs nothing: it is sent again, by itself', async () => {
  let attempts = 0
  bringing = () => (++attempts === 1 ? new Response(null, { status: 503 }) : new Response('{"added":true}'))
  write(`again ${'x'.repeat(Line.limit)}`)
  await until(() => expect(session.isSaved).toBe(true))
  expect(attempts).toBe(2)
  expect(keptText()).toContain('again')
})

it('[abuse 20, X5] more than the server takes at all is said, and the text stays', async () => {
  const problem = { kind: 'invalid', status: 413, title: 'That is too much at once.' }
  bringing = () => Response.json(problem, { status: 413, headers: { 'content-type': 'application/problem+json' } })
  write(`too large ${'x'.repeat(Line.limit)}`)
  await until(() => expect(session.shown).toMatchObject({ state: 'closed', why: 'too-big', waiting: 1 }))
  expect(session.content.texts['wording']).toContain('too large')
})

it('[F17] a server that asks for patience gets it, and the page says reconnecting at once', async () => {
  const [before, timers] = [Line.all.length, vi.spyOn(globalThis, 'setTimeout')]
  // Chance spreads people out over a fifth of the wait; here it is known, so that no other clock of the page is taken for this one.
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  line().end(1012, 'the service is restarting; come back in 20000 ms')
  await until(() => expect(session.provider.wsconnected).toBe(false))
  expect(session.shown.state).toBe('reconnecting')
  expect(timers.mock.calls.filter(([, ms]) => ms === 22_000)).toHaveLength(1)
  expect(Line.all.length).toBe(before)
  // The network coming back is news that the server did not have.
  window.dispatchEvent(new Event('online'))
  await until(() => expect(session.isSaved).toBe(true))
})

it('[abuse 34] hears how full the draft is, and forgets it on a new line that says nothing of it', async () => {
  line().tell({ fill: 0.83, hold: null })
  await until(() => expect(session.condition).toEqual({ fill: 0.83, hold: null }))
  line().end(1006)
  await until(() => expect(session.condition).toBeNull())
})

it('[abuse 13] one window too many says so and goes on trying', async () => {
  line().end(4429, 'too many open connections')
  await until(() => expect(session.isCrowded).toBe(true))
  expect(session.shown.state).not.toBe('closed')
})

it('[X4] what is unsent is noted for whoever signs out, until it is saved', async () => {
  Line.acknowledges = false
  write('not yet there')
  await until(() => expect(allUnsent()).toMatchObject([{ person: 'amina', document: 'a-draft', title: 'The ask' }]))
  Line.acknowledges = true
  line().end(1006)
  await until(() => expect(session.isSaved).toBe(true))
  expect(allUnsent()).toEqual([])
})

it('[X7, F19] signed in again, what was typed is sent; in the name of somebody else, nothing is', async () => {
  line().end(4401, 'the session has ended')
  await until(() => expect(session.shown).toMatchObject({ state: 'closed', why: 'signed-out' }))
  write('while signed out')
  signedIn = 'bruno'
  window.dispatchEvent(new Event('focus'))
  await until(() => expect(session.shown).toMatchObject({ why: 'someone-else', waiting: 1 }))
  expect(keptText()).not.toContain('while signed out')
  signedIn = me.id
  window.dispatchEvent(new Event('focus'))
  await until(() => expect(session.isSaved).toBe(true))
  expect(keptText()).toContain('while signed out')
})
