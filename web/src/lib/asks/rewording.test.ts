import type { WordingView } from '@concordat/shared/http'
import { expect, test } from 'vitest'

import { classificationSaid, rewordingSince } from './rewording.ts'
import { CHAIR, RUTH, wording } from './test/asks.ts'

const editorial = (version: number, about: Partial<WordingView> = {}): WordingView => ({
  ...wording(version),
  change: 'editorial',
  state: 'editorial',
  reason: 'Spelling.',
  ...about,
})
const classified = (kind: 'editorial' | 'substantive', reason: string | null = null) => ({
  kind,
  reason,
  despite: [],
  body: kind === 'substantive' ? 'org-bolton' : null,
  by: kind === 'substantive' ? RUTH : CHAIR,
  at: '2026-07-05T09:00:00.000Z',
  seq: 300,
})

test('[D3] an answer is carried over only when every change since is editorial and confirmed', () => {
  const all = rewordingSince([editorial(3), editorial(2), wording(1)], 1)
  expect(all.steps.map(({ version }) => version)).toEqual([2, 3])
  expect([all.isEditorial, all.whyNot]).toEqual([true, ''])

  const proposed = rewordingSince([editorial(3, { state: 'proposed' }), editorial(2), wording(1)], 1)
  expect(proposed.isEditorial).toBe(false)
  expect(proposed.whyNot).toContain('Edition 3 is said to be editorial')

  const substantive = rewordingSince([editorial(3), wording(2), wording(1)], 1)
  expect(substantive.isEditorial).toBe(false)
  expect(substantive.whyNot).toContain('Edition 2 is a substantive change')
  expect(rewordingSince([editorial(3), wording(2), wording(1)], 2).isEditorial).toBe(true)
})

test('[CE-3.2] one objects to a change called editorial, not to one that counts as substantive already', () => {
  const objected = editorial(3, { state: 'substantive' })
  const { disputable } = rewordingSince([objected, editorial(2), wording(1)], 1)
  expect(disputable.map(({ version }) => version)).toEqual([2])
})

test('[CE-3.1] the classification is said with its reason, by whom, and what became of it', () => {
  expect(classificationSaid(wording(2))).toBe('Classified as substantive by Sir Peter Ash.')
  expect(classificationSaid(editorial(2))).toBe(
    'Classified as editorial by Sir Peter Ash: “Spelling”. Not yet confirmed by a second person.',
  )
  expect(
    classificationSaid(
      editorial(2, {
        weighty: [{ kind: 'amount', before: '£5', after: '£6' }],
        classifications: [classified('editorial')],
      }),
    ),
  ).toBe(
    'Classified as editorial by Sir Peter Ash: “Spelling”. It changes an amount or number. Confirmed by Sir Peter Ash on 5 July 2026.',
  )
  expect(
    classificationSaid(
      editorial(2, { classifications: [classified('editorial'), classified('substantive', 'It costs')] }),
    ),
  ).toContain('Ruth Hargreave objected on 5 July 2026: “It costs”. It counts as substantive.')
})
