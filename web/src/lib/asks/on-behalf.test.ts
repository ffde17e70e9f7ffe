import { expect, test } from 'vitest'

import { NO_ANSWER } from './answer.ts'
import { digestOf, nothingRecorded, onBehalfGaps, onBehalfPayload } from './on-behalf.ts'
import { wording } from './test/asks.ts'

const NOW = new Date('2026-07-24T10:00:00Z')
const COMPLETE = {
  ...nothingRecorded(),
  body: 'org-wigan',
  answer: { ...NO_ANSWER, answer: 'signed' as const },
  title: ' Letter of the chief executive ',
  receivedOn: '2026-07-20',
}
const fields = (draft: Parameters<typeof onBehalfGaps>[0], parts: { id: string }[] = []) =>
  onBehalfGaps(draft, parts, NOW).map(({ field }) => field)

test('[D4] nothing is recorded on behalf without whose, what, evidence and the day it came in', () => {
  expect(fields(nothingRecorded())).toEqual(['body', 'answer', 'evidence-title', 'received-on'])
  expect(fields(COMPLETE)).toEqual([])
  expect(fields(COMPLETE, [{ id: 'a' }])).toEqual(['part'])
  expect(fields({ ...COMPLETE, receivedOn: '2026-07-25' })).toEqual(['received-on'])
  expect(fields({ ...COMPLETE, dated: '2026-07-21' })).toEqual(['evidence-dated'])
})

test('[D4] the words on the screen, the answer and its evidence go on record, and nothing that was left open', () => {
  expect(onBehalfPayload('ask-05', wording(3), { ...COMPLETE, part: 'a', dated: '2026-07-18' })).toEqual({
    askId: 'ask-05',
    part: 'a',
    wordingVersion: 3,
    wordingHash: wording(3).hash,
    answer: 'signed',
    body: 'org-wigan',
    evidence: { title: 'Letter of the chief executive', dated: '2026-07-18' },
    receivedOn: '2026-07-20',
  })
})

test('a file is known again by its digest', async () => {
  expect(await digestOf(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
