import { formatDay, type FuzzyDate } from '@concordat/shared/dates'
import { parseDate } from '@concordat/shared/parse-date'
import type { AskList, MilestoneView, TermsView } from '@concordat/shared/http'
import type { Rating } from '@concordat/shared/ratings'

import { fromToday } from './days.ts'
import type { Person } from './people.ts'
import { act } from './scenes.ts'

// A board as it looks some weeks in. All of it is the acts of the demo people with their own rights; no date is made up.

type BringIn = (id: string) => Promise<Person>

const AUTHORITIES = [
  'bolton',
  'bury',
  'manchester',
  'oldham',
  'rochdale',
  'salford',
  'stockport',
  'tameside',
  'trafford',
  'wigan',
]
/** How many of the ten have signed each of the twelve asks. */
const SIGNED = [10, 9, 8, 8, 7, 7, 6, 6, 5, 4, 4, 3]

/** Chief executives answer the asks, the chair rewords one, some sign it again. */
export async function answerAsks(bring: BringIn): Promise<void> {
  const chair = await bring('chair')
  // One after the other: ten browsers opening at once would be the slowest part of it.
  const signers: Person[] = []
  for (const authority of AUTHORITIES) signers.push(await bring(`ce-${authority}`))
  const { asks } = await chair.ask<AskList>('/api/boards/greater-manchester/asks')

  for (const [place, signer] of signers.entries()) {
    for (const { id, number, parts, wording } of asks) {
      if ((place + number * 3) % 10 >= (SIGNED[number - 1] ?? 0)) continue
      for (const part of parts.length === 0 ? [undefined] : parts.map((own) => own.id)) {
        await act(signer, 'greater-manchester', 'sign-off.give', {
          askId: id,
          ...(part && { part }),
          wordingVersion: wording?.version ?? 0,
          wordingHash: wording?.hash ?? '',
          ...answerOf(number, place),
        })
      }
    }
  }

  const reworded = asks.find(({ number }) => number === 5)
  const { version = 0 } = await act(chair, 'greater-manchester', 'wording.issue', {
    askId: 'ask-05',
    text: `${reworded?.wording?.text} Each authority names one officer who answers for it.`,
    change: 'substantive',
    expectHash: reworded?.wording?.hash ?? null,
  })
  const again = (await chair.ask<AskList>('/api/boards/greater-manchester/asks')).asks.find(({ id }) => id === 'ask-05')
  for (const signer of signers.slice(1, 4)) {
    await act(signer, 'greater-manchester', 'sign-off.give', {
      askId: 'ask-05',
      part: 'a',
      wordingVersion: version,
      wordingHash: again?.wording?.hash ?? '',
      answer: 'signed',
    })
  }
}

/** Most sign as worded; a few do not. */
function answerOf(ask: number, place: number) {
  if (ask === 3 && place === 3)
    return { answer: 'conditions' as const, conditions: ['The first year is paid for jointly.'] }
  if (ask === 6 && place === 6)
    return { answer: 'conditions' as const, conditions: ['Schools are asked before the bid goes in.'] }
  if (ask === 4 && place === 0) return { answer: 'deferred' as const, deferredTo: 'Cabinet', until: fromToday(60) }
  if (ask === 8 && place === 8)
    return { answer: 'declined' as const, reason: 'The council keeps the model it reviewed last year.' }
  return { answer: 'signed' as const }
}

/** Leads rate their programmes and workstreams; two have changed their mind since. */
export async function rateWork(bring: BringIn): Promise<void> {
  const [mei, lena, ...leads] = await Promise.all(
    ['lead-gm', 'programme-lead', 'lead-1', 'lead-2', 'lead-3', 'lead-4', 'lead-5', 'lead-6'].map(bring),
  )
  if (!mei || !lena) return
  const programme = (id: string, value: Rating): Promise<unknown> =>
    act(mei, 'greater-manchester', 'rating.give', {
      subject: { kind: 'programme', id: `prog-${id}` },
      value,
      ...wordsFor(value),
    })
  await programme('accountable-local-delivery', 'amber-green')
  await programme('joint-commissioning', 'green')
  await programme('joint-commissioning', 'amber')
  await programme('reform-capability', 'amber')
  await programme('reform-capability', 'green')

  const ratings: readonly Rating[] = ['green', 'amber', 'amber-green', 'amber-red', 'green', 'not-rated']
  await Promise.all(
    leads.map((lead, index) => {
      const value = ratings[index] ?? 'green'
      return act(lead, 'manchester-locality', 'rating.give', {
        subject: { kind: 'workstream', id: `ws-${index + 1}` },
        value,
        ...wordsFor(value),
      })
    }),
  )
  await act(lena, 'manchester-locality', 'rating.give', {
    subject: { kind: 'workstream', id: 'ws-2' },
    value: 'amber-green',
    reason: 'Two sites are ready.',
  })
  const [, samir] = leads
  if (samir) {
    await act(samir, 'manchester-locality', 'rating.give', {
      subject: { kind: 'workstream', id: 'ws-2' },
      value: 'amber',
      ...wordsFor('amber'),
    })
  }
}

function wordsFor(value: Rating) {
  if (value === 'green' || value === 'amber-green')
    return {
      reason: 'The last review found nothing that threatens the date.',
      explanation: 'The dates in the source have passed; the plan that replaces them is on time.',
    }
  if (value === 'not-rated') return { reason: 'New workstream; its plan is being written.' }
  return {
    cause: 'Rooms and computers at two sites will not be ready when the teams move.',
    effect: 'The teams would work apart for a quarter longer.',
    action: 'The estates board decides on 8 September which site goes first; a shared room is hired until then.',
    owner: 'Head of early help',
    by: fromToday(70),
  }
}

/** What follows from meetings: a key decision in its call-in period, actions, a date that moved, a gate with its rule, a deputy. */
export async function followUp(bring: BringIn): Promise<void> {
  const [nasreen, tom, mei, gwen, ruth] = await Promise.all(
    ['chair', 'secretariat', 'lead-gm', 'ce-rochdale', 'ce-bolton'].map(bring),
  )
  if (!nasreen || !tom || !mei || !gwen || !ruth) return
  const GM = 'greater-manchester'
  const decided = { type: 'decided' as const, authority: { basis: 'delegation' as const, ref: 'Leaders, 27 May 2016' } }
  const key = await act(tom, GM, 'decision.record', {
    title: 'One placement framework',
    text: 'That the ten authorities buy residential placements under one framework from April, led by Stockport.',
    ...decided,
    body: 'org-joint-commissioning-board',
    reasons: 'Ten frameworks cost more than one, and providers asked for one.',
    options: 'Ten frameworks as now; two, for the north and the south.',
    implications: 'Contracts that run beyond April are honoured.',
    financial: '£140,000 in the first year, shared by population.',
    equality: 'Assessed; none adverse.',
    howAgreed: 'vote',
    result: 'Nine for, one against',
    dissent: 'Health partners asked for a later start.',
    key: { forwardPlanRef: 'FP/26/41', noticeOn: fromToday(-90) },
  })
  const moving = await act(tom, GM, 'decision.record', {
    title: 'A new date for the reform programme',
    text: 'That the programme is agreed by the end of September.',
    ...decided,
    reasons: 'The funding came a year late.',
  })
  const baseline = dayAfter(150)
  const { seq: proposal } = await act(mei, GM, 'baseline.propose', {
    milestoneId: 'ms-psr-programme',
    baseline,
    reason: 'The funding came a year late.',
    effects: 'Joint commissioning waits for it.',
  })
  await act(nasreen, GM, 'baseline.move', {
    milestoneId: 'ms-psr-programme',
    baseline,
    reason: 'The funding came a year late.',
    decision: String(moving.number),
    proposal,
  })
  await act(mei, GM, 'forecast.report', {
    milestoneId: 'ms-psr-programme',
    forecast: dayAfter(170),
    reason: 'Two posts are still empty.',
  })
  await act(mei, GM, 'milestone.track', {
    milestoneId: 'ms-psr-programme',
    rows: AUTHORITIES.map((authority) => ({ body: `org-${authority}` })),
  })
  await act(gwen, GM, 'milestone.set-row', {
    milestoneId: 'ms-psr-programme',
    row: (await rowOf(mei, 'org-rochdale')) ?? '',
    state: 'complete',
    note: 'Agreed by cabinet.',
  })
  await act(mei, GM, 'dependency.add', {
    from: 'ms-psr-programme',
    on: { kind: 'decision', id: String(key.number) },
  })

  const action = (text: string, ownerBody: string, due: string, source: string): Promise<unknown> =>
    act(tom, GM, 'action.open', {
      text,
      ownerBody,
      due,
      openedOn: fromToday(-60),
      source: { kind: 'decision', id: source },
    })
  await action('Write to providers about the framework.', 'org-stockport', fromToday(-8), String(key.number))
  await action('Bring the costs of the first year.', 'org-gmca', fromToday(21), String(key.number))
  await action('Publish the new dates.', 'org-psr-team', fromToday(40), String(moving.number))

  const rule = await act(tom, GM, 'decision.record', {
    title: 'The rule of the gate',
    text: 'That phase two starts when every authority has signed ask 12.',
    ...decided,
    reasons: 'Phase two binds all ten.',
  })
  await act(tom, GM, 'gate.set-rule', {
    askId: 'ask-12',
    rule: { kind: 'all' },
    opens: 'ms-phase-two',
    decision: String(rule.number),
    reason: 'Phase two binds all ten.',
  })
  await act(ruth, GM, 'delegation.record', {
    person: 'deputy-bolton',
    asks: ['ask-09', 'ask-10'],
    from: fromToday(0),
    to: fromToday(45),
    instrument: { title: 'Scheme of delegation', reference: 'BMBC/26/12' },
  })
}

async function rowOf(asker: Person, body: string): Promise<string | undefined> {
  const { rows } = await asker.ask<MilestoneView>('/api/boards/greater-manchester/milestones/ms-psr-programme')
  return rows.find((row) => row.body === body)?.id
}

/** Three decisions, one of which took the place of another. */
export async function decideThings(bring: BringIn): Promise<void> {
  const tom = await bring('secretariat')
  const decision = (title: string, text: string, more: { readonly type?: 'recommended' | 'steer' } = {}) => ({
    title,
    text,
    type: more.type ?? ('steer' as const),
    ...(more.type === 'recommended' && { recommendedTo: 'the executives of the ten councils' }),
    authority: { basis: 'recommendation-only' as const },
    reasons: 'The board heard from all ten authorities and saw no other way that keeps the date.',
  })
  const GM = 'greater-manchester'
  const first = await act(
    tom,
    GM,
    'decision.record',
    decision('Autumn timetable', 'That all asks are answered before the October meeting.'),
  )
  await act(
    tom,
    GM,
    'decision.record',
    decision(
      'Joint bid',
      'That the ten authorities put one bid to the Innovation Fund, with Bolton as the accountable body.',
      { type: 'recommended' },
    ),
  )
  await act(tom, GM, 'decision.supersede', {
    supersedes: String(first.number),
    decision: decision(
      'Autumn timetable, revised',
      'That all asks are answered before the November meeting, and that ask 12 is put last.',
    ),
  })
}

const TERMS = [
  '# 1 Purpose',
  'The board joins up what the ten authorities and their partners buy for children.',
  '# 2 Authority and delegation',
  'It commissions within the budgets that leaders have agreed, and recommends beyond them.',
  '# 3 Membership',
  'Each authority names one member and one substitute. Health partners name two.',
  '# 4 Chair and vice-chair',
  'Members elect both each year.',
  '# 5 Quorum',
  'Five members from at least four authorities.',
  '# 6 How decisions are made',
  'By consensus. Where there is none, the chair puts the question to each authority.',
]
/** What a second hand adds to the last clause after the first edition, and the clause that follows it. */
const AFTERWARDS = [
  ' Dissent is recorded when a member asks for it.',
  '# 7 Interests',
  'Declared at the start of each meeting and kept in a register.',
]

/** Terms that are in force in one edition while the next is being drafted. */
export async function adoptTerms(bring: BringIn): Promise<void> {
  const [nasreen, tom] = await Promise.all(['chair', 'secretariat'].map(bring))
  if (!nasreen || !tom) return
  const terms = 'tor-joint-commissioning-board'
  await tom.openTerms('greater-manchester', terms)
  await tom.edit()
  await tom.write(TERMS[0] ?? '', 'at the end')
  for (const block of TERMS.slice(1)) {
    await tom.key('Enter')
    await tom.goOnWriting(block)
  }
  const draft = await savedDraft(nasreen, terms, 'the question to each authority')
  await act(nasreen, 'greater-manchester', 'terms.adopt', {
    termsId: terms,
    expectHash: draft.draftHash,
    decision: {
      title: 'Adoption of edition 1',
      text: 'That edition 1 of the terms of reference of the Joint Commissioning Board is adopted.',
      type: 'decided',
      authority: { basis: 'delegation', ref: 'Leaders’ meeting of 27 May 2016' },
      reasons: 'The board needs terms before it commissions anything.',
    },
    inForceFrom: fromToday(0),
    reviewBy: fromToday(365),
  })
  const [sentence = '', ...clause] = AFTERWARDS
  await tom.goOnWriting(sentence)
  for (const block of clause) {
    await tom.key('Enter')
    await tom.goOnWriting(block)
  }
  await savedDraft(nasreen, terms, 'kept in a register')
}

/** The draft as the server has it, once it holds these words. */
async function savedDraft(asker: Person, terms: string, words: string): Promise<TermsView> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const view = await asker.ask<TermsView>(`/api/boards/greater-manchester/terms/${terms}`)
    if (view.draft.texts['text']?.includes(words)) return view
  }
  throw new Error(`The draft of ${terms} never held “${words}”`)
}

function dayAfter(days: number): FuzzyDate {
  const date = parseDate(formatDay(fromToday(days)))
  if (date === null) throw new Error('A day of the calendar is not read as one')
  return date
}
