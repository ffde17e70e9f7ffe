import { z } from 'zod'

import { Entry, LedgerVerdict } from './http.ts'
import { Id } from './payloads/shapes.ts'

/**
 * What the doors of the ledger answer (J1, J2).
 *
 * GET  /api/boards/:board/ledger?after&before&limit&type&about&actor&from&to   LedgerPage (http.ts)
 * GET  /api/boards/:board/ledger.csv · /ledger.jsonl                            the same filters, as a file
 * GET  /api/boards/:board/history/:kind/:id?before&limit&from&to&type&actor    History
 * GET  /api/boards/:board/ledger/verify · POST with a witness's notes           LedgerVerdict (http.ts), VerdictOnNotes
 * GET  /api/boards/:board/checkpoints · /checkpoints/:seq.txt                   CheckpointList, text
 * GET  /api/boards/:board/ledger/export                                        application/x-ndjson, docs/ledger.md
 * GET  /api/ledger/key · GET /public/:board/checkpoints                         LedgerKeys, CheckpointList
 * GET  /verifier/concordat-verify.mjs                                           the verifier for outsiders
 */

export const CheckpointView = z.object({
  seq: z.number(),
  hash: z.string(),
  at: z.iso.datetime(),
  keyId: z.string(),
  /** The signed text, to be kept by a witness. */
  note: z.string(),
})
/** Newest first. */
export const CheckpointList = z.object({ board: z.string(), checkpoints: z.array(CheckpointView) })

export const LedgerKeyView = z.object({
  id: z.string(),
  algorithm: z.literal('Ed25519'),
  /** 32 bytes as hex. */
  publicKey: z.string(),
  pem: z.string(),
})
/** The key in use, and those that checkpoints were signed with before. */
export const LedgerKeys = LedgerKeyView.extend({ earlier: z.array(LedgerKeyView) })

export const WitnessNotes = z.strictObject({
  notes: z.string().max(60_000, 'Check fewer checkpoints at a time').describe('Checkpoints as they were kept'),
})
export const NOTE_RESULTS = ['holds', 'differs', 'ahead', 'other-board', 'unknown-key', 'bad-signature'] as const
export const VerdictOnNotes = LedgerVerdict.extend({
  notes: z.array(z.object({ seq: z.number(), at: z.iso.datetime(), result: z.enum(NOTE_RESULTS), detail: z.string() })),
})

export const HISTORY_KINDS = [
  'ask',
  'body',
  'programme',
  'workstream',
  'milestone',
  'decision',
  'action',
  'terms',
  'snapshot',
  'item',
  'pillar',
  'enabler',
  'role',
] as const
export const HistoryKind = z.enum(HISTORY_KINDS)
/** Decision numbers are upper-case; other ids are not. */
export const HistoryId = z.union([Id, z.string().regex(/^[A-Za-z0-9][A-Za-z0-9./-]{0,79}$/u)])
/** Everything in the record about one thing, newest first. */
export const History = z.object({
  of: z.object({ kind: HistoryKind, id: z.string(), title: z.string() }),
  entries: z.array(Entry),
  names: z.record(z.string(), z.string()),
  /** Give as `before` to read on; null at the beginning. */
  next: z.number().nullable(),
})

export type CheckpointView = z.infer<typeof CheckpointView>
export type CheckpointList = z.infer<typeof CheckpointList>
export type LedgerKeys = z.infer<typeof LedgerKeys>
export type VerdictOnNotes = z.infer<typeof VerdictOnNotes>
export type NoteResult = (typeof NOTE_RESULTS)[number]
export type HistoryKind = z.infer<typeof HistoryKind>
export type History = z.infer<typeof History>
