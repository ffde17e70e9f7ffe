import { sha256Hex } from './hash.ts'

/** What canonical JSON can hold: RFC 8785 without floats that JSON cannot write. `undefined` members are left out. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/** `prevHash` of a board's first entry. */
export const GENESIS_HASH = '0'.repeat(64)

/** One entry of a board's ledger, as stored, exported and verified. `at` is ISO 8601 UTC with milliseconds. */
export interface LedgerEntry {
  readonly seq: number
  /** The command that was accepted, for example `sign-off.give`. */
  readonly type: string
  readonly at: string
  readonly actor: LedgerActor
  readonly payload: { readonly [key: string]: Json | undefined }
  readonly prevHash: string
  readonly hash: string
}

/** Who acted and in which capacity, by id only: names live beside the ledger (reliability rule 22). */
export interface LedgerActor {
  readonly person: string
  readonly role: string
  readonly post: string | null
  readonly body: string | null
}

/** JSON Canonicalization Scheme (RFC 8785): sorted keys, no blanks, ECMAScript numbers. Throws on what JSON cannot hold. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    if (typeof value === 'string' && !value.isWellFormed()) throw new TypeError('canonical JSON: lone surrogate')
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON: ${value} is not a JSON number`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`canonical JSON: ${typeof value} is not JSON`)
  const record = value as { readonly [key: string]: Json | undefined }
  const members = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${canonicalJson(key)}:${canonicalJson(record[key] ?? null)}`)
  return `{${members.join(',')}}`
}

/** SHA-256 over the canonical JSON of everything in the entry but `hash`. `prevHash` is part of it: that is the chain. */
export function hashEntry(entry: Omit<LedgerEntry, 'hash'>): string {
  const { seq, type, at, actor, payload, prevHash } = entry
  return sha256Hex(canonicalJson({ seq, type, at, actor: { ...actor }, payload, prevHash }))
}

export type ChainVerdict =
  | {
      readonly ok: true
      readonly entries: number
      readonly head: { readonly seq: number; readonly hash: string } | null
    }
  | {
      readonly ok: false
      readonly entries: number
      readonly at: number
      readonly reason: 'gap' | 'link' | 'hash' | 'order'
    }

/**
 * Checks a chain, whole or in order piece by piece: `verifyChain(next, verdictOfTheEarlierPiece)`.
 * Proves content and order up to the head, not that the head is the last; keep a head to detect truncation.
 */
export function verifyChain(entries: readonly LedgerEntry[], after?: ChainVerdict & { ok: true }): ChainVerdict {
  let seq = after?.head?.seq ?? 0
  let hash = after?.head?.hash ?? GENESIS_HASH
  let count = after?.entries ?? 0
  for (const entry of entries) {
    if (entry.seq !== seq + 1)
      return { ok: false, entries: count, at: entry.seq, reason: entry.seq <= seq ? 'order' : 'gap' }
    if (entry.prevHash !== hash) return { ok: false, entries: count, at: entry.seq, reason: 'link' }
    if (digestOf(entry) !== entry.hash) return { ok: false, entries: count, at: entry.seq, reason: 'hash' }
    ;({ seq, hash } = entry)
    count += 1
  }
  return { ok: true, entries: count, head: seq === 0 ? null : { seq, hash } }
}

/** Undefined for content that canonical JSON cannot hold: then no digest fits it. */
function digestOf(entry: LedgerEntry): string | undefined {
  try {
    return hashEntry(entry)
  } catch {
    return undefined
  }
}
