import { readDocument, type DocumentContent } from '@concordat/shared/documents/content'
import { createDoc } from '@concordat/shared/documents/doc'
import { writeRichText } from '@concordat/shared/documents/rich-text'
import { LOCAL_EDIT } from '@concordat/shared/documents/rows'
import { DOCUMENT_SCHEMA_VERSION, type DocumentKind } from '@concordat/shared/documents/schema'
import type { DocumentLink, DocumentSession as Opening } from '@concordat/shared/http'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { untrack } from 'svelte'
import { createSubscriber } from 'svelte/reactivity'
import { IndexeddbPersistence } from 'y-indexeddb'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

import type { Answer } from '../api/request.ts'
import { askForSession, lineOf } from './document-line.ts'
import { LiveRows } from './live-rows.ts'
import { keptName } from './kept-drafts.ts'
import { otherOf } from './other-people.ts'
import type { Other, Place, RowsDraft, Writer } from './rows-draft.ts'
import {
  after,
  atFirst,
  changesIn,
  closedBy,
  isSaved,
  isSilent,
  shown,
  unsaved,
  type SaveEvent,
  type SaveFacts,
  type SaveShown,
} from './save-state.ts'
import { sendPresence } from './send-presence.ts'

const ACKNOWLEDGEMENT = 100
const SYNC = 0
const STEP_2 = 1
/** Keystrokes closer together than this travel, and are committed, as one update. */
const GATHER_MS = 16
/** A device whose storage does not answer loses only its offline copy, not the draft. */
const STORAGE_WAIT_MS = 1_500
const LINGER_MS = 5_000

/**
 * One person's open draft: the document, its line to the server, its copy on this device, who else is in it, and the truth
 * about saving (H1, H3, H5, H6, X1 to X4). Nothing in it has authority.
 */
export class DocumentSession {
  readonly doc: Y.Doc
  readonly document: DocumentLink
  readonly writer: Writer
  readonly provider: WebsocketProvider
  /** The document has been read whole from the server at least once. */
  isReady = $state(false)
  /** Text that an earlier visit could not send was found on this device and is being sent (X4). */
  wasKept = $state(false)
  others = $state.raw<readonly Other[]>([])

  #opening: Opening
  #facts = $state.raw<SaveFacts>(atFirst(false))
  #now = $state(Date.now())
  /** What the status line says. */
  readonly shown: SaveShown = $derived(shown(this.#facts, Math.max(this.#now, this.#facts.typedAt)))
  #clock: ReturnType<typeof setTimeout> | undefined
  #storage: IndexeddbPersistence | undefined
  #gathered: Uint8Array[] = []
  #gather: ReturnType<typeof setTimeout> | undefined
  #content: DocumentContent | undefined
  #isDestroyed = false
  readonly #track: () => void
  readonly #rows = new Map<string, LiveRows>()
  readonly #stopPresence: () => void

  /** Asks the server for a session, then opens the document under the client id it gave. */
  static async open(document: DocumentLink, writer: Writer): Promise<Answer<DocumentSession>> {
    const answer = await askForSession(document.id)
    if (!answer.ok) return answer
    return { ...answer, value: new DocumentSession(document, writer, answer.value) }
  }

  private constructor(document: DocumentLink, writer: Writer, opening: Opening) {
    this.document = document
    this.writer = writer
    this.#opening = opening
    this.doc = createDoc(document.kind, { clientId: opening.clientId })
    this.#facts = atFirst(this.mayWrite)

    // Registered first, so that whoever is told of a change reads the changed content.
    this.doc.on('update', () => (this.#content = undefined))
    this.#track = createSubscriber((announce) => {
      this.doc.on('update', announce)
      return () => this.doc.off('update', announce)
    })

    const { url, room, params } = lineOf(opening)
    this.provider = new WebsocketProvider(url, room, this.doc, {
      connect: false,
      disableBc: true,
      params,
      shouldReconnect: ({ code }) => closedBy(code) === undefined,
    })
    this.#hearWire()
    this.#stopPresence = sendPresence(this.provider)
    this.#hearPresence()
    this.doc.on('update', this.#onUpdate)
    addEventListener('beforeunload', this.#askBeforeLeaving)
    addEventListener('offline', this.#onOffline)
    addEventListener('online', this.#onOnline)
    void this.#start()
  }

  get kind(): DocumentKind {
    return this.document.kind
  }

  get mayWrite(): boolean {
    return this.#opening.abilities.includes('document.write')
  }

  /** False when the draft was written for a newer page than this one: binding an editor would damage it. */
  get isKnownSchema(): boolean {
    return this.#opening.schema === DOCUMENT_SCHEMA_VERSION
  }

  get isSaved(): boolean {
    return isSaved(this.#facts)
  }

  get unsaved(): number {
    return unsaved(this.#facts)
  }

  /** The document as plain values; reactive. */
  get content(): DocumentContent {
    this.#track()
    return (this.#content ??= readDocument(this.doc, this.kind))
  }

  /** The rows of a root, to edit. */
  rows(root: string): RowsDraft {
    const known = this.#rows.get(root)
    if (known) return known
    const rows = new LiveRows(this, root)
    this.#rows.set(root, rows)
    return rows
  }

  /** Writes a first text into a rich text that has no words yet; answers false when it has. */
  begin(root: string, text: string): boolean {
    if (this.content.texts[root] !== '') return false
    this.doc.transact(() => writeRichText(this.doc.getXmlFragment(root), text), LOCAL_EDIT)
    return true
  }

  /** Tells the others where in the rows this person is. */
  stand(place: Place | null): void {
    this.provider.awareness.setLocalStateField('at', place)
  }

  /** Tries again after the line was closed for good: signed in again, or rights given back. */
  async reopen(): Promise<void> {
    const answer = await askForSession(this.document.id)
    if (answer.ok) this.#resume(answer.value)
  }

  /** Takes away this device's copy, which holds what the server refused; the saved draft can then be opened afresh. */
  async forgetCopy(): Promise<void> {
    await this.#storage?.clearData()
    this.#storage = undefined
  }

  /** Closes the draft. What is on its way is given a moment to be committed; it is on this device in any case. */
  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    removeEventListener('beforeunload', this.#askBeforeLeaving)
    removeEventListener('offline', this.#onOffline)
    removeEventListener('online', this.#onOnline)
    this.#flush()
    this.provider.awareness.setLocalState(null)
    const end = (): void => {
      clearTimeout(this.#clock)
      this.#stopPresence()
      this.provider.destroy()
      this.doc.destroy()
    }
    if (this.unsaved === 0 || !this.provider.wsconnected) return end()
    const wait = setTimeout(end, LINGER_MS)
    this.#whenSaved = () => {
      clearTimeout(wait)
      end()
    }
  }

  #whenSaved: (() => void) | undefined

  async #start(): Promise<void> {
    if (this.mayWrite && typeof indexedDB !== 'undefined') {
      const storage = new IndexeddbPersistence(
        keptName(this.writer.person, this.document.id, this.#opening.epoch),
        this.doc,
      )
      this.#storage = storage
      await Promise.race([storage.whenSynced, new Promise((resolve) => setTimeout(resolve, STORAGE_WAIT_MS))])
    }
    if (!this.#isDestroyed) this.provider.connect()
  }

  /** Changes to the document may come from inside an effect; that effect must not come to depend on the state of saving. */
  #tell(event: SaveEvent): void {
    untrack(() => {
      this.#facts = after(this.#facts, event)
      this.#tick()
      if (this.isSaved) this.#whenSaved?.()
    })
  }

  /** The words change with time alone as well: typing rests, a short gap becomes a long one. */
  #tick(): void {
    this.#now = Date.now()
    clearTimeout(this.#clock)
    const wait = changesIn(this.#facts, this.#now)
    if (wait !== undefined) this.#clock = setTimeout(() => this.#tick(), wait)
    if (isSilent(this.#facts, this.#now)) this.#dial()
  }

  /** Takes up a new line in place of one that is silent; a socket in a dead network may otherwise look open for minutes. */
  #dial(): void {
    this.provider.disconnect()
    this.provider.connect()
  }

  readonly #onOffline = (): void => this.provider.disconnect()
  readonly #onOnline = (): void => {
    if (this.#facts.closed === null) this.provider.connect()
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this.provider || origin === this.#storage) return
    this.#gathered.push(update)
    this.#tell({ type: 'changed', at: Date.now() })
    this.#gather ??= setTimeout(() => this.#flush(), GATHER_MS)
  }

  /** Sends what was gathered. Without a socket it is dropped here: the next opening step 2 brings it. */
  #flush(): void {
    clearTimeout(this.#gather)
    this.#gather = undefined
    const updates = this.#gathered.splice(0)
    const { ws } = this.provider
    if (updates.length === 0 || !this.provider.wsconnected || ws?.readyState !== WebSocket.OPEN) return
    ws.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, SYNC)
        encoding.writeVarUint(encoder, 2)
        encoding.writeVarUint8Array(encoder, Y.mergeUpdates(updates))
      }),
    )
    this.#tell({ type: 'sent', changes: updates.length })
  }

  #hearWire(): void {
    const { provider } = this
    // Every keystroke would be a frame of its own; ours are gathered, counted and sent by #flush.
    this.doc.off('update', provider._updateHandler)

    provider.on('status', ({ status }) => {
      if (status === 'connected') this.#tell({ type: 'connected', at: Date.now() })
      else if (status === 'disconnected') this.#tell({ type: 'lost', at: Date.now() })
    })
    provider.on('connection-error', () => this.#tell({ type: 'lost', at: Date.now() }))
    provider.on('sync', (synced) => {
      if (!synced) return
      this.isReady = true
      this.#tell({ type: 'synced', at: Date.now() })
    })
    provider.on('closed', ({ code }) => {
      const why = closedBy(code)
      if (why !== undefined) void this.#close(why)
    })

    const readSync = provider.messageHandlers[SYNC]
    provider.messageHandlers[SYNC] = (encoder, decoder, from, emitSynced, type) => {
      const start = encoding.length(encoder)
      readSync?.(encoder, decoder, from, emitSynced, type)
      const answer = encoding.toUint8Array(encoder).subarray(start)
      if (answer[1] === STEP_2) this.#answered(answer)
    }
    provider.messageHandlers[ACKNOWLEDGEMENT] = (_encoder, decoder) => {
      this.#tell({ type: 'acknowledged', count: decoding.readVarUint(decoder), at: Date.now() })
    }
  }

  /** The provider answers the server's opening with everything the server lacks. */
  #answered(frame: Uint8Array): void {
    // What was gathered meanwhile is in that answer.
    clearTimeout(this.#gather)
    this.#gather = undefined
    this.#gathered = []
    const decoder = decoding.createDecoder(frame)
    decoding.readVarUint(decoder)
    decoding.readVarUint(decoder)
    const update = decoding.readVarUint8Array(decoder)
    const holds = update.byteLength > 2
    if (holds && this.#facts.typedAt === 0 && Y.decodeUpdate(update).structs.length > 0) this.wasKept = true
    this.#tell({ type: 'opening-sent', holds, at: Date.now() })
  }

  /** A right that was taken away may have left the right to read. */
  async #close(why: NonNullable<SaveFacts['closed']>): Promise<void> {
    this.#tell({ type: 'closed', why })
    if (why !== 'forbidden') return
    const answer = await askForSession(this.document.id)
    if (answer.ok && (this.unsaved === 0 || answer.value.abilities.includes('document.write')))
      this.#resume(answer.value)
  }

  /** Goes on under a new session with the text as it stands here; what older client ids of this person wrote stays theirs. */
  #resume(opening: Opening): void {
    if (this.#isDestroyed) return
    if (opening.epoch !== this.#opening.epoch) {
      this.#tell({ type: 'closed', why: 'old-epoch' })
      return
    }
    const { awareness } = this.provider
    awareness.setLocalState(null)
    this.#opening = opening
    this.doc.clientID = opening.clientId
    awareness.clientID = opening.clientId
    awareness.setLocalState({ user: { ...this.writer } })
    this.#tell({ type: 'rights', mayWrite: this.mayWrite })
    this.#tell({ type: 'reopened' })
    this.provider.params = lineOf(opening).params
    this.provider.connect()
  }

  #hearPresence(): void {
    const { awareness } = this.provider
    awareness.setLocalStateField('user', { ...this.writer })
    awareness.on('change', () => {
      const byClient = new Map<number, Other>()
      for (const [client, state] of awareness.getStates()) {
        const other = client === this.doc.clientID ? undefined : otherOf(client, state)
        if (other) byClient.set(client, other)
      }
      this.others = [...byClient.values()].sort((a, b) => a.name.localeCompare(b.name, 'en-GB'))
    })
  }

  readonly #askBeforeLeaving = (event: BeforeUnloadEvent): void => {
    if (this.unsaved > 0 && this.mayWrite) event.preventDefault()
  }
}
