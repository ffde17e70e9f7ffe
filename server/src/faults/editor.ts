import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

import { readDocument } from '@concordat/shared/documents/content'
import { createDoc } from '@concordat/shared/documents/doc'
import { addRow, removeRow } from '@concordat/shared/documents/rows'
import type { DocumentKind } from '@concordat/shared/documents/schema'
import type { DocumentSession } from '@concordat/shared/http'

import {
  ACKNOWLEDGEMENT,
  AWARENESS,
  awarenessFrame,
  isEmptyUpdate,
  STEP_1,
  STEP_2,
  SYNC,
  syncFrame,
  UPDATE,
} from '../documents/frames.ts'
import { ORIGIN } from './app-node.ts'
import type { History, Operation } from './history.ts'

const TOKEN = /tk\d+x\d+z/gu
export const KIND: DocumentKind = 'programme'
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 1_500
const WORDS_OF_ONE = 20

/** Every word of ours in a draft. */
export const tokensIn = (doc: Y.Doc, kind: DocumentKind = KIND): string[] =>
  JSON.stringify(readDocument(doc, kind)).match(TOKEN) ?? []

export interface EditorParts {
  /** Unlike that of any other editor of the run. */
  readonly number: number
  readonly cookie: string
  readonly documentId: string
  readonly history: History
  /** Where to connect now: asked before every attempt, so that a balancer can send it elsewhere. */
  readonly address: () => string
  /** Sends every frame twice (fault F16). */
  readonly isDoubling?: boolean
  /** Kept by a device: the copy an earlier editor had. */
  readonly doc?: Y.Doc
}

/**
 * A browser with a draft open: session, socket, copy, and words typed into it, as y-websocket and the page do it. Keeps the history:
 * a word is ok once the server has acknowledged the frame it went in, on the socket it went over.
 */
export class Editor {
  readonly name: string
  doc: Y.Doc
  /** When it was last in step with the server, and when it last lost it. */
  syncedAt: number | undefined
  lostAt: number | undefined
  readonly closes: number[] = []
  readonly ackMs: number[] = []
  clientId: number | undefined
  readonly #parts: EditorParts
  #socket: WebSocket | undefined
  /** Client ids that this copy was told are here, until it is told that they have gone. */
  readonly here = new Set<number>()
  #presenceClock = 0
  /** What each frame of this socket that is to be acknowledged holds. */
  #sent: Operation[][] = []
  #acknowledged = 0
  #hasAnswered = false
  #wasHeardAt = 0
  /** Typed, and not said to be saved. */
  readonly #unsaved = new Set<Operation>()
  /** What the change that is being made holds. */
  #doing: Operation[] = []
  #words = 0
  #mine: { readonly token: string; readonly take: () => void }[] = []
  #timer: NodeJS.Timeout | undefined
  #waitMs = FIRST_WAIT_MS
  #isWanted = false

  constructor(parts: EditorParts) {
    this.#parts = parts
    this.name = `editor ${parts.number}`
    this.doc = parts.doc ?? createDoc(KIND)
    this.doc.on('update', this.#say)
  }

  get isSaved(): boolean {
    return this.#unsaved.size === 0
  }

  get isSynced(): boolean {
    return this.syncedAt !== undefined
  }

  get isPending(): boolean {
    return this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null
  }

  /** The socket itself, for faults that are made on it. */
  get socket(): WebSocket | undefined {
    return this.#socket
  }

  /** The handshake, then the socket, and again whenever it is lost. */
  async open(): Promise<void> {
    const { documentId, cookie, address } = this.#parts
    const answer = await fetch(`${address()}/api/documents/${documentId}/session`, {
      method: 'POST',
      headers: { cookie, origin: ORIGIN },
    })
    if (!answer.ok) throw new Error(`${this.name} was refused: ${answer.status} ${await answer.text()}`)
    const session = (await answer.json()) as DocumentSession
    this.clientId = session.clientId
    if (this.#words === 0) this.doc.clientID = session.clientId
    this.connect()
  }

  connect(): void {
    this.#isWanted = true
    this.#dial()
  }

  /** Goes offline and stays so. */
  disconnect(): void {
    this.#isWanted = false
    clearTimeout(this.#timer)
    this.#socket?.terminate()
  }

  close(): void {
    this.disconnect()
    this.doc.off('update', this.#say)
  }

  /** One of what people do: a paragraph, a word in one's own paragraph, a row of the plan, or taking one of one's own out again. */
  type(dice: () => number = Math.random): void {
    const roll = dice()
    // A draft stays as long as a draft is, however long people write.
    if ((roll < 0.12 && this.#mine.length > 3) || this.#mine.length >= WORDS_OF_ONE) return this.#takeOut(dice)
    const token = `tk${this.#parts.number}x${(this.#words += 1)}z`
    const operation = this.#parts.history.invoke('insert', this.name, token)
    this.#change([operation], () => (roll < 0.3 ? this.#addRow(token) : this.#addParagraph(token, dice)))
  }

  /** Puts a word into a paragraph that others write in too; gives the word. */
  typeInto(paragraph: number): string {
    const token = `tk${this.#parts.number}x${(this.#words += 1)}z`
    const operation = this.#parts.history.invoke('insert', this.name, token)
    this.#change([operation], () => {
      const element = this.doc.getXmlFragment('narrative').get(paragraph)
      const run = element instanceof Y.XmlElement ? element.get(0) : undefined
      if (!(run instanceof Y.XmlText)) return
      // Somewhere in the middle, and never inside a word.
      const text: string = run.toJSON()
      run.insert(Math.max(0, text.indexOf(' ', text.length / 2)), ` ${token} `)
    })
    return token
  }

  /** Writes `bytes` of text and takes out what was written so before: much traffic, small document. */
  typeMuch(bytes: number): string {
    const token = `tk${this.#parts.number}x${(this.#words += 1)}z`
    const operations = [this.#parts.history.invoke('insert', this.name, token)]
    const fragment = this.doc.getXmlFragment('narrative')
    const before = this.#mine.splice(0)
    operations.push(...before.map((mine) => this.#parts.history.invoke('delete', this.name, mine.token)))
    this.#change(operations, () => {
      for (const { take } of before) take()
      const element = paragraph(`${token} ${'x'.repeat(bytes)}`)
      fragment.push([element])
      this.#mine.push({ token, take: () => removeElement(fragment, element) })
    })
    return token
  }

  /** Says where it is, as an editor does on every move of the caret. */
  showPresence(cursor: number): void {
    if (this.clientId === undefined) return
    const states = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarUint(encoder, this.clientId ?? 0)
      encoding.writeVarUint(encoder, (this.#presenceClock += 1))
      encoding.writeVarString(encoder, JSON.stringify({ cursor }))
    })
    this.#send(awarenessFrame(states))
  }

  #takeOut(dice: () => number): void {
    const [mine] = this.#mine.splice(Math.floor(dice() * this.#mine.length), 1)
    if (mine === undefined) return
    this.#change([this.#parts.history.invoke('delete', this.name, mine.token)], mine.take)
  }

  #addParagraph(token: string, dice: () => number): void {
    const fragment = this.doc.getXmlFragment('narrative')
    const element = paragraph(token)
    fragment.insert(Math.floor(dice() * (fragment.length + 1)), [element])
    this.#mine.push({ token, take: () => removeElement(fragment, element) })
  }

  #addRow(token: string): void {
    // The id must not look like a word: a word is to be found once.
    const id = `row-${this.#parts.number}-${this.#words}`
    addRow(this.doc, KIND, 'plan', { id, values: { title: `Milestone ${token}` } })
    this.#mine.push({ token, take: () => removeRow(this.doc, 'plan', id) })
  }

  #change(operations: Operation[], deed: () => void): void {
    this.#doing = operations
    for (const operation of operations) this.#unsaved.add(operation)
    this.doc.transact(deed)
    // A change that changed nothing was never sent.
    for (const operation of this.#doing) this.#unsaved.delete(operation)
    this.#doing = []
  }

  readonly #say = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return
    const operations = this.#doing
    this.#doing = []
    this.#sendUpdate(syncFrame(UPDATE, update), operations)
  }

  #sendUpdate(frame: Uint8Array, operations: Operation[]): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.#sent.push(operations)
    this.#send(frame)
    // The server counts what it was sent, so a frame sent twice is counted twice.
    if (this.#parts.isDoubling === true) this.#sent.push([])
  }

  #send(frame: Uint8Array): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.#socket.send(frame)
    if (this.#parts.isDoubling === true) this.#socket.send(frame)
  }

  #dial(): void {
    const { address, documentId, cookie } = this.#parts
    const socket = new WebSocket(`${address().replace('http', 'ws')}/sync/${documentId}`, {
      headers: { origin: ORIGIN, cookie },
      perMessageDeflate: false,
      // A browser waits long: one that gave up early would make a busy server do it all again.
      handshakeTimeout: 30_000,
    })
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#sent = []
    this.#acknowledged = 0
    this.#hasAnswered = false
    socket.on('error', () => undefined)
    socket.on('open', () => {
      if (this.#socket !== socket) return
      this.#wasHeardAt = Date.now()
      this.#send(syncFrame(STEP_1, Y.encodeStateVector(this.doc)))
    })
    socket.on('message', (data: ArrayBuffer) => {
      if (this.#socket === socket) this.#hear(new Uint8Array(data))
    })
    // As y-websocket: a server that says nothing for 30 s is gone.
    const listening = setInterval(() => {
      if (socket.readyState === WebSocket.OPEN && Date.now() - this.#wasHeardAt > 30_000) socket.terminate()
    }, 3_000)
    socket.on('close', (code) => {
      clearInterval(listening)
      if (this.#socket !== socket) return
      this.closes.push(code)
      if (this.isSynced) this.lostAt = Date.now()
      this.syncedAt = undefined
      this.#comeBackLater()
    })
  }

  #comeBackLater(): void {
    if (!this.#isWanted) return
    this.#timer = setTimeout(() => this.#dial(), this.#waitMs * (0.5 + Math.random()))
    this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2)
  }

  #hear(frame: Uint8Array): void {
    this.#wasHeardAt = Date.now()
    const decoder = decoding.createDecoder(frame)
    switch (decoding.readVarUint(decoder)) {
      case ACKNOWLEDGEMENT:
        return this.#acknowledge(decoding.readVarUint(decoder))
      case AWARENESS:
        return this.#look(decoding.readVarUint8Array(decoder))
      case SYNC: {
        const type = decoding.readVarUint(decoder)
        const bytes = decoding.readVarUint8Array(decoder)
        if (type === STEP_1) return this.#answer(bytes)
        Y.applyUpdate(this.doc, bytes, this)
        if (type !== STEP_2) return
        this.#waitMs = FIRST_WAIT_MS
        this.syncedAt ??= Date.now()
      }
    }
  }

  #look(states: Uint8Array): void {
    const decoder = decoding.createDecoder(states)
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      const clientId = decoding.readVarUint(decoder)
      decoding.readVarUint(decoder)
      if (decoding.readVarString(decoder) === 'null') this.here.delete(clientId)
      else this.here.add(clientId)
    }
  }

  /** Everything the server lacks, and with it every word that it has not said to have saved. */
  #answer(vector: Uint8Array): void {
    const update = Y.encodeStateAsUpdate(this.doc, vector)
    const isOpening = !this.#hasAnswered
    this.#hasAnswered = true
    if (isEmptyUpdate(update)) {
      // It has all of it on disk already: it asks by what is committed.
      if (isOpening) this.#end([...this.#unsaved])
      return this.#send(syncFrame(STEP_2, update))
    }
    if (isOpening) return this.#sendUpdate(syncFrame(STEP_2, update), [...this.#unsaved])
    this.#send(syncFrame(STEP_2, update))
  }

  #acknowledge(count: number): void {
    for (; this.#acknowledged < Math.min(count, this.#sent.length); this.#acknowledged += 1)
      this.#end(this.#sent[this.#acknowledged] ?? [])
  }

  #end(operations: readonly Operation[]): void {
    for (const operation of operations) {
      if (!this.#unsaved.delete(operation)) continue
      this.#parts.history.end(operation, 'ok')
      this.ackMs.push(Date.now() - operation.invokedAt)
    }
  }
}

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText(text)])
  return element
}

/** Somebody may have taken it out before. */
function removeElement(fragment: Y.XmlFragment, element: Y.XmlElement): void {
  const at = fragment.toArray().indexOf(element)
  if (at >= 0) fragment.delete(at, 1)
}
