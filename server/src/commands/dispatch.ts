import { asUnavailable, inTransaction, type Db, type Tx } from '@concordat/db/client'
import { findAccepted, insertAccepted } from '@concordat/db/accepted-commands'
import { insertBoard } from '@concordat/db/boards'
import { appendEntry, insertAbout, lockBoard, readAbout, readEntries, type LockedBoard } from '@concordat/db/ledger'
import { lockSeat } from '@concordat/db/seats'
import {
  CommandEnvelope,
  PAYLOADS,
  type CommandResult,
  type CommandType,
  type EntryType,
  type Payload,
} from '@concordat/shared/commands'
import { londonDay } from '@concordat/shared/dates'
import { sha256Hex } from '@concordat/shared/hash'
import { canonicalJson, GENESIS_HASH, type Json } from '@concordat/shared/ledger'
import type { Notice } from '@concordat/shared/notices'
import { Slug } from '@concordat/shared/payloads/shapes'
import { may, NOBODY, type Actor } from '@concordat/shared/policy'
import type { z } from 'zod'

import type {
  CommandContext,
  Commands,
  Handler,
  HandlerOptions,
  Sender,
  SettledDraft,
  Surroundings,
} from './context.ts'
import { conflict, forbidden, invalid, notFound, stale, type FieldFault } from './refusals.ts'

/** Sets up boards and samples. Not a person: it has no session, so it cannot come in by HTTP. */
const LOADER: Actor = { person: 'sample-loader', role: 'loader', post: null, body: null, scope: null }

const CHANGED_SINCE = 'This has changed since you opened it.'

/** A command whose shape has been checked. */
interface Checked {
  readonly commandId: string
  readonly type: CommandType
  readonly expect: number | undefined
  readonly payload: Payload<CommandType>
  readonly seed: Uint8Array | undefined
}

interface Registered {
  readonly handler: Handler<CommandType>
  readonly options: HandlerOptions<CommandType>
}

interface Accepted {
  readonly result: CommandResult
  readonly notices: readonly Notice[]
}

/** The command path of architecture 2 and 3. One per process; `db` holds the truth between processes. */
export function createCommands(db: Db, surroundings: Surroundings): Commands {
  const handlers = new Map<CommandType, Registered>()
  const inTurn = takingTurns()

  function registered(type: CommandType): Registered {
    const found = handlers.get(type)
    if (!found) throw new Error(`No handler for ${type}: is its plugin registered?`)
    return found
  }

  async function settle(board: string, { type, payload }: Checked): Promise<SettledDraft | undefined> {
    const draft = registered(type).options.draft?.(payload)
    return draft === undefined ? undefined : surroundings.settle(board, draft)
  }

  /** Steps of one command inside the transaction: lock, recognise, answer a repeat, handle, remember. */
  async function take(
    tx: Tx,
    slug: string,
    sender: Sender,
    command: Checked,
    draft: SettledDraft | undefined,
  ): Promise<Accepted> {
    const board = await openBoard(tx, slug, sender, command, surroundings.now())
    const now = surroundings.now()
    const today = londonDay(now)
    const [actor, before] = await Promise.all([
      sender === 'sample-loader' ? LOADER : lockSeat(tx, board.id, sender, today),
      findAccepted(tx, board.id, command.commandId),
    ])
    // Whoever may not read the board is not told that there is one.
    if (actor !== LOADER && !may(actor, 'board.read')) throw notFound('The board')

    const contentHash = hashOf(command, actor.person)
    if (before !== undefined) {
      if (before.contentHash === contentHash)
        return {
          result: { ...before.result, replayed: true },
          notices: await noticesAgain(tx, board, before.result.seq),
        }
      throw conflict(
        'This command id was used for something else: idempotency mismatch.',
        'Nothing was recorded this time. Send it again under a new command id.',
      )
    }
    if (command.type === 'board.create' && board.headSeq > 0) {
      throw conflict('There is a board with this address already.', 'Nothing was recorded. Choose another address.')
    }

    const entries: { seq: number; at: Date; type: EntryType }[] = []
    let isExpectationMet = command.expect === undefined || command.expect === 0
    const isOutdated = (seq: number): boolean => command.expect !== undefined && command.expect !== seq
    const ctx: CommandContext = {
      tx,
      board,
      actor,
      now,
      today,
      draft,
      proof: sender === 'sample-loader' ? null : (sender.proof ?? null),
      seed: command.seed,
      authorise(act, subject = {}, title = 'You may not do this in the post you act in.') {
        if (!may(actor, act, subject)) throw forbidden(title)
      },
      expect(seq, current) {
        isExpectationMet = true
        if (isOutdated(seq)) throw stale(CHANGED_SINCE, current)
      },
      async expectOr(seq, current) {
        isExpectationMet = true
        if (isOutdated(seq)) throw stale(CHANGED_SINCE, await current())
      },
      async append(payload, type = command.type) {
        const { person, role, post, body } = actor
        const entry = await appendEntry(tx, board.id, {
          type,
          at: now,
          actor: { person, role: role ?? 'none', post, body },
          payload,
        })
        const written = { seq: entry.seq, at: new Date(entry.at), type }
        entries.push(written)
        return written
      },
    }
    const { result, about } = await registered(command.type).handler(ctx, command.payload)
    if (!isExpectationMet)
      throw invalid([
        { path: 'expect', message: 'This command changes nothing that could have moved on: leave `expect` out' },
      ])
    if (entries.length === 0) throw new Error(`${command.type} was accepted without a ledger entry (invariant 43)`)

    const concerned = actor.body === null ? about : [...about, actor.body]
    const seqs = entries.map(({ seq }) => seq)
    await Promise.all([
      insertAbout(tx, board.id, seqs, concerned),
      insertAccepted(tx, { boardId: board.id, commandId: command.commandId, contentHash, result, at: now }),
    ])
    return {
      result,
      notices: entries.map(({ seq, at, type }) => ({ board: board.slug, seq, type, about, at: at.toISOString() })),
    }
  }

  async function acceptTogether(
    slug: string,
    sender: Sender,
    commands: readonly { envelope: unknown; seed?: Uint8Array }[],
  ): Promise<CommandResult[]> {
    if (!Slug.safeParse(slug).success) throw notFound('The board')
    const checked = commands.map(({ envelope, seed }) => check(envelope, seed))
    try {
      // Before any lock: settling needs a connection of its own, and whoever waits for the board already holds one.
      const drafts = await Promise.all(checked.map((command) => settle(slug, command)))
      const accepted = await inTurn(slug, () =>
        inTransaction(db, async (tx) => {
          const taken: Accepted[] = []
          for (const [index, command] of checked.entries())
            taken.push(await take(tx, slug, sender, command, drafts[index]))
          return taken
        }),
      )
      surroundings.publish(accepted.flatMap(({ notices }) => notices))
      return accepted.map(({ result }) => result)
    } catch (error) {
      throw asUnavailable(error) ?? error
    }
  }

  return {
    on(type, handler, options = {}) {
      if (handlers.has(type)) throw new Error(`${type} has a handler already`)
      // The map forgets which payload belongs to which type; `check` parses by the same type that finds the handler.
      handlers.set(type, { handler, options })
    },
    async accept({ board, sender, envelope, seed }) {
      const [result] = await acceptTogether(board, sender, [{ envelope, ...(seed === undefined ? {} : { seed }) }])
      if (!result) throw new Error('A command was taken in without a result')
      return result
    },
    acceptTogether,
  }
}

/**
 * What a repeat tells the others once more: the first time may have ended between the commit and the telling (faults F2, F6). Whoever has
 * heard of it reads again what they have.
 */
async function noticesAgain(tx: Tx, board: LockedBoard, seq: number): Promise<Notice[]> {
  const [[entry], about] = await Promise.all([
    readEntries(tx, board.id, { after: seq - 1, limit: 1 }),
    readAbout(tx, board.id, seq),
  ])
  return entry === undefined ? [] : [{ board: board.slug, seq, type: entry.type, about, at: entry.at }]
}

/** Parses envelope and payload with the shared shapes. Refuses with `invalid`, naming every fault. */
function check(received: unknown, seed: Uint8Array | undefined): Checked {
  const envelope = CommandEnvelope.safeParse(received, { error: askForMissing })
  if (!envelope.success) throw invalid(faultsOf(envelope.error))
  const { commandId, type, expect } = envelope.data
  const payload = PAYLOADS[type].safeParse(envelope.data.payload, { error: askForMissing })
  if (!payload.success) throw invalid(faultsOf(payload.error))
  const unstorable = findUnstorable(payload.data, [])
  if (unstorable !== undefined)
    throw invalid([{ path: unstorable, message: 'This holds a character that cannot be stored. Type it again' }])
  return { commandId, type, expect, payload: payload.data, seed }
}

/** What is not there at all is asked for, whatever it should have been. */
const askForMissing: z.core.$ZodErrorMap = ({ input }) => (input === undefined ? 'Fill this in' : undefined)

const faultsOf = (error: z.ZodError): FieldFault[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'There is no such field' }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  )

/** Path of the first string that Postgres (no U+0000) or canonical JSON (no half of a surrogate pair) cannot hold. */
function findUnstorable(value: Json | undefined, path: readonly (string | number)[]): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000') ? undefined : path.join('.')
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, member] of Object.entries(value)) {
    const found = findUnstorable(member, [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}

/** What makes two commands the same: type, expectation, payload with defaults filled in, the bytes beside it, and who sent it. */
function hashOf({ type, expect, payload, seed }: Checked, person: string): string {
  return sha256Hex(
    canonicalJson({
      type,
      expect,
      payload: payload as Json,
      person,
      seed: seed === undefined ? undefined : sha256Hex(seed),
    }),
  )
}

/** Locks the board; `board.create` makes its row first, so that even a board's first entry is written under its lock. */
async function openBoard(tx: Tx, slug: string, sender: Sender, command: Checked, now: Date): Promise<LockedBoard> {
  if (command.type === 'board.create') {
    if (!may(sender === 'sample-loader' ? LOADER : NOBODY, 'board.create')) throw notFound('The board')
    const payload = command.payload as Payload<'board.create'>
    if (payload.slug !== slug) throw invalid([{ path: 'slug', message: `This was sent to the board ${slug}` }])
    const { code, title, summary, asOf, ragPoints, sampleOf } = payload
    await insertBoard(tx, {
      slug,
      code,
      title,
      summary,
      asOf,
      ragPoints,
      sampleOf: sampleOf ?? null,
      headHash: GENESIS_HASH,
      createdAt: now,
    })
  }
  const board = await lockBoard(tx, slug)
  if (!board) throw notFound('The board')
  return board
}

/**
 * Lets the commands of one board go one at a time in this process. The row lock decides between processes; this only keeps
 * those who wait from holding a connection each, which would leave none for anybody who reads.
 */
function takingTurns(): <T>(board: string, deed: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return async (board, deed) => {
    const mine = (last.get(board) ?? Promise.resolve()).then(deed)
    const done = mine.catch(() => undefined)
    last.set(board, done)
    try {
      return await mine
    } finally {
      if (last.get(board) === done) last.delete(board)
    }
  }
}
