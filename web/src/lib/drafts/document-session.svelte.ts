import { readCondition, type Condition } from '@concordat/shared/documents/condition'
import { readDocument, type DocumentContent } from '@concordat/shared/documents/content'
import { createDoc } from '@concordat/shared/documents/doc'
import { writeRichText } from '@concordat/shared/documents/rich-text'
import { LOCAL_EDIT } from '@concordat/shared/documents/rows'
import { DOCUMENT_SCHEMA_VERSION, type DocumentKind } from '@concordat/shared/documents/schema'
import type { DocumentLink, DocumentSession as Opening, Me } from '@concordat/shared/http'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { untrack } from 'svelte'
import { createSubscriber } from 'svelte/reactivity'
import { IndexeddbPersistence } from 'y-indexeddb'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

import { request, type Answer } from '../api/request.ts'
import { bringWork } from './bring-work.ts'
import { hintIn, isCrowded, waitAfter, type Closing } from './come-back.ts'
import { askForSession, lineOf } from './document-line.ts'
import { LiveRows } from './live-rows.ts'
import { copyOfAllKept } from './kept-copy.ts'
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
import { copyWith } from './unsent-drafts.ts'
import { UnsentNote } from './unsent-note.ts'

copyWith(copyOfAllKept)

const ACKNOWLEDGEMENT = 100
const CONDITION = 101
const SYNC = 0
const STEP_1 = 0
const STEP_2 = 1
const TOO_BIG = 1009
/** Keystrokes closer together than this travel, and are committed, as one update. */
const GATHER_MS = 16
/** A device whose storage does not answer loses only its offline copy, not the draft. */
const STORAGE_WAIT_MS = 1_500
const LINGER_MS = 5_000
/** As a line that broke without a word. */
const NO_ANSWER: Closing = { code: 1006, reason: '' }

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
  /** How full the draft is, and why it takes nothing more; null while there is nothing to say. */
  condition = $state.raw<Condition | null>(null)
  /** This person has the draft open in more windows than are served, and this is one too many. */
  isCrowded = $state(false)

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
  #comeBack: ReturnType<typeof setTimeout> | undefined
  /** The line has refused the work for its size or number of pieces: it goes over HTTPS, however small. */
  #isTooMuchForLine = false
  readonly #note: UnsentNote
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
    const { id, kind, title } = document
    this.#note = new UnsentNote(
      { person: writer.person, document: id, epoch: opening.epoch, kind, title },
      opening.clientId,
    )

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
      // Its own way of coming back knows no hint and no chance; ours does.
      shouldReconnect: () => false,
    })
    this.#hearWire()
    this.#stopPresence = sendPresence(this.provider)
    this.#hearPresence()
    this.doc.on('update', this.#onUpdate)
    addEventListener('beforeunload', this.#askBeforeLeaving)
    addEventListener('offline', this.#onOffline)
    addEventListener('online', this.#onOnline)
    addEventListener('focus', this.#onFocus)
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
    const me = await request<Me>('/api/me')
    if (!me.ok || this.#facts.closed === null) return
    // In somebody else's name nothing of this is sent (fault F19).
    if (me.value.person.id !== this.writer.person) return this.#tell({ type: 'closed', why: 'someone-else' })
    const answer = await askForSession(this.document.id)
    if (answer.ok) this.#resume(answer.value)
  }

  /** Takes away this device's copy, which holds what the server refused; the saved draft can then be opened afresh. */
  async forgetCopy(): Promise<void> {
    await this.#storage?.clearData()
    this.#storage = undefined
    this.#note.settle()
  }

  /** Closes the draft. What is on its way is given a moment to be committed; it is on this device in any case. */
  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    removeEventListener('beforeunload', this.#askBeforeLeaving)
    removeEventListener('offline', this.#onOffline)
    removeEventListener('online', this.#onOnline)
    removeEventListener('focus', this.#onFocus)
    this.#flush()
    this.provider.awareness.setLocalState(null)
    const end = (): void => {
      clearTimeout(this.#clock)
      clearTimeout(this.#comeBack)
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
      void storage.whenSynced.then(() => {
        this.#note.inherit()
        // Found too late for the opening: a new line brings it.
        if (this.provider.shouldConnect) this.#dial()
      })
      await Promise.race([storage.whenSynced, new Promise((resolve) => setTimeout(resolve, STORAGE_WAIT_MS))])
    }
    if (!this.#isDestroyed) this.provider.connect()
  }

  /** Changes to the document may come from inside an effect; that effect must not come to depend on the state of saving. */
  #tell(event: SaveEvent): void {
    untrack(() => {
      this.#facts = after(this.#facts, event)
      this.#tick()
      if (this.mayWrite) this.#note.tell(this.unsaved, this.#facts.line !== 'open')
      if (!this.isSaved) return
      this.#note.settle()
      this.#whenSaved?.()
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
    if (this.#facts.closed === null && !this.#facts.isBringing) this.provider.connect()
  }
  /** Back from the window in which one has signed in again. */
  readonly #onFocus = (): void => {
    if (this.#facts.closed === 'signed-out' || this.#facts.closed === 'someone-else') void this.reopen()
  }

  /** Comes back as told, or after a while: everyone at their own moment. */
  #comeBackAfter(closing: Closing): void {
    const wait = waitAfter(closing, this.provider.wsUnsuccessfulReconnects, Math.random())
    this.isCrowded = isCrowded(closing)
    if (hintIn(closing) !== undefined) this.#tell({ type: 'told-to-wait', until: Date.now() + wait })
    clearTimeout(this.#comeBack)
    this.#comeBack = setTimeout(this.#onOnline, wait)
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this.provider || origin === this.#storage) return
    this.#gathered.push(update)
    this.#tell({ type: 'changed', at: Date.now() })
    this.#gather ??= setTimeout(() => this.#flush(), GATHER_MS)
  }

  /** Sends what was gathered. Without a socket, or when it is more than a frame holds, it is dropped here: the next opening brings it. */
  #flush(): void {
    clearTimeout(this.#gather)
    this.#gather = undefined
    const updates = this.#gathered.splice(0)
    const { ws } = this.provider
    if (updates.length === 0 || !this.provider.wsconnected || ws?.readyState !== WebSocket.OPEN) return
    const update = Y.mergeUpdates(updates)
    if (update.byteLength > this.#opening.updateBytes) return this.#dial()
    ws.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, SYNC)
        encoding.writeVarUint(encoder, 2)
        encoding.writeVarUint8Array(encoder, update)
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
      this.isCrowded = false
      // Said anew on every line while there is something to say.
      this.condition = null
      this.#tell({ type: 'synced', at: Date.now() })
    })
    provider.on('closed', (closing) => {
      const why = closedBy(closing.code, closing.reason)
      if (why !== undefined) return void this.#close(why)
      if (closing.code === TOO_BIG) this.#isTooMuchForLine = true
      this.#comeBackAfter(closing)
    })

    const readSync = provider.messageHandlers[SYNC]
    provider.messageHandlers[SYNC] = (encoder, decoder, from, emitSynced, type) => {
      const ahead = decoding.clone(decoder)
      if (decoding.readVarUint(ahead) === STEP_1) this.#answer(encoder, decoding.readVarUint8Array(ahead))
      else readSync?.(encoder, decoder, from, emitSynced, type)
    }
    provider.messageHandlers[CONDITION] = (_encoder, decoder) => {
      this.condition = readCondition(decoding.readVarString(decoder))
    }
    provider.messageHandlers[ACKNOWLEDGEMENT] = (_encoder, decoder) => {
      this.#tell({ type: 'acknowledged', count: decoding.readVarUint(decoder), at: Date.now() })
    }
  }

  /** Answers the server's opening with everything the server lacks. */
  #answer(encoder: encoding.Encoder, vector: Uint8Array): void {
    // What was gathered meanwhile is in that answer.
    clearTimeout(this.#gather)
    this.#gather = undefined
    this.#gathered = []
    const update = Y.encodeStateAsUpdate(this.doc, vector)
    const holds = update.byteLength > 2
    if (holds && this.#facts.typedAt === 0 && Y.decodeUpdate(update).structs.length > 0) this.wasKept = true
    if (holds && (this.#isTooMuchForLine || update.byteLength > this.#opening.updateBytes))
      return void this.#bring(update)
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, STEP_2)
    encoding.writeVarUint8Array(encoder, update)
    this.#tell({ type: 'opening-sent', holds, at: Date.now() })
  }

  /**
   * Takes the line down, sends what it would refuse for its size over HTTPS, and takes the line up again: what was typed meanwhile is small
   * and goes as always.
   */
  async #bring(work: Uint8Array): Promise<void> {
    this.provider.disconnect()
    this.#tell({ type: 'bringing' })
    const brought = await bringWork(this.document.id, this.#opening, work)
    if (this.#isDestroyed) return
    if (brought !== 'saved' && brought !== 'later') return this.#close(brought)
    this.#tell({ type: 'brought', isSaved: brought === 'saved', at: Date.now() })
    if (brought === 'later') return this.#comeBackAfter(NO_ANSWER)
    this.#isTooMuchForLine = false
    this.provider.connect()
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
    this.#note.moveTo(opening.clientId)
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
    // A page that is to be loaded again finds its text on this device.
    if (this.unsaved > 0 && this.mayWrite && this.#facts.closed !== 'reload') event.preventDefault()
  }
}
