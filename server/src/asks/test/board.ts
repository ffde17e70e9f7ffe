import { randomUUID } from 'node:crypto'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries } from '@concordat/db/ledger'
import { readAsk, readAskList, readReceipt } from '@concordat/db/read/asks'
import type { Asking } from '@concordat/db/read/asking'
import { findBoard, type BoardRow } from '@concordat/db/read/boards'
import { readMyAuthority } from '@concordat/db/read/my-authority'
import type { Tx } from '@concordat/db/client'
import { lockSeat } from '@concordat/db/seats'
import type { CommandResult, CommandType, PayloadInput } from '@concordat/shared/commands'
import { londonDay } from '@concordat/shared/dates'
import type { Problem } from '@concordat/shared/errors'
import type { AskDetail, AskView, ReceiptView, SignOffView } from '@concordat/shared/http'
import type { MyAuthorityView } from '@concordat/shared/http-sign-offs'
import type { LedgerEntry } from '@concordat/shared/ledger'
import type { Answer } from '@concordat/shared/sign-offs'

import { problemOf, startTestRecord, type TestRecord } from '../../test/record.ts'

export const GM = 'greater-manchester'

/** A person in a post of theirs: `chair` is short for the demo person in the post of the same name. */
export type Who = string | { readonly person: string; readonly post: string }

interface Sent<T extends CommandType> {
  readonly type: T
  readonly payload: PayloadInput<T>
  readonly expect?: number
}

/** The sample board of ten authorities, with what tests of sign-offs ask of it. */
export interface TestBoard {
  readonly record: TestRecord
  send<T extends CommandType>(who: Who, sent: Sent<T>): Promise<CommandResult>
  /** As `send`, and gives the refusal. Fails when there is none. */
  refused<T extends CommandType>(who: Who, sent: Sent<T>): Promise<Problem>
  ask(id: string, who?: Who): Promise<AskView & { wording: NonNullable<AskView['wording']> }>
  detail(id: string, who?: Who): Promise<AskDetail>
  cell(id: string, body: string, part?: string): Promise<SignOffView | undefined>
  receipt(seq: number): Promise<ReceiptView>
  mine(who: Who): Promise<MyAuthorityView | undefined>
  /** The payload with which somebody answers what is in force now. */
  answering(
    askId: string,
    answer: Answer,
    more?: Partial<PayloadInput<'sign-off.give'>>,
  ): Promise<PayloadInput<'sign-off.give'>>
  give(
    who: Who,
    askId: string,
    answer: Answer,
    more?: Partial<PayloadInput<'sign-off.give'>>,
  ): Promise<CommandResult & { seq: number }>
  refusedGiving(
    who: Who,
    askId: string,
    answer: Answer,
    more?: Partial<PayloadInput<'sign-off.give'>>,
  ): Promise<Problem>
  issue(askId: string, text: string): Promise<CommandResult>
  entry(seq: number): Promise<LedgerEntry>
}

const senderOf = (who: Who) => (typeof who === 'string' ? { person: who, post: `post-${who}` } : who)

/** `const board = await startTestBoard()` in `beforeAll`, `board.record.stop()` in `afterAll`. */
export async function startTestBoard(): Promise<TestBoard> {
  const record = await startTestRecord([GM])
  const boardId = (await findBoardHead(record.db, GM))?.id ?? ''

  const read = <T>(who: Who, query: (tx: Tx, board: BoardRow, asking: Asking) => Promise<T>): Promise<T> =>
    record.db.transaction(async (tx) => {
      const row = await findBoard(tx, GM)
      if (!row) throw new Error('The sample board is missing')
      const actor = await lockSeat(tx, row.id, senderOf(who), londonDay(record.clock))
      return query(tx, row, { actor, now: record.clock })
    })
  const there = <T>(found: T | undefined | null, what: string): T => {
    if (found === undefined || found === null) throw new Error(`${what} is missing`)
    return found
  }

  const board: TestBoard = {
    record,
    send: async (who, sent) =>
      record.nodes[0].accept({ board: GM, sender: senderOf(who), envelope: { commandId: randomUUID(), ...sent } }),
    async refused(who, sent) {
      const answer = await board.send(who, sent).catch(problemOf)
      if ('kind' in answer) return answer
      throw new Error(`${sent.type} was accepted as entry ${answer.seq}`)
    },
    async ask(id, who = 'chair') {
      const list = await read(who, readAskList)
      const found = there(
        list.asks.find((one) => one.id === id),
        id,
      )
      return { ...found, wording: there(found.wording, `The wording of ${id}`) }
    },
    detail: async (id, who = 'chair') => there(await read(who, (tx, row, asking) => readAsk(tx, row, id, asking)), id),
    async cell(id, body, part) {
      const { signOffs } = await board.ask(id)
      return signOffs.find((one) => one.body === body && one.part === part)
    },
    receipt: async (seq) => there(await read('chair', (tx, row) => readReceipt(tx, row, seq)), `Receipt ${seq}`),
    mine: async (who) => read(who, readMyAuthority),
    async answering(askId, answer, more = {}) {
      const { wording } = await board.ask(askId)
      return {
        askId,
        wordingVersion: wording.version,
        wordingHash: wording.hash,
        answer,
        ...(answer === 'conditions' && { conditions: ['The baseline is shared first'] }),
        ...(answer === 'deferred' && { deferredTo: 'Cabinet', until: '2026-09-08' }),
        ...(answer === 'declined' && { reason: 'No budget this year' }),
        ...more,
      }
    },
    give: async (who, askId, answer, more) =>
      board.send(who, { type: 'sign-off.give', payload: await board.answering(askId, answer, more) }),
    refusedGiving: async (who, askId, answer, more) =>
      board.refused(who, { type: 'sign-off.give', payload: await board.answering(askId, answer, more) }),
    async issue(askId, text) {
      const { wording } = await board.ask(askId)
      return board.send('chair', {
        type: 'wording.issue',
        payload: { askId, text, change: 'substantive', expectHash: wording.hash },
      })
    },
    async entry(seq) {
      const [entry] = await readEntries(record.db, boardId, { after: seq - 1, limit: 1 })
      return there(entry, `Entry ${seq}`)
    },
  }
  return board
}
