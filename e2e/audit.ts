import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import type { Person } from './people.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** Of all rules the one whose answer depends on the theme. */
const COLOURS = ['color-contrast']

/** Serious and critical findings of axe, each as `rule: selector (why)`, so that a failing test says where to look. */
export async function findings(page: Page, what: 'everything' | 'colours' = 'everything'): Promise<string[]> {
  // A change of theme is shown with the next frame: until then a control still has the old colour behind the new one.
  await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))))
  // Without frames there is nothing to gain from the other mode, which opens a page of its own for every run.
  // Nor in what passed: working out where each of those stands takes a third of its time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await (what === 'everything' ? axe.withTags(TAGS) : axe.withRules(COLOURS)).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${id}: ${target.join(' ')} (${failureSummary?.split('\n').slice(1).join(';').trim()})`,
      ),
    )
}

/** What every page must have, as far as a machine can tell (X12): a language, one heading of the first rank, landmarks. */
export interface Frame {
  readonly lang: string
  readonly headings: number
  readonly mains: number
  readonly banners: number
}

export async function frameOf({ page, heading, main, masthead }: Person): Promise<Frame> {
  return {
    lang: await page.evaluate(() => document.documentElement.lang),
    headings: await heading.count(),
    mains: await main.count(),
    banners: await masthead.count(),
  }
}

/** By how many pixels the page is wider than the screen; its scrolling regions keep their width to themselves (X9). */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
