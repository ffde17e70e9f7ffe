import { webcrypto } from 'node:crypto'

/**
 * A second verifier, written from docs/ledger.md alone and built otherwise than `verifier/concordat-verify.mjs`: it takes the file apart into
 * tables first, writes canonical JSON with a stack in place of recursion, and uses WebCrypto. Two programs that agree are less
 * likely to be wrong in the same way. For tests.
 */

/** Whether it holds, and every reason why not. */
export interface Opinion {
  readonly holds: boolean
  readonly reasons: readonly string[]
}

interface Line {
  readonly kind: unknown
  readonly [member: string]: unknown
}

interface Note {
  readonly board: string
  readonly size: number
  readonly head: string
  readonly signed: string
  readonly key: string
  readonly signature: string
}

const utf8 = new TextEncoder()
const hexOf = (bytes: ArrayBuffer | Uint8Array): string => Buffer.from(bytes as ArrayBuffer).toString('hex')
const digest = async (text: string): Promise<string> =>
  hexOf(await webcrypto.subtle.digest('SHA-256', utf8.encode(text)))

/** Gives its opinion on an export and on the checkpoints that others kept. */
export async function secondOpinion(file: string, kept: readonly string[] = []): Promise<Opinion> {
  const lines = tableOf(file)
  if (lines === undefined) return { holds: false, reasons: ['a line is no JSON object'] }
  const [header, ...rest] = lines
  if (header?.kind !== 'concordat-ledger' || header['version'] !== 1) return { holds: false, reasons: ['header'] }
  const kinds = rest.map(({ kind }) =>
    kind === 'entry' ? 'e' : kind === 'checkpoint' ? 'c' : kind === 'end' ? 'z' : '?',
  )
  if (!/^e*c*z$/u.test(kinds.join('')))
    return { holds: false, reasons: ['lines are of the wrong kinds or in the wrong order'] }

  const entries = rest.filter(({ kind }) => kind === 'entry')
  const stored = rest.filter(({ kind }) => kind === 'checkpoint')
  const end = rest.at(-1)
  const reasons = [
    ...(await chainFaults(entries)),
    ...(await wordFaults(entries)),
    ...endFaults(end, entries, stored.length),
  ]
  const notes = [...stored.map(({ note }) => String(note)), ...kept].map(notesIn)
  if (notes.some((found) => found.length === 0)) reasons.push('a checkpoint cannot be read')
  const keys = await keysIn(header['keys'])
  for (const note of notes.flat()) reasons.push(...(await noteFaults(note, String(header['board']), entries, keys)))
  return { holds: reasons.length === 0, reasons }
}

function tableOf(file: string): Line[] | undefined {
  const texts = file.endsWith('\n') ? file.slice(0, -1).split('\n') : file.split('\n')
  try {
    const lines = texts.map((text) => JSON.parse(text) as Line | null)
    return lines.every((line): line is Line => typeof line === 'object' && line !== null) ? lines : undefined
  } catch {
    return undefined
  }
}

/** All columns at once: what each entry ought to have, against what it has. */
async function chainFaults(entries: readonly Line[]): Promise<string[]> {
  const should = await Promise.all(
    entries.map(async ({ kind: _kind, hash: _hash, ...hashed }) => {
      const written = write(hashed)
      return written === undefined ? 'unwritable' : digest(written)
    }),
  )
  return entries.flatMap((entry, index) => [
    ...(entry['seq'] === index + 1 ? [] : [`entry ${index + 1}: number`]),
    ...(entry['prevHash'] === (index === 0 ? '0'.repeat(64) : entries[index - 1]?.['hash'])
      ? []
      : [`entry ${index + 1}: link`]),
    ...(entry['hash'] === should[index] ? [] : [`entry ${index + 1}: digest`]),
  ])
}

async function wordFaults(entries: readonly Line[]): Promise<string[]> {
  const faults: string[] = []
  const issued = new Set<string>()
  for (const [index, { type, payload }] of entries.entries()) {
    const said = (typeof payload === 'object' && payload !== null ? payload : {}) as Readonly<Record<string, unknown>>
    if (type === 'wording.issue') {
      issued.add(JSON.stringify([said['askId'], said['version'], said['hash']]))
      if (typeof said['text'] === 'string' && (await digest(said['text'])) !== said['hash'])
        faults.push(`entry ${index + 1}: words`)
    }
    const isAnswer = String(type).startsWith('sign-off.') && 'wordingHash' in said && 'wordingVersion' in said
    if (isAnswer && !issued.has(JSON.stringify([said['askId'], said['wordingVersion'], said['wordingHash']])))
      faults.push(`entry ${index + 1}: answers words that were not issued`)
  }
  return faults
}

function endFaults(end: Line | undefined, entries: readonly Line[], checkpoints: number): string[] {
  const head = end?.['head'] as { readonly seq?: unknown; readonly hash?: unknown } | undefined
  const last = entries.at(-1)
  const agrees =
    end?.['entries'] === entries.length &&
    end['checkpoints'] === checkpoints &&
    head?.seq === entries.length &&
    (last === undefined || head.hash === last['hash'])
  return agrees ? [] : ['the last line does not agree']
}

async function noteFaults(
  note: Note,
  board: string,
  entries: readonly Line[],
  keys: ReadonlyMap<string, webcrypto.CryptoKey>,
): Promise<string[]> {
  const key = keys.get(note.key)
  if (note.board !== board) return [`checkpoint ${note.size}: another board`]
  if (key === undefined) return [`checkpoint ${note.size}: unknown key`]
  const signature = new Uint8Array(Buffer.from(note.signature, 'base64'))
  const isTrue = await webcrypto.subtle.verify('Ed25519', key, signature, utf8.encode(note.signed))
  if (!isTrue) return [`checkpoint ${note.size}: signature`]
  return entries[note.size - 1]?.['hash'] === note.head ? [] : [`checkpoint ${note.size}: head`]
}

async function keysIn(given: unknown): Promise<Map<string, webcrypto.CryptoKey>> {
  const keys = new Map<string, webcrypto.CryptoKey>()
  for (const { publicKey } of Array.isArray(given) ? (given as { publicKey: string }[]) : []) {
    const raw = new Uint8Array(Buffer.from(publicKey, 'hex'))
    const id = hexOf(await webcrypto.subtle.digest('SHA-256', raw)).slice(0, 16)
    keys.set(id, await webcrypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']))
  }
  return keys
}

/** Word by word, as a person would read a checkpoint out of a mail. */
function notesIn(text: string): Note[] {
  const words = text.split(/[\s>\uFEFF]+/u).filter((word) => word !== '')
  const found: Note[] = []
  for (let at = 0; at < words.length; at += 1) {
    const [origin = '', ...more] = words.slice(at, at + 11)
    if (!origin.startsWith('concordat/') || more.length < 10) continue
    const [, size = '', , head = '', , time = '', , key = '', , signature = ''] = more
    const labels = more.filter((_, index) => index % 2 === 0).join()
    if (labels !== 'size,head,time,key,signature') continue
    found.push({
      board: origin.slice('concordat/'.length),
      size: Number(size),
      head,
      signed: `${origin}\nsize ${size}\nhead ${head}\ntime ${time}\n`,
      key,
      signature,
    })
  }
  return found
}

/** Canonical JSON without recursion: a stack of what is still to be written. Undefined for what cannot be canonical. */
function write(value: unknown): string | undefined {
  let text = ''
  const pending: ({ readonly text: string } | { readonly value: unknown })[] = [{ value }]
  while (pending.length > 0) {
    const next = pending.pop()
    if (next === undefined) break
    if ('text' in next) {
      text += next.text
      continue
    }
    const { value: item } = next
    if (typeof item === 'string' && !item.isWellFormed()) return undefined
    if (typeof item !== 'object' || item === null) {
      text += JSON.stringify(item)
      continue
    }
    const isList = Array.isArray(item)
    const parts = isList
      ? item.map((member: unknown) => [{ value: member }])
      : Object.entries(item)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, member]) => [{ value: name }, { text: ':' }, { value: member as unknown }])
    const inside = parts.flatMap((part, index) => (index === 0 ? part : [{ text: ',' }, ...part]))
    pending.push(...[{ text: isList ? '[' : '{' }, ...inside, { text: isList ? ']' : '}' }].reverse())
  }
  return text
}
