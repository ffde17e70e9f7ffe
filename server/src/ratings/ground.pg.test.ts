import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Rated } from '@concordat/db/ratings'
import { atOneInstant } from '@concordat/db/read/asking'
import { findBoard } from '@concordat/db/read/boards'
import { readGroundBelow } from '@concordat/db/read/ground-below'
import { groundOf } from '@concordat/db/read/rating-ground'
import { readWorks } from '@concordat/db/read/works'
import { exactDay } from '@concordat/shared/dates'

import { startTestRecord, type TestRecord } from '../test/record.ts'

const TODAY = '2026-07-14'
const BOARDS = ['manchester-locality', 'greater-manchester'] as const

let record: TestRecord
beforeAll(async () => {
  record = await startTestRecord([...BOARDS])
})
afterAll(() => record.stop())

/** Every piece of work that can be rated, held against what is read for it alone and against what is read for the page. */
async function bothGrounds(slug: string) {
  return atOneInstant(record.db, async (tx) => {
    const board = await findBoard(tx, slug)
    if (!board) throw new Error(`There is no board ${slug}`)
    const works = await readWorks(tx, board, record.clock)
    const subjects: Rated[] = [
      ...works.programmes.map(({ id }) => ({ kind: 'programme' as const, id })),
      ...works.workstreams.map(({ id }) => ({ kind: 'workstream' as const, id })),
      ...works.milestones.map(({ id }) => ({ kind: 'milestone' as const, id })),
    ]
    const alone = []
    for (const subject of subjects)
      alone.push(groundOf(subject, await readGroundBelow(tx, board.id, subject, record.clock), TODAY))
    return { alone, whole: subjects.map((subject) => groundOf(subject, works, TODAY)) }
  })
}

test.each(BOARDS)('[B7] on %s a rating is held under the lock against exactly what the page shows', async (slug) => {
  const { alone, whole } = await bothGrounds(slug)
  expect(alone.length).toBeGreaterThan(3)
  expect(alone).toEqual(whole)
})

test('[B7] forecasts that moved, dates that do not fit, red children and decisions not in effect are all in it', async () => {
  const board = BOARDS[0]
  for (const day of ['2026-09-01', '2026-10-01', '2026-11-03', '2026-12-22'])
    await record.send(board, 'lead-3', {
      type: 'forecast.report',
      payload: { milestoneId: 'ms-3-5', forecast: exactDay(day), reason: 'Two posts are empty' },
    })
  await record.send(board, 'lead-2', {
    type: 'forecast.report',
    payload: { milestoneId: 'ms-2-4', forecast: exactDay('2026-10-30') },
  })
  const { number } = await record.send(board, 'secretariat', {
    type: 'decision.record',
    payload: {
      title: 'One plan',
      text: 'That there is one plan.',
      type: 'decided',
      authority: { basis: 'delegation', ref: 'Minute 12' },
      reasons: 'Put to the board',
      effectiveOn: '2027-01-04',
    },
  })
  for (const on of [
    { kind: 'milestone', id: 'ms-3-5' },
    { kind: 'decision', id: String(number) },
    { kind: 'outside', words: 'A law', due: exactDay('2027-03-01') },
  ] as const)
    await record.send(board, 'lead-2', { type: 'dependency.add', payload: { from: 'ms-2-4', on } })
  await record.send(board, 'lead-3', {
    type: 'rating.give',
    payload: {
      subject: { kind: 'workstream', id: 'ws-3' },
      value: 'red',
      cause: 'Two posts are empty',
      effect: 'Visits run late',
      action: 'Agency cover',
      owner: 'Head of service',
      by: '2026-12-30',
    },
  })

  const { alone, whole } = await bothGrounds(board)
  expect(alone).toEqual(whole)
  const waiting = alone.flatMap(({ milestones }) => milestones).find(({ id }) => id === 'ms-2-4')
  expect(waiting?.conflicts).toHaveLength(3)
  expect(alone.flatMap(({ milestones }) => milestones).find(({ id }) => id === 'ms-3-5')?.moves).toBeGreaterThan(2)
  expect(alone.flatMap(({ children }) => children).find(({ id }) => id === 'ws-3')?.rating).toBe('red')
})
