import type { Tx } from '@concordat/db/client'
import type { Proof } from '@concordat/db/identity'
import type { LockedBoard } from '@concordat/db/ledger'
import type { CommandResult, CommandType, EntryType, Payload } from '@concordat/shared/commands'
import type { DocumentContent } from '@concordat/shared/documents/content'
import type { DocumentKind } from '@concordat/shared/documents/schema'
import type { Json } from '@concordat/shared/ledger'
import type { Notice } from '@concordat/shared/notices'
import type { Act, Actor, Subject } from '@concordat/shared/policy'

/** A draft by what it is about. */
export interface DraftRef {
  readonly kind: DocumentKind
  readonly of: string
}

/** A draft with every accepted update in it (architecture 1, "the bridge"). */
export interface SettledDraft {
  readonly documentId: string
  readonly content: DocumentContent
  /** Last update in it, and the epoch it counts in. */
  readonly seq: number
  readonly epoch: number
}

/**
 * Everything a handler may use. It runs inside one transaction that holds the board's row, so whatever it loads stands until
 * the command is done. A handler does nothing outside that transaction: it may be run twice.
 */
export interface CommandContext {
  readonly tx: Tx
  /** The board as locked; its head is the one before this command. */
  readonly board: LockedBoard
  /** The sender as the seat and appointment rows say now, under lock. */
  readonly actor: Actor
  /** Server clock, and its London day. */
  readonly now: Date
  readonly today: string
  /** The draft that the command named when it was registered, settled just before the transaction began; undefined when there is none. */
  readonly draft: SettledDraft | undefined
  /** The sender’s last proof of identity, however old; null for none, and for the sample loader. */
  readonly proof: Proof | null
  /** Bytes that came beside the command: the first update of a draft. Never from HTTP. */
  readonly seed: Uint8Array | undefined

  /** Refuses with `forbidden` unless the policy allows it. `title` is what the person is told, for example whom they cannot sign for. */
  authorise(act: Act, subject?: Subject, title?: string): void
  /**
   * Refuses with `stale`, and `current` as the state now, when the sender's `expect` is not `seq`: the entry that last changed
   * what the command is about, 0 for never. Does nothing when the sender expected nothing.
   */
  expect(seq: number, current: Json): void
  /** As `expect`, for a `current` that is read only when it is told. */
  expectOr(seq: number, current: () => Promise<Json>): Promise<void>
  /** Appends an entry of the command's type, or of `type`, and gives its number and instant. Undefined members are left out. */
  append(
    payload: { readonly [key: string]: Json | undefined },
    type?: EntryType,
  ): Promise<{ readonly seq: number; readonly at: Date }>
}

/** What a handler hands back: the answer to the sender, and the ids of the records concerned, for notices. */
export interface Outcome {
  readonly result: CommandResult
  readonly about: readonly string[]
}

/** Reads like minutes: load, authorise, check, write, append, return. Refusals are thrown as `DomainError`. */
export type Handler<T extends CommandType> = (ctx: CommandContext, payload: Payload<T>) => Promise<Outcome>

export interface HandlerOptions<T extends CommandType> {
  /** The draft whose text the command freezes or compares with. It is settled before the board is locked, and given as `ctx.draft`. */
  readonly draft?: (payload: Payload<T>) => DraftRef | undefined
}

/** Who sends a command: a signed-in person in the post in use, or the sample loader, which acts as role `loader`. */
export type Sender =
  { readonly person: string; readonly post: string | null; readonly proof?: Proof | null } | 'sample-loader'

export interface Acceptance {
  /** Slug. */
  readonly board: string
  readonly sender: Sender
  /** As received: checked here, whoever sends it. */
  readonly envelope: unknown
  readonly seed?: Uint8Array
}

/** The one way into the record, with or without HTTP. */
export interface Commands {
  /** Names the handler of a command. Once per type. */
  on<T extends CommandType>(type: T, handler: Handler<T>, options?: HandlerOptions<T>): void
  /**
   * Takes in one command: checks it, runs its handler in one transaction, commits, then tells who is on the board. The same
   * command id with the same content is answered with the first result and `replayed: true`, also when both arrive at once.
   * Refuses with every kind but `unauthenticated`.
   */
  accept(acceptance: Acceptance): Promise<CommandResult>
  /** Takes in several commands for one board in one transaction: all or none. The first may be `board.create`. */
  acceptTogether(
    board: string,
    sender: Sender,
    commands: readonly Pick<Acceptance, 'envelope' | 'seed'>[],
  ): Promise<CommandResult[]>
}

/** What the dispatcher needs of the rest of the house. */
export interface Surroundings {
  now(): Date
  publish(notices: readonly Notice[]): void
  /** Every accepted update committed, then read. Undefined when there is no such draft. */
  settle(boardSlug: string, draft: DraftRef): Promise<SettledDraft | undefined>
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly commands: Commands
  }
}
