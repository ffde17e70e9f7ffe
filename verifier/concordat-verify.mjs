#!/usr/bin/env node
// Checks a record exported from Concordat, on any machine with Node 20 or later. One file, no packages, no network, and nothing of
// Concordat's own code: it can be read in a sitting. The format is described in docs/ledger.md.
//
//   node concordat-verify.mjs export.jsonl [--checkpoint note.txt]… [--key key.pem]
//        [--receipt BOL-05A-2026-01 [--wording words.txt]] [--sealed sealed.json]
//
// Exit code 0: what was asked about holds. 1: it does not. 2: it could not be checked.
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto'
import { createReadStream, readFileSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const USAGE = `node concordat-verify.mjs export.jsonl [options]
  --checkpoint note.txt   a checkpoint you kept; may be given several times
  --key key.pem           the service's public key as you know it, instead of the one the export brings
  --receipt NUMBER        tell about the sign-off with this receipt
  --wording words.txt     with --receipt: check that these are the words that were signed
  --sealed sealed.json    check content that the record holds only a commitment to: [{"seq", "salt", "content"}]`

const GENESIS = '0'.repeat(64)
const SPKI_PREFIX = '302a300506032b6570032100'
const NOTE =
  /concordat\/([a-z0-9][a-z0-9-]{0,63}) size ([1-9]\d{0,14}) head ([0-9a-f]{64}) time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) key ([0-9a-f]{16}) signature ([A-Za-z0-9+/]{86}==)/g

/** It could not be checked at all: the wrong file, an option that makes no sense. */
export class CannotCheck extends Error {}

const sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex')

/** RFC 8785: members sorted by UTF-16 units, no blanks, numbers and strings as ECMAScript writes them. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const members = Object.keys(value).sort()
    return `{${members.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(',')}}`
  }
  if (typeof value === 'string' && !value.isWellFormed()) throw new TypeError('half of a surrogate pair')
  return JSON.stringify(value)
}

/** The checkpoints in a text, whatever a mail program did to its blanks and lines. */
export function readNotes(text) {
  const flat = text.replaceAll(/(?:[\s>]|\uFEFF)+/g, ' ')
  return [...flat.matchAll(NOTE)].map(([, board, size, head, time, key, signature]) => ({
    board,
    size: Number(size),
    head,
    time,
    key,
    signature,
  }))
}

const signedText = ({ board, size, head, time }) => `concordat/${board}\nsize ${size}\nhead ${head}\ntime ${time}\n`

/** A public key from PEM, or from 64 hex digits. */
function readKey(text) {
  try {
    const bare = text.trim()
    const key = /^[0-9a-f]{64}$/i.test(bare)
      ? createPublicKey({ key: Buffer.from(SPKI_PREFIX + bare, 'hex'), format: 'der', type: 'spki' })
      : createPublicKey(bare)
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('another kind of key')
    const raw = key.export({ format: 'der', type: 'spki' }).subarray(-32)
    return { id: createHash('sha256').update(raw).digest('hex').slice(0, 16), key }
  } catch {
    throw new CannotCheck('The key is not an Ed25519 public key, as PEM or as 64 hexadecimal digits.')
  }
}

const isSigned = (note, key) =>
  verifySignature(null, Buffer.from(signedText(note)), key, Buffer.from(note.signature, 'base64'))

/** Reads an export line by line and keeps what later questions need; never the whole of it. */
class Reader {
  header = undefined
  end = undefined
  count = 0
  head = GENESIS
  faults = []
  notes = []
  /** Digests by number, to hold checkpoints against. */
  digests = new Map()
  /** Digest of each wording, by ask and version. */
  wordings = new Map()
  signOffs = 0
  receipts = new Map()
  commitments = new Map()

  line(text, number) {
    let record
    try {
      record = JSON.parse(text)
    } catch {
      this.fault(`Line ${number} is not JSON: the file was damaged, or is not an export.`)
      return
    }
    if (record === null || typeof record !== 'object') return this.fault(`Line ${number} is not a record.`)
    if (number === 1) return this.begin(record)
    if (this.end !== undefined) return this.fault(`Line ${number} comes after the end.`)
    if (record.kind === 'entry') return this.entry(record)
    if (record.kind === 'checkpoint') {
      const notes = readNotes(String(record.note))
      if (notes.length !== 1) this.fault(`Line ${number} is not a checkpoint.`)
      this.notes.push(...notes)
      return
    }
    if (record.kind === 'end') {
      this.end = record
      return
    }
    this.fault(`Line ${number} is of a kind that this verifier does not know: ${JSON.stringify(record.kind)}.`)
  }

  begin(record) {
    if (record.kind !== 'concordat-ledger') throw new CannotCheck('This file is not an export of a Concordat record.')
    if (record.version !== 1)
      throw new CannotCheck(`This export is of version ${record.version}; this verifier knows version 1.`)
    this.header = record
  }

  entry(entry) {
    const { seq, type, at, actor, payload, prevHash, hash } = entry
    const expected = this.count + 1
    // One fault is enough: everything after a break would be reported as broken too.
    if (this.faults.length > 0) return
    if (seq !== expected) {
      const what =
        Number.isSafeInteger(seq) && seq > expected ? `entry ${expected} is missing` : 'entries are out of order'
      return this.fault(`Where entry ${expected} should be there is entry ${seq}: ${what}.`, expected)
    }
    if (prevHash !== this.head)
      return this.fault(`Entry ${seq} does not carry the digest of entry ${seq - 1}: the chain is broken there.`, seq)
    let digest
    try {
      digest = sha256(canonical({ actor, at, payload, prevHash, seq, type }))
    } catch {
      digest = undefined
    }
    if (digest !== hash)
      return this.fault(`Entry ${seq} does not match its digest: it was changed after it was recorded.`, seq)
    this.count = seq
    this.head = hash
    this.digests.set(seq, hash)
    this.meaning(entry)
  }

  /** What entries say about each other, over and above the chain. */
  meaning({ seq, type, at, actor, payload }) {
    if (type === 'wording.issue') {
      this.wordings.set(`${payload.askId} ${payload.version}`, payload.hash)
      if (typeof payload.text === 'string' && sha256(payload.text) !== payload.hash)
        this.fault(`Entry ${seq} issues a wording whose digest is not that of its words.`, seq)
    }
    if (type.startsWith('sign-off.') && payload.wordingHash !== undefined && payload.wordingVersion !== undefined) {
      this.signOffs += 1
      const issued = this.wordings.get(`${payload.askId} ${payload.wordingVersion}`)
      if (issued !== payload.wordingHash)
        this.fault(
          `Entry ${seq} answers words that ${issued === undefined ? 'were never issued' : 'are not those that were issued'}: ask ${payload.askId}, edition ${payload.wordingVersion}.`,
          seq,
        )
    }
    if (typeof payload.receipt === 'string') this.receipts.set(payload.receipt, { seq, type, at, actor, payload })
    for (const found of commitmentsIn(payload)) this.commitments.set(found, seq)
  }

  fault(what, at = null) {
    this.faults.push({ at, what })
  }
}

/** Every `commitment` in a payload, however deep. */
function* commitmentsIn(value) {
  if (value === null || typeof value !== 'object') return
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string' && /commitment$/i.test(name) && /^[0-9a-f]{64}$/.test(member)) yield member
    else yield* commitmentsIn(member)
  }
}

/**
 * Checks an export. `lines` gives its lines in order; the rest is the text of files, as the options name them.
 * Gives `holds`, the faults with the entry each is at, and what to tell a person.
 */
export async function check(lines, { checkpoints = [], key, receipt, wording, sealed } = {}) {
  const reader = new Reader()
  let number = 0
  for await (const line of lines) {
    number += 1
    reader.line(line, number)
  }
  if (reader.header === undefined) throw new CannotCheck('This file is not an export of a Concordat record.')
  const told = [`Record of the board “${reader.header.board}”, exported at ${reader.header.exportedAt}.`]

  if (reader.faults.length === 0) checkEnd(reader)
  if (reader.faults.length === 0) {
    told.push(`  ok    ${reader.count} entries, numbered without a gap, each carrying the digest of the one before it.`)
    told.push(`  ok    ${reader.count} digests worked out again, all equal. Head: ${reader.head}`)
    told.push(`  ok    ${reader.signOffs} answers, each to words that had been issued.`)
  }

  const keys = keysOf(reader.header, key)
  checkNotes(reader, keys, reader.notes, 'in the file', told)
  const kept = checkpoints.flatMap((text) => {
    const notes = readNotes(text)
    if (notes.length === 0) throw new CannotCheck('A file given with --checkpoint holds no checkpoint.')
    return notes
  })
  checkNotes(reader, keys, kept, 'of yours', told)
  if (kept.length === 0)
    told.push(
      '  note  No checkpoint of your own was given. A record that was rewritten or cut off as a whole cannot be told from a true one without.',
    )
  if (key === undefined)
    told.push(
      '  note  The key is the one the file brings. Give the key you know with --key to be sure whose signatures these are.',
    )

  if (sealed !== undefined) checkSealed(reader, sealed, told)
  if (receipt !== undefined) checkReceipt(reader, receipt, wording, told)

  for (const { what } of reader.faults) told.push(`  WRONG ${what}`)
  const holds = reader.faults.length === 0
  told.push(holds ? 'It holds.' : 'It does NOT hold. Keep this file, and ask other witnesses for theirs.')
  return { holds, faults: reader.faults, told }
}

function checkEnd(reader) {
  const { end, count, head } = reader
  if (end === undefined)
    return reader.fault(`The file breaks off after entry ${count}: its last line is missing.`, count + 1)
  if (end.head?.seq !== count || end.entries !== count)
    return reader.fault(`The file ends at entry ${count}, and its last line says entry ${end.head?.seq}.`, count + 1)
  if (count > 0 && end.head.hash !== head) reader.fault(`The last line names another head than entry ${count}.`, count)
  if (end.checkpoints !== reader.notes.length)
    reader.fault(`The last line speaks of ${end.checkpoints} checkpoints, and the file holds ${reader.notes.length}.`)
}

function keysOf(header, given) {
  if (given !== undefined) {
    const { id, key } = readKey(given)
    return { map: new Map([[id, key]]), isGiven: true }
  }
  const map = new Map()
  for (const { id, publicKey } of Array.isArray(header.keys) ? header.keys : []) {
    const known = readKey(String(publicKey))
    if (known.id === id) map.set(id, known.key)
  }
  return { map, isGiven: false }
}

function checkNotes(reader, keys, notes, whose, told) {
  let good = 0
  let passed = 0
  for (const note of [...notes].sort((a, b) => a.size - b.size)) {
    const name = `The checkpoint ${whose} at entry ${note.size} (${note.time})`
    const key = keys.map.get(note.key)
    if (key === undefined) {
      // A file may hold checkpoints of keys before; with a key of one's own they are left to whoever knows those.
      if (keys.isGiven && whose === 'in the file') passed += 1
      else reader.fault(`${name} names the key ${note.key}, which is not known here.`)
    } else if (!isSigned(note, key)) reader.fault(`${name} does not carry a true signature.`)
    else if (note.board !== reader.header.board) reader.fault(`${name} belongs to the board “${note.board}”.`)
    else if (note.size > reader.count && reader.faults.length === 0)
      reader.fault(
        `${name} lies beyond the end, which is entry ${reader.count}: entries were cut off.`,
        reader.count + 1,
      )
    else if (reader.digests.has(note.size) && reader.digests.get(note.size) !== note.head)
      reader.fault(`${name} names another digest than that entry has: something up to it was rewritten.`, note.size)
    else if (reader.digests.has(note.size)) good += 1
  }
  if (good > 0)
    told.push(
      `  ok    ${good} of ${notes.length} checkpoints ${whose}: truly signed, and the entries up to them are the same.`,
    )
  if (passed > 0)
    told.push(`  note  ${passed} checkpoints in the file are signed with other keys than yours and were not checked.`)
}

function checkReceipt(reader, receipt, wording, told) {
  const found = reader.receipts.get(receipt)
  if (found === undefined) return reader.fault(`There is no receipt ${receipt} in this record.`)
  const { seq, type, at, actor, payload } = found
  told.push(
    `  ok    Receipt ${receipt}: entry ${seq}, ${type}, at ${at}, by ${actor.person} as ${actor.role}${actor.body === null ? '' : ` for ${actor.body}`}; ` +
      `ask ${payload.askId}${payload.part === undefined ? '' : ` part ${payload.part}`}, edition ${payload.wordingVersion}, ${payload.answer ?? 'no answer'}.`,
  )
  if (wording === undefined) return
  const plain = wording.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const isIt = [plain, plain.trim(), plain.normalize('NFC').trim()].some(
    (words) => sha256(words) === payload.wordingHash,
  )
  if (isIt) told.push('  ok    These are the words that were answered, letter for letter.')
  else reader.fault(`These are not the words that receipt ${receipt} is for (their digest is ${sha256(plain.trim())}).`)
}

function checkSealed(reader, text, told) {
  let list
  try {
    list = JSON.parse(text)
    if (!Array.isArray(list)) throw new Error('not a list')
  } catch {
    throw new CannotCheck('The file given with --sealed is not a list in JSON.')
  }
  let good = 0
  for (const { seq, salt, content } of list) {
    const at = reader.commitments.get(sha256(String(salt) + canonical(content)))
    if (at === undefined || (seq !== undefined && seq !== at))
      reader.fault(`The sealed content given for entry ${seq} is not what the record committed to.`, seq ?? null)
    else good += 1
  }
  if (good > 0)
    told.push(`  ok    ${good} of ${list.length} pieces of sealed content are what the record committed to.`)
}

/** Lines of a file, cut at line feeds and nothing else: other separators may stand inside a JSON string. */
async function* linesOf(file) {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(file)) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    for (let at = rest.indexOf(10, from); at !== -1; at = rest.indexOf(10, from)) {
      yield rest.toString('utf8', from, at)
      from = at + 1
    }
    rest = rest.subarray(from)
  }
  if (rest.length > 0) yield rest.toString('utf8')
}

const OPTIONS = { '--checkpoint': true, '--key': true, '--receipt': false, '--wording': true, '--sealed': true }

function readArguments(given) {
  const asked = { checkpoints: [] }
  let file
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at]
    if (!word.startsWith('--')) {
      if (file !== undefined) throw new CannotCheck(`One export at a time.\n\n${USAGE}`)
      file = word
      continue
    }
    const isFile = OPTIONS[word]
    const value = given[(at += 1)]
    if (isFile === undefined || value === undefined) throw new CannotCheck(`${word} is not understood.\n\n${USAGE}`)
    const content = isFile ? readFileSync(value, 'utf8') : value
    if (word === '--checkpoint') asked.checkpoints.push(content)
    else asked[word.slice(2)] = content
  }
  if (file === undefined) throw new CannotCheck(USAGE)
  if (asked.wording !== undefined && asked.receipt === undefined)
    throw new CannotCheck(`--wording goes with --receipt.\n\n${USAGE}`)
  return { file, asked }
}

async function main() {
  try {
    const { file, asked } = readArguments(process.argv.slice(2))
    const { holds, told } = await check(linesOf(file), asked)
    console.log(told.join('\n'))
    return holds ? 0 : 1
  } catch (error) {
    const isOurs = error instanceof CannotCheck || (error instanceof Error && 'code' in error)
    console.error(`It could not be checked. ${isOurs ? error.message : error}`)
    return 2
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await main()
