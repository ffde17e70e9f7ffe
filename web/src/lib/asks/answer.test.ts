import { expect, test } from 'vitest'

import { AnswerKeeper } from './answer-draft.ts'
import { answerErrors, answerPayload, draftOf, fieldErrors, NO_ANSWER, openAnswers } from './answer.ts'
import { RUTH, wording } from './test/asks.ts'

const NOW = new Date('2026-07-24T10:00:00Z')
const fields = (draft: Partial<typeof NO_ANSWER>) =>
  answerErrors({ ...NO_ANSWER, ...draft }, NOW).map(({ field }) => field)

test('[CE-1.3] nothing is chosen to begin with, and nothing goes on without a choice', () => {
  expect(NO_ANSWER.answer).toBe('')
  expect(fields({})).toEqual(['answer'])
})

test('[CE-1.4] each answer needs its own follow-up', () => {
  expect(fields({ answer: 'signed' })).toEqual([])
  expect(fields({ answer: 'conditions', conditions: ['  '] })).toEqual(['condition-0'])
  expect(fields({ answer: 'conditions', conditions: ['', 'Funds are pooled by April'] })).toEqual([])
  expect(fields({ answer: 'deferred' })).toEqual(['deferred-to', 'until'])
  expect(fields({ answer: 'deferred', deferredTo: 'Cabinet', until: '2026-07-24' })).toEqual(['until'])
  expect(fields({ answer: 'deferred', deferredTo: 'Cabinet', until: '2026-07-25' })).toEqual([])
  expect(fields({ answer: 'declined' })).toEqual(['reason'])
  expect(fields({ answer: 'declined', reason: 'x'.repeat(2001) })).toEqual(['reason'])
})

test('only answers that change something are offered; conditions met are signed', () => {
  expect(openAnswers('awaiting')).toEqual(['signed', 'conditions', 'deferred', 'declined'])
  expect(openAnswers('drifted')).toHaveLength(4)
  expect(openAnswers('conditions')).toEqual(['signed'])
  expect(openAnswers('deferred')).toEqual(['signed', 'conditions', 'deferred', 'declined'])
  expect(openAnswers('declined')).toEqual(['signed', 'conditions', 'deferred'])
})

test('only the answers the ask offers can be chosen', () => {
  expect(openAnswers('awaiting', ['signed', 'declined'])).toEqual(['signed', 'declined'])
  expect(openAnswers('conditions', ['conditions', 'declined'])).toEqual([])
})

const DECIDED = {
  hasDecision: true,
  decisionBody: ' Cabinet ',
  decisionOn: '2026-07-20',
  decisionReference: 'C/2026/41',
  callInUntil: '2026-07-28',
}

test('[D6] a decision behind the answer needs who, when and where; one of the future is none', () => {
  expect(fields({ answer: 'signed', hasDecision: true })).toEqual([
    'decision-body',
    'decision-on',
    'decision-reference',
  ])
  expect(fields({ answer: 'signed', ...DECIDED })).toEqual([])
  expect(fields({ answer: 'signed', ...DECIDED, decisionOn: '2026-07-25', callInUntil: '' })).toEqual(['decision-on'])
  expect(fields({ answer: 'conditions', conditions: ['One'], ...DECIDED, callInUntil: '2026-07-19' })).toEqual([
    'call-in-until',
  ])
  // Only a signature is subject to call-in: a day left over from another answer is no error of this one.
  expect(fields({ answer: 'declined', reason: 'No', ...DECIDED, callInUntil: '2026-07-19' })).toEqual([])
})

test('[D6] the decision goes with the answer, its call-in day with a signature only, and nothing of it when it was taken back', () => {
  const draft = { ...NO_ANSWER, ...DECIDED }
  const behind = { body: 'Cabinet', on: '2026-07-20', reference: 'C/2026/41' }
  expect(answerPayload('ask-05', 'a', wording(3), { ...draft, answer: 'signed' }).authorisedBy).toEqual({
    ...behind,
    callInUntil: '2026-07-28',
  })
  expect(answerPayload('ask-05', 'a', wording(3), { ...draft, answer: 'declined', reason: 'No' }).authorisedBy).toEqual(
    behind,
  )
  expect(
    answerPayload('ask-05', 'a', wording(3), { ...draft, answer: 'signed', hasDecision: false }),
  ).not.toHaveProperty('authorisedBy')
})

test('[CE-1.11] a prepared answer comes to the check page as it was prepared', () => {
  const prepared = {
    seq: 300,
    askId: 'ask-05',
    part: 'a',
    wordingVersion: 3,
    answer: 'conditions' as const,
    conditions: ['One', 'Two'],
    deferredTo: null,
    until: null,
    reason: null,
    authorisedBy: { body: 'Cabinet', on: '2026-07-20', reference: 'C/2026/41' },
    note: 'As agreed on Monday',
    at: '2026-07-22T09:00:00.000Z',
    by: RUTH,
  }
  const draft = draftOf(prepared)
  expect(answerErrors(draft, NOW)).toEqual([])
  expect(answerPayload('ask-05', 'a', wording(3), { ...draft, answer: 'conditions' })).toEqual({
    askId: 'ask-05',
    part: 'a',
    wordingVersion: 3,
    wordingHash: wording(3).hash,
    answer: 'conditions',
    conditions: ['One', 'Two'],
    authorisedBy: { body: 'Cabinet', on: '2026-07-20', reference: 'C/2026/41' },
  })
})

test('what is wrong with a date is said in its own words', () => {
  const draft = { ...NO_ANSWER, answer: 'deferred' as const, deferredTo: 'Cabinet' }
  expect(answerErrors(draft, NOW, { until: 'There is no 31 June 2026' })).toEqual([
    { field: 'until', text: 'There is no 31 June 2026' },
  ])
})

test('[D2] the payload carries the words on the screen and only the follow-up of its answer', () => {
  const written = {
    ...NO_ANSWER,
    conditions: [' One ', ''],
    deferredTo: 'Cabinet',
    until: '2026-09-08',
    reason: 'No money',
  }
  const about = { askId: 'ask-05', part: 'a', wordingVersion: 3, wordingHash: wording(3).hash }
  expect(answerPayload('ask-05', 'a', wording(3), { ...written, answer: 'signed' })).toEqual({
    ...about,
    answer: 'signed',
  })
  expect(answerPayload('ask-05', 'a', wording(3), { ...written, answer: 'conditions' })).toEqual({
    ...about,
    answer: 'conditions',
    conditions: ['One'],
  })
  expect(answerPayload('ask-05', undefined, wording(3), { ...written, answer: 'declined' })).toEqual({
    askId: 'ask-05',
    wordingVersion: 3,
    wordingHash: about.wordingHash,
    answer: 'declined',
    reason: 'No money',
  })
})

test('a refusal by the server points at the field it is about', () => {
  expect(
    fieldErrors([
      { path: 'conditions.1', message: 'Too long' },
      { path: 'payload.until', message: 'Past' },
      { path: 'authorisedBy.callInUntil', message: 'Before the decision' },
    ]),
  ).toEqual([
    { field: 'condition-1', text: 'Too long' },
    { field: 'until', text: 'Past' },
    { field: 'call-in-until', text: 'Before the decision' },
  ])
})

const memory = (): Storage => {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    key: () => null,
    length: 0,
  }
}

test('[X5] an unsent answer is kept per person and cell; new words take the choice away but not what was typed', () => {
  const storage = memory()
  const keeper = new AnswerKeeper(storage, 'gm', 'ce-bolton', 'ask-05.a')
  keeper.write('h1', { ...NO_ANSWER, answer: 'declined', reason: 'No money' })
  expect(keeper.read('h1')).toMatchObject({ answer: 'declined', reason: 'No money' })
  expect(keeper.read('h2')).toMatchObject({ answer: '', reason: 'No money' })
  expect(new AnswerKeeper(storage, 'gm', 'ce-bury', 'ask-05.a').read('h1')).toEqual(NO_ANSWER)
  keeper.forget()
  expect(keeper.read('h1')).toEqual(NO_ANSWER)
})

test('[CE-1.10] one intention has one command id, over retries and a reload; another answer has another', () => {
  const storage = memory()
  const ids = ['id-1', 'id-2', 'id-3']
  const make = () => ids.shift() ?? expect.fail()
  const signed = { ...NO_ANSWER, answer: 'signed' as const }
  expect(new AnswerKeeper(storage, 'gm', 'p', 'c').commandId('h1', signed, make)).toBe('id-1')
  expect(new AnswerKeeper(storage, 'gm', 'p', 'c').commandId('h1', signed, make)).toBe('id-1')
  expect(new AnswerKeeper(storage, 'gm', 'p', 'c').commandId('h1', { ...signed, answer: 'declined' }, make)).toBe(
    'id-2',
  )
  expect(new AnswerKeeper(storage, 'gm', 'p', 'c').commandId('h2', signed, make)).toBe('id-3')
})

test('storage that is full, forbidden or holds rubbish costs nothing but the memory', () => {
  const refuse = (): never => {
    throw new Error('denied')
  }
  const broken = { ...memory(), getItem: refuse, setItem: refuse, removeItem: refuse }
  const keeper = new AnswerKeeper(broken, 'gm', 'p', 'c')
  keeper.write('h1', { ...NO_ANSWER, answer: 'signed' })
  expect(keeper.read('h1')).toEqual(NO_ANSWER)
  const rubbish = { ...memory(), getItem: () => '{"draft":7' }
  expect(new AnswerKeeper(rubbish, 'gm', 'p', 'c').read('h1')).toEqual(NO_ANSWER)
})
