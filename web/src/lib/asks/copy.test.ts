import { expect, test } from 'vitest'

import {
  actWords,
  cellCaption,
  cellLabel,
  columnSaid,
  exactTime,
  headline,
  partnersSaid,
  receiptTitle,
  tallySaid,
  totalsSaid,
} from './copy.ts'
import { matrixOf } from './matrix.ts'
import { ask, list, MIXED, signOff, wording } from './test/asks.ts'

const TODAY = '2026-07-24'
const cells = matrixOf(MIXED, TODAY).rows.flatMap((row) => row.cells)
const cell = (key: string) => cells.find((one) => one.key === key) ?? expect.fail(`no cell ${key}`)

test('the heading says the numbers of the data in words', () => {
  expect(headline(12, 10)).toBe('Twelve asks, ten chief executives')
  expect(headline(1, 1)).toBe('One ask, one chief executive')
  expect(headline(23, 0)).toBe('23 asks')
  expect(headline(0, 10)).toBe('No asks yet')
  expect(headline(0, 0)).toBe('No asks yet')
})

test('totals are whole sentences, and nothing is said of what is not there', () => {
  expect(totalsSaid(matrixOf(MIXED, TODAY)).map(({ count, words }) => `${count} ${words}`)).toEqual([
    '2 of 7 answers are signed.',
    '1 is signed with conditions.',
    '1 was signed to earlier words.',
    '1 is deferred.',
    '1 is overdue.',
  ])
  expect(totalsSaid(matrixOf(list([ask(1)]), TODAY)).map(({ count, words }) => `${count} ${words}`)).toEqual([
    '0 of 3 answers are signed.',
  ])
})

test('a caption stands only where a date, an edition or a day count matters', () => {
  expect(cellCaption(cell('ask-02.a.org-bolton'))).toBe('ed. 1')
  expect(cellCaption(cell('ask-02.a.org-bury'))).toBe('8 Sept')
  expect(cellCaption(cell('ask-01.org-wigan'))).toBe('14 days')
  expect(cellCaption(cell('ask-01.org-bolton'))).toBeUndefined()
})

test('a cell is named whole: ask, part, authority, state and what matters about it', () => {
  expect(cellLabel(cell('ask-02.a.org-bolton'))).toBe(
    'Ask 2a, Bolton: Signed, wording since changed, signed edition 1, now edition 2',
  )
  expect(cellLabel(cell('ask-01.org-wigan'))).toBe('Ask 1, Wigan: Overdue, 14 days past 10 July 2026')
  expect(cellLabel(cell('ask-02.b.org-wigan'))).toBe('Ask 2b, Wigan: Not asked')
})

test('[D13] partners are named, and that they do not sign', () => {
  expect(partnersSaid(['Education partners', 'Health partners', 'Police and justice partners'])).toBe(
    'Also addressed to: Education partners, Health partners and Police and justice partners; partners take part, they do not sign as an authority.',
  )
  expect(partnersSaid(['Health partners'])).toContain('Health partners; ')
  expect(partnersSaid([])).toBe('')
})

test('[CE-1.5] the act is named by its deed and its body', () => {
  expect(actWords('signed', 'Bolton Council')).toBe('Sign for Bolton Council')
  expect(actWords('conditions', 'Bolton Council')).toBe('Sign with conditions for Bolton Council')
  expect(actWords('deferred', 'Bolton Council')).toBe('Defer for Bolton Council')
  expect(actWords('declined', 'Bolton Council')).toBe('Decline for Bolton Council')
  expect(receiptTitle('withdrawn', 'Bolton Council')).toBe('Answer withdrawn for Bolton Council')
})

test('the moment of an act is said to the second, on the twelve-hour clock', () => {
  expect(exactTime('2026-07-14T13:41:07.000Z')).toBe('2:41:07pm')
  expect(exactTime('2026-01-14T09:00:05.000Z')).toBe('9:00:05am')
})

test('a tally says the signed first and leaves out what nobody answered', () => {
  expect(tallySaid(MIXED.asks[0]?.tally ?? expect.fail())).toBe('1 of 3 signed, 1 with conditions, 1 awaiting')
  expect(tallySaid(ask(1, { wording: null }).tally)).toBe('Nobody is asked yet')
})

test('[D4, D6] marks stand beside a state: conditions met, the end of call-in, on whose behalf, what is only said', () => {
  const shown = (about: Parameters<typeof signOff>[2], state: Parameters<typeof signOff>[1]) =>
    matrixOf(list([ask(1, { signOffs: [signOff('org-bolton', state, about)] })]), TODAY).rows[0]?.cells[0] ??
    expect.fail()
  const conditional = shown({ conditionsMet: 1, conditionsOf: 2 }, 'conditions')
  expect([cellCaption(conditional), cellLabel(conditional)]).toEqual([
    '1 of 2',
    'Ask 1, Bolton: Signed with conditions, 2 conditions, 1 met',
  ])
  const callable = shown({ callInUntil: '2026-08-03' }, 'call-in')
  expect([cellCaption(callable), cellLabel(callable)]).toEqual([
    '3 Aug',
    'Ask 1, Bolton: Signed, subject to call-in, until 3 August 2026',
  ])
  expect(cellLabel(shown({ onBehalf: 'disputed' }, 'signed'))).toBe(
    'Ask 1, Bolton: Signed, recorded on behalf, disputed',
  )
  expect(cellLabel(shown({ deferredTo: 'Cabinet', until: '2026-09-08' }, 'deferred'))).toBe(
    'Ask 1, Bolton: Deferred to a formal decision, Cabinet, 8 September 2026',
  )
  const reported = shown(
    { reported: [{ seq: 9, says: 'Yes', source: 'Somebody', at: wording(1).issuedAt }] },
    'awaiting',
  )
  expect(cellLabel(reported)).toBe('Ask 1, Bolton: Awaiting, 1 report, unverified')
})

test('one authority in words, overdue days apart from the states', () => {
  const matrix = matrixOf(MIXED, TODAY)
  const said = matrix.columns.map((column) => columnSaid(column, matrix))
  expect(said).toEqual([
    'Bolton: 2 of 3 signed, 1 reworded since',
    'Bury: 0 of 3 signed, 1 with conditions, 1 deferred, 1 awaiting',
    'Wigan: 0 of 1 signed, 1 awaiting (1 overdue)',
  ])
})
