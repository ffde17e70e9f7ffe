import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import SignOffMark from '#lib/ui/SignOffMark.svelte'
import { signOffWord, type SignOffState } from '#lib/ui/sign-offs.ts'
import '../../app.css'

const STATES = Object.keys(signOffWord) as SignOffState[]

/** Every colour the mark is drawn with, as r, g, b. */
function coloursOf(container: Element): number[][] {
  return [...container.querySelectorAll('svg *')]
    .flatMap((shape) => [getComputedStyle(shape).fill, getComputedStyle(shape).stroke])
    .filter((colour) => colour.startsWith('rgb'))
    .map((colour) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number))
}

for (const state of STATES) {
  test(`${state} says its word and is drawn without the red and green of ratings`, async () => {
    const { container } = await render(SignOffMark, { state })

    expect(container.textContent).toContain(signOffWord[state])
    const colours = coloursOf(container)
    expect(colours).not.toEqual([])
    for (const [red = 0, green = 0, blue = 0] of colours) {
      expect(red > 170 && green < 90 && blue < 90, `red in ${state}`).toBe(false)
      expect(green > red + 25 && green > blue + 25, `green in ${state}`).toBe(false)
    }
  })
}

test('no two states are drawn alike', async () => {
  const drawings = new Set<string>()
  for (const state of STATES) {
    const { container } = await render(SignOffMark, { state })
    drawings.add(container.querySelector('svg')?.innerHTML ?? '')
  }

  expect(drawings.size).toBe(STATES.length)
})

test('in a matrix the word is hidden from sight only, with what was recorded on behalf and the note', async () => {
  const { container } = await render(SignOffMark, {
    state: 'drifted',
    word: false,
    caption: 'ed. 2',
    note: 'edition 2, now 3',
    recordedOnBehalf: true,
  })

  expect(container.querySelector('.visually-hidden')?.textContent).toBe(
    'Signed, wording since changed, recorded on behalf of, edition 2, now 3',
  )
  expect(container.querySelector('.caption')?.getAttribute('aria-hidden')).toBe('true')
})
