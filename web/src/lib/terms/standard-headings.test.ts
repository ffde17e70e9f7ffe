import { describe, expect, it } from 'vitest'

import { checkHeadings, STANDARD_HEADINGS, standardText } from './standard-headings.ts'

describe('[C9] the standard headings', () => {
  it('are fourteen, and the text to start from has them all, still bare', () => {
    const checks = checkHeadings(standardText())
    expect(checks).toHaveLength(14)
    expect(checks.every(({ clause, isBare }) => clause !== null && isBare)).toBe(true)
    expect(checks[6]?.clause).toBe('clause-7')
  })
  it('are found under another number, longer or shorter', () => {
    const checks = checkHeadings('Opening words.\n\n# 3. Membership of the board\n\nTen.\n\n# Chair\n\nNamed.')
    const found = checks.filter(({ clause }) => clause !== null).map(({ title, clause }) => [title, clause])
    expect(found).toEqual([
      ['Membership', 'clause-2'],
      ['Chair and vice-chair', 'clause-3'],
    ])
  })
  it('are all missing from an empty text', () => {
    expect(checkHeadings('').filter(({ clause }) => clause === null)).toHaveLength(STANDARD_HEADINGS.length)
  })
})
