import { expect, test } from 'vitest'

import { answeredSaid, nextWaiting, tasksFor } from './tasks.ts'
import { ask, BOLTON, list, signOff, wording } from './test/asks.ts'

const TODAY = '2026-07-24'

test('[CE-2.1] what waits stands first: overdue, then reworded, then awaiting by day and number; the answered follow by number', () => {
  const tasks = tasksFor(
    list([
      ask(1, { signOffs: [signOff('org-bolton', 'signed')] }),
      ask(2),
      ask(3, { dueDay: '2026-08-01' }),
      ask(4, { wording: wording(2), signOffs: [signOff('org-bolton', 'drifted')] }),
      ask(5, { dueDay: '2026-07-01' }),
      ask(6, { signOffs: [signOff('org-bolton', 'declined')] }),
      ask(7, { authorities: ['org-bury'] }),
    ]),
    BOLTON,
    TODAY,
  )
  expect(tasks.map(({ ask: { number } }) => number)).toEqual([5, 4, 3, 2, 1, 6])
  expect(tasks.map(({ isWaiting }) => isWaiting)).toEqual([true, true, true, true, false, false])
  expect(nextWaiting(tasks, TODAY)?.key).toBe('ask-05.org-bolton')
  expect(nextWaiting(tasks, TODAY, 'ask-05.org-bolton')?.key).toBe('ask-04.org-bolton')
})

test('an ask waits as long as one part does', () => {
  const parts = [
    { id: 'a', title: 'A' },
    { id: 'b', title: 'B' },
  ]
  const [task] = tasksFor(
    list([ask(5, { parts, signOffs: [signOff('org-bolton', 'signed', { part: 'a' })] })]),
    BOLTON,
    TODAY,
  )
  expect(task?.isWaiting).toBe(true)
  expect(task && nextWaiting([task], TODAY)?.part?.id).toBe('b')
})

test('a deferral waits again once its day has passed', () => {
  const deferredTo = (until: string) =>
    tasksFor(list([ask(1, { signOffs: [signOff('org-bolton', 'deferred', { until })] })]), BOLTON, TODAY)[0]
  expect(deferredTo('2026-07-24')?.isWaiting).toBe(false)
  expect(deferredTo('2026-07-23')?.isWaiting).toBe(true)
})

test('[CE-2.3] when nothing waits, what was answered is said', () => {
  const tasks = tasksFor(
    list([
      ...[1, 2, 3].map((number) => ask(number, { signOffs: [signOff('org-bolton', 'signed')] })),
      ask(4, { signOffs: [signOff('org-bolton', 'declined')] }),
    ]),
    BOLTON,
    TODAY,
  )
  expect(answeredSaid(tasks)).toBe('3 signed, 1 declined on 3 July 2026')
})
