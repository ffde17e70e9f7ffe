import { z } from 'zod'

import { ACTION_PAYLOADS } from './payloads/actions.ts'
import { ASK_PAYLOADS } from './payloads/asks.ts'
import { DECISION_PAYLOADS } from './payloads/decisions.ts'
import { LEDGER_PAYLOADS } from './payloads/ledger.ts'
import { GATE_PAYLOADS, type CONSEQUENCES } from './payloads/gates.ts'
import { PLAN_PAYLOADS } from './payloads/plans.ts'
import { SETUP_PAYLOADS } from './payloads/setup.ts'
import { SNAPSHOT_PAYLOADS } from './payloads/snapshots.ts'
import { WORDING_PAYLOADS } from './payloads/wording.ts'

/**
 * Every command: what a person may ask the record to take in. The catalogue in OpenAPI is made from this file.
 * A ledger entry carries the type of the command that made it.
 */
export const PAYLOADS = {
  ...SETUP_PAYLOADS,
  ...PLAN_PAYLOADS,
  ...ASK_PAYLOADS,
  ...WORDING_PAYLOADS,
  ...GATE_PAYLOADS,
  ...DECISION_PAYLOADS,
  ...ACTION_PAYLOADS,
  ...SNAPSHOT_PAYLOADS,
  ...LEDGER_PAYLOADS,
} as const

export type CommandType = keyof typeof PAYLOADS
/** Types of ledger entries: commands, and what follows from them in the same transaction, which nobody can send. */
export type EntryType = CommandType | keyof typeof CONSEQUENCES
/** A payload as the handler gets it: defaults filled in. */
export type Payload<T extends CommandType> = z.output<(typeof PAYLOADS)[T]>
/** A payload as a client sends it. */
export type PayloadInput<T extends CommandType> = z.input<(typeof PAYLOADS)[T]>

/** `expect`: ledger entry that last changed what the command is about, as the sender saw it; 0 for never. Refused as `stale` when it moved on. */
export interface CommandInput<T extends CommandType = CommandType> {
  readonly commandId: string
  readonly type: T
  readonly expect?: number
  readonly payload: PayloadInput<T>
}

export const CommandEnvelope = z.strictObject({
  commandId: z
    .string()
    .min(8)
    .max(80)
    .describe('A UUID made by the client: the same id again is answered with the first result'),
  type: z.enum(Object.keys(PAYLOADS) as [CommandType, ...CommandType[]]),
  expect: z.int().min(0).optional(),
  payload: z.record(z.string(), z.unknown()),
})

/** `seq` of the entry, and what the server gave the new record: a decision number, a receipt, a wording version. */
export interface CommandResult {
  readonly seq: number
  readonly number?: string | number
  readonly receipt?: string
  readonly version?: number
  readonly hash?: string
  readonly replayed?: true
}
