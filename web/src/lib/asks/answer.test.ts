import { expect, test } from 'vitest'

import { AnswerKeeper } from './answer-draft.ts'
import { answerErrors, answerPayload, fieldErrors, NO_ANSWER, openAnswers } from './answer.ts'
import { wording } from './test/asks.ts'

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
  expect(openAnswers('deferred')).toEqual(['signed', 'conditions', 'declined'])
})

test('what is wrong with a date is said in its own words', () => {
  const draft = { ...NO_ANSWER, answer: 'deferred' as const, deferredTo: 'Cabinet' }
  expect(answerErrors(draft, NOW, 'There is no 31 June 2026')).toEqual([
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
    ]),
  ).toEqual([
    { field: 'condition-1', text: 'Too long' },
    { field: 'until', text: 'Past' },
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
