import { describe, expect, it } from 'vitest'

import {
  after,
  atFirst,
  changesIn,
  closedBy,
  closedInWords,
  isSaved,
  isSilent,
  shown,
  unsaved,
  type SaveEvent,
  type SaveFacts,
} from './save-state.ts'

const following = (facts: SaveFacts, ...events: SaveEvent[]): SaveFacts => events.reduce(after, facts)
const open = (holds = false): SaveFacts =>
  following(
    atFirst(true),
    { type: 'connected', at: 0 },
    { type: 'opening-sent', holds, at: 0 },
    { type: 'synced', at: 1_000 },
  )

describe('the state of saving', () => {
  it('[H5] says connecting until both openings were exchanged, then saved', () => {
    const connected = following(atFirst(true), { type: 'connected', at: 0 })
    expect(shown(connected, 500)).toEqual({ state: 'connecting' })
    expect(shown(open(), 2_000)).toEqual({ state: 'saved', at: 1_000 })
  })

  it('[H5] is not saved before the opening step 2 that held something is acknowledged', () => {
    const facts = open(true)
    expect(isSaved(facts)).toBe(false)
    expect(isSaved(following(facts, { type: 'acknowledged', count: 1, at: 1_100 }))).toBe(true)
  })

  it('[H5] is saved only when every change was acknowledged', () => {
    const typed = following(
      open(),
      { type: 'changed', at: 2_000 },
      { type: 'sent', changes: 1 },
      { type: 'changed', at: 2_010 },
      { type: 'sent', changes: 1 },
    )
    const half = following(typed, { type: 'acknowledged', count: 1, at: 2_020 })
    expect(unsaved(half)).toBe(1)
    expect(shown(half, 2_100)).toEqual({ state: 'typing' })
    expect(shown(half, 3_000)).toEqual({ state: 'saving' })
    expect(shown(following(half, { type: 'acknowledged', count: 2, at: 2_030 }), 3_000)).toEqual({
      state: 'saved',
      at: 2_030,
    })
  })

  it('[X2] tells a short gap from a long one and keeps counting what waits', () => {
    const lost = following(
      open(),
      { type: 'lost', at: 10_000 },
      { type: 'changed', at: 10_100 },
      { type: 'changed', at: 10_200 },
    )
    expect(shown(lost, 11_000)).toEqual({ state: 'unsaved', waiting: 2 })
    expect(shown(lost, 13_000)).toEqual({ state: 'reconnecting', waiting: 2 })
    expect(shown(lost, 25_000)).toEqual({ state: 'offline', waiting: 2 })
    expect(changesIn(lost, 11_000)).toBe(2_000)
    expect(changesIn(lost, 25_000)).toBeUndefined()
  })

  it('[X2] a line that looks open and swallows everything is noticed by its silence', () => {
    const typed = following(open(), { type: 'changed', at: 10_000 }, { type: 'sent', changes: 1 })
    expect(shown(typed, 12_000)).toEqual({ state: 'saving' })
    expect(changesIn(typed, 12_000)).toBe(1_000)
    expect(shown(typed, 13_000)).toEqual({ state: 'reconnecting', waiting: 1 })
    expect(shown(typed, 25_000)).toEqual({ state: 'offline', waiting: 1 })
    const lost = following(typed, { type: 'lost', at: 15_000 })
    expect(lost.lostAt).toBe(10_000)
    // A new line gets its own time to answer: it must not be given up as soon as it stands.
    expect(isSilent(following(lost, { type: 'connected', at: 16_000 }), 16_001)).toBe(false)
  })

  it('[X3] what one socket still owed is brought by the step 2 of the next', () => {
    const owed = following(
      open(),
      { type: 'changed', at: 2_000 },
      { type: 'sent', changes: 1 },
      { type: 'lost', at: 2_001 },
    )
    expect(unsaved(owed)).toBe(1)
    const back = following(
      owed,
      { type: 'connected', at: 3_980 },
      { type: 'opening-sent', holds: true, at: 3_990 },
      { type: 'synced', at: 4_000 },
    )
    expect(shown(back, 4_000)).toEqual({ state: 'saving' })
    expect(shown(following(back, { type: 'acknowledged', count: 1, at: 4_010 }), 5_000)).toEqual({
      state: 'saved',
      at: 4_010,
    })
  })

  it('a second question on the same socket adds nothing that has to be acknowledged', () => {
    expect(isSaved(following(open(), { type: 'opening-sent', holds: true, at: 5 }))).toBe(true)
  })

  it('a later loss does not start the waiting clock again', () => {
    expect(following(open(), { type: 'lost', at: 1_000 }, { type: 'lost', at: 9_000 }).lostAt).toBe(1_000)
  })

  it('an acknowledgement of more than was sent counts no further than that', () => {
    expect(following(open(), { type: 'acknowledged', count: 7, at: 2_000 }).acked).toBe(0)
  })

  it('is not saved while the server has not asked what it lacks', () => {
    expect(shown(following(atFirst(true), { type: 'connected', at: 0 }, { type: 'synced', at: 1 }), 2)).toEqual({
      state: 'connecting',
    })
  })

  it('a reader is told so and never that something is saved', () => {
    expect(shown(following(atFirst(false), { type: 'connected', at: 0 }, { type: 'synced', at: 1 }), 2)).toEqual({
      state: 'read-only',
    })
  })

  it('[X5] a final close keeps the count of what was not saved', () => {
    const closed = following(
      open(),
      { type: 'changed', at: 2_000 },
      { type: 'sent', changes: 1 },
      { type: 'closed', why: 'refused' },
    )
    expect(shown(closed, 3_000)).toEqual({ state: 'closed', why: 'refused', waiting: 1 })
    expect(closedInWords('refused', 1).detail).toContain('1 change of yours is not saved')
  })

  it('[F17] sent away for a while it is reconnecting at once, and offline only when the server has not been back for long', () => {
    const away = following(open(), { type: 'lost', at: 10_000 }, { type: 'told-to-wait', until: 30_000 })
    expect(shown(away, 10_001)).toEqual({ state: 'reconnecting', waiting: 0 })
    expect(shown(away, 29_000)).toEqual({ state: 'reconnecting', waiting: 0 })
    expect(shown(away, 44_999)).toEqual({ state: 'reconnecting', waiting: 0 })
    expect(shown(away, 45_000)).toEqual({ state: 'offline', waiting: 0 })
    expect(shown(following(away, { type: 'connected', at: 30_500 }, { type: 'lost', at: 30_600 }), 31_000)).toEqual({
      state: 'saved',
      at: 1_000,
    })
  })

  it('[abuse 20] work too large for the line is being sent until it is committed; what was typed meanwhile still waits', () => {
    const away = following(
      open(),
      { type: 'changed', at: 10_000 },
      { type: 'lost', at: 10_001 },
      { type: 'changed', at: 10_002 },
      { type: 'bringing' },
      { type: 'changed', at: 40_000 },
    )
    expect(shown(away, 60_000)).toEqual({ state: 'sending', waiting: 3 })
    const brought = following(away, { type: 'brought', isSaved: true, at: 60_000 })
    expect(unsaved(brought)).toBe(1)
    expect(isSaved(brought)).toBe(false)
    expect(shown(brought, 60_001)).toEqual({ state: 'unsaved', waiting: 1 })
    expect(unsaved(following(away, { type: 'brought', isSaved: false, at: 60_000 }))).toBe(3)
    expect(shown(following(away, { type: 'closed', why: 'too-big' }), 60_000)).toEqual({
      state: 'closed',
      why: 'too-big',
      waiting: 3,
    })
  })

  it('[X5] an outdated page is to be loaded again, and says what becomes of the text', () => {
    expect(closedInWords('reload', 0).detail).toContain('Everything you wrote is saved')
    expect(closedInWords('reload', 2).detail).toContain('2 changes of yours are not saved. What you wrote is kept')
  })

  it('knows which closes are final', () => {
    expect([4401, 4403, 4404, 4409, 4422, 4400, 4426].map((code) => closedBy(code))).toEqual([
      'signed-out',
      'forbidden',
      'gone',
      'old-epoch',
      'refused',
      'refused',
      'reload',
    ])
    expect(closedBy(1009, 'the document is full')).toBe('full')
    expect([1006, 1009, 1012, 1013, 4408, 4429].map((code) => closedBy(code))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})
