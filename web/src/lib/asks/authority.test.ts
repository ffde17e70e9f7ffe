import type { Me } from '@concordat/shared/http'
import { expect, test } from 'vitest'

import { isAsked, noAuthoritySaid, ownCell, voiceOf } from './authority.ts'
import { ask, list, own, RUTH, signOff } from './test/asks.ts'

const JAMILA: Me = {
  person: { id: 'deputy-bolton', name: 'Jamila Ahmed', invented: true, administrator: false },
  posts: [
    {
      id: 'post-deputy',
      title: 'Deputy chief executive',
      organisation: 'Bolton Council',
      seats: [{ board: 'gm', boardTitle: 'GM', role: 'delegate', body: 'org-bolton', abilities: [] }],
    },
  ],
  capacity: 'post-deputy',
  proof: null,
  sessionEndsAt: '2026-07-24T12:00:00.000Z',
  sessionEndsInMs: 1000,
}
const delegation = (about: { state: 'in-force' | 'lapsed'; asks: string[] | null }) => ({
  seq: 70,
  body: 'org-bolton',
  person: 'deputy-bolton',
  name: 'Jamila Ahmed',
  from: '2026-05-01',
  to: '2026-07-31',
  instrument: { title: 'Scheme', reference: 'SD/4' },
  recordedAt: '2026-05-01T08:00:00.000Z',
  by: RUTH,
  ended: null,
  confirmed: null,
  abilities: [],
  ...about,
})
const speaks = (one: ReturnType<typeof delegation>, on = ask(5, { abilities: ['sign-off.give'] })) =>
  voiceOf(JAMILA, { ...list([on]), ask: on }, 'gm', own({ as: 'delegate', delegations: [one] }))

test('[CE-1.5][CE-4.2] a deputy answers as deputy under the delegation of its day, and only where it covers', () => {
  expect(speaks(delegation({ state: 'in-force', asks: null }))).toMatchObject({
    name: 'Bolton Council',
    signatory: 'Jamila Ahmed, Deputy chief executive, as deputy under the delegation of 1 May 2026',
    mayGive: true,
  })
  for (const one of [delegation({ state: 'lapsed', asks: null }), delegation({ state: 'in-force', asks: ['ask-07'] })])
    expect(speaks(one)?.signatory).toContain('without a delegation for this')
})

test('[CE-1.11] whoever may not sign is told so, and that they can prepare where they can', () => {
  const deputy = speaks(delegation({ state: 'lapsed', asks: null }), ask(5, { abilities: ['sign-off.prepare'] }))
  expect(noAuthoritySaid(deputy)).toBe(
    'You hold no authority to sign for Bolton. You can prepare it for the chief executive.',
  )
  expect(noAuthoritySaid(undefined)).toContain('You hold no authority to sign for any council.')
})

test('[D13] a partner answers in its own cell, apart from the authorities', () => {
  const addressed = ask(7, {
    partners: ['org-sector-health'],
    partnerSignOffs: [signOff('org-sector-health', 'declined')],
    abilities: ['sign-off.give'],
  })
  const body = { id: 'org-sector-health', title: 'Health partners', short: 'Health partners' }
  const voice =
    voiceOf(
      { ...JAMILA, capacity: null },
      { ...list([addressed]), ask: addressed },
      'gm',
      own({ as: 'partner', body }),
    ) ?? expect.fail('no voice')
  expect(voice).toMatchObject({ isPartner: true, name: 'Health partners' })
  expect(isAsked(addressed, voice)).toBe(true)
  expect(isAsked(ask(8), voice)).toBe(false)
  expect(ownCell(addressed, null, voice, '2026-07-24').state).toBe('declined')
})
