import { expect, test } from 'vitest'

import { textHash } from '@concordat/shared/text/canonical'

import { renderCheck } from './check-page.ts'
import { checkReceipt, type RecordQuestion } from './check-receipt.ts'

const FORM = { board: '', receipt: '', digest: '', wording: '' }
const WORDS = 'This authority will adopt the manifesto.'

/** A record that holds one receipt, and what it was asked. */
function recordOf(known: RecordQuestion) {
  const asked: RecordQuestion[] = []
  return {
    asked,
    isOnRecord: async (question: RecordQuestion) => {
      asked.push(question)
      return Promise.resolve(JSON.stringify(question) === JSON.stringify(known))
    },
  }
}
const known = { board: 'gm', receipt: 'BOL-12-2026-01', hash: textHash(WORDS) }

test('[D9] words are hashed in canonical form, and compared with a digest as people copy it', async () => {
  const { isOnRecord, asked } = recordOf(known)
  const typed = `  This authority\u00a0will adopt\r\nthe manifesto. `
  const digest = ` ${textHash(WORDS).toUpperCase().slice(0, 32)} ${textHash(WORDS).slice(32)}`
  expect(await checkReceipt({ ...FORM, wording: typed, digest }, isOnRecord)).toEqual({
    computed: textHash(WORDS),
    matches: true,
    onRecord: null,
    faults: [],
  })
  expect(await checkReceipt({ ...FORM, wording: `${WORDS} Not.`, digest }, isOnRecord)).toMatchObject({
    matches: false,
  })
  expect(asked).toEqual([])
})

test('[D9] a receipt is on the record for exactly its words, by text or by digest', async () => {
  const { isOnRecord } = recordOf(known)
  const receipt = { board: ' GM', receipt: 'bol-12-2026-01 ' }
  expect(await checkReceipt({ ...FORM, ...receipt, wording: WORDS }, isOnRecord)).toMatchObject({ onRecord: true })
  expect(await checkReceipt({ ...FORM, ...receipt, digest: known.hash }, isOnRecord)).toMatchObject({ onRecord: true })
  expect(await checkReceipt({ ...FORM, ...receipt, wording: 'Other.' }, isOnRecord)).toMatchObject({ onRecord: false })
})

test.each([
  ['another board', { board: 'other' }],
  ['an address that cannot be one', { board: '../gm' }],
  ['another receipt', { receipt: 'BOL-12-2026-02' }],
  ['a receipt that cannot be one', { receipt: "' or 1=1" }],
  ['other words', { wording: 'Other words.' }],
  ['words that do not have the digest given', { digest: textHash('x') }],
])('[D9] %s: the same page, whatever of it was wrong', async (_, change) => {
  const { isOnRecord } = recordOf(known)
  const form = { board: 'gm', receipt: 'BOL-12-2026-01', digest: '', wording: WORDS, ...change }
  const answer = await checkReceipt(form, isOnRecord)
  expect(answer).toMatchObject({ onRecord: false, faults: [] })
  const page = renderCheck(form, answer)
  expect(page).toContain('There is no such receipt for exactly these words on the record of a board at this address.')
})

test('[D9] a print of the page, which has no form, says what was asked, beside the answer and not within it', async () => {
  const form = { board: 'gm', receipt: 'BOL-12-2026-01', digest: textHash(WORDS), wording: '' }
  const { isOnRecord } = recordOf(known)
  const typed = (page: string) => /<\/section>\s*<dl class="typed">.*?<\/dl>/su.exec(page)?.[0] ?? ''
  const section = typed(renderCheck(form, await checkReceipt(form, isOnRecord)))
  expect(section).toContain('<dt>Receipt</dt><dd>BOL-12-2026-01</dd>')
  expect(section).toContain('<dt>Board</dt><dd>gm</dd>')
  expect(section).toContain(`<dt>Digest given</dt><dd>${textHash(WORDS)}</dd>`)

  const words = { ...FORM, wording: WORDS }
  expect(typed(renderCheck(words, await checkReceipt(words, isOnRecord)))).not.toContain('<dt>')
})

test('[D9] a receipt alone is never looked up; what is missing is named by its field', async () => {
  const { isOnRecord, asked } = recordOf(known)
  const fields = async (form: object) =>
    (await checkReceipt({ ...FORM, ...form }, isOnRecord)).faults.map(({ field }) => field)
  expect(await fields({})).toEqual(['wording'])
  expect(await fields({ board: 'gm', receipt: 'BOL-12-2026-01' })).toEqual(['wording'])
  expect(await fields({ receipt: 'BOL-12-2026-01', wording: WORDS })).toEqual(['board'])
  expect(await fields({ digest: 'abc' })).toEqual(['digest'])
  expect(await fields({ wording: 'x'.repeat(20_001) })).toEqual(['wording'])
  expect(asked).toEqual([])
})

test('[D9] what was typed stays in the form, as text and nothing else', async () => {
  const form = { ...FORM, wording: '</textarea><script>alert(1)</script>', receipt: '"><img src=x>' }
  const page = renderCheck(form, await checkReceipt(form, recordOf(known).isOnRecord))
  expect(page).not.toContain('<script')
  expect(page).not.toContain('<img')
  expect(page).toContain('&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(page).toContain('aria-invalid="true"')
})
