import { verifyChain, type LedgerEntry } from '@concordat/shared/ledger'

/**
 * What clients asked for and were told, and what was found afterwards: the shape of Jepsen's histories (reliability 3). Every
 * operation carries a token that is nowhere else, so that it can be recognised in whatever is read.
 */
export interface Operation {
  readonly token: string
  /** `delete` takes out the word that the operation `insert` of the same token put in. */
  readonly kind: 'insert' | 'delete' | 'command'
  readonly client: string
  readonly invokedAt: number
  /** `info`: nobody knows. What was never answered is that as well. */
  outcome: 'info' | 'ok' | 'fail'
  endedAt: number | null
}

/** A reading of a draft: from the server, the log, a copy of the database or a replica. */
export interface Read {
  readonly from: string
  /** Every token as often as it was there. */
  readonly tokens: readonly string[]
}

/** What one session saw of something that only grows. `marks` are counters by name, for example a client's clock. */
export interface Sighting {
  readonly session: string
  readonly at: number
  readonly marks: ReadonlyMap<string, number>
}

/** A notice as it arrived, and whether its row was there when it did. */
export interface NoticeSeen {
  readonly seq: number
  readonly type: string
  readonly isCommitted: boolean
}

/** What a process and its clients held before and after. */
export interface Holdings {
  readonly handles: number
  readonly bytes: number
}

/** One sentence per violation; none when the check holds. */
type Findings = string[]

export class History {
  readonly operations: Operation[] = []
  readonly sightings: Sighting[] = []
  readonly notices: NoticeSeen[] = []
  /** When which fault was made, for whoever reads the artefact. */
  readonly faults: { readonly at: number; readonly what: string }[] = []

  invoke(kind: Operation['kind'], client: string, token: string): Operation {
    const operation: Operation = { token, kind, client, invokedAt: Date.now(), outcome: 'info', endedAt: null }
    this.operations.push(operation)
    return operation
  }

  end(operation: Operation, outcome: Operation['outcome']): void {
    if (operation.outcome !== 'info') return
    operation.outcome = outcome
    operation.endedAt = Date.now()
  }

  fault(what: string): void {
    this.faults.push({ at: Date.now(), what })
  }

  count(kind: Operation['kind'], outcome: Operation['outcome']): number {
    return this.operations.filter((operation) => operation.kind === kind && operation.outcome === outcome).length
  }
}

/** S1: every ok token is there once, unless a delete covers it: an ok one takes it out, one nobody knows of may have. */
export function keepsAcknowledged(operations: readonly Operation[], reads: readonly Read[]): Findings {
  const deletes = outcomesByToken(operations, 'delete')
  return reads.flatMap((read) => {
    const counts = countsIn(read)
    return operations.flatMap(({ kind, outcome, token }) => {
      const deleted = deletes.get(token)
      const count = counts.get(token) ?? 0
      if (kind === 'delete')
        return outcome === 'ok' && count > 0 ? [`S1 ${token} was deleted and is in ${read.from}`] : []
      if (kind !== 'insert') return []
      if (count > 1) return [`S1 ${token} is ${count} times in ${read.from}`]
      if (outcome !== 'ok' || count === 1) return []
      return deleted === 'ok' || deleted === 'info' ? [] : [`S1 ${token} was acknowledged and is not in ${read.from}`]
    })
  })
}

/** S2: no token that nobody put in. */
export function inventsNothing(operations: readonly Operation[], reads: readonly Read[]): Findings {
  const invoked = new Set(operations.filter(({ kind }) => kind === 'insert').map(({ token }) => token))
  return reads.flatMap((read) =>
    [...new Set(read.tokens)]
      .filter((token) => !invoked.has(token))
      .map((token) => `S2 ${token} in ${read.from} is nobody's`),
  )
}

/** S3: what nobody knows of may be in or out, and is the same in all reads. */
export function agreesEverywhere(operations: readonly Operation[], reads: readonly Read[]): Findings {
  const [first, ...others] = reads
  if (first === undefined) return ['S3 nothing was read']
  const words = new Set(first.tokens)
  const unknown = new Set(operations.filter(({ outcome }) => outcome === 'info').map(({ token }) => token))
  return others.flatMap((other) => {
    const found = new Set(other.tokens)
    const torn = [...new Set([...words, ...found])].filter((token) => words.has(token) !== found.has(token))
    return torn.map(
      (token) =>
        `S3 ${token}${unknown.has(token) ? ' (not known to be saved)' : ''} is in ${words.has(token) ? first.from : other.from} and not in ${words.has(token) ? other.from : first.from}`,
    )
  })
}

/** S4: the chain is whole up to its head, one row for each ok command, at most one for each unknown, none for a failed one. */
export function recordsOnce(
  operations: readonly Operation[],
  entries: readonly LedgerEntry[],
  head: { readonly seq: number; readonly hash: string },
): Findings {
  const verdict = verifyChain(entries)
  const found: Findings = verdict.ok ? [] : [`S4 the chain breaks at ${verdict.at}: ${verdict.reason}`]
  if (verdict.ok && (verdict.head?.seq !== head.seq || verdict.head.hash !== head.hash))
    found.push(`S4 the chain ends at ${verdict.head?.seq ?? 0} and its head says ${head.seq}`)
  const texts = entries.map(({ payload }) => JSON.stringify(payload))
  for (const { kind, token, outcome } of operations) {
    if (kind !== 'command') continue
    const rows = texts.filter((text) => text.includes(token)).length
    const isRight = outcome === 'ok' ? rows === 1 : outcome === 'fail' ? rows === 0 : rows <= 1
    if (!isRight) found.push(`S4 the command ${token} ended ${outcome} and has ${rows} rows`)
  }
  return found
}

/** S5: nobody saw anything go backwards. */
export function neverGoesBack(sightings: readonly Sighting[]): Findings {
  const last = new Map<string, Map<string, number>>()
  const found: Findings = []
  for (const { session, marks } of [...sightings].sort((a, b) => a.at - b.at)) {
    const seen = last.get(session) ?? new Map<string, number>()
    last.set(session, seen)
    for (const [mark, value] of seen) {
      const now = marks.get(mark) ?? 0
      if (now < value) found.push(`S5 ${session} saw ${mark} go from ${value} back to ${now}`)
    }
    for (const [mark, value] of marks) seen.set(mark, Math.max(value, seen.get(mark) ?? 0))
  }
  return found
}

/**
 * S6: nobody was told of a fact before its row was committed, nor of one that is not there. A notice about drafts names no fact;
 * whatever entry it says the record has come to must be there all the same.
 */
export function tellsOnlyCommitted(notices: readonly NoticeSeen[], entries: readonly LedgerEntry[]): Findings {
  const types = new Map(entries.map(({ seq, type }) => [seq, type]))
  return notices.flatMap(({ seq, type, isCommitted }) => {
    const found = types.get(seq)
    if (found === undefined || (!type.startsWith('draft.') && found !== type))
      return [`S6 a notice told of ${type} as entry ${seq}, which is ${found ?? 'not there'}`]
    return isCommitted ? [] : [`S6 a notice told of entry ${seq} before it was committed`]
  })
}

/** S7: what went to a scrutiny viewer holds no word of a draft. */
export function showsViewersNothing(operations: readonly Operation[], tapped: string): Findings {
  return operations
    .filter(({ kind, token }) => kind === 'insert' && tapped.includes(token))
    .map(({ token }) => `S7 a viewer was sent ${token}`)
}

/** S8: nothing is left pending, no socket hangs, and handles and memory are back within a tenth (and a few) of the start. */
export function leavesNothingBehind(
  pending: readonly { readonly replica: string; readonly isPending: boolean }[],
  before: Holdings,
  after: Holdings,
): Findings {
  const found = pending.filter(({ isPending }) => isPending).map(({ replica }) => `S8 ${replica} has structs pending`)
  if (after.handles > before.handles * 1.1 + 8) found.push(`S8 ${before.handles} handles have become ${after.handles}`)
  if (after.bytes > before.bytes * 1.1 + SLACK_BYTES)
    found.push(`S8 ${mb(before.bytes)} MB of memory have become ${mb(after.bytes)} MB`)
  return found
}

/** A young heap has not been collected yet: what V8 may keep without being pressed for it. */
const SLACK_BYTES = 96 * 1024 * 1024
const mb = (bytes: number): number => Math.round(bytes / 1024 / 1024)

function countsIn({ tokens }: Read): Map<string, number> {
  const counts = new Map<string, number>()
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}

const outcomesByToken = (
  operations: readonly Operation[],
  kind: Operation['kind'],
): ReadonlyMap<string, Operation['outcome']> =>
  new Map(operations.filter((operation) => operation.kind === kind).map(({ token, outcome }) => [token, outcome]))
