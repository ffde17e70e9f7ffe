import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { io } from 'socket.io-client'

import { close as closeDb, createDb, type Db } from '@concordat/db/client'
import { findDocumentAbout, loadUpdates, readProjection } from '@concordat/db/documents'
import { findBoardHead } from '@concordat/db/identity'
import { readEntries } from '@concordat/db/ledger'
import type { CommandType, PayloadInput } from '@concordat/shared/commands'
import { createDoc } from '@concordat/shared/documents/doc'
import type { LedgerEntry } from '@concordat/shared/ledger'
import type { Notice } from '@concordat/shared/notices'
import * as Y from 'yjs'

import { freePort } from '../test/app.ts'
import { seatPerson } from '../test/people.ts'
import { AppNode, ORIGIN } from './app-node.ts'
import { FaultyDatabase } from './database.ts'
import { Editor, KIND, tokensIn, type EditorParts } from './editor.ts'
import {
  agreesEverywhere,
  History,
  inventsNothing,
  keepsAcknowledged,
  leavesNothingBehind,
  neverGoesBack,
  recordsOnce,
  showsViewersNothing,
  tellsOnlyCommitted,
  type Holdings,
  type Read,
} from './history.ts'
import type { Wire } from './wire.ts'

export const BOARD = 'greater-manchester'
const TEMPLATE = 'samples'
const HEAL_MS = 30_000
/** For what no promise is made about, and what takes as long as the machine takes. */
const PATIENCE_MS = 60_000
const EDITORS_TO_A_PERSON = 4

/** A database cluster with the sample boards in it, from which every stage takes a copy. */
export class Lab {
  readonly database: FaultyDatabase
  /** Where histories are kept, for whoever has to find out why. */
  readonly artefacts: string | undefined
  readonly #folder: string
  #stages = 0

  private constructor(database: FaultyDatabase, folder: string, artefacts: string | undefined) {
    this.database = database
    this.artefacts = artefacts
    this.#folder = folder
  }

  static async open({ artefacts }: { artefacts?: string } = {}): Promise<Lab> {
    const folder = await mkdtemp(join(tmpdir(), 'concordat-faults-'))
    const lab = new Lab(await FaultyDatabase.start(), folder, artefacts)
    await lab.database.ask(`create database ${TEMPLATE}`)
    // By the same road as a first start: migrated and loaded by the server itself.
    const first = await lab.node('the first start', lab.database.urlOf(TEMPLATE, 'direct'))
    await first.start()
    await first.stop()
    return lab
  }

  async node(name: string, databaseUrl: string, env: NodeJS.ProcessEnv = {}, port?: number): Promise<AppNode> {
    return new AppNode(name, port ?? (await freePort()), { DATABASE_URL: databaseUrl, DATA_DIR: this.#folder, ...env })
  }

  nextName(): string {
    this.#stages += 1
    return `stage_${this.#stages}`
  }

  async close(): Promise<void> {
    await this.database.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  static get template(): string {
    return TEMPLATE
  }
}

interface StageOptions {
  readonly nodes?: number
  readonly people?: number
  /** The way of each node to the database; the common wire unless given. */
  readonly ways?: readonly Wire[]
  /** Where the first node listens, when it has to be known before. */
  readonly port?: number
  /** Settings of each node, for example its `REDIS_URL`. */
  readonly env?: (node: number) => NodeJS.ProcessEnv
}

/** One board on one database with its nodes, people, their history, and witnesses who only look on. */
export class Stage {
  readonly history = new History()
  readonly nodes: readonly AppNode[]
  readonly db: Db
  readonly documentId: string
  readonly boardId: string
  readonly lab: Lab
  readonly editors: Editor[] = []
  readonly notes: { [what: string]: number | string } = {}
  readonly #name: string
  readonly #cookies = new Map<string, string>()
  readonly #witnesses: (() => void)[] = []
  #tapped = ''
  #holdings: Holdings | undefined
  #isWatching = false
  #looking: Promise<void> = Promise.resolve()
  #notices: Promise<void>[] = []
  #typing = false

  private constructor(parts: {
    lab: Lab
    name: string
    nodes: readonly AppNode[]
    db: Db
    documentId: string
    boardId: string
  }) {
    this.lab = parts.lab
    this.#name = parts.name
    this.nodes = parts.nodes
    this.db = parts.db
    this.documentId = parts.documentId
    this.boardId = parts.boardId
  }

  static async open(
    lab: Lab,
    { nodes = 1, people = 4, ways = [], env = () => ({}), port }: StageOptions = {},
  ): Promise<Stage> {
    const name = lab.nextName()
    await lab.database.copy(Lab.template, name)
    const db = createDb(lab.database.urlOf(name, 'direct'), { max: 4 })
    const board = await findBoardHead(db, BOARD)
    if (board === null) throw new Error(`The samples hold no board ${BOARD}`)
    const [about] = await db.$client<{ of: string }[]>`
      select of_id as of from documents where board_id = ${board.id} and kind = ${KIND} order by of_id limit 1`
    const document = await findDocumentAbout(db, BOARD, { kind: KIND, of: about?.of ?? '' })
    if (document === null) throw new Error(`${BOARD} has no draft of a programme`)
    for (let person = 1; person <= people; person += 1) await seatPerson(db, board.id, `fault-${person}`, 'secretariat')
    await seatPerson(db, board.id, 'fault-lead', 'programme-lead')
    await seatPerson(db, board.id, 'fault-ce', 'chief-executive', { body: 'org-bolton' })
    await seatPerson(db, board.id, 'fault-viewer', 'scrutiny')

    const made: AppNode[] = []
    for (let index = 0; index < nodes; index += 1)
      made.push(
        await lab.node(
          `node ${index + 1}`,
          lab.database.urlOf(name, ways[index] ?? 'wire'),
          env(index),
          index === 0 ? port : undefined,
        ),
      )
    const stage = new Stage({ lab, name, nodes: made, db, documentId: document.id, boardId: board.id })
    for (const node of made) await node.start()
    return stage
  }

  /** The first node, for stages that have one. */
  get node(): AppNode {
    const [node] = this.nodes
    if (node === undefined) throw new Error('A stage has a node')
    return node
  }

  /** A node that is up, the `preferred` one if it is: what a balancer does. */
  addressOf(preferred = 0): string {
    const node = this.nodes[preferred % this.nodes.length]
    return (node?.isRunning === true ? node : (this.nodes.find(({ isRunning }) => isRunning) ?? this.node)).url
  }

  /** The session cookie of a person, signed in once. */
  async signIn(person: string, origin = ORIGIN): Promise<string> {
    const known = this.#cookies.get(person)
    if (known !== undefined) return known
    const answer = await fetch(`${this.addressOf()}/api/demo/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ person }),
    })
    if (answer.status !== 204) throw new Error(`${person} could not sign in: ${answer.status} ${await answer.text()}`)
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
    this.#cookies.set(person, cookie)
    return cookie
  }

  /** One more editor on the draft, in step with the server. */
  async edit(parts: Partial<EditorParts> & { readonly person?: string } = {}): Promise<Editor> {
    const number = parts.number ?? this.editors.length + 1
    const person = parts.person ?? `fault-${Math.ceil(number / EDITORS_TO_A_PERSON)}`
    const editor = new Editor({
      number,
      cookie: await this.signIn(person),
      documentId: this.documentId,
      history: this.history,
      address: () => this.addressOf(number),
      ...parts,
    })
    this.editors.push(editor)
    await editor.open()
    await until(`${editor.name} is in step`, () => editor.isSynced, PATIENCE_MS)
    return editor
  }

  async editAll(count: number): Promise<void> {
    for (let from = 0; from < count; from += 10) {
      const first = this.editors.length
      await Promise.all(
        Array.from({ length: Math.min(10, count - from) }, (_, index) => this.edit({ number: first + index + 1 })),
      )
    }
    this.#holdings = undefined
  }

  /** Everyone types, each about so often a second, until told to stop. */
  startTyping(perSecond: number): void {
    this.#typing = true
    for (const editor of this.editors) void this.#typeOn(editor, perSecond)
  }

  stopTyping(): void {
    this.#typing = false
  }

  /** Until so many words more are said to be saved: a run in which little happened proves little. */
  async untilWritten(words: number): Promise<void> {
    const least = this.history.count('insert', 'ok') + words
    await until(`${words} words more are saved`, () => this.history.count('insert', 'ok') >= least, PATIENCE_MS)
  }

  async #typeOn(editor: Editor, perSecond: number): Promise<void> {
    while (this.#typing) {
      await sleep((1_000 / perSecond) * (0.4 + Math.random() * 1.2))
      // Somebody who is cut off for long stops in the end; a browser keeps no more than a person types.
      if (this.#typing) editor.type()
    }
  }

  /** Looks on from now: notices (S6), the head and the draft as somebody new finds it (S5), a scrutiny viewer (S7), memory (S8). */
  async watch(): Promise<void> {
    this.#isWatching = true
    const [member, viewer] = [await this.signIn('fault-1'), await this.signIn('fault-viewer')]
    for (const [index] of this.nodes.entries()) this.#listen(index, member)
    this.#looking = this.#lookOn(member, viewer)
    this.#holdings = this.node.holdings()
  }

  #listen(index: number, cookie: string): void {
    const node = this.nodes[index]
    if (node === undefined) return
    const socket = io(node.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 1_000,
      extraHeaders: { origin: ORIGIN, cookie },
    })
    socket.on('connect', () => void socket.emit('board.open', BOARD, () => undefined))
    socket.on('notice', (notice: Notice) => {
      if (notice.seq > 0 && notice.board === BOARD) this.#notices.push(this.#noteNotice(notice))
    })
    this.#witnesses.push(() => void socket.disconnect())
  }

  async #noteNotice({ seq, type }: Notice): Promise<void> {
    // Past the wire, at once: what is committed is there for everyone now. With the database away, once it is back.
    for (;;) {
      try {
        const [row] = await this.db
          .$client`select 1 from ledger_entries where board_id = ${this.boardId} and seq = ${seq}`
        this.history.notices.push({ seq, type, isCommitted: row !== undefined })
        return
      } catch {
        await sleep(100)
      }
    }
  }

  async #lookOn(member: string, viewer: string): Promise<void> {
    for (let round = 0; this.#isWatching; round += 1) {
      const address = this.addressOf()
      const at = Date.now()
      try {
        const page = await ask(`${address}/api/boards/${BOARD}/ledger?limit=1`, member)
        const { head } = JSON.parse(page) as { head: { seq: number } }
        this.history.sightings.push({ session: 'a reader of the ledger', at, marks: new Map([['head', head.seq]]) })
        const vector = await this.#vectorOf(address, member)
        if (vector !== undefined) this.history.sightings.push({ session: 'somebody new', at, marks: vector })
        for (const path of ['', '/documents', '/ledger', '/asks', '/snapshots'])
          this.#tapped += await ask(`${address}/api/boards/${BOARD}${path}`, viewer)
      } catch {
        // The service is away: that is the fault that is being made.
      }
      await sleep(250)
    }
  }

  /** The state vector that the server gives somebody who has nothing. */
  async #vectorOf(address: string, cookie: string): Promise<ReadonlyMap<string, number> | undefined> {
    const witness = new Editor({
      number: 0,
      cookie,
      documentId: this.documentId,
      history: new History(),
      address: () => address,
    })
    try {
      witness.connect()
      await until('a newcomer is in step', () => witness.isSynced, 3_000)
      const state = Y.decodeStateVector(Y.encodeStateVector(witness.doc))
      return new Map([...state].map(([client, clock]) => [`client ${client}`, clock]))
    } finally {
      witness.close()
    }
  }

  /** A fault, written down with its time. */
  fault(what: string): void {
    this.history.fault(what)
  }

  /**
   * A command, sent again under its id until it is answered: `ok` with its entry, `fail` when it is refused, `info` when time is
   * up. 503 and a broken connection are no answer.
   */
  async act<T extends CommandType>(
    person: string,
    type: T,
    payload: PayloadInput<T>,
    token: string,
    {
      expect,
      copies = 1,
      withinMs = HEAL_MS,
      beforeRetry = () => sleep(100),
    }: {
      expect?: number
      copies?: number
      withinMs?: number
      /** What has to happen before it is sent again. */
      beforeRetry?: () => Promise<unknown>
    } = {},
  ): Promise<number | undefined> {
    const operation = this.history.invoke('command', person, token)
    const cookie = await this.signIn(person)
    const body = JSON.stringify({ commandId: randomUUID(), type, payload, ...(expect !== undefined && { expect }) })
    const deadline = Date.now() + withinMs
    while (Date.now() < deadline) {
      const answers = await Promise.all(Array.from({ length: copies }, () => this.#post(cookie, body)))
      const seqs = new Set(answers.flatMap((answer) => (answer?.seq === undefined ? [] : [answer.seq])))
      if (seqs.size > 1) throw new Error(`One command, and it is said to be entries ${[...seqs].join(' and ')}`)
      const [seq] = seqs
      if (seq !== undefined) {
        this.history.end(operation, 'ok')
        return seq
      }
      const refused = answers.find(
        (answer) => answer?.status !== undefined && answer.status < 500 && answer.status !== 429,
      )
      if (refused !== undefined) {
        this.history.end(operation, 'fail')
        return undefined
      }
      await beforeRetry()
    }
    return undefined
  }

  async #post(cookie: string, body: string): Promise<{ status: number; seq?: number } | undefined> {
    try {
      const answer = await fetch(`${this.addressOf()}/api/boards/${BOARD}/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: ORIGIN, cookie },
        body,
        signal: AbortSignal.timeout(10_000),
      })
      const { seq } = (await answer.json()) as { seq?: number }
      this.notes[`answers ${answer.status}`] = Number(this.notes[`answers ${answer.status}`] ?? 0) + 1
      return { status: answer.status, ...(answer.ok && seq !== undefined && { seq }) }
    } catch {
      return undefined
    }
  }

  /** All faults are over: everyone comes back, and everything typed is said to be saved. */
  async heal(withinMs = PATIENCE_MS): Promise<void> {
    this.stopTyping()
    await until(
      'everyone is in step and everything is saved',
      () => this.editors.every((one) => one.isSynced && one.isSaved),
      withinMs,
    )
    // What others wrote is still on its way to some.
    await until('all copies are the same', () => this.#areEqual(), withinMs)
  }

  #areEqual(): boolean {
    const [first, ...others] = this.editors.map(({ doc }) =>
      JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].sort()),
    )
    return (
      others.every((other) => other === first) && new Set(this.editors.map(({ doc }) => tokensIn(doc).length)).size <= 1
    )
  }

  /** Reads the draft and the ledger in every way there is, and gives what is wrong with S1 to S8. Ends the looking on. */
  async verify(): Promise<string[]> {
    const { history } = this
    this.#isWatching = false
    await this.#looking
    await Promise.all(this.#notices)
    for (const leave of this.#witnesses.splice(0)) leave()
    const reads = await this.#readEverywhere()
    const entries = await this.entries()
    const head = await findBoardHead(this.db, BOARD)
    const [row] = await this.db.$client<
      { hash: string }[]
    >`select head_hash as hash from boards where id = ${this.boardId}`
    const pending = this.editors.map((editor) => ({ replica: editor.name, isPending: editor.isPending }))
    for (const editor of this.editors) editor.close()
    const holdings = await this.#holdingsAfter()
    const findings = [
      ...keepsAcknowledged(history.operations, reads),
      ...inventsNothing(history.operations, reads),
      ...agreesEverywhere(history.operations, reads),
      ...recordsOnce(history.operations, entries, { seq: head?.headSeq ?? 0, hash: row?.hash ?? '' }),
      ...neverGoesBack(history.sightings),
      ...tellsOnlyCommitted(history.notices, entries),
      ...showsViewersNothing(history.operations, this.#tapped),
      ...leavesNothingBehind(pending, ...holdings),
    ]
    this.notes['edits acknowledged'] = history.count('insert', 'ok') + history.count('delete', 'ok')
    this.notes['edits unknown'] = history.count('insert', 'info') + history.count('delete', 'info')
    this.notes['commands ok'] = history.count('command', 'ok')
    this.notes['notices'] = history.notices.length
    return findings
  }

  async entries(): Promise<LedgerEntry[]> {
    const entries: LedgerEntry[] = []
    for (;;) {
      const page = await readEntries(this.db, this.boardId, { after: entries.length })
      entries.push(...page)
      if (page.length === 0) return entries
    }
  }

  /** S8 is about one process: one that was killed left nothing, so its successor is measured from its own start. */
  async #holdingsAfter(): Promise<[Holdings, Holdings]> {
    const after = (): Holdings => this.node.holdings()
    const before = this.#holdings ?? after()
    const deadline = Date.now() + HEAL_MS
    while (after().handles > before.handles * 1.1 + 8 && Date.now() < deadline) await sleep(100)
    return [{ handles: before.handles, bytes: after().bytes }, after()]
  }

  async #readEverywhere(): Promise<Read[]> {
    const reads: Read[] = this.editors.map((editor) => ({
      from: `the copy of ${editor.name}`,
      tokens: tokensIn(editor.doc),
    }))
    for (const [index, node] of this.nodes.entries()) {
      if (!node.isRunning) continue
      reads.push({ from: node.name, tokens: await this.#readFrom(node.url) })
      // Not from memory: a process that has only the database to read from.
      if (index === 0) {
        const fresh = await this.lab.node('a new process', this.lab.database.urlOf(this.#name, 'direct'))
        await fresh.start()
        reads.push({ from: fresh.name, tokens: await this.#readFrom(fresh.url) })
        await fresh.stop()
      }
    }
    const document = await findDocumentAbout(this.db, BOARD, { kind: KIND, of: await this.#of() })
    const log = createDoc(KIND)
    for (const { update } of await loadUpdates(this.db, this.documentId, document?.epoch ?? 1))
      Y.applyUpdate(log, update)
    reads.push({ from: 'the log', tokens: tokensIn(log) })
    reads.push({ from: 'the projection', tokens: await this.#readProjection(tokensIn(log)) })
    return reads
  }

  /** The projection follows the log; it has some seconds to come to these words, and is then read as it stands. */
  async #readProjection(words: readonly string[]): Promise<string[]> {
    const wanted = [...words].sort().join()
    for (const deadline = Date.now() + 20_000; ; await sleep(100)) {
      const projection = await readProjection(this.db, this.documentId)
      const found = JSON.stringify(projection?.content ?? {}).match(/tk\d+x\d+z/gu) ?? []
      if (Date.now() > deadline || [...found].sort().join() === wanted) return found
    }
  }

  async #of(): Promise<string> {
    const [row] = await this.db.$client<
      { of: string }[]
    >`select of_id as of from documents where id = ${this.documentId}`
    return row?.of ?? ''
  }

  async #readFrom(address: string): Promise<string[]> {
    const reader = new Editor({
      number: 0,
      cookie: await this.signIn('fault-1'),
      documentId: this.documentId,
      history: new History(),
      address: () => address,
    })
    reader.connect()
    await until(`${address} gives the draft`, () => reader.isSynced, PATIENCE_MS)
    const tokens = tokensIn(reader.doc)
    reader.close()
    return tokens
  }

  /** Ends everything. Keeps the history when something was found. */
  async close(title: string, findings: readonly string[]): Promise<void> {
    this.#isWatching = false
    this.stopTyping()
    await this.#looking
    for (const leave of this.#witnesses.splice(0)) leave()
    for (const editor of this.editors) editor.close()
    for (const node of this.nodes) {
      node.resume()
      await node.kill()
    }
    await closeDb(this.db)
    if (this.lab.artefacts !== undefined) {
      await mkdir(this.lab.artefacts, { recursive: true })
      const { operations, faults, notices } = this.history
      const editors = this.editors.map(({ name, isSynced, isSaved, closes }) => ({ name, isSynced, isSaved, closes }))
      const said = this.nodes.map(({ name, said: words }) => ({ name, words }))
      await writeFile(
        join(this.lab.artefacts, `${title}.json`),
        JSON.stringify({ title, findings, notes: this.notes, faults, notices, editors, said, operations }, null, 1),
      )
    }
    await this.lab.database.drop(this.#name)
  }
}

/** Waits until it is so; rejects with what was waited for when it takes longer. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = HEAL_MS): Promise<number> {
  const startedAt = Date.now()
  while (!(await isSo())) {
    if (Date.now() - startedAt > withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`)
    await sleep(20)
  }
  return Date.now() - startedAt
}

async function ask(url: string, cookie: string): Promise<string> {
  const answer = await fetch(url, { headers: { cookie }, signal: AbortSignal.timeout(3_000) })
  return answer.text()
}
