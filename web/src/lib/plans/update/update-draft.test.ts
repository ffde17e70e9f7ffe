import { exactDay } from '@concordat/shared/dates'
import type { MilestoneView, RatingView } from '@concordat/shared/http'
import { describe, expect, it } from 'vitest'

import { EMPTY_RATING } from '#lib/ratings/rating-form.ts'

import {
  dueOf,
  emptyUpdate,
  fieldOf,
  isEmpty,
  reportOf,
  sees,
  settle,
  updateGaps,
  type UpdateDraft,
  type Work,
} from './update-draft.ts'

const by = {
  person: 'mei',
  name: 'Mei-Ling Tsang',
  post: 'Programme lead',
  role: 'programme-lead' as const,
  body: null,
}
const at = '2026-07-01T09:00:00.000Z'
const milestone = (id: string, forecast: string | null, seq: number, status = 'planned'): MilestoneView => ({
  id,
  title: `Milestone ${id}`,
  of: { kind: 'workstream', id: 'w', title: 'Front door' },
  due: exactDay('2026-07-31'),
  status,
  statusBasis: 'stated',
  gate: false,
  external: false,
  note: null,
  overdue: false,
  forecast: null,
  owner: null,
  seq: 1,
  baseline: null,
  reported:
    forecast === null ? null : { date: exactDay(forecast), reason: null, seq, at, by, confirmed: null, moves: 0 },
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
const rating: RatingView = {
  seq: 40,
  value: 'green',
  trend: 'new',
  before: null,
  at,
  ageDays: 43,
  stale: true,
  cause: null,
  effect: null,
  action: null,
  owner: null,
  by: null,
  reason: null,
  given: by,
  confirmed: null,
  contradictions: [],
  explanation: null,
  trueFrom: '2026-07-01',
  corrects: null,
  correctedBy: null,
}
const work: Work = {
  kind: 'workstream',
  id: 'w',
  title: 'Front door',
  milestones: [milestone('a', '2026-07-31', 50), milestone('b', null, 0), milestone('c', '2026-07-31', 51, 'done')],
  ratings: [rating],
}
const written = { writtenAt: new Date('2026-07-12T13:31:00.000Z'), today: '2026-07-12' }
const beside = { today: '2026-07-12', byProblem: '', needsExplanation: false }
const draft = (change: Partial<UpdateDraft>): UpdateDraft => ({ ...emptyUpdate(), ...change })
const later = (): UpdateDraft => draft({ forecasts: { a: { text: '30 September 2026', reason: 'Leases' } } })

describe('[WL-1.2] nothing changed', () => {
  it('names the rating and every forecast that it confirms, of what is still to come', () => {
    expect(reportOf(draft({ isUnchanged: true }), work, written)).toEqual({
      of: { kind: 'workstream', id: 'w' },
      writtenAt: '2026-07-12T13:31:00.000Z',
      unchanged: true,
      seen: { rating: 40, forecasts: [{ milestoneId: 'a', expect: 50 }] },
    })
  })
  it('[H7] confirms what was on the screen when it was opened, not what came since', () => {
    const opened = draft({ isUnchanged: true, seen: { rating: 39, 'forecast:a': 48 } })
    expect(reportOf(opened, work, written).seen).toEqual({
      rating: 39,
      forecasts: [{ milestoneId: 'a', expect: 48 }],
    })
  })
})

describe('[WL-1.3] forecasts', () => {
  it('sends those that say something else, against what was seen', () => {
    const typed = draft({
      forecasts: { a: { text: '31 July 2026', reason: '' }, b: { text: 'August 2026', reason: ' ' } },
    })
    expect(reportOf(typed, work, written).forecasts).toMatchObject([{ milestoneId: 'b', expect: 0 }])
  })
  it('[H7] what was first seen stays the thing it is compared with', () => {
    const typed = later()
    sees(typed, 'forecast:a', 49)
    sees(typed, 'forecast:a', 50)
    expect(reportOf(typed, work, written).forecasts?.[0]?.expect).toBe(49)
  })
  it('a later date says why, a past or unreadable one is asked for again', () => {
    const fields = (text: string) =>
      updateGaps(draft({ forecasts: { a: { text, reason: '' } } }), work, beside).map(({ field }) => field)
    expect(fields('30 September 2026')).toEqual(['reason:a'])
    expect(fields('20 July 2026')).toEqual([])
    expect(fields('1 July 2026')).toEqual(['forecast:a'])
    expect(fields('soon')).toEqual(['forecast:a'])
  })
})

describe('[WL-1.4] the rest of the form', () => {
  it('an empty update is no update', () =>
    expect(updateGaps(emptyUpdate(), work, beside)).toEqual([
      { field: 'unchanged', text: 'Say what changed, or that nothing did' },
    ]))
  it('a note has at most 400 characters', () => {
    expect(updateGaps(draft({ note: 'x'.repeat(400) }), work, beside)).toEqual([])
    expect(updateGaps(draft({ note: 'x'.repeat(402) }), work, beside)).toEqual([
      { field: 'note', text: 'Take 2 characters away from the note' },
    ])
  })
  it('[B7] a contradicted rating needs its sentence, and sends it', () => {
    const rated = draft({
      isRating: true,
      rating: { ...EMPTY_RATING, value: 'green', explanation: 'Leases are signed' },
    })
    expect(reportOf(rated, work, { ...written, needsExplanation: true }).rating).toEqual({
      value: 'green',
      explanation: 'Leases are signed',
      expect: 40,
    })
    rated.rating.explanation = ''
    expect(updateGaps(rated, work, { ...beside, needsExplanation: true }).map(({ field }) => field)).toEqual([
      'rating:explanation',
    ])
  })
})

describe('[WL-1.6] somebody else was first', () => {
  const clash = { field: 'forecast:a', title: 'Milestone a', mine: 'mine', theirs: 'theirs', seq: 60, at, by }
  const ratingClash = { ...clash, field: 'rating', seq: 61 }

  it('mine is sent against what now stands', () => {
    const mine = later()
    settle(mine, [clash], { 'forecast:a': 'mine' })
    expect(reportOf(mine, work, written).forecasts).toMatchObject([{ milestoneId: 'a', expect: 60 }])
  })
  it('theirs stands, and mine is not sent', () => {
    const theirs = draft({ ...later(), isRating: true, rating: { ...EMPTY_RATING, value: 'amber' } })
    settle(theirs, [clash, ratingClash], { 'forecast:a': 'theirs', rating: 'theirs' })
    expect(isEmpty(theirs)).toBe(true)
  })
  it('to edit keeps mine in the form', () => {
    const editing = later()
    settle(editing, [clash], { 'forecast:a': 'edit' })
    expect(editing.forecasts['a']?.text).toBe('30 September 2026')
    expect(editing.seen['forecast:a']).toBe(60)
  })
  it('"nothing changed" confirms theirs, or becomes a change', () => {
    const same = draft({ isUnchanged: true, seen: { rating: 40, 'forecast:a': 50 } })
    settle(same, [ratingClash], { rating: 'theirs' })
    expect(reportOf(same, work, written).seen?.rating).toBe(61)
    settle(same, [ratingClash], { rating: 'edit' })
    expect([same.isUnchanged, same.isRating]).toEqual([false, true])
  })
})

it('refusals of the server are shown at their field', () => {
  const report = reportOf(later(), work, written)
  expect(fieldOf('forecasts.0.reason', report)).toBe('reason:a')
  expect(fieldOf('forecasts.0.forecast', report)).toBe('forecast:a')
  expect(fieldOf('rating.explanation', report)).toBe('rating:explanation')
  expect(fieldOf('note', report)).toBe('note')
})

it('[WL-1.1] what is due: a rating grown old, milestones past or within five weeks', () => {
  expect(dueOf(work, [], '2026-07-12').map(({ key }) => key)).toEqual(['rating', 'a', 'b'])
  expect(dueOf(work, [], '2026-06-01').map(({ key }) => key)).toEqual(['rating'])
})
