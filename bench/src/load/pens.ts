import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** Somebody's hand: makes the updates of one client, in the shape that the documents of the product have. */
export interface Pen {
  /** What comes before the first edit, or null. Its clocks are no edits. */
  open(): Uint8Array | null
  /** The next edit, as a Yjs update. It is known again by its first clock. */
  next(): Uint8Array
  /** Clock after everything written so far. */
  readonly clock: number
}

const LETTERS = 'the board notes the position and agrees the next steps '

/** Types letters at the end of a paragraph of their own, in a rich-text root. The bytes are those that Yjs makes: `verifyTypist` holds them to it. */
export class Typist implements Pen {
  readonly #client: number
  readonly #root: string
  clock = 0

  constructor(client: number, root = 'text') {
    this.#client = client
    this.#root = root
  }

  open(): Uint8Array {
    const doc = new Y.Doc()
    doc.clientID = this.#client
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText('T')])
    doc.getXmlFragment(this.#root).insert(0, [paragraph])
    this.clock = Y.getState(doc.store, this.#client)
    return Y.encodeStateAsUpdate(doc)
  }

  next(): Uint8Array {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, this.#client)
    encoding.writeVarUint(encoder, this.clock)
    // A string with an origin: the letter before.
    encoding.writeUint8(encoder, 0x84)
    encoding.writeVarUint(encoder, this.#client)
    encoding.writeVarUint(encoder, this.clock - 1)
    encoding.writeVarString(encoder, LETTERS[this.clock % LETTERS.length] ?? 'x')
    encoding.writeVarUint(encoder, 0)
    this.clock += 1
    return encoding.toUint8Array(encoder)
  }
}

/** Throws when what a typist writes by hand is not what Yjs reads as typing. Run before anything is measured. */
export function verifyTypist(): void {
  const typist = new Typist(4_000_000_000)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, typist.open())
  for (let letter = 0; letter < 300; letter += 1) Y.applyUpdate(doc, typist.next())
  const text = doc.getXmlFragment('text').toString()
  if (doc.store.pendingStructs !== null || text.length !== '<paragraph></paragraph>'.length + 301)
    throw new Error('Hand-made updates are not what Yjs takes for typing')
}

/** Edits cells of a plan at random: two letters in three go into co-written texts, the rest replaces a short value. */
export class Planner implements Pen {
  readonly #client: number
  readonly #doc = new Y.Doc()
  readonly #rows: readonly Y.Map<unknown>[]
  #update: Uint8Array = new Uint8Array()
  #turn = 0

  /** `base` is the plan as everyone finds it. */
  constructor(client: number, base: Uint8Array) {
    this.#client = client
    Y.applyUpdate(this.#doc, base)
    this.#doc.clientID = client
    this.#rows = [...this.#doc.getMap<Y.Map<unknown>>('plan').values()]
    this.#doc.on('update', (update: Uint8Array) => (this.#update = update))
  }

  get clock(): number {
    return Y.getState(this.#doc.store, this.#client)
  }

  open(): null {
    return null
  }

  next(): Uint8Array {
    const row = this.#rows[Math.floor(Math.random() * this.#rows.length)]
    const turn = (this.#turn += 1)
    if (row === undefined) throw new Error('The plan has no rows')
    if (turn % 3 === 0)
      row.set(turn % 2 === 0 ? 'owner' : 'forecast', `by ${String(turn % 28).padStart(2, '0')} March 2027`)
    else {
      const text = row.get(turn % 2 === 0 ? 'title' : 'note')
      if (!(text instanceof Y.Text)) throw new Error('A cell of the plan is no text')
      text.insert(text.length, LETTERS[turn % LETTERS.length] ?? 'x')
    }
    return this.#update
  }
}

/** Replaces two long values over and over: many bytes on the wire, few in the document. */
export class Replacer implements Pen {
  readonly #client: number
  readonly #doc = new Y.Doc()
  readonly #row: Y.Map<unknown>
  #update: Uint8Array = new Uint8Array()
  #turn = 0

  constructor(client: number, base: Uint8Array, index: number) {
    this.#client = client
    Y.applyUpdate(this.#doc, base)
    this.#doc.clientID = client
    const row = [...this.#doc.getMap<Y.Map<unknown>>('plan').values()][index]
    if (row === undefined) throw new Error('The plan has too few rows')
    this.#row = row
    this.#doc.on('update', (update: Uint8Array) => (this.#update = update))
  }

  get clock(): number {
    return Y.getState(this.#doc.store, this.#client)
  }

  open(): null {
    return null
  }

  next(): Uint8Array {
    this.#turn += 1
    const value = `${this.#turn} `.padEnd(VALUE_LENGTH, 'long ')
    this.#doc.transact(() => {
      this.#row.set('owner', value)
      this.#row.set('forecast', value)
    })
    return this.#update
  }
}

/** The longest value a cell of the product takes. */
const VALUE_LENGTH = 2_000

/** A text of some `kib` KiB, encoded, in paragraphs of a line each. */
export function wholeText(client: number, kib: number, root = 'text'): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.transact(() => {
    const fragment = doc.getXmlFragment(root)
    for (let index = 0; index < (kib * 1024) / 92; index += 1) {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText(`${index} ${LETTERS}`)])
      fragment.push([paragraph])
    }
  })
  return Y.encodeStateAsUpdate(doc)
}

/** A caret, as an editor tells it: an awareness update of one client. */
export function caret(client: number, clock: number, itemClock: number): Uint8Array {
  const position = { type: null, tname: 'text', item: { client, clock: itemClock }, assoc: 0 }
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(
      encoder,
      JSON.stringify({ cursor: { anchor: position, head: position }, user: { name: 'Somebody', color: '#1d70b8' } }),
    )
  })
}
