import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import RatingChip from '#lib/ui/RatingChip.svelte'
import RatingPatterns from '#lib/ui/RatingPatterns.svelte'
import { ratingSentence, ratingWord, type RatingValue } from '#lib/ui/ratings.ts'

const LETTERS: Record<RatingValue, string> = {
  red: 'R',
  'amber-red': 'A/R',
  amber: 'A',
  'amber-green': 'A/G',
  green: 'G',
  'not-rated': '',
  complete: '',
}

for (const value of Object.keys(LETTERS) as RatingValue[]) {
  test(`${value} shows its word, its letter and a shape of its own`, async () => {
    const { container } = await render(RatingChip, { value })

    expect(container.querySelector('.word')?.textContent).toBe(ratingWord[value])
    expect(container.querySelector('svg text')?.textContent ?? '').toBe(LETTERS[value])
    expect(container.querySelector('svg :is(polygon, circle, rect)')).not.toBeNull()
  })
}

test('the screen reader hears one sentence, and none of the drawing', async () => {
  const { container } = await render(RatingChip, {
    value: 'amber',
    trend: 'worse',
    since: 'April',
    was: { value: 'green', on: '3 April' },
    confirmed: '12 June',
  })

  expect(container.querySelector('.visually-hidden')?.textContent).toBe(
    'Rating Amber, was Green on 3 April, confirmed 12 June',
  )
  expect(container.querySelector('.seen')?.getAttribute('aria-hidden')).toBe('true')
})

test('a slash is not read out, and what is unknown is said', () => {
  expect(ratingSentence({ value: 'amber-red', staleDays: 43 })).toBe('Rating Amber Red, 43 days old')
  expect(ratingSentence({ value: 'not-rated', reason: 'project plan still to be written' })).toBe(
    'Not rated: project plan still to be written',
  )
  expect(ratingSentence({ value: 'green', trend: 'same', since: 'June' })).toBe('Rating Green, same as June')
  expect(ratingSentence({ value: 'complete' })).toBe('Complete')
})

test('without its word the chip still says it to a screen reader', async () => {
  const { container } = await render(RatingChip, { value: 'red', word: false })

  expect(container.querySelector('.word')).toBeNull()
  expect(container.querySelector('.visually-hidden')?.textContent).toBe('Rating Red')
})

test('every print pattern that the tokens name exists', async () => {
  const { container } = await render(RatingPatterns)

  expect([...container.querySelectorAll('pattern')].map((pattern) => pattern.id)).toEqual([
    'pat-dense',
    'pat-diagonal',
    'pat-wide',
  ])
})
