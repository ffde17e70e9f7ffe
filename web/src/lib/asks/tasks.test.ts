import type { MyAuthorityView } from '@concordat/shared/http-sign-offs'
import { expect, test } from 'vitest'

import { answeredSaid, nextFor, TaskLines, waitingTasks } from './tasks.ts'
import { ask, own, RUTH } from './test/asks.ts'

type Awaiting = MyAuthorityView['awaiting'][number]
const task = (number: number, about: Partial<Awaiting> = {}): Awaiting => ({
  askId: `ask-${String(number).padStart(2, '0')}`,
  number,
  title: `Ask number ${number}`,
  part: null,
  state: 'awaiting',
  dueDay: null,
  overdueDays: 0,
  wordingVersion: 1,
  seq: 100 + number,
  ...about,
})
const numbers = (tasks: readonly { readonly number: number }[]) => tasks.map(({ number }) => number)
const asksWith = (...abilities: ('sign-off.give' | 'sign-off.prepare' | 'sign-off.affirm' | 'condition.meet')[]) => ({
  asks: [1, 2, 3, 4, 5].map((number) => ask(number, { abilities })),
})
const waysOf = (lines: TaskLines['waiting']) =>
  lines.flatMap(({ ways }) => ways.map(({ label, about, href }) => `${label} ${about} ${href}`))

test('[CE-2.1] the next one stands first: overdue, then reworded, then a deferral whose day has come, then by day and number', () => {
  const view = own({
    awaiting: [task(5, { overdueDays: 3, dueDay: '2026-07-21' }), task(3, { dueDay: '2026-08-01' }), task(2)],
    drifted: [{ ...task(4, { state: 'drifted', wordingVersion: 2 }), answered: 1 }],
    deferrals: [
      { ...task(1, { state: 'deferred' }), deferredTo: 'Cabinet', until: '2026-07-20', isDue: true },
      { ...task(6, { state: 'deferred' }), deferredTo: 'Cabinet', until: '2026-09-20', isDue: false },
    ],
  })
  expect(numbers(waitingTasks(view))).toEqual([5, 4, 1, 3, 2])
  const mine = asksWith('sign-off.give')
  expect(nextFor(view, mine)?.number).toBe(5)
  expect(nextFor(view, mine, { askId: 'ask-05', part: null })?.number).toBe(4)
  // A deputy is led to what the delegation covers.
  expect(nextFor(view, { asks: mine.asks.filter(({ number }) => number === 3) })?.number).toBe(3)
  expect(nextFor(view, asksWith())).toBeUndefined()
  expect(numbers(new TaskLines(view, asksWith(), '/boards/gm').deferrals.map((line) => line.task))).toEqual([6])
})

test('[CE-2.2] each is opened by itself, and a link stands only where the server lets this person do it', () => {
  const view = own({
    awaiting: [task(1), task(2, { part: { id: 'a', title: 'Pool funds' } })],
    drifted: [{ ...task(4, { state: 'drifted', wordingVersion: 2 }), answered: 1 }],
  })
  expect(waysOf(new TaskLines(view, asksWith('sign-off.give', 'sign-off.prepare'), '/b').waiting)).toEqual([
    'See what changed in ask 4 /b/asks/ask-04/sign',
    'Read and answer ask 1 /b/asks/ask-01/sign',
    'Read and answer ask 2a /b/asks/ask-02/sign?part=a',
  ])
  expect(waysOf(new TaskLines(view, asksWith('sign-off.prepare'), '/b').waiting)[1]).toMatch(/^Prepare ask 1 /u)
  expect(waysOf(new TaskLines(view, asksWith(), '/b').waiting)[1]).toMatch(/^Read ask 1 /u)
})

test('[D8] the overdue say how many days', () => {
  const view = own({
    awaiting: [task(1, { overdueDays: 14, dueDay: '2026-07-10' }), task(2, { dueDay: '2026-08-01' })],
  })
  expect(new TaskLines(view, asksWith(), '/b').waiting.map(({ state, note }) => [state, note])).toEqual([
    ['overdue', '14 days past 10 July 2026'],
    ['awaiting', 'due 1 August 2026'],
  ])
})

test('[CE-1.11] what a deputy prepared is named beside the task, and the chief executive is led to check it', () => {
  const prepared = {
    seq: 300,
    askId: 'ask-01',
    part: null,
    wordingVersion: 1,
    answer: 'signed' as const,
    conditions: [],
    deferredTo: null,
    until: null,
    reason: null,
    authorisedBy: null,
    note: null,
    at: '2026-07-22T09:00:00.000Z',
    by: { ...RUTH, name: 'Jamila Ahmed' },
    number: 1,
    title: 'Ask number 1',
  }
  const view = own({ awaiting: [task(1, { state: 'in-preparation' })], prepared: [prepared] })
  const [line] = new TaskLines(view, asksWith('sign-off.give'), '/b').waiting
  expect(line).toMatchObject({ state: 'in-preparation', text: 'Prepared by Jamila Ahmed' })
  expect(line?.ways[0]?.label).toBe('Check the prepared answer')
})

test('[CE-4.3] a predecessor’s signatures are affirmed or withdrawn one by one, from their receipts', () => {
  const cells = [{ ...task(3, { state: 'predecessor' }), answer: 44, name: 'Ruth Hargreave' }]
  const view = own({ predecessor: { asks: 1, cells } })
  const [line] = new TaskLines(view, asksWith('sign-off.affirm'), '/b').predecessors
  expect(line?.note).toBe('by Ruth Hargreave, edition 1')
  expect(line?.ways.map(({ label, href }) => [label, href])).toEqual([
    ['Affirm', '/b/receipts/44?act=affirm'],
    ['Receipt', '/b/receipts/44'],
  ])
})

test('[CE-2.4] conditions stand with their state, and only an open one can be marked as met', () => {
  const condition = { ...task(2, { state: 'conditions' as const }), answer: 50 }
  const view = own({
    conditions: [
      { ...condition, condition: 0, text: 'One', met: true },
      { ...condition, condition: 1, text: 'Two', met: false },
    ],
  })
  const lines = new TaskLines(view, asksWith('condition.meet'), '/b').conditions
  expect(lines.map(({ text, note, ways }) => [text, note, ways[0]?.label])).toEqual([
    ['One', 'condition 1, met', undefined],
    ['Two', 'condition 2, not met yet', 'Mark condition 2 as met'],
  ])
  expect(lines[1]?.ways[0]?.href).toBe('/b/receipts/50?act=meet&condition=1')
  expect(new Set(lines.map(({ key }) => key)).size).toBe(2)
})

test('[CE-2.3] when nothing waits, what was answered is said, with a day only where it is the day of one ask', () => {
  expect(
    answeredSaid([
      { state: 'declined', asks: ['ask-04'], lastOn: '2026-07-03' },
      { state: 'signed', asks: ['ask-01', 'ask-02'], lastOn: '2026-07-09' },
      { state: 'drifted', asks: ['ask-05'], lastOn: '2026-07-09' },
    ]),
  ).toBe('2 signed, 1 declined on 3 July 2026')
  expect(answeredSaid([])).toBe('')
})
