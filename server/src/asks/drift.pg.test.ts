import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findBoardHead } from '@concordat/db/identity'
import { readEntries } from '@concordat/db/ledger'
import { readAsk } from '@concordat/db/read/asks'
import { atOneInstant } from '@concordat/db/read/asking'
import { findBoard } from '@concordat/db/read/boards'
import { readTouched } from '@concordat/db/read/touched'
import type { AskDetail } from '@concordat/shared/http'
import { NOBODY } from '@concordat/shared/policy'
import type { Weight } from '@concordat/shared/text/weighty-changes'

import { startTestRecord, type TestRecord } from '../test/record.ts'

const GM = 'greater-manchester'
const CHAIR = { ...NOBODY, person: 'chair', role: 'chair', post: 'post-chair' } as const

let record: TestRecord
let boardId = ''
beforeAll(async () => {
  record = await startTestRecord([GM])
  boardId = (await findBoardHead(record.db, GM))?.id ?? ''
})
afterAll(() => record.stop())

async function askNow(id: string): Promise<AskDetail & { words: { version: number; hash: string; text: string } }> {
  const detail = await atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, GM)
    return board && readAsk(tx, board, id, { actor: CHAIR, now: record.clock })
  })
  if (!detail?.ask.wording) throw new Error(`${id} has no wording`)
  return { ...detail, words: detail.ask.wording }
}
const stateOf = async (id: string, body: string): Promise<string> =>
  (await askNow(id)).ask.signOffs.find((cell) => cell.body === body)?.state ?? 'awaiting'

async function give(person: string, askId: string, answer: 'signed' | 'conditions' | 'declined' = 'signed') {
  const { words } = await askNow(askId)
  return record.send(GM, person, {
    type: 'sign-off.give',
    payload: {
      askId,
      wordingVersion: words.version,
      wordingHash: words.hash,
      answer,
      ...(answer === 'conditions' && { conditions: ['The baseline is shared first'] }),
      ...(answer === 'declined' && { reason: 'No budget' }),
    },
  })
}
async function reword(askId: string, change: 'editorial' | 'substantive', from: string, to: string): Promise<number> {
  const { words } = await askNow(askId)
  const result = await record.send(GM, 'chair', {
    type: 'wording.issue',
    payload: { askId, text: words.text.replace(from, to), change, reason: 'Reads better', expectHash: words.hash },
  })
  return result.version ?? 0
}
const confirm = (askId: string, version: number, despite: Weight[] = []) => ({
  type: 'wording.confirm-editorial' as const,
  payload: { askId, version, despite },
})
async function accepting(askId: string) {
  const { words } = await askNow(askId)
  return {
    type: 'sign-off.accept' as const,
    payload: { askId, wordingVersion: words.version, wordingHash: words.hash },
  }
}
const objecting = (askId: string, wordingVersion: number) => ({
  type: 'sign-off.object' as const,
  payload: { askId, wordingVersion, reason: 'It changes what we pay' },
})

describe('[D3][CE-3] a wording that changes after it was signed', () => {
  test('[PO-5.1] the screen says beforehand whom it touches, by state', async () => {
    await give('ce-bolton', 'ask-01')
    await give('ce-bury', 'ask-01', 'conditions')
    await give('ce-oldham', 'ask-01', 'declined')
    const touched = await atOneInstant(record.db, async (tx) => {
      const board = await findBoard(tx, GM)
      return board && readTouched(tx, board, 'ask-01', { actor: CHAIR, now: record.clock })
    })
    expect(touched).toMatchObject({
      sentence: '2 signed cells will show as changed',
      changing: 2,
      wording: { version: 1 },
    })
    expect(touched?.groups.map(({ state, cells }) => [state, cells.map(({ title }) => title)])).toContainEqual([
      'signed',
      ['Bolton'],
    ])
    expect(touched?.groups.map(({ state }) => state)).not.toContain('not-asked')
  })

  test('[2][CE-3.3] it carries no signature over, and what is proposed as editorial changes nothing by itself', async () => {
    const version = await reword('ask-01', 'editorial', 'everyone who works', 'everybody who works')
    const { ask, wordings } = await askNow('ask-01')
    expect(wordings[0]).toMatchObject({
      version,
      change: 'editorial',
      state: 'proposed',
      weighty: [],
      reason: 'Reads better',
    })
    expect(ask.tally).toMatchObject({ signed: 0, conditions: 0, drifted: 2 })
    record.clock = new Date('2026-12-24T11:00:00.000Z')
    expect((await askNow('ask-01')).ask.tally).toMatchObject({ signed: 0, drifted: 2 })
    record.clock = new Date('2026-07-14T11:00:00.000Z')
    expect(await record.refusal(GM, 'ce-bolton', await accepting('ask-01'))).toMatchObject({
      kind: 'conflict',
      title: `Version ${version} is not confirmed as an editorial change.`,
    })
  })

  test('[CE-3.5] a second person of the office confirms, never whoever issued it, and not a chief executive', async () => {
    expect(await record.refusal(GM, 'chair', confirm('ask-01', 2))).toMatchObject({ kind: 'forbidden' })
    expect(await record.refusal(GM, 'ce-bolton', confirm('ask-01', 2))).toMatchObject({ kind: 'forbidden' })
    expect(await record.refusal(GM, 'secretariat', confirm('ask-01', 9))).toMatchObject({ kind: 'not-found' })
    expect(await record.refusal(GM, 'secretariat', { ...confirm('ask-01', 2), expect: 3 })).toMatchObject({
      kind: 'stale',
    })
    const { seq } = await record.send(GM, 'secretariat', confirm('ask-01', 2))
    expect((await askNow('ask-01')).wordings[0]).toMatchObject({
      state: 'editorial',
      classifications: [{ kind: 'editorial', by: { person: 'secretariat' }, seq, despite: [] }],
    })
    expect(await record.refusal(GM, 'secretariat', confirm('ask-01', 2))).toMatchObject({ kind: 'conflict' })
    expect((await askNow('ask-01')).ask.tally).toMatchObject({ signed: 0, drifted: 2 })
  })

  test('[CE-3.2][5] who accepts the change is signed again, as they were: conditions stay conditions', async () => {
    const first = (await askNow('ask-01')).ask.signOffs.find(({ body }) => body === 'org-bolton')
    const accepted = await record.send(GM, 'ce-bolton', await accepting('ask-01'))
    await record.send(GM, 'ce-bury', await accepting('ask-01'))
    expect(accepted).toMatchObject({ receipt: 'BOL-01-2026-02', version: 2 })
    expect([await stateOf('ask-01', 'org-bolton'), await stateOf('ask-01', 'org-bury')]).toEqual([
      'signed',
      'conditions',
    ])
    const [entry] = await readEntries(record.db, boardId, { after: accepted.seq - 1 })
    expect(entry).toMatchObject({
      type: 'sign-off.accept',
      payload: { accepts: first?.seq, wordingVersion: 2, from: 1 },
    })
    expect(await record.refusal(GM, 'ce-bolton', await accepting('ask-01'))).toMatchObject({ kind: 'conflict' })
    expect(await record.refusal(GM, 'ce-oldham', await accepting('ask-01'))).toMatchObject({ kind: 'conflict' })
    expect(await record.refusal(GM, 'ce-wigan', await accepting('ask-01'))).toMatchObject({ kind: 'conflict' })
    expect(await record.refusal(GM, 'dcs-bolton', await accepting('ask-01'))).toMatchObject({ kind: 'forbidden' })
  })

  test('[CE-3.2] any signatory’s objection makes it substantive, and what others accepted falls back', async () => {
    expect(await record.refusal(GM, 'ce-wigan', objecting('ask-01', 2))).toMatchObject({ kind: 'conflict' })
    expect(await record.refusal(GM, 'ce-oldham', objecting('ask-01', 2))).toMatchObject({ kind: 'conflict' })
    await record.send(GM, 'ce-bury', objecting('ask-01', 2))
    expect((await askNow('ask-01')).wordings[0]).toMatchObject({
      state: 'substantive',
      classifications: [
        { kind: 'editorial' },
        { kind: 'substantive', reason: 'It changes what we pay', body: 'org-bury' },
      ],
    })
    expect([await stateOf('ask-01', 'org-bolton'), await stateOf('ask-01', 'org-bury')]).toEqual(['drifted', 'drifted'])
    expect(await record.refusal(GM, 'ce-bolton', await accepting('ask-01'))).toMatchObject({
      kind: 'conflict',
      title: 'An authority objected to version 2, so the change counts as substantive.',
    })
    expect(await record.refusal(GM, 'ce-bolton', objecting('ask-01', 2))).toMatchObject({ kind: 'conflict' })
    expect(await record.refusal(GM, 'secretariat', confirm('ask-01', 2))).toMatchObject({ kind: 'conflict' })
    await give('ce-bolton', 'ask-01')
    expect(await stateOf('ask-01', 'org-bolton')).toBe('signed')
  })

  test('a change of weight is warned about in the entry, and confirmed only by whoever names it', async () => {
    await give('ce-bolton', 'ask-03')
    const version = await reword('ask-03', 'editorial', 'cannot improve', 'can improve by 2030')
    const [issued] = (await readEntries(record.db, boardId, { type: 'wording.issue' })).slice(-1)
    expect(issued?.payload).toMatchObject({
      weighty: [
        { kind: 'date', before: '', after: '2030' },
        { kind: 'duty', before: 'cannot', after: 'can' },
      ],
    })
    expect((await askNow('ask-03')).wordings[0]?.weighty).toHaveLength(2)
    for (const despite of [[], ['duty'], ['amount', 'addressee']] satisfies Weight[][]) {
      expect(await record.refusal(GM, 'secretariat', confirm('ask-03', version, despite))).toMatchObject({
        kind: 'invalid',
        fields: [{ path: 'despite' }],
      })
    }
    await record.send(GM, 'secretariat', confirm('ask-03', version, ['duty', 'date']))
    expect((await askNow('ask-03')).wordings[0]?.classifications).toMatchObject([{ despite: ['date', 'duty'] }])
  })

  test('a change issued as substantive cannot be confirmed or accepted; one such on the way is enough', async () => {
    await give('ce-bolton', 'ask-02')
    expect(await reword('ask-02', 'substantive', 'other nine', 'other eight')).toBe(2)
    expect(await record.refusal(GM, 'secretariat', confirm('ask-02', 2))).toMatchObject({ kind: 'conflict' })
    expect(await record.refusal(GM, 'ce-bolton', objecting('ask-02', 2))).toMatchObject({ kind: 'conflict' })
    const version = await reword('ask-02', 'editorial', 'take them forward', 'carry them forward')
    await record.send(GM, 'secretariat', confirm('ask-02', version))
    expect(await record.refusal(GM, 'ce-bolton', await accepting('ask-02'))).toMatchObject({
      kind: 'conflict',
      title: 'Version 2 is not confirmed as an editorial change.',
    })
  })

  test('[3] an acceptance names the words on the screen: after another issue it is stale', async () => {
    await give('ce-bolton', 'ask-11')
    const version = await reword('ask-11', 'editorial', 'a pragmatic position', 'a practical position')
    await record.send(GM, 'secretariat', confirm('ask-11', version))
    const onScreen = await accepting('ask-11')
    await reword('ask-11', 'editorial', 'a practical position', 'a workable position')
    expect(await record.refusal(GM, 'ce-bolton', onScreen)).toMatchObject({ kind: 'stale', current: { version: 3 } })
    // Two editorial changes, both confirmed: one acceptance reaches over both.
    await record.send(GM, 'secretariat', confirm('ask-11', 3))
    await record.send(GM, 'ce-bolton', await accepting('ask-11'))
    expect(await stateOf('ask-11', 'org-bolton')).toBe('signed')
    // An objection to the first of the two is enough.
    await record.send(GM, 'ce-bolton', objecting('ask-11', 2))
    expect(await stateOf('ask-11', 'org-bolton')).toBe('drifted')
  })
})
