import type { MilestoneView } from '@concordat/shared/http'
import { describe, expect, it } from 'vitest'

import { neighbourFor, planRows } from './plan-rows.ts'

const milestone = (id: string, title: string): MilestoneView => ({
  id,
  title,
  of: { kind: 'workstream', id: 'w', title: 'Front door' },
  due: null,
  status: 'planned',
  statusBasis: 'stated',
  gate: false,
  external: false,
  note: null,
  overdue: false,
  forecast: null,
  owner: null,
  seq: 1,
  baseline: null,
  reported: null,
  actual: null,
  slippage: null,
  proposals: [],
  claim: null,
  accountable: null,
  rows: [],
  rollUp: null,
  waitsFor: [],
  neededBy: [],
  lock: null,
  abilities: [],
})

describe('the working plan beside the record', () => {
  it('joins rows and milestones by id and keeps the order of the plan', () => {
    const rows = planRows(
      [
        { id: 'b', title: 'Second first' },
        { id: 'new', title: 'Only drafted' },
      ],
      [milestone('a', 'On record'), milestone('b', 'B')],
      2,
    )
    expect(
      rows.map(({ reference, title, isInPlan, milestone: record }) => [reference, title, isInPlan, record?.id]),
    ).toEqual([
      ['2.1', 'Second first', true, 'b'],
      ['2.2', 'Only drafted', true, undefined],
      ['2.3', 'On record', false, 'a'],
    ])
  })

  it('numbers rows plainly where the work has no number', () => {
    expect(planRows([{ id: 'a', title: '' }], [], null)[0]?.reference).toBe('1')
  })
})

describe('moving to a place', () => {
  const ids = ['a', 'b', 'c', 'd']
  it.each([
    ['a', 0, undefined],
    ['c', 0, null],
    ['a', 2, 'c'],
    ['d', 1, 'a'],
    ['a', 9, 'd'],
  ])('%s to %i', (id, place, neighbour) => expect(neighbourFor(ids, id, place)).toBe(neighbour))
})
