import { randomUUID } from 'node:crypto'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { close, createDb } from '@concordat/db/client'
import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import type { CommandResult } from '@concordat/shared/commands'
import { DomainError } from '@concordat/shared/errors'

import { problemOf, senderOf, startTestRecord, type TestRecord } from '../test/record.ts'
import { createCommands } from './dispatch.ts'

const BOARD = 'manchester-locality'

let record: TestRecord
let boardId: string
beforeAll(async () => {
  record = await startTestRecord([BOARD])
  boardId = (await findBoardHead(record.db, BOARD))?.id ?? ''
})
afterAll(() => record.stop())

const headSeq = async (): Promise<number> => (await findBoardHead(record.db, BOARD))?.headSeq ?? 0
const green = (commandId: string, id = 'ws-2') => ({
  commandId,
  type: 'rating.give' as const,
  payload: {
    subject: { kind: 'workstream' as const, id },
    value: 'green' as const,
    explanation: 'The dates are those of the source, years back',
  },
})
const accept = async (envelope: unknown, person = 'programme-lead', node: 0 | 1 = 0): Promise<CommandResult> =>
  record.nodes[node].accept({ board: BOARD, sender: senderOf(person), envelope })
const refusal = async (envelope: unknown, person?: string) => {
  const answer = await accept(envelope, person).catch(problemOf)
  if ('kind' in answer) return answer
  throw new Error(`Accepted as entry ${answer.seq}`)
}

describe('[P2] one command id, one record', () => {
  test('[F2, F6] the same command again is told to the others again: the process may have ended between its commit and the telling', async () => {
    const commandId = randomUUID()
    const { seq } = await accept(green(commandId))
    const first = record.notices.at(-1)
    const told = record.notices.length
    await accept(green(commandId))
    expect(record.notices.slice(told)).toEqual([
      { ...first, about: expect.arrayContaining([...(first?.about ?? [])]) as unknown },
    ])
    expect(first).toMatchObject({ seq, type: 'rating.give' })
  })

  test('the same command again is answered with the first result, and adds nothing', async () => {
    const commandId = randomUUID()
    const first = await accept(green(commandId))
    const head = await headSeq()
    const told = record.notices.length
    expect(await accept(green(commandId))).toEqual({ ...first, replayed: true })
    // Order of members and defaults that are spelled out make no other command of it.
    expect(
      await accept(
        {
          payload: {
            explanation: 'The dates are those of the source, years back',
            value: 'green',
            subject: { id: 'ws-2', kind: 'workstream' },
          },
          type: 'rating.give',
          commandId,
        },
        'programme-lead',
        1,
      ),
    ).toEqual({
      ...first,
      replayed: true,
    })
    expect(await headSeq()).toBe(head)
    expect(record.notices.length).toBe(told + 2)
  })

  test('sent ten times at once over two nodes it is one row, and ten answers with the same result', async () => {
    const commandId = randomUUID()
    const before = await headSeq()
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => accept(green(commandId), 'programme-lead', n % 2 === 0 ? 0 : 1)),
    )
    expect(new Set(answers.map(({ seq }) => seq))).toEqual(new Set([before + 1]))
    expect(answers.filter(({ replayed }) => replayed !== true).length).toBe(1)
    expect(await headSeq()).toBe(before + 1)
  })

  test('the same id with other content, another expectation or another sender is refused as a conflict', async () => {
    const commandId = randomUUID()
    const { seq } = await accept({
      ...green(commandId),
      expect: (await record.send(BOARD, 'programme-lead', green(randomUUID()))).seq,
    })
    const before = await headSeq()
    const mismatch = {
      kind: 'conflict',
      status: 409,
      title: 'This command id was used for something else: idempotency mismatch.',
    }
    expect(await refusal(green(commandId, 'ws-3'))).toMatchObject(mismatch)
    expect(await refusal({ ...green(commandId), expect: seq })).toMatchObject(mismatch)
    expect(await refusal(green(commandId), 'lead-2')).toMatchObject(mismatch)
    expect(await headSeq()).toBe(before)
  })

  test('a command that was refused may be corrected under the same id', async () => {
    const commandId = randomUUID()
    expect(
      await refusal({
        ...green(commandId),
        payload: { subject: { kind: 'workstream', id: 'ws-2' }, value: 'not-rated' },
      }),
    ).toMatchObject({ kind: 'invalid' })
    expect(await accept(green(commandId))).toMatchObject({ seq: await headSeq() })
  })
})

describe('a command that cannot be read', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['nothing', undefined, ['']],
    ['no object', 'rating.give', ['']],
    ['an empty one', {}, ['commandId', 'type', 'payload']],
    ['an unknown type', { commandId: '12345678', type: 'board.delete', payload: {} }, ['type']],
    ['a field too many', { ...green('12345678'), more: 1 }, ['more']],
    [
      'a payload field too many',
      { ...green('12345678'), payload: { ...green('').payload, colour: 'green' } },
      ['colour'],
    ],
    [
      'a field missing inside',
      { ...green('12345678'), payload: { subject: { kind: 'workstream' } } },
      ['subject.id', 'value'],
    ],
    ['a number that is none', { ...green('12345678'), expect: -1 }, ['expect']],
  ])('%s is refused as invalid, naming the fields', async (_, envelope, paths) => {
    const { kind, status, fields } = await refusal(envelope)
    expect({ kind, status, paths: fields?.map(({ path }) => path) }).toEqual({ kind: 'invalid', status: 400, paths })
  })

  test('what is missing is asked for in plain words', async () => {
    const { fields } = await refusal({ ...green('12345678'), payload: { subject: { kind: 'workstream', id: 'ws-2' } } })
    expect(fields?.[0]?.message).not.toMatch(/expected|undefined|option/iu)
  })
})

describe('`expect`', () => {
  test('is refused as stale when what the command is about has moved on, with the state now', async () => {
    const { seq } = await accept(green(randomUUID(), 'ws-4'))
    expect(await refusal({ ...green(randomUUID(), 'ws-4'), expect: 0 })).toMatchObject({
      kind: 'stale',
      status: 409,
      current: { seq, value: 'green' },
    })
    expect(await accept({ ...green(randomUUID(), 'ws-4'), expect: seq })).toMatchObject({ seq: seq + 1 })
  })

  test('of ten senders who saw the same state one wins and nine are told', async () => {
    const { seq } = await accept(green(randomUUID(), 'ws-5'))
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        accept({ ...green(randomUUID(), 'ws-5'), expect: seq }, 'programme-lead', n % 2 === 0 ? 0 : 1).catch(problemOf),
      ),
    )
    expect(answers.filter((answer) => 'seq' in answer).length).toBe(1)
    expect(answers.filter((answer) => 'kind' in answer && answer.kind === 'stale').length).toBe(9)
  })

  test('is not silently ignored by a command that changes nothing existing', async () => {
    const payload = {
      title: 'Noted',
      text: 'Noted.',
      type: 'noted',
      authority: { basis: 'recommendation-only' },
      reasons: 'For the record',
    }
    expect(
      await refusal({ commandId: randomUUID(), type: 'decision.record', expect: 3, payload }, 'chair'),
    ).toMatchObject({ kind: 'invalid', fields: [{ path: 'expect' }] })
  })
})

describe('who may not know of a board', () => {
  test.each(['scrutiny', 'admin', 'ce-bolton', 'lead-gm', 'nobody'])(
    '%s is told that it was not found',
    async (person) => {
      expect(await refusal(green(randomUUID()), person)).toMatchObject({ kind: 'not-found', status: 404 })
    },
  )

  test.each(['no-such-board', 'No Slug', '%00', '../etc'])('nor is there a board %s', async (board) => {
    const answer = await record.nodes[0]
      .accept({ board, sender: senderOf('chair'), envelope: green(randomUUID()) })
      .catch(problemOf)
    expect(answer).toMatchObject({ kind: 'not-found' })
  })

  test('whoever may read but not do it is told who may', async () => {
    expect(await refusal(green(randomUUID()), 'lead-3')).toMatchObject({
      kind: 'forbidden',
      status: 403,
      title: 'Only those who lead “Front door” may rate it.',
    })
  })

  test('a person cannot send what only the loader may, nor make a board', async () => {
    const body = {
      commandId: randomUUID(),
      type: 'body.add',
      payload: { id: 'org-x', title: 'X', order: 1, kind: 'board', short: 'X' },
    }
    expect(await refusal(body, 'chair')).toMatchObject({ kind: 'forbidden' })
    const create = {
      commandId: randomUUID(),
      type: 'board.create',
      payload: { slug: BOARD, code: 'XX', title: 'X', summary: 'X', asOf: null, ragPoints: 3 },
    }
    expect(await refusal(create, 'chair')).toMatchObject({ kind: 'not-found' })
  })

  test('a seat that was taken away a moment ago loses the race', async () => {
    await record.db.$client`update seats set to_day = '2026-07-13' where post_id = 'post-lead-6'`
    expect(await refusal(green(randomUUID(), 'ws-6'), 'lead-6')).toMatchObject({ kind: 'not-found' })
    await record.db.$client`update seats set to_day = '2026-07-14' where post_id = 'post-lead-6'`
    expect(await accept(green(randomUUID(), 'ws-6'), 'lead-6')).toMatchObject({ seq: await headSeq() })
  })
})

describe('[43] all or nothing', () => {
  test('of several commands together none is recorded when one is refused', async () => {
    const before = await headSeq()
    const ids = [randomUUID(), randomUUID()]
    const together = record.nodes[0].acceptTogether(BOARD, senderOf('programme-lead'), [
      { envelope: green(ids[0] ?? '') },
      {
        envelope: {
          ...green(ids[1] ?? ''),
          payload: { subject: { kind: 'workstream', id: 'ws-2' }, value: 'not-rated' },
        },
      },
    ])
    await expect(together).rejects.toBeInstanceOf(DomainError)
    expect(await headSeq()).toBe(before)
    expect(await accept(green(ids[0] ?? ''))).toMatchObject({ seq: before + 1 })
  })

  test('a notice leaves after the commit and only then: whoever hears it finds the entry', async () => {
    const other = createDb(record.url, { max: 1 })
    const found: Promise<number>[] = []
    const commands = createCommands(record.db, {
      now: () => record.clock,
      publish: (notices) =>
        found.push(
          ...notices.map(async ({ seq }) => (await readEntries(other, boardId, { after: seq - 1, limit: 1 })).length),
        ),
      settle: async () => undefined,
    })
    const { giveRating } = await import('../ratings/give-rating.ts')
    commands.on('rating.give', giveRating)
    await commands.accept({ board: BOARD, sender: senderOf('programme-lead'), envelope: green(randomUUID()) })
    await commands
      .accept({ board: BOARD, sender: senderOf('programme-lead'), envelope: { ...green(randomUUID()), expect: 1 } })
      .catch(problemOf)
    expect(await Promise.all(found)).toEqual([1])
    await close(other)
  })

  test('a handler that records nothing is a fault, not an acceptance', async () => {
    const commands = createCommands(record.db, {
      now: () => record.clock,
      publish: () => undefined,
      settle: async () => undefined,
    })
    commands.on('rating.give', async () => ({ result: { seq: 1 }, about: [] }))
    await expect(
      commands.accept({ board: BOARD, sender: senderOf('programme-lead'), envelope: green(randomUUID()) }),
    ).rejects.toThrow('invariant 43')
    expect(() => commands.on('rating.give', async () => ({ result: { seq: 1 }, about: [] }))).toThrow('handler already')
  })

  test('[F4] while the database is away commands are refused as unavailable, and the same id succeeds afterwards', async () => {
    const broken = createDb(record.url.replace(/:\d+\//u, ':1/'))
    const commands = createCommands(broken, {
      now: () => record.clock,
      publish: () => undefined,
      settle: async () => undefined,
    })
    const { giveRating } = await import('../ratings/give-rating.ts')
    commands.on('rating.give', giveRating)
    const commandId = randomUUID()
    const answer = await commands
      .accept({ board: BOARD, sender: senderOf('programme-lead'), envelope: green(commandId) })
      .catch(problemOf)
    expect(answer).toMatchObject({ kind: 'unavailable', status: 503 })
    expect(await accept(green(commandId))).not.toHaveProperty('replayed')
    await close(broken)
  })
})

test('[43] after all of it the ledger verifies', async () => {
  expect(await verifyBoard(record.db, boardId)).toMatchObject({ ok: true, entries: await headSeq() })
})
