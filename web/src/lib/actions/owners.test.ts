import { expect, test } from 'vitest'

import { actionPayload } from './action-draft.ts'
import { ownerGroups, ownerPayload } from './owners.ts'
import { ownerSaid } from './words.ts'

const bodies = [
  { id: 'org-ofsted', title: 'Ofsted' },
  { id: 'org-bolton', title: 'Bolton' },
  { id: 'org-gmca', title: 'Combined Authority' },
]
const post = (id: string, title: string, more: { body?: string; organisation?: string; holder?: string | null }) => ({
  id,
  title,
  organisation: 'Bolton Council',
  body: null,
  holder: 'Ruth Hargreave',
  acting: false,
  ...more,
})

test('[28] posts stand below their body, by seat or by name, with whoever holds them; bodies without posts come last', () => {
  const groups = ownerGroups(bodies, [
    post('post-chair', 'Chair', { organisation: 'Combined Authority' }),
    post('post-ce', 'Chief executive', { body: 'org-bolton' }),
    post('post-dcs', 'Director', { body: 'org-bolton', holder: null }),
    post('post-observer', 'Policy adviser', { organisation: 'Sector body' }),
  ])
  expect(groups.map(({ label, options }) => [label, ...options.map((option) => option.label)])).toEqual([
    ['Bolton', 'Bolton', 'Chief executive, Bolton Council (Ruth Hargreave)', 'Director, Bolton Council (vacant)'],
    ['Combined Authority', 'Combined Authority', 'Chair, Combined Authority (Ruth Hargreave)'],
    ['Sector body', 'Policy adviser, Sector body (Ruth Hargreave)'],
    ['Other bodies', 'Ofsted'],
  ])
  expect(groups[0]?.options.map(({ value }) => value)).toEqual(['body:org-bolton', 'post:post-ce', 'post:post-dcs'])
})

test('[28] what was chosen goes into the command as a post or as a body, never as both', () => {
  expect(ownerPayload('post:post-ce')).toEqual({ ownerPost: 'post-ce' })
  expect(ownerPayload('body:org-bolton')).toEqual({ ownerBody: 'org-bolton' })
  expect(ownerPayload('org-bolton')).toEqual({ ownerBody: 'org-bolton' })
  expect(actionPayload({ text: ' Write. ', owner: 'post:post-ce', due: '2026-07-20', source: 'ask ask-01' })).toEqual({
    text: 'Write.',
    ownerPost: 'post-ce',
    due: '2026-07-20',
    source: { kind: 'ask', id: 'ask-01' },
  })
})

test('[A4] an owner is told with the body and the present holder; a vacancy is shown as one', () => {
  const owner = { kind: 'post' as const, id: 'post-ce', title: 'Chief executive', organisation: 'Bolton Council' }
  const holder = { person: 'ce', name: 'Ruth Hargreave', acting: true }
  expect(ownerSaid({ owner: { ...owner, holder } })).toBe('Chief executive, Bolton Council (Ruth Hargreave, acting)')
  expect(ownerSaid({ owner: { ...owner, holder: null } })).toBe('Chief executive, Bolton Council (vacant)')
  const body = { kind: 'body' as const, id: 'org-bolton', title: 'Bolton', organisation: null, holder: null }
  expect(ownerSaid({ owner: body })).toBe('Bolton')
})
