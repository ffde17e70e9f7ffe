import { afterAll, beforeAll, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import type { CommandResult } from '@concordat/shared/commands'
import type { Problem } from '@concordat/shared/errors'
import type { LedgerEntry } from '@concordat/shared/ledger'

import { problemOf, startTestRecord, type TestRecord } from '../test/record.ts'

const GM = 'greater-manchester'
const TEN = [
  'bolton',
  'bury',
  'manchester',
  'oldham',
  'rochdale',
  'salford',
  'stockport',
  'tameside',
  'trafford',
  'wigan',
]
const TRIALS = 200

let record: TestRecord
let boardId = ''
beforeAll(async () => {
  record = await startTestRecord([GM])
  boardId = (await findBoardHead(record.db, GM))?.id ?? ''
})
afterAll(() => record.stop())

async function allEntries(): Promise<LedgerEntry[]> {
  const all: LedgerEntry[] = []
  for (;;) {
    const piece = await readEntries(record.db, boardId, { after: all.at(-1)?.seq ?? 0 })
    all.push(...piece)
    if (piece.length < 1000) return all
  }
}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const isRefusal = (answer: CommandResult | Problem): answer is Problem => 'kind' in answer

test('[3][CE-1.9] in two hundred races with a reissue every signature is on the words on the signer’s screen, or refused', async () => {
  const first = (await readEntries(record.db, boardId, { type: 'wording.issue' })).find(
    ({ payload }) => payload['askId'] === 'ask-12',
  )
  let words = { version: 1, hash: textOf(first?.payload['hash']) }
  const seen = { signed: 0, refused: 0 }

  for (let trial = 0; trial < TRIALS; trial += 1) {
    const screen = words
    const sign = async () =>
      record
        .send(
          GM,
          `ce-${TEN[trial % TEN.length] ?? ''}`,
          {
            type: 'sign-off.give',
            payload: { askId: 'ask-12', wordingVersion: screen.version, wordingHash: screen.hash, answer: 'signed' },
          },
          0,
        )
        .catch(problemOf)
    const reissue = async () =>
      record.send(
        GM,
        'chair',
        {
          type: 'wording.issue',
          payload: {
            askId: 'ask-12',
            text: `Phase two starts, ${trial}.`,
            change: 'substantive',
            expectHash: screen.hash,
          },
        },
        1,
      )
    const [answer, issued] = await inOrder(trial, sign, reissue)
    if (isRefusal(answer)) {
      seen.refused += 1
      expect(answer).toMatchObject({ kind: 'stale', current: { version: screen.version + 1 } })
    } else {
      seen.signed += 1
      expect(answer).toMatchObject(screen)
      expect(answer.seq).toBeLessThan(issued.seq)
    }
    words = { version: issued.version ?? 0, hash: issued.hash ?? '' }
  }
  expect(seen.signed + seen.refused).toBe(TRIALS)
  // A quarter of the trials lets one finish before the other begins, each way round.
  expect(Math.min(seen.signed, seen.refused)).toBeGreaterThanOrEqual(TRIALS / 4)
}, 120_000)

/** Signs first, reissues first, or both at once over two nodes, now the one ahead and now the other. */
async function inOrder(
  trial: number,
  sign: () => Promise<CommandResult | Problem>,
  reissue: () => Promise<CommandResult>,
): Promise<[CommandResult | Problem, CommandResult]> {
  if (trial % 4 === 0) {
    const signed = await sign()
    return [signed, await reissue()]
  }
  if (trial % 4 === 1) {
    const issued = await reissue()
    return [await sign(), issued]
  }
  if (trial % 4 === 2) return Promise.all([sign(), reissue()])
  const issuing = reissue()
  return Promise.all([sign(), issuing])
}

test('[3][43] read from its beginning, the ledger holds no signature on other words than those in force at that entry', async () => {
  let inForce = { version: 0, hash: '' }
  let signatures = 0
  for (const { type, payload } of await allEntries()) {
    if (payload['askId'] !== 'ask-12') continue
    if (type === 'wording.issue') {
      expect(payload['version']).toBe(inForce.version + 1)
      inForce = { version: Number(payload['version']), hash: textOf(payload['hash']) }
    } else if (type === 'sign-off.give') {
      signatures += 1
      expect([payload['wordingVersion'], payload['wordingHash']]).toEqual([inForce.version, inForce.hash])
    }
  }
  expect(inForce.version).toBe(TRIALS + 1)
  expect(signatures).toBeGreaterThanOrEqual(TRIALS / 4)
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true })
})
