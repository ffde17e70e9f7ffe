import { expect, test } from 'vitest'

import { shownPage } from './shown-page.ts'

test.each([
  ['decisions/GM/2026/7', 'decisions'],
  ['decisions/GM%2F2026%2F7', 'decisions'],
  ['/decisions/GM/2026/7/', '/decisions'],
  ['decisions%2FGM/2026/7', 'decisions'],
  ['decisions?number=GM/2026/7', 'decisions'],
  ['threads/decision/GM/2026/7', 'threads/decision'],
  ['record/decision/GM/2026/7', 'record/decision'],
  ['decisions', 'decisions'],
  ['asks/ask-01', 'asks/ask-01'],
  ['decisions-to-come', 'decisions-to-come'],
  ['', ''],
])('[20] %o is shown as %o', (page, shown) => expect(shownPage(page)).toBe(shown))
